"""What is measured beside us is known by its version."""

import subprocess

import pytest

from benchmarks import versions
from benchmarks.serving import SERVERS, Missing
from benchmarks.versions import FIND, number, of_peers

NO_PACKAGES = {"nchan", "nats", "ws", "socket_io"}


@pytest.mark.parametrize(
    ("said", "is_version"),
    [
        ("nginx version: nginx/1.22.1\n", "1.22.1"),
        ("postgres (PostgreSQL) 18.6", "18.6"),
        ("v24.19.0", "24.19.0"),
        ("libnginx-mod-nchan (1:1.3.6+dfsg-2) unstable; urgency=medium", "1.3.6"),
        ("no idea", None),
    ],
)
def test_version_is_found_in_what_a_program_says(said: str, is_version: str | None) -> None:
    assert is_version == number(said)


@pytest.mark.system
@pytest.mark.parametrize("name", ["Node", "nats-server", "nginx", "PostgreSQL"])
def test_program_that_is_there_is_asked(name: str) -> None:
    found = of_peers()[name]

    assert found is not None
    assert found == number(found)


def test_every_peer_that_is_no_package_has_a_version() -> None:
    names = {name.lower().replace(".", "_").removesuffix("-server") for name in FIND}

    assert NO_PACKAGES == names & SERVERS.keys()


@pytest.mark.parametrize(
    "why", [Missing("none"), FileNotFoundError(), subprocess.TimeoutExpired("x", 1), ValueError()]
)
def test_peer_that_is_not_there_has_none(why: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent() -> str:
        raise why

    monkeypatch.setitem(versions.FIND, "Node", absent)

    assert of_peers()["Node"] is None
