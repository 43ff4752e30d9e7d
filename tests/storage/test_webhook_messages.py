"""The log of deliveries, read and asked for again."""

from collections.abc import Awaitable
from dataclasses import replace

from app.phases.phase import Phase
from app.phases.units import HOUR, Instant, later
from app.storage.database import Database
from app.storage.webhook_store import SqlWebhookStore
from app.webhooks.facts import Kind
from app.webhooks.message import Message, Outcome, tried
from app.webhooks.ports import WebhookRows
from app.webhooks.reply import Answer
from tests.support import told
from tests.support.clock import NOON


def a_test(number: int) -> Message:
    at = Instant(NOON + number // 2)  # two of each moment
    return Message("first", f"msg_{number:032x}", None, 0, Kind.TEST, at, at)


async def with_tests(database: Database, count: int) -> SqlWebhookStore:
    await told.with_endpoint(database)
    store = SqlWebhookStore(database)

    def work(rows: WebhookRows) -> None:
        for number in range(count):
            rows.add_message(a_test(number))

    await store.write(work)
    return store


async def test_message_is_read_as_it_was_written(database: Database) -> None:
    store = await with_tests(database, 1)
    written = tried(a_test(0), Answer.TOO_SLOW, NOON)
    (held,) = await told.claimed(database, told.endpoint())
    await told.settled(database, held.message, written)

    assert [written] == await store.read(lambda rows: rows.list_messages("first", None, 10))


async def test_pages_follow_each_other_newest_first(database: Database) -> None:
    store = await with_tests(database, 5)

    found: list[Message] = []
    before = None
    while True:
        place = before
        page = await store.read(lambda rows: rows.list_messages("first", place, 2))  # noqa: B023  # awaited
        if not page:
            break
        found += page
        before = page[-1].written_at, page[-1].id

    assert [a_test(number) for number in (4, 3, 2, 1, 0)] == found


async def test_message_is_sent_again_as_if_it_were_new(database: Database) -> None:
    store = await with_tests(database, 1)
    (held,) = await told.claimed(database, told.endpoint())
    await told.settled(database, held.message, tried(held.message, Answer.TAKEN, NOON))
    at = later(NOON, HOUR)

    again = await store.write(lambda rows: rows.replay("first", a_test(0).id, at))

    assert replace(a_test(0), due_at=at) == again
    assert 1 == len(await told.claimed(database, told.endpoint(), at, later(at, HOUR)))


async def test_one_in_hand_is_sent_again_whatever_comes_of_it(database: Database) -> None:
    store = await with_tests(database, 1)
    (held,) = await told.claimed(database, told.endpoint())
    await store.write(lambda rows: rows.replay("first", held.message.id, NOON))

    assert not await told.settled(database, held.message, tried(held.message, Answer.TAKEN, NOON))
    assert [Outcome.WAITING] == [message.outcome for message in await told.listed(database)]


async def test_there_is_no_other_message_to_send_again(database: Database) -> None:
    store = await with_tests(database, 1)

    assert None is await store.write(lambda rows: rows.replay("first", "msg_canary", NOON))
    assert None is await store.write(lambda rows: rows.replay("second", a_test(0).id, NOON))


async def test_all_since_a_moment_are_sent_again(database: Database) -> None:
    store = await with_tests(database, 5)
    await told.with_endpoint(database, "second")
    await told.room(database, Phase.OPENING)
    await told.followed(database)

    at = later(NOON, HOUR)
    since, (second, third, fourth) = Instant(NOON + 1), (a_test(n).id for n in (2, 3, 4))

    def some(after: str) -> Awaitable[list[str]]:
        return store.write(lambda rows: rows.replay_some("first", since, at, after, 2))

    assert [second, third] == await some("")
    assert 2 == len([m for m in await told.listed(database) if m.due_at == at])
    assert [fourth] == await some(third)
    assert [] == await some(fourth)
    assert 3 == len([m for m in await told.listed(database) if m.due_at == at])
    assert {NOON} == {message.due_at for message in await told.listed(database, "second")}


async def test_what_was_written_after_it_was_asked_for_is_not_sent_again(
    database: Database,
) -> None:
    store = await with_tests(database, 4)

    found = await store.write(lambda rows: rows.replay_some("first", Instant(0), NOON, "", 10))

    assert [a_test(0).id, a_test(1).id] == found


async def test_old_ones_that_wait_for_a_disabled_endpoint_are_forgotten_too(
    database: Database,
) -> None:
    store = await with_tests(database, 4)
    disabled = told.endpoint(disabled_at=NOON)
    await store.write(lambda rows: rows.change_endpoint(disabled))

    await store.write(lambda rows: rows.forget(Instant(NOON + 1)))

    assert {a_test(2).id, a_test(3).id} == {message.id for message in await told.listed(database)}


async def test_old_ones_are_forgotten_unless_they_wait(database: Database) -> None:
    store = await with_tests(database, 4)
    for held in await told.claimed(database, told.endpoint(), Instant(NOON + 1), most=3):
        if held.message.id != a_test(1).id:
            done = tried(held.message, Answer.TAKEN, NOON)
            await told.settled(database, held.message, done)

    await store.write(lambda rows: rows.forget(Instant(NOON + 1)))

    left = {message.id for message in await told.listed(database)}
    assert {a_test(1).id, a_test(2).id, a_test(3).id} == left
