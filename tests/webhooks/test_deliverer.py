"""At least once, and within a room in order: whoever dies, fails, hangs or does it as well."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any, TypeVar

import orjson
import pytest
from sqlalchemy import update
from standardwebhooks import Webhook

from app.access.organisations import name_of
from app.observe import Metrics
from app.phases.phase import Phase
from app.phases.units import HOUR, MINUTE, SECOND, Millis, later
from app.rooms.fields import RoomId
from app.rooms.ports import Clock, LogUnavailable
from app.storage.database import Database
from app.storage.engine import room_log
from app.storage.reduction import KEPT, reduce_overdue
from app.storage.schema import EVENT
from app.storage.webhook_rows import SqlWebhookRows
from app.storage.webhook_store import SqlWebhookStore
from app.system import SystemClock
from app.webhooks.addresses import Reach
from app.webhooks.calling import PATIENCE, HttpCalls
from app.webhooks.deliverer import AT_ONCE, LEASE, MOST_OF_A_LOOK, Deliverer
from app.webhooks.endpoint import rotated
from app.webhooks.facts import Kind
from app.webhooks.message import Message, Outcome
from app.webhooks.ports import Behind, Calls, Stretch, WebhookRows
from app.webhooks.reply import Answer, Reply
from app.webhooks.schedule import DELAYS
from app.webhooks.turns import OF_ONE
from tests.contracts.samples import OTHER, ROOM, arrived, created, ended, seated
from tests.support import told
from tests.support.clock import NOON, FakeClock
from tests.support.ids import CountingIds
from tests.support.receiver import answer, receiving, says
from tests.support.told import KeepingCalls, Sent

T = TypeVar("T")
SOON = 20
EVENING = (Phase.OPENING, Phase.CLOSING, Phase.ENDED)
FAILED = Reply(Answer.FAILED)
TAKEN = Reply(Answer.TAKEN)


class TellingStore(SqlWebhookStore):
    """A store that says when it was asked; while it `is_away` nothing is read or written."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.written = asyncio.Event()
        self.looks = 0
        self.is_away = False

    async def write(self, work: Callable[[WebhookRows], T]) -> T:
        if self.is_away:
            self.written.set()
            raise LogUnavailable("the database cannot be reached")
        found = await super().write(work)
        self.written.set()
        return found

    async def read(self, work: Callable[[WebhookRows], T]) -> T:
        self.looks += 1
        self.written.set()
        if self.is_away:
            raise LogUnavailable("the database cannot be reached")
        return await super().read(work)


class Delivering:
    """A deliverer over a store, calls and a clock of the test's."""

    def __init__(self, database: Database, calls: Calls, clock: Clock) -> None:
        self.database = database
        self.store = TellingStore(database)
        self.meter = Metrics()
        self.deliverer = Deliverer(self.store, calls, clock, self.meter, name_of, share=1)

    async def until(self, check: Callable[[list[Message]], bool], name: str = "first") -> None:
        """Until the log of deliveries is so."""
        async with asyncio.timeout(SOON):
            while not check(await told.listed(self.database, name)):
                self.store.written.clear()
                self.deliverer.nudge()
                await self.store.written.wait()

    async def until_quiet(self, name: str = "first") -> None:
        """Until nothing waits."""
        await self.until(lambda messages: bool(messages) and not waiting(messages), name)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """While this is entered."""
        task = asyncio.create_task(self.deliverer.run())
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def counted(self, line: str) -> bool:
        return line in self.meter.text().decode()


def waiting(messages: list[Message]) -> list[Message]:
    return [message for message in messages if message.outcome is Outcome.WAITING]


def tries(count: int) -> Callable[[list[Message]], bool]:
    """Whether so many tries were made in all."""
    return lambda messages: count == sum(message.tries for message in messages)


@contextlib.asynccontextmanager
async def delivering(
    database: Database, calls: Calls, clock: Clock | None = None
) -> AsyncIterator[Delivering]:
    """A deliverer that runs."""
    made = Delivering(database, calls, FakeClock() if clock is None else clock)
    async with made.running():
        yield made


def seqs(sent: list[Sent], room: RoomId = ROOM) -> list[int]:
    bodies = [orjson.loads(one.body)["data"] for one in sent]
    return [body["seq"] for body in bodies if body["room"] == room]


async def test_meeting_is_told_in_order_and_verified_by_the_reference_library(
    database: Database,
) -> None:
    async with receiving() as receiver:
        await told.with_endpoint(database, url=receiver.url)
        await told.room(database, *EVENING)
        clock = SystemClock()
        calls = HttpCalls(Reach(has_own_machine=True), clock)
        async with delivering(database, calls, clock) as running:
            await running.until_quiet()

    found = [Webhook(told.SECRET).verify(got.body, got.headers) for got in receiver.got]
    kinds = ["meeting.opened", "meeting.phase_changed", "meeting.ended"]
    assert kinds == [one["type"] for one in found]
    assert [2, 3, 4] == [one["data"]["seq"] for one in found]
    assert told.ids(await told.listed(database)) == [
        got.headers["webhook-id"] for got in receiver.got
    ]
    assert running.counted('pushback_webhook_tries_total{label="2xx"} 3.0')


async def test_receiver_that_fails_once_is_told_again_and_nothing_overtakes(
    database: Database,
) -> None:
    async with receiving(says(answer(500), answer(204))) as receiver:
        await told.with_endpoint(database, url=receiver.url)
        await told.room(database, *EVENING)
        clock = FakeClock()
        calls = HttpCalls(Reach(has_own_machine=True), clock)
        async with delivering(database, calls, clock) as running:
            await running.until(tries(1))
            clock.advance(DELAYS[1] - 1)
            await running.until(tries(1))
            clock.advance(DELAYS[1])
            await running.until_quiet()

    ids = [got.headers["webhook-id"] for got in receiver.got]
    assert ids[0] == ids[1]
    assert told.ids(await told.listed(database)) == ids[1:]


async def test_message_is_dead_after_its_last_try_and_the_next_goes_on(
    database: Database,
) -> None:
    await told.with_endpoint(database)
    await told.room(database, *EVENING)
    clock = FakeClock()
    calls = KeepingCalls(lambda sent: FAILED if seqs([sent]) == [2] else TAKEN)
    async with delivering(database, calls, clock) as running:
        for count in range(1, len(DELAYS)):
            await running.until(tries(count))
            clock.advance(2 * DELAYS[count])
        await running.until_quiet()

    first, *others = await told.listed(database)
    assert (Outcome.DEAD, len(DELAYS), Answer.FAILED) == (first.outcome, first.tries, first.answer)
    assert {(Outcome.DELIVERED, 1)} == {(one.outcome, one.tries) for one in others}
    assert running.counted('pushback_webhook_dead_total{label=""} 1.0')


async def test_endpoint_that_is_gone_is_told_no_more_until_it_is_enabled(
    database: Database,
) -> None:
    await told.with_endpoint(database)
    await told.room(database, *EVENING)
    clock = FakeClock()
    calls = KeepingCalls(lambda _: Reply(Answer.GONE) if len(calls.sent) == 1 else TAKEN)
    async with delivering(database, calls, clock) as running:
        await running.until(tries(1))
        clock.advance(HOUR)
        looks = running.store.looks
        await running.until(lambda _: running.store.looks > looks + 2)
        (known,) = await running.store.read(lambda rows: rows.list_endpoints())
        assert (NOON, 1) == (known.disabled_at, len(calls.sent))

        enabled = replace(known, disabled_at=None)
        await running.store.write(lambda rows: rows.change_endpoint(enabled))
        await running.until_quiet()

    assert [2, 2, 3, 4] == seqs(calls.sent)


async def test_endpoint_that_asks_for_rest_has_it_in_every_room(database: Database) -> None:
    await told.with_endpoint(database)
    await told.room(database, Phase.OPENING)
    clock = FakeClock()
    rest = Millis(10 * MINUTE)
    calls = KeepingCalls(lambda _: Reply(Answer.REFUSED, rest) if len(calls.sent) == 1 else TAKEN)
    async with delivering(database, calls, clock) as running:
        await running.until(tries(1))
        await told.room(database, Phase.OPENING, name=OTHER)
        clock.advance(rest - 1)
        await running.until(lambda messages: 2 == len(messages))
        assert 1 == len(calls.sent)

        clock.advance(1)
        await running.until_quiet()

    assert 3 == len(calls.sent)


@pytest.mark.parametrize(
    "reply", [Reply(Answer.GONE), Reply(Answer.REFUSED, Millis(MINUTE))], ids=["gone", "busy"]
)
async def test_endpoint_that_says_so_is_left_alone_with_what_is_due_in_other_rooms(
    database: Database, reply: Reply
) -> None:
    await told.with_endpoint(database)
    for n in range(3 * AT_ONCE):
        await told.room(database, Phase.OPENING, name=RoomId(f"room-{n}"))
    calls = KeepingCalls(lambda _: reply)
    async with delivering(database, calls) as running:
        await running.until(lambda messages: sum(message.tries for message in messages) >= AT_ONCE)
        looks = running.store.looks
        await running.until(lambda _: running.store.looks > looks + 4)

    assert AT_ONCE == len(calls.sent)


async def test_who_dies_between_sending_and_writing_it_down_is_followed_by_another(
    database: Database,
) -> None:
    """At least once: the same message under the same id, and then the next."""
    await told.with_endpoint(database)
    await told.room(database, *EVENING)
    clock = FakeClock()
    calls = KeepingCalls(held=asyncio.Event())
    async with delivering(database, calls, clock) as running:
        await running.until(lambda _: bool(calls.sent))
    (sent,) = calls.sent

    again = KeepingCalls()
    async with delivering(database, again, clock) as running:
        looks = running.store.looks
        await running.until(lambda _: running.store.looks > looks + 2)
        assert [] == again.sent
        clock.advance(LEASE)
        await running.until_quiet()

    assert sent.id == again.sent[0].id
    assert [2, 3, 4] == seqs(again.sent)


async def test_what_cannot_be_written_down_is_sent_again(database: Database) -> None:
    await told.with_endpoint(database)
    await told.room(database, Phase.OPENING)
    clock = FakeClock()

    def taken(_: Sent) -> Reply:
        running.store.is_away = len(calls.sent) == 1
        return TAKEN

    calls = KeepingCalls(taken)
    async with delivering(database, calls, clock) as running:
        await running.until(lambda _: running.store.is_away)
        looks = running.store.looks
        await running.until(lambda _: running.store.looks > looks)
        running.store.is_away = False
        clock.advance(LEASE)
        await running.until_quiet()

    assert [2, 2] == seqs(calls.sent)
    assert 1 == len({sent.id for sent in calls.sent})
    assert not running.counted('pushback_fault_total{label="webhook"}')


async def test_nodes_that_deliver_at_once_send_each_message_once_and_in_order(
    database: Database,
) -> None:
    await told.with_endpoint(database)
    rooms = [RoomId(f"room-{n}") for n in range(6)]
    for name in rooms:
        await told.room(database, *EVENING, name=name)
    calls = KeepingCalls()
    clock = FakeClock()
    async with (
        delivering(database, calls, clock) as one,
        delivering(database, calls, clock) as two,
        delivering(database, calls, clock),
    ):
        two.deliverer.nudge()
        await one.until(lambda messages: 18 == len(messages) and not waiting(messages))

    assert 18 == len(calls.sent)
    assert all([2, 3, 4] == seqs(calls.sent, name) for name in rooms)


async def test_endpoint_that_hangs_keeps_nobody_waiting_but_itself(database: Database) -> None:
    await told.with_endpoint(database, "slow", url="https://slow.example.com/")
    await told.with_endpoint(database)
    for n in range(AT_ONCE + 2):
        await told.room(database, Phase.OPENING, name=RoomId(f"room-{n}"))
    free = asyncio.Event()

    class Half(KeepingCalls):
        async def post(self, url: str, *given: Any) -> Reply:
            if "slow" in url:
                under_way.append(url)
                await free.wait()
            return await super().post(url, *given)

    under_way: list[str] = []
    calls = Half()
    async with delivering(database, calls) as running:
        await running.until_quiet()
        assert AT_ONCE == len(under_way)
        free.set()
        await running.until_quiet("slow")

    assert 2 * (AT_ONCE + 2) == len(calls.sent)


async def test_endpoints_of_one_organisation_that_all_hang_take_no_others_turns(
    database: Database,
) -> None:
    both = [f"slow-{n}{half}" for n in range(OF_ONE) for half in ("", "~")]
    for name in both:
        whose = "north~" if name.endswith("~") else "north"
        await told.with_endpoint(database, name, organisation=whose)
    await told.with_endpoint(database, organisation="south")
    for whose in ("north", "north~", "south"):
        await told.room(database, Phase.OPENING, name=RoomId(f"of-{whose}"), organisation=whose)
    free = asyncio.Event()
    begun: list[str] = []

    class Half(KeepingCalls):
        async def post(self, url: str, headers: Any, body: bytes, whose: str = "") -> Reply:
            begun.append(whose)
            if whose == "north":
                await free.wait()
            return await super().post(url, headers, body, whose)

    async with delivering(database, Half()) as running:
        await running.until_quiet()
        await running.until(lambda _: OF_ONE <= begun.count("north"))
        assert OF_ONE == begun.count("north")
        free.set()
        for name in both:
            await running.until_quiet(name)


async def test_address_is_called_in_the_name_of_whoever_gave_it(database: Database) -> None:
    """So that names which hang are one organisation's trouble."""
    for whose in ("north", "south~"):
        await told.with_endpoint(database, whose, organisation=whose)
        await told.room(database, Phase.OPENING, name=RoomId(f"of-{whose}"), organisation=whose)
    calls = KeepingCalls()

    async with delivering(database, calls) as run:
        for whose in ("north", "south~"):
            await run.until_quiet(whose)

    found = {(sent.whose, orjson.loads(sent.body)["data"]["room"]) for sent in calls.sent}
    assert {("north", "of-north"), ("south", "of-south~")} == found


async def test_fault_of_one_endpoint_is_not_that_of_another(database: Database) -> None:
    await told.with_endpoint(database, "wrong", secret="whsec_!")
    await told.with_endpoint(database)
    await told.room(database, Phase.OPENING)
    calls = KeepingCalls()
    async with delivering(database, calls) as running:
        await running.until_quiet()
        await running.until(lambda _: running.counted('pushback_fault_total{label="webhook"} 1.0'))

    assert 1 == len(calls.sent)


async def test_log_that_cannot_be_read_keeps_no_other_waiting(database: Database) -> None:
    await told.with_endpoint(database)
    await told.room(database, Phase.OPENING)
    await told.room(database, Phase.OPENING, name=OTHER)
    newer = update(EVENT).where(EVENT.c.room == ROOM).values(version=2)
    await database.write(lambda connection: connection.execute(newer))
    calls = KeepingCalls()
    async with delivering(database, calls) as running:
        await running.until_quiet()

    assert [2] == seqs(calls.sent, OTHER)
    assert 1 == len(calls.sent)
    assert running.counted('pushback_fault_total{label="webhook"}')


async def test_while_a_secret_is_rotated_either_verifies_what_comes(database: Database) -> None:
    clock = SystemClock()
    async with receiving() as receiver:
        first = await told.with_endpoint(database, url=receiver.url)
        second = rotated(first, CountingIds(), clock.now())
        await SqlWebhookStore(database).write(lambda rows: rows.change_endpoint(second))
        await told.room(database, Phase.OPENING)
        calls = HttpCalls(Reach(has_own_machine=True), clock)
        async with delivering(database, calls, clock) as running:
            await running.until_quiet()

    for secret in (first.secret, second.secret):
        Webhook(secret).verify(receiver.got[0].body, receiver.got[0].headers)


async def test_endpoint_that_is_deleted_meanwhile_is_forgotten(database: Database) -> None:
    await told.with_endpoint(database)
    await told.room(database, Phase.OPENING)
    calls = KeepingCalls(held=asyncio.Event())
    async with delivering(database, calls) as running:
        await running.until(lambda _: bool(calls.sent))
        await running.store.write(lambda rows: rows.delete_endpoint("first"))
        assert calls.held is not None
        calls.held.set()
        running.store.written.clear()
        async with asyncio.timeout(SOON):
            await running.store.written.wait()

    assert [] == await told.listed(database)
    assert not running.counted('pushback_fault_total{label="webhook"}')


async def test_event_that_is_told_no_longer_holds_up_nothing(database: Database) -> None:
    await told.with_endpoint(database)
    await told.room(database, Phase.SELECT, Phase.ENDED)
    silent = Message("first", "msg_" + "0" * 32, ROOM, 2, Kind.ENDED, NOON, NOON)
    await SqlWebhookStore(database).write(lambda rows: rows.add_message(silent))
    calls = KeepingCalls()
    async with delivering(database, calls) as running:
        await running.until_quiet()

    assert [3] == seqs(calls.sent)
    assert [(Outcome.DEAD, 0), (Outcome.DELIVERED, 1)] == [
        (message.outcome, message.tries) for message in await told.listed(database)
    ]


class Other(TellingStore):
    """A store whose rows are of another kind."""

    def __init__(self, database: Database, kind: type[SqlWebhookRows]) -> None:
        super().__init__(database)
        self._kind = kind

    async def read(self, work: Callable[[WebhookRows], T]) -> T:
        await super().read(lambda _: None)
        return await self._database.read(lambda connection: work(self._kind(connection)))


@contextlib.asynccontextmanager
async def delivering_over(
    database: Database, calls: Calls, kind: type[SqlWebhookRows]
) -> AsyncIterator[Delivering]:
    """A deliverer that runs over rows of this kind."""
    made = Delivering(database, calls, FakeClock())
    made.store = Other(database, kind)
    made.deliverer = Deliverer(made.store, calls, FakeClock(), made.meter, name_of, share=1)
    async with made.running():
        yield made


class Nudging(TellingStore):
    """A store of which each reading nudges; `times` is when it began and ended."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.times: list[tuple[float, float]] = []
        self.nudge: Callable[[], None] = lambda: None

    async def read(self, work: Callable[[WebhookRows], T]) -> T:
        now = asyncio.get_running_loop().time
        begun = now()
        found = await super().read(work)
        self.times.append((begun, now()))
        self.nudge()
        return found


async def test_looking_has_its_share_of_the_time_and_no_more_however_often_it_is_nudged(
    database: Database,
) -> None:
    await told.with_endpoint(database)
    made = Delivering(database, KeepingCalls(), FakeClock())
    made.store = store = Nudging(database)
    made.deliverer = Deliverer(store, KeepingCalls(), FakeClock(), made.meter, name_of)
    store.nudge = made.deliverer.nudge
    async with made.running():
        await made.until(lambda _: 15 <= len(store.times))

    looks = [store.times[n : n + 3] for n in range(0, 15, 3)]  # endpoints, logs, what is due
    for look, following in itertools.pairwise(looks):
        took = look[-1][1] - look[0][0]
        assert following[0][0] - look[-1][1] >= 0.99 * took / MOST_OF_A_LOOK


class OneByOne(SqlWebhookRows):
    """Rows of which one room is looked at a time."""

    def behind(self, after: RoomId | None, rooms: int) -> Stretch:
        return super().behind(after, 1)


async def test_logs_that_grow_faster_than_they_are_read_hold_up_nothing(
    database: Database,
) -> None:
    numbers = itertools.count()

    class Growing(SqlWebhookRows):
        def behind(self, after: RoomId | None, rooms: int) -> Stretch:
            found = super().behind(None, rooms)
            other = RoomId(f"room-{next(numbers)}")
            return Stretch([*found.logs, Behind("first", other)], other)

    await told.with_endpoint(database)
    await told.room(database, Phase.OPENING)
    calls = KeepingCalls()
    async with delivering_over(database, calls, Growing) as running:
        await running.until_quiet()

    assert [2] == seqs(calls.sent)


async def test_logs_that_cannot_be_read_keep_none_after_them_waiting(database: Database) -> None:
    await told.with_endpoint(database)
    rooms = sorted(RoomId(f"room-{n}") for n in range(4))
    for name in rooms:
        await told.room(database, Phase.OPENING, name=name)
    newer = update(EVENT).where(EVENT.c.room.in_(rooms[:-1])).values(version=2)
    await database.write(lambda connection: connection.execute(newer))
    calls = KeepingCalls()
    async with delivering_over(database, calls, OneByOne) as running:
        await running.until_quiet()

    assert [[], [], [], [2]] == [seqs(calls.sent, name) for name in rooms]


async def test_log_that_grows_after_a_look_is_the_next_ones(database: Database) -> None:
    """A look that has come to the last room begins anew with the first."""
    await told.with_endpoint(database)
    await told.room(database, Phase.OPENING)
    calls = KeepingCalls()
    async with delivering_over(database, calls, OneByOne) as running:
        await running.until_quiet()
        await told.goes_on(database, Phase.CLOSING, after=2)
        await running.until(lambda messages: 2 == len(messages) and not waiting(messages))

    assert [2, 3] == seqs(calls.sent)


class Locked(SqlWebhookRows):
    """Rows of which no log can be looked at."""

    def behind(self, after: RoomId | None, rooms: int) -> Stretch:
        raise LogUnavailable("a statement took too long")


async def test_what_is_due_is_brought_where_no_log_can_be_looked_at(database: Database) -> None:
    await told.with_endpoint(database)
    await told.room(database, Phase.OPENING)
    await told.followed(database)
    calls = KeepingCalls()
    async with delivering_over(database, calls, Locked) as running:
        await running.until_quiet()

    assert [2] == seqs(calls.sent)


async def test_without_endpoints_no_log_is_looked_at(database: Database) -> None:
    class Looking(WebhookRows):
        def behind(self, after: RoomId | None, rooms: int) -> Any:
            raise AssertionError("nobody is to be told")

        def list_endpoints(self) -> Any:
            return []

    class Empty(TellingStore):
        async def read(self, work: Callable[[WebhookRows], T]) -> T:
            self.looks += 1
            self.written.set()
            return work(Looking())  # type: ignore[abstract]  # the rest is not asked for

    made = Delivering(database, KeepingCalls(), FakeClock())
    made.store = Empty(database)
    made.deliverer = Deliverer(made.store, KeepingCalls(), FakeClock(), made.meter, name_of)
    running = asyncio.create_task(made.deliverer.run())
    await made.until(lambda _: made.store.looks > 2)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_what_was_not_delivered_in_time_is_told_as_attendance(database: Database) -> None:
    """After the reduction it is tried as often as anything: by then the log is gone."""
    await told.with_endpoint(database)
    log, end = room_log(database), later(NOON, HOUR)
    await log.create(ROOM, "epoch-1", [created(), arrived(1, "Canary"), seated(1)])
    meeting = [told.entered(Phase.OPENING), ended(end)]
    await log.append(ROOM, after=3, events=meeting, accepted=None)
    clock = FakeClock(end)
    calls = KeepingCalls(lambda sent: TAKEN if b"recorded" in sent.body else FAILED)
    async with delivering(database, calls, clock) as running:
        await running.until(tries(1))
        clock.advance(KEPT)
        await reduce_overdue(database, clock.now())
        await running.until_quiet()

    assert b"meeting.opened" in calls.sent[0].body
    body = orjson.loads(calls.sent[-1].body)
    assert "meeting.recorded" == body["type"]
    assert [HOUR] == [one["present_ms"] for one in body["data"]["attendance"]]
    assert not [sent for sent in calls.sent if b"Canary" in sent.body]
    assert not [sent for sent in calls.sent if "Canary" in str(sent.headers)]


async def test_it_goes_on_after_it_has_been_stopped(database: Database) -> None:
    """A part that failed is run again."""
    await told.with_endpoint(database)
    await told.room(database, Phase.OPENING)
    made = Delivering(database, KeepingCalls(), FakeClock())
    for _ in range(3):
        running = asyncio.create_task(made.deliverer.run())
        await asyncio.sleep(0)
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
    running = asyncio.create_task(made.deliverer.run())
    await made.until_quiet()
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


def test_message_is_in_hand_for_longer_than_a_call_may_take() -> None:
    assert 2 * PATIENCE * SECOND <= LEASE
