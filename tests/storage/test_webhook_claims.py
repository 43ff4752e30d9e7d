"""A message is in one hand at a time, and of a room only the oldest that waits."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event, update

from app.access.organisations import PRACTICE
from app.phases.phase import Phase
from app.phases.units import HOUR, Instant, Millis, later
from app.storage.database import Database
from app.storage.engine import open_database, room_log
from app.storage.migrating import upgrade
from app.storage.reduction import KEPT, reduce_overdue
from app.storage.schema import EVENT
from app.storage.webhook_claims import due
from app.storage.webhook_store import SqlWebhookStore
from app.webhooks.endpoint import Endpoint
from app.webhooks.facts import Kind
from app.webhooks.message import Message, Outcome, tried
from app.webhooks.reply import Answer
from tests.contracts.samples import OTHER, ROOM, arrived, created, ended, seated
from tests.support import told
from tests.support.clock import NOON
from tests.support.told import LEASED

LATER = Instant(LEASED + 1)


@pytest.fixture
async def endpoint(database: Database) -> Endpoint:
    """An endpoint, and three messages of one room."""
    made = await told.with_endpoint(database)
    await told.room(database, Phase.OPENING, Phase.CLOSING, Phase.ENDED)
    await told.followed(database)
    return made


def a_test(number: int) -> Message:
    return Message("first", f"msg_{number:032x}", None, 0, Kind.TEST, NOON, NOON)


async def test_of_a_room_the_oldest_is_claimed(database: Database, endpoint: Endpoint) -> None:
    (first,) = await told.claimed(database, endpoint)

    assert (Kind.OPENED, LEASED) == (first.message.kind, first.message.due_at)
    assert first.fact is not None
    assert {"room": ROOM, "seq": 2, "at": NOON} == first.fact.data
    assert [] == await told.claimed(database, endpoint)


async def test_next_comes_when_it_is_settled(database: Database, endpoint: Endpoint) -> None:
    kinds = []
    while found := await told.claimed(database, endpoint):
        (one,) = found
        kinds.append(one.message.kind)
        assert await told.settled(database, one.message, tried(one.message, Answer.TAKEN, NOON))

    assert [Kind.OPENED, Kind.PHASE_CHANGED, Kind.ENDED] == kinds
    assert {Outcome.DELIVERED} == {message.outcome for message in await told.listed(database)}


async def test_one_that_failed_is_waited_for(database: Database, endpoint: Endpoint) -> None:
    (first,) = await told.claimed(database, endpoint)
    after = tried(first.message, Answer.FAILED, NOON)
    await told.settled(database, first.message, after)
    assert after.due_at is not None

    assert [] == await told.claimed(database, endpoint, Instant(after.due_at - 1))
    (again,) = await told.claimed(database, endpoint, after.due_at, later(after.due_at, HOUR))
    assert (first.message.id, 1, Answer.FAILED) == (
        again.message.id, again.message.tries, again.message.answer,
    )  # fmt: skip


async def test_what_is_told_of_practice_is_marked(database: Database) -> None:
    practice = await told.with_endpoint(database, "practice", organisation=PRACTICE)
    await told.room(database, Phase.OPENING, name=OTHER, organisation=PRACTICE)
    await told.followed(database)

    (claimed,) = await told.claimed(database, practice)

    assert claimed.fact is not None
    assert (OTHER, True) == (claimed.fact.data["room"], claimed.fact.data["test"])


async def test_one_that_is_dead_is_not(database: Database, endpoint: Endpoint) -> None:
    (first,) = await told.claimed(database, endpoint)
    message = first.message
    for _ in range(10):
        message = tried(message, Answer.FAILED, NOON)
    await told.settled(database, first.message, message)

    (second,) = await told.claimed(database, endpoint)

    assert Outcome.DEAD is (await told.listed(database))[0].outcome
    assert Kind.PHASE_CHANGED is second.message.kind


async def test_one_whose_deliverer_died_is_claimed_again(
    database: Database, endpoint: Endpoint
) -> None:
    (first,) = await told.claimed(database, endpoint)

    assert [] == await told.claimed(database, endpoint, Instant(LEASED - 1))
    (again,) = await told.claimed(database, endpoint, LEASED, later(LEASED, HOUR))

    assert first.message.id == again.message.id
    assert first.fact == again.fact


async def test_whoever_comes_back_late_settles_nothing(
    database: Database, endpoint: Endpoint
) -> None:
    (first,) = await told.claimed(database, endpoint)
    (again,) = await told.claimed(database, endpoint, LEASED, later(LEASED, HOUR))

    done = tried(first.message, Answer.FAILED, LATER)
    assert not await told.settled(database, first.message, done)

    assert await told.settled(database, again.message, tried(again.message, Answer.TAKEN, LATER))


async def test_claims_at_once_share_nothing(database: Database, endpoint: Endpoint) -> None:
    await told.room(database, Phase.OPENING, name=OTHER)
    await told.followed(database)

    found = await asyncio.gather(*(told.claimed(database, endpoint, most=1) for _ in range(6)))

    ids = [one.message.id for some in found for one in some]
    assert 2 == len(ids) == len(set(ids))


async def test_endpoints_and_rooms_wait_for_nobody_else(
    database: Database, endpoint: Endpoint
) -> None:
    second = await told.with_endpoint(database, "second")
    await told.room(database, Phase.OPENING, name=OTHER)
    await told.followed(database)
    await told.claimed(database, endpoint, most=1)

    assert [OTHER] == [one.message.room for one in await told.claimed(database, endpoint)]
    assert [OTHER] == [one.message.room for one in await told.claimed(database, second)]


async def test_endpoint_waits_for_no_other_in_the_same_room(database: Database) -> None:
    first, second = [await told.with_endpoint(database, name) for name in ("first", "second")]
    await told.room(database, Phase.OPENING, Phase.CLOSING)
    await told.followed(database)
    await told.claimed(database, first)
    (one,) = await told.claimed(database, second)
    await told.settled(database, one.message, tried(one.message, Answer.TAKEN, NOON))

    (next_,) = await told.claimed(database, second)

    assert Kind.PHASE_CHANGED is next_.message.kind


async def test_endpoint_is_due_while_there_is_something_to_claim(
    database: Database, endpoint: Endpoint
) -> None:
    async def due(now: Instant = NOON) -> list[str]:
        return await SqlWebhookStore(database).read(lambda rows: rows.due(now))

    await told.with_endpoint(database, "second")
    assert ["first"] == await due()

    (one,) = await told.claimed(database, endpoint)
    assert ([], ["first"]) == (await due(), await due(LEASED))

    after = tried(one.message, Answer.FAILED, NOON)
    await told.settled(database, one.message, after)
    assert [] == await due()  # the next is due, but stands behind it


@pytest.mark.parametrize(
    "change", [{"disabled_at": NOON}, {"rests_until": LATER}], ids=["disabled", "resting"]
)
async def test_endpoint_that_is_to_be_told_nothing_is_never_due(
    database: Database, endpoint: Endpoint, change: dict[str, Instant]
) -> None:
    store = SqlWebhookStore(database)
    changed = told.endpoint(endpoint.id, **change)
    await store.write(lambda rows: rows.change_endpoint(changed))

    assert [] == await store.read(lambda rows: rows.due(NOON))


async def test_what_is_due_is_looked_for_by_endpoint_and_not_among_all(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'rooms.db'}"
    upgrade(url)
    database = await open_database(url)
    asked: list[tuple[str, Any]] = []

    def work(connection: Connection) -> list[str]:
        @event.listens_for(connection, "before_cursor_execute")
        def ask(_: object, __: object, statement: str, given: Any, *___: object) -> None:
            asked.append((statement, given))

        due(connection, NOON)
        statement, given = asked[0]
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
        return [row[3] for row in plan]

    plan = " ".join(await database.read(work))
    await database.close()

    assert "webhook_message USING INDEX ix_webhook_message_endpoint_due_at (endpoint=? AND" in plan


async def test_only_so_many_are_claimed(database: Database, endpoint: Endpoint) -> None:
    await told.room(database, Phase.OPENING, name=OTHER)
    await told.followed(database)

    assert 1 == len(await told.claimed(database, endpoint, most=1))
    assert 1 == len(await told.claimed(database, endpoint, most=1))


async def test_tests_wait_for_nothing(database: Database, endpoint: Endpoint) -> None:
    store = SqlWebhookStore(database)
    await store.write(lambda rows: rows.add_message(a_test(1)))
    await store.write(lambda rows: rows.add_message(a_test(2)))

    found = await told.claimed(database, endpoint)

    assert 3 == len(found)
    assert {None, ROOM} == {one.message.room for one in found}
    assert {} in [one.fact.data for one in found if one.fact is not None]


async def test_attendance_is_made_from_the_record(database: Database) -> None:
    endpoint = await told.with_endpoint(database)
    log, end = room_log(database), later(NOON, HOUR)
    meeting = [told.entered(Phase.OPENING), ended(end)]
    await log.create(ROOM, "epoch-1", [created(), arrived(1, "Canary"), seated(1)])
    await log.append(ROOM, after=3, events=meeting, accepted=None)
    due = later(end, KEPT)
    await reduce_overdue(database, due)

    (one,) = await told.claimed(database, endpoint, due, later(due, Millis(1)))

    assert one.fact is not None
    assert (Kind.RECORDED, ROOM, due) == (one.fact.kind, one.fact.data["room"], one.fact.at)
    assert [
        {"person": "person-1", "role": "member", "present_ms": HOUR, "is_confirmed": False}
    ] == one.fact.data["attendance"]
    assert b"Canary" not in one.fact.body()


async def test_event_that_is_told_no_longer_has_nothing_to_say(
    database: Database, endpoint: Endpoint
) -> None:
    silent = Message("first", "msg_" + "f" * 32, OTHER, 1, Kind.ENDED, NOON, NOON)
    await told.room(database, name=OTHER)
    await SqlWebhookStore(database).write(lambda rows: rows.add_message(silent))

    found = await told.claimed(database, endpoint)

    assert [None] == [one.fact for one in found if one.message.room == OTHER]


async def test_what_cannot_be_read_is_put_off_and_keeps_no_other_waiting(
    database: Database, endpoint: Endpoint, caplog: pytest.LogCaptureFixture
) -> None:
    await told.room(database, Phase.OPENING, name=OTHER)
    await told.followed(database)
    newer = update(EVENT).where(EVENT.c.room == ROOM).values(version=2)
    await database.write(lambda connection: connection.execute(newer))

    found = await told.claimed(database, endpoint)

    assert [OTHER] == [one.message.room for one in found]
    assert LEASED == (await told.listed(database))[0].due_at
    assert [] == await told.claimed(database, endpoint)
    assert "NewerEvent" in caplog.text
