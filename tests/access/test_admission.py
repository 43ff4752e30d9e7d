import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.access.admission import Admission, Admitted
from app.access.errors import (
    AccessError,
    PassExpired,
    Removed,
    ResumeInvalid,
    ResumeReused,
    TicketInvalid,
)
from app.access.passes import good_until
from app.access.ports import AccessRows, AccessStore
from app.access.service import Access
from app.access.tickets import LIFE
from app.phases.units import MINUTE, SECOND, Instant
from tests.support.door import ORIGIN, OTHER_ROOM, ROOM, Door, sqlite_door

T = TypeVar("T")


async def test_ticket_lets_its_person_in(door: Door) -> None:
    ann = await door.ann()

    came = (await door.hello(ann)).admission

    assert (ann.room, ann.person) == (came.room, came.person)


async def test_ticket_is_used_once(door: Door) -> None:
    ticket = await door.ticket(await door.ann())
    await door.access.admit_by_ticket(ticket, room=ROOM, origin=ORIGIN)

    with pytest.raises(TicketInvalid):
        await door.access.admit_by_ticket(ticket, room=ROOM, origin=ORIGIN)


@pytest.mark.parametrize(
    ("room", "origin"), [(OTHER_ROOM, ORIGIN), (ROOM, "https://elsewhere.example")]
)
async def test_ticket_shown_at_the_wrong_door_is_spent(door: Door, room: str, origin: str) -> None:
    ticket = await door.ticket(await door.ann())

    for where, whence in ((room, origin), (ROOM, ORIGIN)):
        with pytest.raises(TicketInvalid):
            await door.access.admit_by_ticket(ticket, room=type(ROOM)(where), origin=whence)


async def test_ticket_runs_out(door: Door) -> None:
    ticket = await door.ticket(await door.ann())
    door.clock.advance(LIFE)

    with pytest.raises(TicketInvalid):
        await door.access.admit_by_ticket(ticket, room=ROOM, origin=ORIGIN)


async def test_ticket_of_a_pass_that_ended_meanwhile_lets_nobody_in(door: Door) -> None:
    ann = await door.ann()
    ticket = await door.ticket(ann)
    await door.access.forbid(ROOM, ann.person)

    with pytest.raises(TicketInvalid):
        await door.access.admit_by_ticket(ticket, room=ROOM, origin=ORIGIN)


async def test_ticket_of_a_pass_that_ran_out_meanwhile_lets_nobody_in(door: Door) -> None:
    ann = await door.ann()
    door.clock.advance(15 * MINUTE - 1)
    ticket = await door.ticket(ann)
    door.clock.advance(1)

    with pytest.raises(TicketInvalid):
        await door.access.admit_by_ticket(ticket, room=ROOM, origin=ORIGIN)


async def test_of_many_who_show_a_ticket_at_once_one_comes_in(door: Door) -> None:
    ticket = await door.ticket(await door.ann())

    came = await asyncio.gather(
        *(door.access.admit_by_ticket(ticket, room=ROOM, origin=ORIGIN) for _ in range(50)),
        return_exceptions=True,
    )

    assert 1 == sum(isinstance(one, Admitted) for one in came)
    assert 49 == sum(isinstance(one, TicketInvalid) for one in came)


@dataclass(frozen=True)
class Looking:
    """A store whose looks are all done once so many have come; what is written is counted."""

    store: AccessStore
    looks: asyncio.Barrier
    writes: list[object] = field(default_factory=list)

    async def read(self, work: Callable[[AccessRows], T]) -> T:
        seen = await self.store.read(work)
        await self.looks.wait()
        return seen

    async def write(self, work: Callable[[AccessRows], T]) -> T:
        self.writes.append(work)
        return await self.store.write(work)


async def test_ticket_that_is_not_there_costs_no_write(door: Door) -> None:
    spent = await door.ticket(await door.ann())
    await door.access.admit_by_ticket(spent, room=ROOM, origin=ORIGIN)
    store = Looking(door.store, asyncio.Barrier(1))
    access = Access(store, door.clock, door.ids)

    for ticket in (spent, "pbt_0123456789abcdef0123_" + "a" * 27):
        for admit in (access.admit_by_ticket, access.admit_to_call):
            with pytest.raises(TicketInvalid):
                await admit(ticket, room=ROOM, origin=ORIGIN)

    assert [] == store.writes


async def test_of_two_nodes_that_saw_the_same_ticket_one_lets_somebody_in(door: Door) -> None:
    ticket, both = await door.ticket(await door.ann()), asyncio.Barrier(2)
    stores = [Looking(door.store, both) for _ in range(2)]
    nodes = [Access(store, door.clock, door.ids) for store in stores]

    came = await asyncio.gather(
        *(node.admit_by_ticket(ticket, room=ROOM, origin=ORIGIN) for node in nodes),
        return_exceptions=True,
    )

    assert [1, 1] == [len(store.writes) for store in stores]
    assert [False, True] == sorted(isinstance(one, Admitted) for one in came)
    assert [False, True] == sorted(isinstance(one, TicketInvalid) for one in came)


async def test_welcome_brings_what_the_next_hello_presents(door: Door) -> None:
    first = await door.hello(await door.ann())

    second = await door.again(first)
    third = await door.again(second)

    assert first.admission == second.admission == third.admission
    assert 3 == len({first.resume_text, second.resume_text, third.resume_text})


async def test_lost_welcome_costs_nothing(door: Door) -> None:
    first = await door.hello(await door.ann())
    await door.again(first)

    again = await door.again(first)

    assert first.admission == (await door.again(again)).admission


async def test_old_secret_ends_the_pass_and_all_that_hangs_on_it(door: Door) -> None:
    ann = await door.ann()
    other_tab = await door.hello(ann)
    first = await door.hello(ann)
    unused = await door.ticket(ann)
    second = await door.again(first)
    await door.again(second)

    with pytest.raises(ResumeReused):
        await door.again(first)

    for ended in (door.again(second), door.again(other_tab), door.ticket(ann)):
        with pytest.raises(ResumeReused):
            await ended
    with pytest.raises(TicketInvalid):
        await door.access.admit_by_ticket(unused, room=ROOM, origin=ORIGIN)


async def test_reuse_closes_the_sockets_of_that_pass_only(door: Door) -> None:
    link = await door.personal()
    laptop, phone = await door.open(link), await door.open(link)
    first, on_phone = await door.hello(laptop), await door.hello(phone)
    await door.again(await door.again(first))

    with pytest.raises(ResumeReused):
        await door.again(first)

    assert [first.admission] == [
        Admission(heard.room, heard.person, heard.pass_id)
        for heard in door.heard
        if heard.room and heard.person and heard.pass_id
    ]
    assert phone.person == (await door.again(on_phone)).admission.person


async def test_chains_of_two_tabs_do_not_meet(door: Door) -> None:
    ann = await door.ann()
    one, other = await door.hello(ann), await door.hello(ann)

    for _ in range(3):
        one = await door.again(one)

    assert other.admission == (await door.again(other)).admission


async def test_connection_by_ticket_begins_with_a_whole_pass(door: Door) -> None:
    ann = await door.ann()
    door.clock.advance(14 * MINUTE)

    tab = await door.hello(ann)

    assert good_until(door.clock.now()) == await ends(door, tab)


async def test_connection_by_resume_begins_with_a_whole_pass(door: Door) -> None:
    tab = await door.hello(await door.ann())
    door.clock.advance(14 * MINUTE)

    again = await door.again(tab)

    assert good_until(door.clock.now()) == await ends(door, again)


async def test_connection_dropped_before_its_first_renewal_is_taken_up_again(door: Door) -> None:
    ann = await door.ann()
    door.clock.advance(14 * MINUTE)
    tab = await door.hello(ann)
    door.clock.advance(65 * SECOND)

    assert tab.admission == (await door.again(tab)).admission
    assert ann.person == (await door.access.check_pass(ann.pass_text, ROOM)).person


async def test_hello_that_is_refused_renews_nothing(door: Door) -> None:
    ann = await door.ann()
    first = await door.hello(ann)
    second = await door.again(first)
    before = await ends(door, second)
    third = await door.again(second)
    door.clock.advance(MINUTE)
    ticket = await door.ticket(ann)

    with pytest.raises(TicketInvalid):
        await door.access.admit_by_ticket(ticket, room=OTHER_ROOM, origin=ORIGIN)
    with pytest.raises(ResumeInvalid):
        await door.access.admit_by_resume(third.resume_text, room=OTHER_ROOM)
    with pytest.raises(ResumeReused):
        await door.again(first)

    assert before == await ends(door, third)


async def test_hello_never_shortens_a_pass(door: Door) -> None:
    ann = await door.ann()
    tab = await door.hello(ann)
    behind = Access(door.store, type(door.clock)(), door.ids)
    door.clock.advance(MINUTE)
    await door.access.keep_alive(tab.admission.pass_id)

    await behind.admit_by_resume(tab.resume_text, room=ROOM)

    assert good_until(door.clock.now()) == await ends(door, tab)


async def ends(door: Door, tab: Admitted) -> Instant:
    held = await door.access.holder(tab.admission.pass_id)
    assert held is not None
    return held.expires_at


async def test_resume_after_the_pass_ran_out_is_told_so_and_ends_nothing(door: Door) -> None:
    first = await door.hello(await door.ann())
    door.clock.advance(15 * MINUTE)

    with pytest.raises(PassExpired):
        await door.again(first)

    assert [] == door.heard


async def test_resume_of_somebody_removed_is_told_so(door: Door) -> None:
    first = await door.hello(await door.ann())
    await door.access.forbid(ROOM, first.admission.person)

    with pytest.raises(Removed):
        await door.again(first)


async def test_resume_is_of_one_room(door: Door) -> None:
    first = await door.hello(await door.ann())

    with pytest.raises(ResumeInvalid):
        await door.access.admit_by_resume(first.resume_text, room=OTHER_ROOM)

    assert first.admission == (await door.again(first)).admission


async def test_resume_of_a_chain_that_never_was_is_refused(door: Door) -> None:
    with pytest.raises(ResumeInvalid):
        await door.resume("pbr_0123456789abcdef0123_" + "a" * 27)


async def test_of_two_who_present_the_newest_at_once_one_is_soon_out(door: Door) -> None:
    first = await door.hello(await door.ann())

    one, other = await asyncio.gather(door.again(first), door.again(first))

    came = await asyncio.gather(door.again(one), door.again(other), return_exceptions=True)
    assert any(isinstance(outcome, AccessError) for outcome in came)


async def test_repr_shows_no_secret(door: Door) -> None:
    first = await door.hello(await door.ann())

    assert first.resume_text not in repr(first)


folders = count(1)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ages=st.lists(st.integers(0, 3), min_size=1, max_size=12))
async def test_whatever_is_presented_the_newest_and_the_last_presented_are_good(
    tmp_path: Path, ages: list[int]
) -> None:
    folder = tmp_path / str(next(folders))
    folder.mkdir()
    async with sqlite_door(folder) as door:
        issued = [(await door.hello(await door.ann())).resume_text]
        presented: int | None = None
        for age in ages:
            brought = max(len(issued) - 1 - age, 0)
            if brought not in {len(issued) - 1, presented}:
                with pytest.raises(ResumeReused):
                    await door.resume(issued[brought])
                with pytest.raises(ResumeReused):
                    await door.resume(issued[-1])
                return
            issued.append((await door.resume(issued[brought])).resume_text)
            presented = brought


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shown=st.lists(st.integers(0, 4), max_size=30))
async def test_however_tickets_are_shown_each_lets_one_socket_in(
    tmp_path: Path, shown: list[int]
) -> None:
    folder = tmp_path / str(next(folders))
    folder.mkdir()
    async with sqlite_door(folder) as door:
        ann = await door.ann()
        tickets = [await door.ticket(ann) for _ in range(5)]
        came = await asyncio.gather(
            *(
                door.access.admit_by_ticket(tickets[which], room=ROOM, origin=ORIGIN)
                for which in shown
            ),
            return_exceptions=True,
        )
        assert len(set(shown)) == sum(isinstance(one, Admitted) for one in came)


async def test_ticket_lets_into_the_call_once_and_renews_the_pass(door: Door) -> None:
    ann = await door.ann()
    ticket = await door.ticket(ann)

    came = await door.access.admit_to_call(ticket, room=ROOM, origin=ORIGIN)

    assert (ann.room, ann.person, 0) == (came.room, came.person, came.visit)
    with pytest.raises(TicketInvalid):
        await door.access.admit_to_call(ticket, room=ROOM, origin=ORIGIN)


@pytest.mark.parametrize(
    ("room", "origin"), [(OTHER_ROOM, ORIGIN), (ROOM, "https://elsewhere.example")]
)
async def test_ticket_shown_at_the_wrong_call_is_spent(door: Door, room: str, origin: str) -> None:
    ticket = await door.ticket(await door.ann())

    for where, whence in ((room, origin), (ROOM, ORIGIN)):
        with pytest.raises(TicketInvalid):
            await door.access.admit_to_call(ticket, room=type(ROOM)(where), origin=whence)


async def test_ticket_of_a_pass_that_has_ended_lets_nobody_into_the_call(door: Door) -> None:
    ann = await door.ann()
    ticket = await door.ticket(ann)
    await door.access.forbid(ROOM, ann.person)

    with pytest.raises(TicketInvalid):
        await door.access.admit_to_call(ticket, room=ROOM, origin=ORIGIN)
