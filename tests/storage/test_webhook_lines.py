"""Every event that is to be told becomes one message for each endpoint, whoever makes them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

import asyncpg
import pytest
from sqlalchemy import Connection, Table, func, insert, select, text, update

from app.access.organisations import OURS, PRACTICE, is_seen_by
from app.phases.phase import Phase
from app.phases.units import HOUR, Instant, later
from app.rooms.fields import RoomId
from app.rooms.ports import LogUnavailable
from app.storage.access_store import SqlAccessStore
from app.storage.database import Database
from app.storage.engine import open_database, room_log
from app.storage.reduction import KEPT, reduce_overdue
from app.storage.restoring import redraw_epochs
from app.storage.schema import EVENT
from app.storage.webhook_lines import TOLD_NAMES, follow, listeners
from app.storage.webhook_schema import LINE, MESSAGE
from app.storage.webhook_store import SqlWebhookStore
from app.webhooks.facts import Kind
from app.webhooks.message import RECORDED, Outcome, event_id, tried
from app.webhooks.ports import Stretch
from app.webhooks.reply import Answer
from tests.contracts.samples import OTHER, ROOM, arrived, ended
from tests.support import told
from tests.support.clock import NOON

EVENING = (Phase.OPENING, Phase.SELECT, Phase.PRESENT, Phase.CLOSING, Phase.ENDED)
KINDS = [Kind.OPENED, Kind.PHASE_CHANGED, Kind.ENDED]
DUE = later(NOON, KEPT)


async def count(database: Database, table: Table) -> int:
    found = await database.read(lambda c: c.scalar(select(func.count()).select_from(table)))
    return found or 0


async def test_log_becomes_messages_in_its_order(database: Database) -> None:
    await told.with_endpoint(database)
    await told.room(database, *EVENING)

    assert 3 == await told.followed(database)

    messages = await told.listed(database)
    assert KINDS == [message.kind for message in messages]
    assert [2, 5, 6] == [message.seq for message in messages]
    assert [event_id("epoch-1", ROOM, seq) for seq in (2, 5, 6)] == told.ids(messages)
    assert {(Outcome.WAITING, NOON, 0)} == {(m.outcome, m.due_at, m.tries) for m in messages}


async def test_each_endpoint_has_its_own(database: Database) -> None:
    for name in ("first", "second"):
        await told.with_endpoint(database, name)
    await told.room(database, Phase.OPENING)

    assert 2 == await told.followed(database)

    assert told.ids(await told.listed(database)) == told.ids(await told.listed(database, "second"))


async def test_nothing_is_made_twice(database: Database) -> None:
    await told.with_endpoint(database)
    await told.room(database, Phase.OPENING)
    await told.followed(database)

    assert [] == await told.behind(database)
    await told.goes_on(database, Phase.CLOSING, after=2)

    assert 1 == await told.followed(database)
    assert [2, 3] == [message.seq for message in await told.listed(database)]


async def test_nodes_that_do_so_at_once_make_the_same_rows(database: Database) -> None:
    await told.with_endpoint(database)
    await told.room(database, *EVENING)
    await told.room(database, *EVENING, name=OTHER)
    store = SqlWebhookStore(database)
    behind = await told.behind(database)

    await asyncio.gather(
        *(store.write(lambda rows: rows.follow(behind, NOON)) for _ in range(4)),
        *(store.write(lambda rows: rows.follow(behind[::-1], NOON)) for _ in range(4)),
    )

    assert 6 == len(await told.listed(database))


async def test_node_that_is_late_takes_no_line_back(database: Database) -> None:
    await told.with_endpoint(database)
    await told.room(database, Phase.OPENING)
    store = SqlWebhookStore(database)
    behind = await told.behind(database)
    await told.followed(database)
    (message,) = await told.listed(database)
    (held,) = await told.claimed(database, told.endpoint())
    await told.settled(database, held.message, tried(message, Answer.TAKEN, NOON))

    await store.write(lambda rows: rows.follow(behind, NOON))

    assert [Outcome.DELIVERED] == [m.outcome for m in await told.listed(database)]
    assert [] == await told.behind(database)


async def test_endpoint_is_told_from_its_beginning_on(database: Database) -> None:
    await told.room(database, Phase.OPENING)
    await told.with_endpoint(database)
    await told.goes_on(database, Phase.CLOSING, after=2)
    await told.room(database, Phase.OPENING, name=OTHER)

    await told.followed(database)

    found = [(message.room, message.seq) for message in await told.listed(database)]
    assert [(ROOM, 3), (OTHER, 2)] == found


async def test_disabled_endpoint_is_told_later(database: Database) -> None:
    made = await told.with_endpoint(database, disabled_at=NOON)
    await told.room(database, Phase.OPENING)

    assert 0 == await told.followed(database)

    store = SqlWebhookStore(database)
    await store.write(lambda rows: rows.change_endpoint(told.endpoint(made.id)))
    assert 1 == await told.followed(database)


async def test_endpoint_that_is_disabled_meanwhile_is_told_once_it_is_enabled(
    database: Database,
) -> None:
    made = await told.with_endpoint(database)
    await told.room(database, Phase.OPENING)
    store = SqlWebhookStore(database)
    behind = await told.behind(database)
    disabled = told.endpoint(made.id, disabled_at=NOON)
    await store.write(lambda rows: rows.change_endpoint(disabled))

    await store.write(lambda rows: rows.follow(behind, NOON))

    assert [] == await told.listed(database)
    await store.write(lambda rows: rows.change_endpoint(made))
    assert 1 == await told.followed(database)


async def test_event_of_a_newer_program_is_passed_by(database: Database) -> None:
    await told.with_endpoint(database)
    await told.room(database, Phase.OPENING)
    row = {"room": ROOM, "seq": 3, "type": "FromTheFuture", "version": 1, "at": NOON, "body": "{}"}
    await database.write(lambda connection: connection.execute(insert(EVENT), row))

    assert 1 == await told.followed(database)


async def test_log_that_cannot_be_read_stays_behind_and_keeps_no_other_waiting(
    database: Database,
) -> None:
    await told.with_endpoint(database)
    await told.room(database, Phase.OPENING)
    await told.room(database, Phase.OPENING, name=OTHER)
    await database.write(
        lambda c: c.execute(update(EVENT).where(EVENT.c.room == ROOM).values(version=2))
    )
    store = SqlWebhookStore(database)
    behind = await told.behind(database)

    assert 1 == await store.write(lambda rows: rows.follow(behind, NOON))

    assert [OTHER] == [message.room for message in await told.listed(database)]
    assert [ROOM] == [one.room for one in await told.behind(database)]


async def test_words_of_a_log_are_never_looked_at(database: Database) -> None:
    assert ("PhaseEntered",) == TOLD_NAMES


async def test_many_logs_are_read_some_at_a_time(database: Database) -> None:
    rooms = sorted(RoomId(f"room-{n}") for n in range(5))
    await told.room(database, name=RoomId("before"))  # nothing of it is to be told; it counts
    await told.with_endpoint(database)
    await told.with_endpoint(database, "second")
    for name in rooms[::-1]:
        await told.room(database, Phase.OPENING, name=name)

    async def part(after: RoomId | None) -> Stretch:
        return await SqlWebhookStore(database).read(lambda rows: rows.behind(after, 3))

    first = await part(None)
    second = await part(first.last)

    assert rooms == [one.room for one in (*first.logs, *second.logs)][::2]
    assert ({"first", "second"}, rooms[1]) == ({one.endpoint for one in first.logs}, first.last)
    assert Stretch([], None) == await part(second.last)


async def test_after_a_restore_another_event_is_another_message(database: Database) -> None:
    await told.with_endpoint(database)
    await told.room(database, Phase.OPENING)
    await redraw_epochs(database, lambda: "epoch-2")
    await told.followed(database)

    assert [event_id("epoch-2", ROOM, 2)] == told.ids(await told.listed(database))


# The reduction ------------------------------------------------------------------------------


async def over(database: Database) -> None:
    """A meeting that ended long enough ago, of which nothing was delivered."""
    await told.room(database, Phase.OPENING)
    log = room_log(database)
    await log.append(ROOM, after=2, events=[arrived(1, "Ann"), ended(NOON)], accepted=None)
    await told.followed(database)


async def test_what_was_not_delivered_becomes_one_message_of_attendance(
    database: Database,
) -> None:
    await told.with_endpoint(database)
    await over(database)
    before = await told.listed(database)

    await reduce_overdue(database, DUE)

    (message,) = await told.listed(database)
    assert [Kind.OPENED, Kind.ENDED] == [one.kind for one in before]
    assert (Kind.RECORDED, ROOM, 4, DUE) == (
        message.kind, message.room, message.seq, message.due_at,
    )  # fmt: skip
    assert event_id("epoch-1", ROOM, RECORDED) == message.id
    assert 0 == await count(database, LINE)


async def test_disabled_endpoint_is_told_of_attendance_too_once_it_is_enabled(
    database: Database,
) -> None:
    await told.with_endpoint(database, disabled_at=NOON)
    await over(database)

    await reduce_overdue(database, DUE)

    assert [Kind.RECORDED] == [message.kind for message in await told.listed(database)]


async def test_nothing_of_a_meeting_is_written_after_its_reduction(database: Database) -> None:
    await told.with_endpoint(database)
    await over(database)
    store = SqlWebhookStore(database)
    await told.goes_on(database, Phase.ENDED, after=4)
    behind = await told.behind(database)
    assert behind
    await reduce_overdue(database, DUE)

    assert 0 == await store.write(lambda rows: rows.follow(behind, DUE))

    assert 0 == await count(database, LINE)
    assert 1 == await count(database, MESSAGE)


@pytest.mark.parametrize("n", range(5))
async def test_reduction_and_followers_at_once_leave_nothing_behind(
    database: Database, n: int
) -> None:
    await told.with_endpoint(database)
    await over(database)
    await told.goes_on(database, Phase.ENDED, after=4)
    store = SqlWebhookStore(database)
    behind = await told.behind(database)

    await asyncio.gather(
        *(store.write(lambda rows: rows.follow(behind, DUE)) for _ in range(n)),
        reduce_overdue(database, DUE),
        *(store.write(lambda rows: rows.follow(behind, DUE)) for _ in range(4)),
    )

    assert 0 == await count(database, LINE)
    assert [Kind.RECORDED] == [message.kind for message in await told.listed(database)]


async def test_endpoint_that_is_deleted_meanwhile_leaves_nothing_behind(
    database: Database,
) -> None:
    await told.with_endpoint(database)
    await over(database)
    await told.goes_on(database, Phase.ENDED, after=4)
    store = SqlWebhookStore(database)
    behind = await told.behind(database)

    await asyncio.gather(
        store.write(lambda rows: rows.follow(behind, DUE)),
        store.write(lambda rows: rows.delete_endpoint("first")),
        reduce_overdue(database, Instant(DUE + HOUR)),
        store.write(lambda rows: rows.follow(behind, DUE)),
    )

    assert 0 == await count(database, LINE)
    assert 0 == await count(database, MESSAGE)


EVERYBODY = (OURS, PRACTICE, "north", "north~", "south", "south~")


async def test_organisation_is_told_of_its_own_rooms_and_the_server_of_all(
    database: Database,
) -> None:
    for whose in EVERYBODY:
        await told.with_endpoint(database, f"to {whose}", organisation=whose)
        room = RoomId(f"of-{whose}")
        await told.room(database, Phase.OPENING, name=room, organisation=whose)
        await told.goes_on(database, Phase.ENDED, after=2, name=room)
    expected = {
        whose: {f"of-{owner}" for owner in EVERYBODY if is_seen_by(whose, owner)}
        for whose in EVERYBODY
    }

    async def heard() -> dict[str, set[tuple[str, Kind]]]:
        every = {whose: await told.listed(database, f"to {whose}") for whose in EVERYBODY}
        return {whose: {(str(m.room), m.kind) for m in every[whose]} for whose in EVERYBODY}

    await told.followed(database)
    assert {
        whose: {(room, kind) for room in rooms for kind in (Kind.OPENED, Kind.ENDED)}
        for whose, rooms in expected.items()
    } == await heard()

    await reduce_overdue(database, DUE)
    assert {
        whose: {(room, Kind.RECORDED) for room in rooms} for whose, rooms in expected.items()
    } == await heard()


async def test_organisation_is_told_of_a_room_once_it_is_its_own(database: Database) -> None:
    await told.with_endpoint(database, organisation="north")
    await told.room(database, Phase.OPENING)
    assert 0 == await told.followed(database)

    await SqlAccessStore(database).write(lambda rows: rows.own_room(ROOM, "north"))

    assert 1 == await told.followed(database)


async def test_endpoint_has_lines_for_rooms_that_it_is_told_of_and_no_others(
    database: Database,
) -> None:
    for name, whose in ((ROOM, "north"), (OTHER, "south")):
        await told.room(database, Phase.OPENING, name=name, organisation=whose)

    await told.with_endpoint(database, organisation="north")

    lines = await database.read(lambda c: list(c.scalars(select(LINE.c.room))))
    assert [ROOM] == lines
    assert 0 == await told.followed(database)


# What a follower waits for -------------------------------------------------------------------


def impatient(work: Callable[[Connection], object]) -> Callable[[Connection], None]:
    """The work, where whoever has to wait for a lock is told so at once."""

    def wrapped(connection: Connection) -> None:
        connection.execute(text("SET LOCAL lock_timeout = '20ms'"))
        work(connection)

    return wrapped


@contextlib.asynccontextmanager
async def held(url: str, statement: str) -> AsyncIterator[None]:
    """Somebody else's transaction has done this, and goes on."""
    holder = await asyncpg.connect(url)
    try:
        async with holder.transaction():
            await holder.execute(statement)
            yield
    finally:
        await holder.close()


@pytest.fixture
async def postgres(postgres_url: str) -> AsyncIterator[Database]:
    """A database with locks."""
    database = await open_database(postgres_url)
    yield database
    await database.close()


@pytest.mark.postgres
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT FROM room FOR UPDATE",
        "DELETE FROM webhook_endpoint",
        "UPDATE webhook_endpoint SET disabled_at = 1",
    ],
    ids=["reduction", "deletion", "disabling"],
)
async def test_follower_waits_for_whoever_empties_what_it_writes(
    postgres: Database, postgres_url: str, statement: str
) -> None:
    await told.with_endpoint(postgres)
    await told.room(postgres, Phase.OPENING)
    behind = await told.behind(postgres)

    async with held(postgres_url, statement):
        with pytest.raises(LogUnavailable, match="is locked"):
            await postgres.write(impatient(lambda c: follow(c, behind, NOON)))


@pytest.mark.postgres
async def test_follower_waits_for_no_press_and_no_press_for_it(
    postgres: Database, postgres_url: str
) -> None:
    await told.with_endpoint(postgres)
    await told.room(postgres, Phase.OPENING)
    behind = await told.behind(postgres)

    async with held(postgres_url, "UPDATE room SET head_seq = head_seq + 1"):
        await postgres.write(impatient(lambda c: follow(c, behind, NOON)))

    assert 1 == len(await told.listed(postgres))


@pytest.mark.postgres
async def test_reduction_waits_for_the_deletion_of_an_endpoint(
    postgres: Database, postgres_url: str
) -> None:
    """Else it would write to one that has gone, and the message would stay for ever."""
    await told.with_endpoint(postgres)
    await told.room(postgres)

    async with held(postgres_url, "DELETE FROM webhook_endpoint"):
        with pytest.raises(LogUnavailable, match="is locked"):
            await postgres.write(impatient(lambda c: listeners(c, ROOM)))


async def test_line_never_goes_back(database: Database) -> None:
    """As where a press came between a follower's look at a room and what it writes."""
    await told.with_endpoint(database)
    await told.room(database, Phase.OPENING)
    behind = await told.behind(database)
    ahead = {"endpoint": "first", "room": ROOM, "seq": 99}
    await database.write(lambda connection: connection.execute(insert(LINE), ahead))

    await SqlWebhookStore(database).write(lambda rows: rows.follow(behind, NOON))

    assert 99 == await database.read(lambda connection: connection.scalar(select(LINE.c.seq)))
