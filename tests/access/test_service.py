import pytest

from app.access.errors import (
    BadKey,
    BadLink,
    BadTerms,
    LinkRevoked,
    PassExpired,
    PassInvalid,
    TicketInvalid,
)
from app.access.grants import Grant, Scope
from app.access.keys import NewKey
from app.access.passes import good_until
from app.access.revocations import TOLD_AGAIN_FOR, Revocation
from app.access.service import Access
from app.phases.units import HOUR, MINUTE, SECOND, Millis
from app.rooms.roles import Role
from tests.support.door import ORIGIN, OTHER_ROOM, ROOM, Door

LEADS = frozenset({Scope.ROOM_LEAD, Scope.ROOM_READ})


async def key_of(door: Door, expires_in: Millis | None = None) -> NewKey:
    rooms = frozenset({ROOM, OTHER_ROOM})
    return await door.access.create_key("call system", LEADS, rooms, expires_in=expires_in)


async def test_key_grants_what_it_was_made_for(door: Door) -> None:
    key = await key_of(door)

    grant = await door.access.check_key(key.text)

    assert Grant(key.key.id, LEADS, frozenset({ROOM, OTHER_ROOM})) == grant


async def test_key_on_impossible_terms_is_not_made(door: Door) -> None:
    with pytest.raises(BadTerms):
        await door.access.create_key("x", frozenset(), frozenset(), expires_in=None)
    with pytest.raises(BadTerms):
        await door.access.create_key("", LEADS, frozenset({ROOM}), expires_in=None)

    assert [] == await door.access.keys()


async def test_key_runs_out(door: Door) -> None:
    key = await key_of(door, HOUR)
    door.clock.advance(HOUR)

    with pytest.raises(BadKey):
        await door.access.check_key(key.text)


async def test_keys_are_listed_oldest_first_as_they_were_made(door: Door) -> None:
    first = await key_of(door)
    door.clock.advance(1)
    second = await key_of(door, HOUR)

    assert [first.key, second.key] == await door.access.keys()


async def test_last_use_of_a_key_is_right_to_a_minute(door: Door) -> None:
    key = await key_of(door)
    first_use = door.clock.now()
    for _ in range(2):
        await door.access.check_key(key.text)
        door.clock.advance(MINUTE - 1)
    (noted,) = await door.access.keys()
    assert first_use == noted.last_used_at

    await door.access.check_key(key.text)

    (noted,) = await door.access.keys()
    assert door.clock.now() == noted.last_used_at


async def test_refused_key_leaves_no_trace(door: Door) -> None:
    key = await key_of(door)

    with pytest.raises(BadKey):
        await door.access.check_key(key.text + "x")

    assert [key.key] == await door.access.keys()


async def test_links_are_listed_oldest_first_and_by_room(door: Door) -> None:
    first = await door.personal(Role.LEADER)
    door.clock.advance(1)
    second = await door.shared()
    await door.shared(room=OTHER_ROOM)

    assert [first.link, second.link] == await door.access.links(ROOM)


@pytest.mark.parametrize("expires_in", [0, -1, 401 * 24 * HOUR])
async def test_link_on_impossible_terms_is_not_made(door: Door, expires_in: int) -> None:
    with pytest.raises(BadTerms):
        await door.access.make_shared_link(ROOM, role=Role.MEMBER, expires_in=Millis(expires_in))

    assert [] == await door.access.links(ROOM)


async def test_shared_link_for_leaders_is_not_made(door: Door) -> None:
    with pytest.raises(BadTerms):
        await door.shared(Role.LEADER)


async def test_checking_a_link_opens_nothing(door: Door) -> None:
    made = await door.personal(Role.LEADER)

    assert made.link == await door.access.check_link(made.text)
    with pytest.raises(BadLink):
        await door.access.check_link(made.text + "x")
    await door.access.revoke_link(ROOM, made.link.id)
    with pytest.raises(LinkRevoked):
        await door.access.check_link(made.text)


async def test_pass_lives_on_as_long_as_it_is_renewed(door: Door) -> None:
    ann = await door.ann()
    for _ in range(4):
        door.clock.advance(14 * MINUTE)
        renewed = await door.access.renew_pass(ann.pass_text)
        assert (ROOM, ann.person) == (renewed.room, renewed.person)
        assert good_until(door.clock.now()) == renewed.expires_at

    door.clock.advance(15 * MINUTE)

    with pytest.raises(PassExpired):
        await door.access.renew_pass(ann.pass_text)


async def test_pass_renewed_within_the_minute_says_how_long_it_really_lives(door: Door) -> None:
    ann = await door.ann()
    door.clock.advance(MINUTE - 1)

    assert ann.expires_at == (await door.access.renew_pass(ann.pass_text)).expires_at


async def test_pass_lives_on_by_its_socket(door: Door) -> None:
    ann, ben = await door.ann(), await door.ann()
    ids = [(await door.hello(one)).admission.pass_id for one in (ann, ben)]
    door.clock.advance(14 * MINUTE)
    await door.access.keep_alive(*ids)
    door.clock.advance(14 * MINUTE)

    for one in (ann, ben):
        assert one.person == (await door.access.check_pass(one.pass_text, ROOM)).person


async def test_pass_of_a_live_socket_survives_a_database_that_was_away(door: Door) -> None:
    ann = await door.ann()
    tab = await door.hello(ann)
    door.clock.advance(20 * MINUTE)

    await door.access.keep_alive(tab.admission.pass_id)

    assert tab.admission == (await door.again(tab)).admission


async def test_keeping_more_alive_than_fit_one_statement(door: Door) -> None:
    ann = await door.ann()
    tab = await door.hello(ann)
    door.clock.advance(MINUTE)

    await door.access.keep_alive(*(f"gone-{n}" for n in range(1_200)), tab.admission.pass_id)

    held = await door.access.holder(tab.admission.pass_id)
    assert held is not None
    assert good_until(door.clock.now()) == held.expires_at


async def test_keeping_nobody_alive_is_no_error(door: Door) -> None:
    await door.access.keep_alive()


async def test_keeping_alive_never_shortens(door: Door) -> None:
    ann = await door.ann()
    tab = await door.hello(ann)
    behind = Access(door.store, type(door.clock)(), door.ids)
    door.clock.advance(MINUTE)
    await door.access.keep_alive(tab.admission.pass_id)

    await behind.keep_alive(tab.admission.pass_id)

    held = await door.access.holder(tab.admission.pass_id)
    assert held is not None
    assert good_until(door.clock.now()) == held.expires_at


async def test_pass_of_another_room_is_none_here(door: Door) -> None:
    ann = await door.ann()

    with pytest.raises(PassInvalid):
        await door.access.check_pass(ann.pass_text, OTHER_ROOM)
    with pytest.raises(PassInvalid):
        await door.access.draw_ticket(ann.pass_text, room=OTHER_ROOM, origin=ORIGIN)


async def test_holder_says_who_a_room_does_not_know_yet(door: Door) -> None:
    ben = await door.open(await door.shared(Role.OBSERVER))
    tab = await door.hello(ben)

    held = await door.access.holder(tab.admission.pass_id)

    assert held is not None
    assert (ben.person, "Ben", Role.OBSERVER) == (held.person, held.name, held.role)
    assert held.needs_confirmation


async def test_ticket_without_an_origin_is_not_drawn(door: Door) -> None:
    ann = await door.ann()

    with pytest.raises(TicketInvalid):
        await door.access.draw_ticket(ann.pass_text, room=ROOM, origin="")


async def test_another_node_hears_of_a_removal_until_it_surely_has(door: Door) -> None:
    ann = await door.ann()
    other_node = Access(door.store, door.clock, door.ids)
    heard = list[Revocation]()
    other_node.on_revoked(heard.append)
    await door.access.forbid(ROOM, ann.person)

    for _ in range(TOLD_AGAIN_FOR // SECOND + 1):
        await other_node.tell_revoked()
        door.clock.advance(SECOND)
    assert door.heard * (TOLD_AGAIN_FOR // SECOND + 1) == heard

    await other_node.tell_revoked()
    told = len(heard)
    door.clock.advance(1)
    await other_node.tell_revoked()

    assert told == len(heard)


async def test_node_that_was_cut_off_hears_of_what_it_missed(door: Door) -> None:
    ann = await door.ann()
    other_node = Access(door.store, door.clock, door.ids)
    heard = list[Revocation]()
    other_node.on_revoked(heard.append)
    await other_node.tell_revoked()
    await door.access.forbid(ROOM, ann.person)
    door.clock.advance(5 * TOLD_AGAIN_FOR)

    await other_node.tell_revoked()

    assert door.heard == heard


async def test_whoever_stopped_listening_hears_nothing(door: Door) -> None:
    heard = list[Revocation]()
    stop = door.access.on_revoked(heard.append)
    stop()

    await door.access.forbid(ROOM, (await door.ann()).person)

    assert [] == heard
    assert 1 == len(door.heard)


async def test_nothing_is_forgotten_that_can_still_be_used(door: Door) -> None:
    ann = await door.ann()
    ticket = await door.ticket(ann)

    assert 0 == await door.access.forget_expired()

    await door.access.admit_by_ticket(ticket, room=ROOM, origin=ORIGIN)
