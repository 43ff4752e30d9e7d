import asyncio

import pytest

from app.access.endings import Ending
from app.access.errors import (
    AccessError,
    BadKey,
    BadLink,
    LinkRevoked,
    NoSuchKey,
    NoSuchLink,
    PassInvalid,
    Removed,
    ResumeInvalid,
)
from app.access.grants import Scope
from app.access.opening import Opened
from app.access.revocations import Revocation
from tests.support.door import OTHER_ROOM, ROOM, Door


async def test_removed_person_is_out_by_link_pass_ticket_and_resume(door: Door) -> None:
    link = await door.personal()
    ann = await door.open(link)
    tab = await door.hello(ann)

    await door.access.forbid(ROOM, ann.person)

    for way in (
        door.open(link),
        door.open(link, ann.pass_text),
        door.access.renew_pass(ann.pass_text),
        door.access.check_pass(ann.pass_text, ROOM),
        door.ticket(ann),
        door.again(tab),
    ):
        with pytest.raises(Removed):
            await way


async def test_keeping_alive_does_not_bring_a_removed_person_back(door: Door) -> None:
    tab = await door.hello(await door.ann())
    await door.access.forbid(ROOM, tab.admission.person)

    await door.access.keep_alive(tab.admission.pass_id)

    with pytest.raises(Removed):
        await door.again(tab)


async def test_removed_person_with_a_shared_link_is_somebody_new_who_waits(door: Door) -> None:
    link = await door.shared()
    ben = await door.open(link)
    await door.access.forbid(ROOM, ben.person)

    again = await door.open(link, ben.pass_text)

    assert ben.person != again.person
    assert again.is_new
    assert again.needs_confirmation


async def test_removal_is_of_one_person_in_one_room(door: Door) -> None:
    ann, ben = await door.ann(), await door.open(await door.shared())

    await door.access.forbid(ROOM, ann.person)
    await door.access.forbid(OTHER_ROOM, ben.person)

    assert ben.person == (await door.access.check_pass(ben.pass_text, ROOM)).person


async def test_removal_is_told_at_once_and_only_once_it_is_so(door: Door) -> None:
    ann = await door.ann()

    await door.access.forbid(ROOM, ann.person)

    assert [
        Revocation(door.clock.now(), Ending.REMOVED, room=ROOM, person=ann.person)
    ] == door.heard


async def test_removal_and_openings_at_once_leave_no_pass_behind(door: Door) -> None:
    link = await door.personal()
    ann = await door.open(link)

    came = await asyncio.gather(
        *(door.open(link) for _ in range(10)),
        door.access.forbid(ROOM, ann.person),
        *(door.open(link) for _ in range(10)),
        return_exceptions=True,
    )

    for one in came:
        if isinstance(one, Opened):
            with pytest.raises(Removed):
                await door.access.check_pass(one.pass_text, ROOM)


async def test_revoked_personal_link_ends_the_passes_it_gave(door: Door) -> None:
    link = await door.personal()
    laptop, phone = await door.open(link), await door.open(link)

    await door.access.revoke_link(ROOM, link.link.id)

    for way in (door.open(link), door.ticket(laptop), door.ticket(phone)):
        with pytest.raises(LinkRevoked):
            await way


async def test_revoked_personal_link_closes_the_sockets_of_its_passes(door: Door) -> None:
    link = await door.personal()
    admissions = [(await door.hello(await door.open(link))).admission for _ in range(2)]

    await door.access.revoke_link(ROOM, link.link.id)

    assert {one.pass_id for one in admissions} == {heard.pass_id for heard in door.heard}
    assert {(ROOM, link.link.person, Ending.REVOKED)} == {
        (heard.room, heard.person, heard.ending) for heard in door.heard
    }


async def test_revoked_shared_link_keeps_strangers_out_and_the_circle_in(door: Door) -> None:
    link = await door.shared()
    ben = await door.open(link)

    await door.access.revoke_link(ROOM, link.link.id)

    with pytest.raises(LinkRevoked):
        await door.open(link)
    assert ben.person == (await door.access.check_pass(ben.pass_text, ROOM)).person
    assert [] == door.heard


async def test_link_is_revoked_once_however_often_one_presses(door: Door) -> None:
    link = await door.personal()
    await door.access.revoke_link(ROOM, link.link.id)
    revoked_at = door.clock.now()
    door.clock.advance(1)

    await door.access.revoke_link(ROOM, link.link.id)

    assert [revoked_at] == [one.ended_at for one in await door.access.links(ROOM)]


async def test_removed_person_stays_removed_when_their_link_is_revoked_too(door: Door) -> None:
    link = await door.personal()
    ann = await door.open(link)
    await door.access.forbid(ROOM, ann.person)

    await door.access.revoke_link(ROOM, link.link.id)

    with pytest.raises(Removed):
        await door.open(link)


async def test_link_of_another_room_is_not_ours_to_revoke(door: Door) -> None:
    link = await door.personal(room=OTHER_ROOM)

    with pytest.raises(NoSuchLink):
        await door.access.revoke_link(ROOM, link.link.id)

    assert OTHER_ROOM == (await door.open(link)).room


async def test_revoked_key_opens_nothing_and_says_nothing(door: Door) -> None:
    scopes = frozenset({Scope.OPERATOR})
    key = await door.access.create_key("door", scopes, frozenset(), expires_in=None)

    await door.access.revoke_key(key.key.id)

    with pytest.raises(BadKey):
        await door.access.check_key(key.text)
    assert [Revocation(door.clock.now(), Ending.REVOKED, key_id=key.key.id)] == door.heard


async def test_key_that_never_was_cannot_be_revoked(door: Door) -> None:
    with pytest.raises(NoSuchKey):
        await door.access.revoke_key("0123456789abcdef0123")

    assert [] == door.heard


async def test_forgotten_room_has_no_links_passes_or_chains(door: Door) -> None:
    link = await door.personal()
    ann = await door.open(link)
    tab = await door.hello(ann)
    elsewhere = await door.open(await door.personal(room=OTHER_ROOM))

    await door.access.forget_room(ROOM)

    ways: list[tuple[type[AccessError], object]] = [
        (BadLink, door.open(link)),
        (PassInvalid, door.ticket(ann)),
        (ResumeInvalid, door.again(tab)),
    ]
    for refusal, way in ways:
        with pytest.raises(refusal):
            await way  # type: ignore[misc]  # three kinds of coroutine in one list
    assert [] == await door.access.links(ROOM)
    assert elsewhere.person == (await door.hello(elsewhere)).admission.person


async def test_forgetting_a_room_forgets_who_was_removed(door: Door) -> None:
    ann = await door.ann()
    await door.access.forbid(ROOM, ann.person)

    await door.access.forget_room(ROOM)

    left = await door.access.revoked_since(door.clock.now())
    assert [Revocation(door.clock.now(), Ending.FORGOTTEN, room=ROOM)] == left
