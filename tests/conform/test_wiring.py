"""What a stand is configured with."""

import pytest

from app.conform.wiring import BadStand, checked_url, wired
from tests.conform.stands import SECRET


def test_same_secret_gives_the_same_wiring_and_another_another() -> None:
    one = wired(SECRET, "http://127.0.0.1:9000/")

    assert one == wired(SECRET, "http://127.0.0.1:9000")
    assert one.key != wired(SECRET.replace("A", "B"), "http://127.0.0.1:9000").key
    assert f"http://127.0.0.1:9000/api/calls/{one.call}" == one.base


def test_neither_secret_nor_key_is_shown() -> None:
    one = wired(SECRET, "http://127.0.0.1:9000")

    assert SECRET[6:] not in f"{one}{one.key}{one.call}"
    assert one.key not in repr(one)


@pytest.mark.parametrize("secret", ["", "whsec_", "canary", "whsec_c2hvcnQ=", "whsec_!"])
def test_secret_that_is_none_is_refused_without_being_said(secret: str) -> None:
    with pytest.raises(BadStand) as caught:
        wired(secret, "http://127.0.0.1:9000")
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    "typed",
    [
        "stand.example",
        "ftp://x",
        "http://",
        "http://x:99999",
        "http://[::1/",
        "http://x/\x7f",
        "http://-é..é/",
    ],
)
def test_url_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(BadStand, match="begins with http"):
        checked_url(typed)
