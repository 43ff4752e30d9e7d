"""`pushback serve`: one node, listening. A local start prints the three links one needs."""

import contextlib
import errno
import socket
from collections.abc import Mapping
from dataclasses import replace

import segno
import structlog
from rich.console import Console

from app.access.grants import Scope
from app.cli.calling import called, spoken
from app.cli.trouble import BadHost, PortForbidden
from app.main import Service
from app.observe import set_up_logging
from app.phases.phase import Phase
from app.phases.shipped import DEFAULT, SHIPPED
from app.phases.units import HOUR, Millis
from app.rooms.fields import RoomId
from app.rooms.roles import Role
from app.rooms.state import Agreement
from app.settings import Settings
from app.storage.database import Database
from app.storage.engine import open_database
from app.storage.migrating import State, check_rights, current_state, migrate_sqlite
from app.web.serving.collector import tune
from app.web.serving.server import PushbackServer, bind, run_fast, serve_config

LINKS_LIVE = Millis(12 * HOUR)
KEY_LIVES = Millis(7 * 24 * HOUR)
LOCAL_START = "local start of "
"""Before the room, in the label of the operator's key of a local start."""
AGREEMENT = (
    "What is said here stays here. We speak about the relationship, not about solutions. "
    "Nobody records, nobody takes notes, and no patient can be recognised."
)
FIRST_KEY_OF_A_FILE = (
    "For a key: stop this server, run `pushback keys create LABEL --operator`, start it again.\n"
)
FIRST_KEY_OF_A_SERVER = "For a key, run `pushback keys create LABEL --operator` now.\n"

log = structlog.get_logger()


def serve(settings: Settings) -> None:
    """Until a signal; raises what `trouble.CURES` knows."""
    set_up_logging(settings.log_level, is_json=settings.log_json)
    listener = listening(settings)
    chosen = replace(settings, port=listener.getsockname()[1])
    try:
        prepare(chosen)
        with contextlib.suppress(KeyboardInterrupt):
            run_fast(_serve(chosen, listener))
    finally:
        listener.close()


def listening(settings: Settings) -> socket.socket:
    """The socket at HOST and PORT; raises `PortInUse`, `PortForbidden`, `BadHost`."""
    try:
        return bind(settings.host, settings.port)
    except UnicodeError:  # a name that cannot be asked for
        raise BadHost from None
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EPERM):
            raise PortForbidden(settings.port) from None
        raise BadHost from None


def prepare(settings: Settings) -> None:
    """Migrate a new or older SQLite file, after copying it; PostgreSQL is its operator's.

    Raises as `migrate_sqlite`.
    """
    if not settings.is_sqlite:
        return
    if current_state(settings.database_url) in (State.EMPTY, State.OLDER):
        copy = migrate_sqlite(settings.database_url)
        if copy is not None:
            log.info("database_migrated", copy=copy.name)


async def opened(settings: Settings) -> Database:
    """The database, for one who writes to it; the caller closes it.

    Raises what `open_database` does, and `RoleLacksRight`.
    """
    database = await open_database(settings.database_url)
    try:
        await database.read(check_rights)
    except BaseException:
        await database.close()
        raise
    return database


async def _serve(settings: Settings, listener: socket.socket) -> None:
    database = await opened(settings)
    service = Service(settings, database)
    config = serve_config(
        service,
        settings.host,
        settings.port,
        trusted_proxies=settings.trusted_proxies,
        opens_per_second=settings.opens_per_second,
        graceful_shutdown_s=5,
    )
    server = PushbackServer(
        config, drain=service.drain, drain_budget_s=settings.drain_seconds, owns_process=True
    )
    if settings.is_loopback and settings.is_sqlite:
        welcome(settings, await local_links(service))
    else:
        point_out(settings)
    tune()
    await server.serve([listener])


async def local_links(service: Service) -> Mapping[str, str]:
    """A key for the operator, and links into a room that has not begun."""
    base = service.settings.base_url
    room = await _waiting_room(service)
    key = await service.access.create_key(
        f"{LOCAL_START}{room}", frozenset({Scope.OPERATOR}), frozenset(), expires_in=KEY_LIVES
    )
    leader = await service.access.make_personal_link(
        room, name="Leader", role=Role.LEADER, expires_in=LINKS_LIVE
    )
    members = await service.access.make_shared_link(room, role=Role.MEMBER, expires_in=LINKS_LIVE)
    return {
        "operator": f"{base}/operator#{key.text}",
        "leader": f"{base}/r/{room}#{leader.text}",
        "members": f"{base}/r/{room}#{members.text}",
    }


async def _waiting_room(service: Service) -> RoomId:
    """A room of an earlier local start that has not begun, or a new one: never an operator's, into
    which the printed links would let whoever reads the terminal."""
    labels = [key.label for key in await service.access.keys()]
    own = {RoomId(one.removeprefix(LOCAL_START)) for one in labels if one.startswith(LOCAL_START)}
    for room in own.intersection(await service.rooms.log.open_rooms()):
        if (await service.rooms.hold(room)).room.phase is Phase.GATHERING:
            return room
    agreement, call = Agreement(1, AGREEMENT), service.settings.usual_call
    return await service.rooms.create(SHIPPED[DEFAULT], agreement, call=call)


def welcome(settings: Settings, links: Mapping[str, str]) -> None:
    """Print the links, and the members' as a QR code for a telephone in the room."""
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"\n[bold]Pushback[/] listens on {settings.base_url}\n")
    for who, link in links.items():
        console.print(f"  {who:<9} {link}")
    if _can_draw(console.encoding):
        console.print("\nThe members' link as a code:")
        segno.make(links["members"], micro=False).terminal(compact=True)
    console.print(f"\nStop with Ctrl+C. Try a whole meeting: {called()} rehearse\n", markup=False)


def _can_draw(encoding: str) -> bool:
    try:
        "▀▄█".encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def point_out(settings: Settings) -> None:
    """Print where the server is and how to make a key: who may read the links is not known here.

    Not by the log, whose level could hide the only way in.
    """
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"\nPushback listens on {settings.base_url}", markup=False)
    first_key = FIRST_KEY_OF_A_FILE if settings.is_sqlite else FIRST_KEY_OF_A_SERVER
    console.print(spoken(first_key), markup=False)
