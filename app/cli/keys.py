"""`pushback keys`: keys of operators and integrations. A key is shown once, when it is made."""

import asyncio
import re
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app.access.errors import AccessError
from app.access.grants import Scope
from app.access.keys import Key
from app.access.links import LONGEST_LIFE
from app.access.organisations import is_practice, name_of, practice_of
from app.cli.desk import Desk, check_there, desk
from app.cli.trouble import explained, give_up
from app.phases.units import HOUR, Instant, Millis
from app.rooms.fields import ID_PATTERN, RoomId
from app.settings import load
from app.web.api.keys import not_there

DAY = 24 * HOUR

keys = typer.Typer(help="Make, list and revoke keys for operators and machines.")


@keys.command()
def create(
    label: Annotated[str, typer.Argument(help="What the key is for; no person's name.")],
    operator: Annotated[bool, typer.Option(help="May make rooms, links and keys.")] = False,
    read: Annotated[list[str] | None, typer.Option(help="May read this room; repeat.")] = None,
    lead: Annotated[list[str] | None, typer.Option(help="May lead this room too; repeat.")] = None,
    show: Annotated[list[str] | None, typer.Option(help="May show this room on a screen.")] = None,
    organisation: Annotated[str, typer.Option(help="Whose it is; the server's own without.")] = "",
    test: Annotated[bool, typer.Option("--test", help="For practice: test rooms alone.")] = False,
    days: Annotated[int | None, typer.Option(help="Days it lives; for ever without.")] = None,
) -> None:
    """Make a key and print it once."""
    if show and (operator or read or lead):
        give_up("A key for a screen lies where others can read it: let it do nothing else.")
    rooms = frozenset(RoomId(r) for r in (*(read or ()), *(lead or ()), *(show or ())))
    scopes = {Scope.OPERATOR} if operator else set()
    scopes |= {Scope.ROOM_SHOW} if show else {Scope.ROOM_READ} if rooms else set()
    scopes |= {Scope.ROOM_LEAD} if lead else set()
    if not scopes:
        give_up("Say what the key is for: --operator, --read ROOM or --lead ROOM, or --show ROOM.")
    lives = None if days is None else Millis(days * DAY)
    check_terms(rooms, lives)
    if lead and read and set(lead) != set(read):
        give_up("A key that leads one room and only reads another is two keys: make each.")
    owner = practice_of(organisation) if test else organisation
    with explained():
        text = asyncio.run(_create(label, frozenset(scopes), rooms, lives, owner))
    typer.echo(text)


def check_terms(rooms: frozenset[RoomId], lives: Millis | None) -> None:
    """Exit status 1 for ids that no room has, and for a life longer than over REST."""
    if not all(re.fullmatch(ID_PATTERN, room) for room in rooms):
        give_up(
            "A room's id has 1 to 64 letters, digits and . _ -; `pushback rooms list` shows it."
        )
    if lives is not None and lives > LONGEST_LIFE:
        give_up(f"A key that expires lives for up to {LONGEST_LIFE // DAY} days.")


async def _create(
    label: str,
    scopes: frozenset[Scope],
    rooms: frozenset[RoomId],
    lives: Millis | None,
    organisation: str,
) -> str:
    async with desk(load()) as at:
        if missing := await not_there(at.rooms.log, rooms):
            named = ", ".join(missing)
            give_up(
                f"There is no room {named}, or only its record is left; `pushback rooms list` "
                "shows those that a key can be for."
            )
        if rooms - await at.access.owning.seen(organisation, rooms):
            give_up(f"Not all of these rooms are {_whose(organisation)}.")
        try:
            made = await at.access.create_key(
                label, scopes, rooms, expires_in=lives, organisation=organisation
            )
        except AccessError as wrong:
            give_up(wrong.say)
        return made.text


def _whose(organisation: str) -> str:
    if is_practice(organisation):
        return "for practice, as a test key's are"
    return f"{organisation}'s" if organisation else "for meetings, and not for practice"


def _desk_there() -> AbstractAsyncContextManager[Desk]:
    settings = load()
    check_there(settings)
    return desk(settings)


@keys.command("list")
def list_() -> None:
    """Every key, without its secret."""
    with explained():
        found = asyncio.run(_list())
    table = Table()
    for column in ("id", "label", "of", "scopes", "rooms", "made", "last used", "ends"):
        table.add_column(column, no_wrap=column == "id")
    for key in found:
        table.add_row(*_row(key))
    Console().print(table)


async def _list() -> list[Key]:
    async with _desk_there() as at:
        return await at.access.keys()


def _row(key: Key) -> tuple[str, ...]:
    ends = "revoked" if key.revoked_at else _day(key.expires_at)
    scopes, rooms = ", ".join(sorted(key.scopes)), str(len(key.rooms))
    return (
        key.id,
        key.label,
        _of(key.organisation),
        scopes,
        rooms,
        _day(key.created_at),
        _day(key.last_used_at),
        ends,
    )


def _of(organisation: str) -> str:
    return f"{name_of(organisation)} test".strip() if is_practice(organisation) else organisation


def _day(at: Instant | None) -> str:
    if at is None:
        return ""
    try:
        return datetime.fromtimestamp(at / 1000, UTC).date().isoformat()
    except (ValueError, OverflowError):  # of a key from before there was a longest life
        return "after 9999"


@keys.command()
def revoke(key: Annotated[str, typer.Argument(help="The id from `keys list`.")]) -> None:
    """End a key; connections that live by it close within two seconds."""
    with explained():
        asyncio.run(_revoke(key))
    typer.echo("revoked")


async def _revoke(key: str) -> None:
    async with _desk_there() as at:
        try:
            await at.access.revoke_key(key)
        except AccessError as wrong:
            give_up(wrong.say)
