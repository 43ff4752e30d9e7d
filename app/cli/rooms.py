"""`pushback rooms`: make rooms and links from the command line."""

import asyncio
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError
from rich.console import Console
from rich.table import Table

from app.access.errors import AccessError
from app.access.links import refuse_life
from app.cli.desk import Desk, desk, log_to_look_at
from app.cli.serve import AGREEMENT
from app.cli.trouble import explained, give_up
from app.phases.shipped import DEFAULT, SHIPPED
from app.phases.units import HOUR, Millis
from app.rooms.fields import Name, RoomId
from app.rooms.roles import Role
from app.rooms.state import Agreement
from app.settings import load
from app.web.api.rooms import MOST_AGREEMENT
from app.web.shapes import bounded

NAMES: TypeAdapter[str] = TypeAdapter(bounded(Name))
rooms = typer.Typer(help="Make and list rooms, and links into them.")


@rooms.command("list")
def list_() -> None:
    """Rooms that have not been reduced to their record; no names."""
    with explained():
        asyncio.run(_list())


async def _list() -> None:
    async with log_to_look_at(load()) as log:
        found = list(await log.open_rooms())
        heads = await log.heads(found)
    table = Table("room", "events")
    for room in found:
        table.add_row(room, str(heads[room].seq))
    Console().print(table)


@rooms.command()
def create(
    plan: Annotated[str, typer.Option(help="A shipped plan; see `pushback plans`.")] = DEFAULT,
    agreement: Annotated[str, typer.Option(help="The group's agreement.")] = AGREEMENT,
    leader: Annotated[list[str] | None, typer.Option(help="A leader's name; repeat.")] = None,
    member: Annotated[list[str] | None, typer.Option(help="A member's name; repeat.")] = None,
    observer: Annotated[list[str] | None, typer.Option(help="An observer's name; repeat.")] = None,
    hours: Annotated[int, typer.Option(help="How long links open the room.")] = 48,
) -> None:
    """Make a room, with a link for each person named and one link for all others."""
    if plan not in SHIPPED:
        give_up("There is no plan of that name; `pushback plans` lists them.")
    people = [(name, Role.LEADER) for name in leader or ()]
    people += [(name, Role.MEMBER) for name in member or ()]
    people += [(name, Role.OBSERVER) for name in observer or ()]
    for name, _ in people:
        check_name(name)
    lives = Millis(hours * HOUR)
    check_terms(agreement, lives)
    with explained():
        asyncio.run(_create(plan, agreement, people, lives))


def check_name(name: str) -> None:
    """Exit status 1 for a name that no seat can have."""
    try:
        NAMES.validate_python(name)
    except ValidationError:
        give_up("A name has 1 to 60 characters, and none of < and >.")


def check_terms(agreement: str, lives: Millis) -> None:
    """Exit status 1 for what no room can have, before one is made that nobody can come into."""
    if len(agreement) > MOST_AGREEMENT:
        give_up(f"A room's agreement has up to {MOST_AGREEMENT:,} characters.")
    try:
        refuse_life(lives)
    except AccessError as wrong:
        give_up(wrong.say)


async def _create(plan: str, agreement: str, people: list[tuple[str, Role]], lives: Millis) -> None:
    settings = load()
    async with desk(settings) as at:
        call = settings.usual_call
        room = await at.rooms.create(SHIPPED[plan], Agreement(1, agreement), call=call)
        typer.echo(f"room      {room}")
        try:
            await _links(at, f"{settings.base_url}/r/{room}", room, people, lives)
        except AccessError as wrong:
            give_up(wrong.say)


async def _links(
    at: Desk, url: str, room: RoomId, people: list[tuple[str, Role]], lives: Millis
) -> None:
    for name, role in people:
        made = await at.access.make_personal_link(room, name=name, role=role, expires_in=lives)
        typer.echo(f"{role.value:<9} {name}: {url}#{made.text}")
    shared = await at.access.make_shared_link(room, role=Role.MEMBER, expires_in=lives)
    typer.echo(f"others    {url}#{shared.text}")
