"""A lock says exactly what is installed and nothing about where it comes from."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
PINNED = re.compile(r"[a-z0-9-]+(\[[a-z0-9,-]+\])?==\S+( ; .+)?( --hash=sha256:[0-9a-f]{64})+")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(params=["requirements.lock", "requirements-dev.lock"])
def lock(request: pytest.FixtureRequest) -> str:
    return (ROOT / str(request.param)).read_text(encoding="utf-8")


def test_lock_names_no_host(lock: str) -> None:
    assert not re.findall(r"\w+://\S*|^-.*|.* @ .*", lock, re.MULTILINE)


def test_every_requirement_is_pinned_by_version_and_hash(lock: str) -> None:
    loose = [line for line in requirements(lock) if not PINNED.fullmatch(line)]

    assert requirements(lock)
    assert not loose


def test_lock_holds_every_dependency_of_the_project(lock: str) -> None:
    extras = PROJECT["project"]["optional-dependencies"].values()
    wanted = [*PROJECT["project"]["dependencies"], *(name for extra in extras for name in extra)]

    assert {name_of(line) for line in wanted} <= {name_of(line) for line in requirements(lock)}


def test_lock_names_the_extras_that_packages_ask_of_each_other(lock: str) -> None:
    """Or pip resolves `coverage[toml]` apart, takes a newer one, finds no hash for it and ends."""
    named = {name_of(line): Requirement(line.split(" ")[0]).extras for line in requirements(lock)}
    asked = [one for name in named for one in asks(name) if one.extras]

    missing = [str(one) for one in asked if not one.extras <= named.get(name_of(one.name), set())]
    assert not missing


def asks(name: str) -> list[Requirement]:
    """What this package needs here, itself; nothing of one that is for other systems."""
    try:
        found = [Requirement(one) for one in requires(name) or ()]
    except PackageNotFoundError:
        return []
    return [one for one in found if one.marker is None or one.marker.evaluate({"extra": ""})]


def test_both_locks_agree() -> None:
    run_time, everything = (
        set(map(pin_of, requirements((ROOT / name).read_text(encoding="utf-8"))))
        for name in ("requirements.lock", "requirements-dev.lock")
    )

    assert run_time <= everything


def requirements(lock: str) -> list[str]:
    joined = re.sub(r" *\\\n *", " ", lock)
    return [line for line in joined.splitlines() if line and not line.startswith("#")]


def pin_of(requirement: str) -> str:
    """Version and hashes, not on which systems: a tool may want it where the server does not."""
    return re.sub(r" ;.*?(?= --hash)", "", requirement)


def name_of(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found is not None, requirement
    return re.sub(r"[._-]+", "-", found[0]).lower()
