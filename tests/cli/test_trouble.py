"""Every foreseen failure of a start has a cure in words."""

import errno
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from app.cli.trouble import CURES, explained
from app.rooms.ports import LogUnavailable
from app.settings import BadSetting
from app.storage.errors import (
    BadAddress,
    BadOption,
    FileHasOtherNames,
    PlaceUnusable,
    RoleLacksRight,
)
from tests.cli.conftest import Pushback
from tests.support.postgres import PostgresServer

COMMANDS = [
    ("serve",),
    ("migrate",),
    ("keys", "list"),
    ("keys", "create", "training", "--operator"),
    ("keys", "revoke", "a" * 20),
    ("rooms", "list"),
    ("rooms", "create"),
    ("restored",),
    ("replay", "r1"),
]
"""Every one that opens the database."""

MAKING = [
    ("serve",),
    ("migrate",),
    ("keys", "create", "training", "--operator"),
    ("rooms", "create"),
]
"""Those that make the database where there is none."""

IMPOSSIBLE = {
    "postgresql://someone:canary@/name?host=h:abc": BadAddress,
    "postgresql://someone:canary@/name?host=[z:z]": BadAddress,
    "postgresql://someone:canary@/name?host=127.0.0.1&port=99999": BadAddress,
    "postgresql://someone:canary@[::1]x/name": BadAddress,
    "postgresql://someone:canary@canary@127.0.0.1/name": BadAddress,
    "postgresql://someone:canary@there.example:notaport/name": BadAddress,
    "postgresql://someone:canary@127.0.0.1/name?sslmode=canary": BadOption,
    "postgresql://someone:canary@127.0.0.1/name?ssl_min_protocol_version=canary": BadOption,
    "sqlite:////canary%00.db": BadAddress,
    "sqlite:////": PlaceUnusable,
    "sqlite:///..": PlaceUnusable,
    "sqlite:///canary.db?mode=ro": BadSetting,
    "canary://name": BadSetting,
}

TOO_FEW = ["USAGE ON SCHEMA public", "SELECT ON ALL TABLES IN SCHEMA public"]
"""Rights with which no server can work."""


@pytest.mark.parametrize("error", CURES, ids=lambda error: error.__name__)
def test_a_cure_is_a_sentence(error: type[Exception]) -> None:
    assert CURES[error].endswith(".")
    assert len(CURES[error]) > 20


def said_of(error: Exception, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(typer.Exit), explained():
        raise error
    return capsys.readouterr().err


def test_a_stop_stands_between_the_complaint_and_its_cure(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for complaint in ("the disk is full", "the disk is full."):
        said = said_of(LogUnavailable(complaint), capsys)
        assert said.startswith("pushback: the disk is full. Check ")


def test_a_kind_of_a_known_failure_has_the_nearest_cure(
    capsys: pytest.CaptureFixture[str],
) -> None:
    class DiskGone(LogUnavailable):
        """One more way to be unavailable."""

    assert CURES[LogUnavailable] in said_of(DiskGone("the disk is gone"), capsys)
    assert CURES[RoleLacksRight] in said_of(RoleLacksRight(), capsys)


def test_brackets_in_a_complaint_are_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    refused = PermissionError(errno.EACCES, "Permission denied", "/srv/[/red]/rooms.db")
    assert "No permission to use /srv/[/red]/rooms.db. Choose" in said_of(refused, capsys)


def test_a_refusal_that_names_no_file_is_not_explained_as_one() -> None:
    with pytest.raises(PermissionError), explained():
        raise PermissionError(errno.EACCES, "Permission denied")


def test_a_port_in_use_says_how_to_choose_another(pushback: Pushback) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        found = pushback("serve", PORT=str(taken.getsockname()[1]))
    assert found.exit_code == 1
    assert "PORT=8001" in found.stderr
    assert "Traceback" not in found.output


def test_an_address_that_is_no_database_says_which_are(pushback: Pushback) -> None:
    found = pushback("migrate", DATABASE_URL="mysql://canary")
    assert found.exit_code == 1
    assert "sqlite:///" in found.stderr
    assert "canary" not in found.stderr


def test_a_database_that_cannot_be_reached_is_said_without_its_password(
    pushback: Pushback,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"postgresql://someone:canary@127.0.0.1:{port}/none"
    found = pushback("migrate", DATABASE_URL=url)
    assert found.exit_code == 1
    assert found.stderr.startswith("pushback:")
    assert "canary" not in found.output


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("url", IMPOSSIBLE)
def test_an_impossible_address_has_its_cure_and_is_not_repeated(
    pushback: Pushback, url: str, command: tuple[str, ...]
) -> None:
    found = pushback(*command, PORT="0", DATABASE_URL=url)
    assert found.exit_code == 1
    assert CURES[IMPOSSIBLE[url]] in found.stderr
    assert "canary" not in found.output
    assert len(found.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_file_with_a_hard_link_is_refused_with_what_to_do(
    pushback: Pushback, database: str, command: tuple[str, ...]
) -> None:
    pushback("migrate")
    file = Path(database.removeprefix("sqlite:///"))
    file.with_name("other.db").hardlink_to(file)
    found = pushback(*command, PORT="0")
    assert found.exit_code == 1
    assert f"1 other name beside the one in DATABASE_URL. {CURES[FileHasOtherNames]}" in (
        found.stderr
    )


@pytest.mark.parametrize("command", MAKING, ids=" ".join)
@pytest.mark.parametrize("place", ["/proc/y.db", "/sys/y.db", "/dev/null"])
def test_a_place_where_no_file_can_be_made_names_the_setting(
    pushback: Pushback, place: str, command: tuple[str, ...]
) -> None:
    found = pushback(*command, PORT="0", DATABASE_URL=f"sqlite:///{place}")
    assert found.exit_code == 1
    assert CURES[PlaceUnusable] in found.stderr
    assert len(found.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("command", [("serve",), ("migrate",), ("keys", "list")])
def test_a_folder_that_cannot_be_made_names_the_setting(
    pushback: Pushback, tmp_path: Path, command: tuple[str, ...]
) -> None:
    (tmp_path / "file").touch()
    found = pushback(*command, PORT="0", DATABASE_URL=f"sqlite:///{tmp_path / 'file' / 'a.db'}")
    assert found.exit_code == 1
    assert CURES[PlaceUnusable] in found.stderr
    assert len(found.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("command", [("serve",), ("rooms", "list"), ("replay", "r1")])
def test_a_name_that_no_file_can_have_names_the_setting(
    pushback: Pushback, tmp_path: Path, command: tuple[str, ...]
) -> None:
    found = pushback(*command, PORT="0", DATABASE_URL=f"sqlite:///{tmp_path / ('a' * 300)}")
    assert found.exit_code == 1
    assert CURES[PlaceUnusable] in found.stderr


@pytest.fixture
def rightless(postgres_server: PostgresServer) -> Iterator[str]:
    """A role that was granted nothing."""
    postgres_server.run("CREATE ROLE rightless LOGIN")
    yield "rightless"
    postgres_server.run("DROP ROLE rightless")


def said_to(pushback: Pushback, server: PostgresServer, database: str, *command: str) -> str:
    """What a command ends with that comes to this database as the role without rights."""
    url = server.url(database).replace("postgres@", "rightless@")
    try:
        found = pushback(*command, PORT="0", DATABASE_URL=url)
    finally:
        server.drop(database)
    assert found.exit_code == 1
    assert len(found.stderr.strip().splitlines()) == 1
    return found.output


@pytest.mark.postgres
@pytest.mark.parametrize("granted", TOO_FEW)
@pytest.mark.parametrize("command", [("serve",), ("keys", "list")])
def test_a_role_that_may_not_write_is_told_what_serving_needs(
    pushback: Pushback,
    postgres_server: PostgresServer,
    rightless: str,
    granted: str,
    command: tuple[str, ...],
) -> None:
    name = postgres_server.database()
    postgres_server.run(f"GRANT {granted} TO {rightless}", name)
    assert CURES[RoleLacksRight] in said_to(pushback, postgres_server, name, *command)


@pytest.mark.postgres
@pytest.mark.usefixtures("rightless")
@pytest.mark.parametrize("right", ["USAGE ON SCHEMA public", "CONNECT ON DATABASE"])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_role_that_may_not_look_is_told_so_and_not_to_migrate(
    pushback: Pushback, postgres_server: PostgresServer, right: str, command: tuple[str, ...]
) -> None:
    name = postgres_server.database()
    which = f'"{name}"' if right.endswith("DATABASE") else ""
    postgres_server.run(f"REVOKE {right} {which} FROM PUBLIC", name)
    assert CURES[RoleLacksRight] in said_to(pushback, postgres_server, name, *command)


def test_the_cure_of_a_role_names_every_right_it_may_lack() -> None:
    for right in ("CONNECT ON DATABASE", "USAGE ON SCHEMA public", "USAGE and CREATE ON SCHEMA"):
        assert right in CURES[RoleLacksRight]


@pytest.mark.postgres
@pytest.mark.usefixtures("rightless")
def test_a_role_that_may_not_create_is_told_what_migrating_needs(
    pushback: Pushback, postgres_server: PostgresServer
) -> None:
    name = postgres_server.empty_database()
    assert CURES[RoleLacksRight] in said_to(pushback, postgres_server, name, "migrate")
