"""Who a hello is, and the seat they get."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest

from app.access.errors import BadKey, Removed, ResumeReused, TicketInvalid
from app.access.grants import Scope
from app.access.service import Access
from app.phases.phase import Phase
from app.phases.units import HOUR, Millis
from app.rooms.commands import RemovePerson, SameAs
from app.rooms.errors import Forbidden, NotFound, Unavailable
from app.rooms.fields import PersonId, RoomId
from app.rooms.roles import Actor, Audience, Kind, Role, person
from app.rooms.state import Standing
from app.storage.access_store import SqlAccessStore
from app.web.entry import Entry, integration, is_leader
from app.web.wire import Hello
from tests.support.rim import KeepingSink, Node, TroubledStore, World, world_at
from tests.support.scenario import ADA, DEV, given
from tests.support.signed import signed

ORIGIN = "http://localhost:8000"


@dataclass
class Gate:
    """One node's entry."""

    world: World
    node: Node
    access: Access
    entry: Entry

    async def ticket(self, room: RoomId, name: str = "Zoe") -> tuple[PersonId, str, str]:
        """Somebody with a link, not at the door yet: person, pass and ticket."""
        link = await self.access.make_personal_link(
            room, name=name, role=Role.MEMBER, expires_in=Millis(HOUR)
        )
        opened = await self.access.open_link(link.text, held_pass=None, name=None)
        drawn = await self.access.draw_ticket(opened.pass_text, room=room, origin=ORIGIN)
        return opened.person, opened.pass_text, drawn


@pytest.fixture
async def gate() -> AsyncIterator[Gate]:
    """A gate over a real database in memory."""
    async with world_at() as world:
        node = world.node()
        store = TroubledStore(SqlAccessStore(world.database), node.faults)
        access = Access(store, world.clock, world.ids)
        yield Gate(world, node, access, Entry(access, node.reception))


def _hello(room: RoomId, **brought: str) -> Hello:
    return Hello(t="hello", room=room, **brought)  # type: ignore[arg-type]


async def test_a_ticket_is_a_seat_and_a_secret_to_come_back_with(gate: Gate) -> None:
    room = await gate.node.meeting(Phase.OPENING)
    zoe, _, ticket = await gate.ticket(room)
    sink = KeepingSink()
    guest = await gate.entry.by_hello(_hello(room, ticket=ticket), ORIGIN, sink)
    assert guest.seat.person == zoe
    assert (guest.by.kind, guest.by.id) == (Kind.PERSON, zoe)
    assert guest.pass_id
    assert sink.sent[0]["t"] == "welcome"
    again = await gate.entry.by_hello(
        _hello(room, resume=sink.sent[0]["resume"]), ORIGIN, KeepingSink()
    )
    assert again.seat.person == zoe
    assert again.pass_id == guest.pass_id


async def test_who_is_not_at_the_door_yet_is_put_there(gate: Gate) -> None:
    """The arrival was lost between pass and room; the hello makes up for it."""
    room = await gate.node.meeting(Phase.OPENING)
    zoe, _, ticket = await gate.ticket(room)
    assert zoe not in gate.node.rooms.held[room].room.people
    await gate.entry.by_hello(_hello(room, ticket=ticket), ORIGIN, KeepingSink())
    assert gate.node.rooms.held[room].room.people[zoe].name == "Zoe"


async def test_a_ticket_is_good_once_here_and_from_its_origin(gate: Gate) -> None:
    room, other = await gate.node.meeting(Phase.OPENING), await gate.node.meeting()
    _, held, ticket = await gate.ticket(room)
    await gate.entry.by_hello(_hello(room, ticket=ticket), ORIGIN, KeepingSink())
    for where, origin in ((room, ORIGIN), (other, ORIGIN), (room, "http://elsewhere")):
        fresh = ticket
        if (where, origin) != (room, ORIGIN):
            fresh = await gate.access.draw_ticket(held, room=room, origin=ORIGIN)
        with pytest.raises(TicketInvalid):
            await gate.entry.by_hello(_hello(where, ticket=fresh), origin, KeepingSink())


async def test_a_hello_takes_its_visit_with_the_secret_that_it_spends(gate: Gate) -> None:
    room = await gate.node.meeting(Phase.OPENING)
    _, _, ticket = await gate.ticket(room)
    sink = KeepingSink()

    first = await gate.entry.by_hello(_hello(room, ticket=ticket), ORIGIN, sink)
    resume = sink.sent[0]["resume"]
    again = await gate.entry.by_hello(_hello(room, resume=resume), ORIGIN, KeepingSink())

    assert (1, 2) == (first.seat.visit, again.seat.visit)
    assert 0 == gate.node.connections.asked["arrive"]


async def test_a_hello_that_comes_to_nothing_leaves_nobody_connected(gate: Gate) -> None:
    room = await gate.node.meeting(Phase.OPENING)
    zoe, held, ticket = await gate.ticket(room)
    await gate.entry.by_hello(_hello(room, ticket=ticket), ORIGIN, KeepingSink())
    fresh = await gate.access.draw_ticket(held, room=room, origin=ORIGIN)
    await gate.node.press(room, ADA, RemovePerson(zoe))

    with pytest.raises(Removed):
        await gate.entry.by_hello(_hello(room, ticket=fresh), ORIGIN, KeepingSink())

    (sign,) = await gate.node.connections.signs([room], gate.world.clock.now(), 12_000)
    assert (zoe, 2, False) == (sign.person, sign.visit, sign.is_connected)


async def test_who_is_somebody_we_know_arrives_as_them(gate: Gate) -> None:
    room = await gate.node.meeting(Phase.OPENING)
    zoe, held, ticket = await gate.ticket(room)
    await gate.entry.by_hello(_hello(room, ticket=ticket), ORIGIN, KeepingSink())
    fresh = await gate.access.draw_ticket(held, room=room, origin=ORIGIN)
    await gate.node.press(room, ADA, SameAs(zoe, DEV))

    guest = await gate.entry.by_hello(_hello(room, ticket=fresh), ORIGIN, KeepingSink())

    signs = await gate.node.connections.signs([room], gate.world.clock.now(), 12_000)
    connected = {sign.person: sign.visit for sign in signs if sign.is_connected}
    assert {DEV: guest.seat.visit} == connected


async def test_a_hello_that_brings_nothing_is_refused(gate: Gate) -> None:
    room = await gate.node.meeting(Phase.OPENING)
    with pytest.raises(TicketInvalid):
        await gate.entry.by_hello(_hello(room), ORIGIN, KeepingSink())


async def test_an_older_resume_secret_ends_the_pass(gate: Gate) -> None:
    room = await gate.node.meeting(Phase.OPENING)
    _, _, ticket = await gate.ticket(room)
    sinks = [KeepingSink() for _ in range(3)]
    await gate.entry.by_hello(_hello(room, ticket=ticket), ORIGIN, sinks[0])
    secrets = [sinks[0].sent[0]["resume"]]
    for sink in sinks[1:]:
        await gate.entry.by_hello(_hello(room, resume=secrets[-1]), ORIGIN, sink)
        secrets.append(sink.sent[0]["resume"])
    with pytest.raises(ResumeReused):
        await gate.entry.by_hello(_hello(room, resume=secrets[0]), ORIGIN, KeepingSink())


async def test_who_was_removed_is_told_so_before_the_door_knows(gate: Gate) -> None:
    room = await gate.node.meeting(Phase.OPENING)
    zoe, held, ticket = await gate.ticket(room)
    await gate.entry.by_hello(_hello(room, ticket=ticket), ORIGIN, KeepingSink())
    fresh = await gate.access.draw_ticket(held, room=room, origin=ORIGIN)
    await gate.node.press(room, ADA, RemovePerson(zoe))
    with pytest.raises(Removed):
        await gate.entry.by_hello(_hello(room, ticket=fresh), ORIGIN, KeepingSink())


async def test_a_key_gives_a_machine_a_seat_in_the_rooms_it_names(gate: Gate) -> None:
    room, other = await gate.node.meeting(Phase.OPENING), await gate.node.meeting()
    scopes = frozenset({Scope.ROOM_READ, Scope.ROOM_LEAD})
    key = await gate.access.create_key("board", scopes, frozenset({room}), expires_in=None)
    grant = await gate.entry.machine(key.text)
    guest = await gate.entry.by_key(grant, _hello(room), KeepingSink())
    assert guest.seat.person is None
    assert guest.seat.audience is Audience.INTEGRATION
    assert guest.by.may_lead
    assert guest.key_id == key.key.id
    with pytest.raises(Forbidden):
        await gate.entry.by_key(grant, _hello(other), KeepingSink())


async def test_a_key_that_only_shows_sees_what_a_screen_does(gate: Gate) -> None:
    room, other = await gate.node.meeting(Phase.OPENING), await gate.node.meeting()
    scopes = frozenset({Scope.ROOM_SHOW})
    key = await gate.access.create_key("stream", scopes, frozenset({room}), expires_in=None)
    grant = await gate.entry.machine(key.text)
    guest = await gate.entry.by_key(grant, _hello(room), KeepingSink())
    assert (None, Audience.SCREEN) == (guest.seat.person, guest.seat.audience)
    both = replace(grant, scopes=scopes | {Scope.ROOM_READ})
    reader = await gate.entry.by_key(both, _hello(room), KeepingSink())
    assert reader.seat.audience is Audience.INTEGRATION
    assert not guest.by.may_lead
    with pytest.raises(Forbidden):
        await gate.entry.by_key(grant, _hello(other), KeepingSink())


@pytest.mark.parametrize("scope", [Scope.ROOM_LEAD, Scope.ROOM_REPORT])
async def test_who_may_neither_read_nor_show_listens_to_nothing(gate: Gate, scope: Scope) -> None:
    room = await gate.node.meeting()
    key = await gate.access.create_key("x", frozenset({scope}), frozenset({room}), expires_in=None)
    grant = await gate.entry.machine(key.text)
    with pytest.raises(Forbidden):
        await gate.entry.by_key(grant, _hello(room), KeepingSink())


async def test_a_key_that_only_reads_does_not_lead(gate: Gate) -> None:
    room = await gate.node.meeting()
    scopes = frozenset({Scope.ROOM_READ})
    key = await gate.access.create_key("board", scopes, frozenset({room}), expires_in=None)
    assert not integration(await gate.entry.machine(key.text), room).may_lead


async def test_a_grant_gives_a_machine_a_seat_until_it_runs_out(gate: Gate) -> None:
    room, other = await gate.node.meeting(Phase.OPENING), await gate.node.meeting()
    key = await gate.access.create_key(
        "calls", frozenset({Scope.OPERATOR}), frozenset(), expires_in=None
    )
    text = signed(key.text, gate.node.clock.now(), room=room, read=True)
    grant = await gate.entry.machine(text)
    guest = await gate.entry.by_key(grant, _hello(room), KeepingSink())
    assert guest.seat.audience is Audience.INTEGRATION
    assert not guest.by.may_lead
    assert (key.key.id, grant.until) == (guest.key_id, guest.until)
    assert guest.until is not None
    with pytest.raises(Forbidden):
        await gate.entry.by_key(grant, _hello(other), KeepingSink())


async def test_what_is_no_key_is_refused(gate: Gate) -> None:
    for text in ("", "pbk_x_y", "canary"):
        with pytest.raises(BadKey):
            await gate.entry.machine(text)


async def test_without_the_database_nobody_is_let_in_and_may_come_again(gate: Gate) -> None:
    room = await gate.node.meeting(Phase.OPENING)
    _, _, ticket = await gate.ticket(room)
    gate.node.faults.is_away = True
    live = gate.node.rooms.held[room]
    with pytest.raises(Unavailable):
        await gate.entry.by_hello(_hello(room, ticket=ticket), ORIGIN, KeepingSink())
    with pytest.raises(Unavailable):
        await gate.entry.introduce(live, "nobody")


async def test_key_cannot_be_checked_without_the_database(gate: Gate) -> None:
    scopes = frozenset({Scope.ROOM_READ})
    room = await gate.node.meeting()
    key = await gate.access.create_key("board", scopes, frozenset({room}), expires_in=None)
    gate.node.faults.is_away = True
    with pytest.raises(Unavailable):
        await gate.entry.machine(key.text)


async def test_a_pass_that_is_nobodys_introduces_nobody(gate: Gate) -> None:
    room = await gate.node.meeting(Phase.OPENING)
    live = gate.node.rooms.held[room]
    before = live.room
    await gate.entry.introduce(live, "no such pass")
    assert live.room is before


@pytest.mark.parametrize("standing", Standing)
def test_leader_is_one_here_or_not_but_after_a_removal(standing: Standing) -> None:
    room = given(Phase.OPENING).room
    ada = replace(room.people[ADA], standing=standing)
    found = is_leader(replace(room, people={**room.people, ADA: ada}), person(ADA))
    assert found is (standing is not Standing.REMOVED)


def test_neither_members_nor_strangers_nor_machines_are_leaders() -> None:
    room = given(Phase.OPENING).room
    machine = Actor(Kind.INTEGRATION, "key", may_lead=True)
    for nobody in (person(DEV), person(PersonId("stranger")), machine):
        assert not is_leader(room, nobody)


async def _for_the_call(gate: Gate, room: RoomId, pass_text: str) -> str:
    return await gate.access.draw_ticket(pass_text, room=room, origin=ORIGIN)


async def test_the_call_is_for_those_who_sit_in_the_circle(gate: Gate) -> None:
    room = await gate.node.meeting(Phase.OPENING)
    zoe, held, ticket = await gate.ticket(room)
    with pytest.raises(NotFound):
        await gate.entry.to_call(room, ticket, ORIGIN)

    await gate.node.rooms.arrive(room, zoe, "Zoe", Role.MEMBER, is_stranger=True)
    with pytest.raises(Forbidden):
        await gate.entry.to_call(room, await _for_the_call(gate, room, held), ORIGIN)

    await gate.node.press(room, ADA, RemovePerson(zoe))
    with pytest.raises(Removed):
        await gate.entry.to_call(room, await _for_the_call(gate, room, held), ORIGIN)


async def test_who_is_somebody_we_know_takes_part_in_the_call_as_them(gate: Gate) -> None:
    room = await gate.node.meeting(Phase.OPENING)
    zoe, held, _ = await gate.ticket(room)
    await gate.node.rooms.arrive(room, zoe, "Zoe", Role.MEMBER, is_stranger=True)
    await gate.node.press(room, ADA, SameAs(zoe, DEV))

    came = await gate.entry.to_call(room, await _for_the_call(gate, room, held), ORIGIN)

    assert DEV == came.person
