"""The authority of the tests is believed by every client in them."""

import pytest

from tests.deploy.proxy import CERTIFICATE


@pytest.fixture(autouse=True)
def _believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
