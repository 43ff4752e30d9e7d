"""What an operator does with webhooks."""

import asyncio
from dataclasses import dataclass

import pytest

from app.access.organisations import OURS
from app.phases.phase import Phase
from app.phases.units import HOUR, MINUTE, Instant, Millis
from app.rooms.errors import RateLimited
from app.storage.database import Database
from app.storage.webhook_store import SqlWebhookStore
from app.webhooks.addresses import Reach
from app.webhooks.endpoint import MOST_ENDPOINTS, ROTATING
from app.webhooks.errors import AddressRefused, NoSuchEndpoint, NoSuchMessage, TooManyEndpoints
from app.webhooks.facts import Kind
from app.webhooks.message import Message, Outcome, tried
from app.webhooks.ports import WebhookRows
from app.webhooks.reply import Answer
from app.webhooks.service import AGAIN_AT_ONCE, KEPT, MOST_WAITING, Webhooks
from tests.support import told
from tests.support.clock import NOON, FakeClock
from tests.support.ids import CountingIds
from tests.support.told import URL


@dataclass
class Desk:
    webhooks: Webhooks
    clock: FakeClock
    database: Database
    nudges: int = 0

    def nudge(self) -> None:
        self.nudges += 1


@pytest.fixture
def desk(database: Database) -> Desk:
    """Webhooks of a server that serves others."""
    clock = FakeClock()
    store = SqlWebhookStore(database)

    def nudge() -> None:
        made.nudge()

    webhooks = Webhooks(store, clock, CountingIds(), Reach(has_own_machine=False), nudge)
    made = Desk(webhooks, clock, database)
    return made


async def test_endpoint_is_made_and_listed(desk: Desk) -> None:
    made = await desk.webhooks.create(URL, organisation=OURS)

    assert [made] == await desk.webhooks.endpoints()
    assert (URL, NOON, None) == (made.url, made.created_at, made.disabled_at)
    assert 1 == desk.nudges


async def test_very_many_are_sent_again_in_several_goes_each_of_them_once(desk: Desk) -> None:
    made = await desk.webhooks.create(URL, organisation=OURS)
    many = 2 * AGAIN_AT_ONCE + 1

    def write(rows: WebhookRows) -> None:
        for number in range(many):
            rows.add_message(Message(made.id, f"msg_{number:032x}", None, 0, Kind.TEST, NOON, None))

    await SqlWebhookStore(desk.database).write(write)
    before = desk.nudges

    assert many == await desk.webhooks.replay_since(made.id, NOON)
    assert 3 == desk.nudges - before
    with pytest.raises(NoSuchEndpoint):
        await desk.webhooks.replay_since("nobody's", NOON)


async def test_nothing_is_added_to_try_an_endpoint_for_which_very_much_waits(desk: Desk) -> None:
    known, other = [await desk.webhooks.create(URL, organisation=OURS) for _ in range(2)]
    for _ in range(MOST_WAITING):
        await desk.webhooks.test(known.id)

    with pytest.raises(RateLimited):
        await desk.webhooks.test(known.id)

    await desk.webhooks.test(other.id)
    (held,) = await told.claimed(desk.database, known, most=1)
    await told.settled(
        desk.database, held.message, tried(held.message, Answer.TAKEN, desk.clock.now())
    )
    await desk.webhooks.test(known.id)


async def test_address_of_ours_is_refused(desk: Desk) -> None:
    with pytest.raises(AddressRefused):
        await desk.webhooks.create("https://169.254.169.254/", organisation=OURS)

    assert [] == await desk.webhooks.endpoints()


async def test_there_are_only_so_many(desk: Desk) -> None:
    for _ in range(MOST_ENDPOINTS):
        await desk.webhooks.create(URL, organisation=OURS)

    with pytest.raises(TooManyEndpoints):
        await desk.webhooks.create(URL, organisation=OURS)

    assert MOST_ENDPOINTS == len(await desk.webhooks.endpoints())


async def test_organisation_that_has_as_many_as_it_may_takes_none_from_another(desk: Desk) -> None:
    for _ in range(MOST_ENDPOINTS):
        await desk.webhooks.create(URL, organisation="north")
    with pytest.raises(TooManyEndpoints):
        await desk.webhooks.create(URL, organisation="north")

    for whose in (OURS, "north~", "south"):
        assert whose == (await desk.webhooks.create(URL, organisation=whose)).organisation


async def test_there_are_only_so_many_of_those_that_are_made_at_once(desk: Desk) -> None:
    found = await asyncio.gather(
        *(desk.webhooks.create(URL, organisation=OURS) for _ in range(MOST_ENDPOINTS + 4)),
        return_exceptions=True,
    )

    assert 4 == len([one for one in found if isinstance(one, TooManyEndpoints)])
    assert MOST_ENDPOINTS == len(await desk.webhooks.endpoints())


async def test_rotated_secret_leaves_the_former_for_a_day(desk: Desk) -> None:
    made = await desk.webhooks.create(URL, organisation=OURS)
    desk.clock.advance(MINUTE)

    found = await desk.webhooks.rotate(made.id)

    assert [found] == await desk.webhooks.endpoints()
    assert (made.secret, NOON + MINUTE + ROTATING) == (found.former, found.former_until)
    assert made.secret != found.secret


async def test_enabled_endpoint_is_told_again_at_once(desk: Desk) -> None:
    known = await told.with_endpoint(
        desk.database, disabled_at=NOON, rests_until=Instant(NOON + HOUR)
    )
    desk.clock.advance(MINUTE)

    found = await desk.webhooks.enable(known.id)

    assert (None, NOON + MINUTE) == (found.disabled_at, found.rests_until)
    assert [found] == await desk.webhooks.endpoints()
    assert 1 == desk.nudges


async def test_deleted_endpoint_is_gone(desk: Desk) -> None:
    made = await desk.webhooks.create(URL, organisation=OURS)

    await desk.webhooks.delete(made.id)

    assert [] == await desk.webhooks.endpoints()


async def test_test_waits_to_be_sent(desk: Desk) -> None:
    known = await desk.webhooks.create(URL, organisation=OURS)

    first, second = [await desk.webhooks.test(known.id) for _ in range(2)]

    assert (Kind.TEST, None, NOON) == (first.kind, first.room, first.due_at)
    assert first.id != second.id
    assert {first, second} == set(await desk.webhooks.messages(known.id, before=None, most=10))
    assert 3 == desk.nudges


async def test_one_message_or_all_since_a_moment_are_sent_again(desk: Desk) -> None:
    known = await told.with_endpoint(desk.database)
    await told.room(desk.database, Phase.OPENING)
    await told.followed(desk.database)
    (held,) = await told.claimed(desk.database, known)
    await told.settled(desk.database, held.message, tried(held.message, Answer.TAKEN, NOON))
    desk.clock.advance(MINUTE)

    again = await desk.webhooks.replay(known.id, held.message.id)

    assert (Outcome.WAITING, NOON + MINUTE) == (again.outcome, again.due_at)
    assert 1 == await desk.webhooks.replay_since(known.id, NOON)
    assert 0 == await desk.webhooks.replay_since(known.id, Instant(NOON + 1))
    assert 2 == desk.nudges


async def test_what_is_not_there_is_refused(desk: Desk) -> None:
    known = await desk.webhooks.create(URL, organisation=OURS)

    with pytest.raises(NoSuchMessage):
        await desk.webhooks.replay(known.id, "msg_canary")
    for asked in (
        desk.webhooks.rotate("canary"),
        desk.webhooks.enable("canary"),
        desk.webhooks.delete("canary"),
        desk.webhooks.test("canary"),
        desk.webhooks.messages("canary", before=None, most=10),
        desk.webhooks.replay("canary", "msg_canary"),
        desk.webhooks.replay_since("canary", NOON),
    ):
        with pytest.raises(NoSuchEndpoint):
            await asked


async def test_what_is_a_month_old_is_listed_no_longer(desk: Desk) -> None:
    known = await desk.webhooks.create(URL, organisation=OURS)
    sent = await desk.webhooks.test(known.id)
    await told.settled(desk.database, sent, tried(sent, Answer.TAKEN, NOON))
    desk.clock.advance(KEPT)
    await desk.webhooks.forget_old()
    assert 1 == len(await told.listed(desk.database, known.id))

    desk.clock.advance(Millis(1))
    await desk.webhooks.forget_old()

    assert [] == await told.listed(desk.database, known.id)
