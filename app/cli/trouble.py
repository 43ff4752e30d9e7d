"""What goes wrong at a start, in one paragraph that says what to do; never a traceback."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import typer
from rich.console import Console
from rich.markup import escape

from app.cli.calling import spoken
from app.rooms.errors import RoomError
from app.rooms.ports import LogUnavailable
from app.settings import BadSetting
from app.storage.errors import (
    BadAddress,
    BadOption,
    DatabaseBusy,
    DatabaseNewer,
    DatabaseOlder,
    FileHasOtherNames,
    PlaceUnusable,
    RoleLacksRight,
)
from app.web.serving.sockets import PortInUse


class PortForbidden(Exception):
    """The system does not let this user listen on this port."""

    def __init__(self, port: int) -> None:
        super().__init__(f"this user may not listen on port {port}")


class BadHost(Exception):
    """HOST is nothing that this machine can listen on."""

    def __init__(self) -> None:
        super().__init__("HOST is no address of this machine, nor a name of one")


class NoFileYet(Exception):
    """There is nothing to look at, because no server has made the SQLite file."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"there is no file {path} yet")


CURES: dict[type[Exception], str] = {
    BadSetting: "Correct it in the environment and start again; the README lists every setting.",
    BadAddress: (
        "Correct it and start again: a port is a number from 1 to 65535, no part of a host is "
        "empty, and what is special in an address is written with % in a password, as %40 for @."
    ),
    BadOption: (
        "Correct it and start again: options are those of libpq, as host, port or sslmode, and a "
        "root certificate must be where they say; all else is a setting that the server has."
    ),
    DatabaseBusy: "Stop the other server, or use its address: a file has one server at a time.",
    FileHasOtherNames: (
        "It can be served by one name only, the one it was served by last, because its write-ahead "
        "log has that name: stop every server, remove the others (`find -samefile` shows them)."
    ),
    DatabaseOlder: "Do that once, while no server runs, then start again.",
    DatabaseNewer: "The Pushback that wrote it can open it as well; nothing was changed.",
    PortInUse: "Stop what listens there, or choose another port: PORT=8001.",
    PortForbidden: "Choose a PORT from 1024 on, as PORT=8000; a proxy in front may have the rest.",
    BadHost: "Set HOST to 127.0.0.1, to 0.0.0.0 for every network, or to one of its addresses.",
    PlaceUnusable: "Choose another place in DATABASE_URL, in a folder that this user may write.",
    NoFileYet: "`pushback serve` makes it; or name the file that you mean in DATABASE_URL.",
    RoleLacksRight: (
        "As its administrator grant the role CONNECT ON DATABASE; for `pushback migrate`, USAGE "
        "and CREATE ON SCHEMA public (later migrations need the role that owns the tables); for "
        "`pushback serve`, USAGE ON SCHEMA public and SELECT, INSERT, UPDATE, DELETE ON ALL TABLES "
        "IN SCHEMA public."
    ),
    LogUnavailable: (
        "Check that the database runs, can be written, and has room on its disk; DATABASE_URL "
        "says which it is."
    ),
}


@contextmanager
def explained() -> Iterator[None]:
    """Turn a foreseen failure into one paragraph and exit status 1."""
    try:
        yield
    except tuple(CURES) as error:
        give_up(f"{str(error).removesuffix('.')}. {cure_of(error)}")
    except RoomError as error:
        give_up(error.say)
    except PermissionError as error:
        if error.filename is None:
            raise
        give_up(f"No permission to use {error.filename}. {CURES[PlaceUnusable]}")


def cure_of(error: Exception) -> str:
    """What to do about it, by the nearest of its classes that has a cure."""
    return next(CURES[kind] for kind in type(error).__mro__ if kind in CURES)


def give_up(paragraph: str) -> NoReturn:
    """Say it on standard error and leave."""
    Console(file=sys.stderr, highlight=False, soft_wrap=True).print(
        f"[bold]pushback:[/] {escape(spoken(paragraph))}"
    )
    raise typer.Exit(1)
