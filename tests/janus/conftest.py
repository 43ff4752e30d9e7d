"""A network of its own with a Janus in it, one for all tests of a run."""

from collections.abc import Iterator

import pytest

from tests.support.janus import JanusProcess
from tests.support.network import Apart
from tests.support.nursery import Nursery


@pytest.fixture(scope="session")
def there() -> Iterator[Apart]:
    """The network."""
    apart = Apart()
    apart.start()
    yield apart
    apart.stop()


@pytest.fixture(scope="session")
def janus(there: Apart, tmp_path_factory: pytest.TempPathFactory) -> Iterator[JanusProcess]:
    """A Janus with our configuration."""
    process = JanusProcess(tmp_path_factory.mktemp("janus"))

    async def start() -> None:
        await process.start()

    there.run(start())
    yield process
    process.kill()


@pytest.fixture(scope="session")
def nursery(there: Apart) -> Iterator[Nursery]:
    """Where servers of that network are born."""

    async def made() -> Nursery:
        return Nursery()

    found = there.run(made())
    yield found
    found.close()
