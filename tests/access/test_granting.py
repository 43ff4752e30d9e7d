"""Grants that keys have signed, against real rows."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from app.access.claims import Claims
from app.access.errors import (
    AccessError,
    BadGrant,
    BadKey,
    GrantClaims,
    GrantExpired,
    GrantForeign,
    GrantUsed,
    Removed,
)
from app.access.grants import Grant, Scope
from app.access.keys import NewKey
from app.access.opening import Opened
from app.phases.units import HOUR, MINUTE, SECOND, Instant, Millis
from app.rooms.roles import Role
from app.storage.access_schema import INTRODUCED, SPENT
from tests.support.door import OTHER_ROOM, ROOM, Door
from tests.support.signed import persons, signed


async def key_of(
    door: Door, *scopes: Scope, expires_in: Millis | None = None, label: str = "Zoom"
) -> NewKey:
    rooms = frozenset() if scopes == (Scope.OPERATOR,) else frozenset({ROOM})
    return await door.access.create_key(label, frozenset(scopes), rooms, expires_in=expires_in)


async def operator(door: Door) -> str:
    return (await key_of(door, Scope.OPERATOR)).text


async def comes(door: Door, grant: str) -> Opened:
    asked = await door.access.grants.introduction(grant, ROOM)
    return await door.access.grants.enter(asked)


def sends(door: Door, key: str, jti: str = "first", **claims: Any) -> str:
    return persons(key, door.clock.now(), **{"room": ROOM, "jti": jti, **claims})


async def test_person_comes_in_as_they_were_sent(door: Door) -> None:
    opened = await comes(door, sends(door, await operator(door), role="leader"))

    assert (ROOM, "Ann", Role.LEADER, False) == (
        opened.room,
        opened.name,
        opened.role,
        opened.needs_confirmation,
    )
    admission = await door.access.check_pass(opened.pass_text, ROOM)
    assert opened.person == admission.person


async def test_same_sub_is_the_same_person_whichever_key_has_signed(door: Door) -> None:
    one, other = await operator(door), await operator(door)

    laptop = await comes(door, sends(door, one))
    phone = await comes(door, sends(door, other, name="Anna", role="observer"))

    assert laptop.person == phone.person
    assert laptop.pass_text != phone.pass_text
    assert (True, False) == (laptop.is_new, phone.is_new)


async def test_two_subs_are_two_people(door: Door) -> None:
    key = await operator(door)

    assert (await comes(door, sends(door, key))).person != (
        await comes(door, sends(door, key, "second", sub="ben-2"))
    ).person


async def test_grant_lets_in_once(door: Door) -> None:
    grant = sends(door, await operator(door))
    await comes(door, grant)

    with pytest.raises(GrantUsed):
        await comes(door, grant)


async def test_of_two_at_once_one_comes_in(door: Door) -> None:
    grant = sends(door, await operator(door))

    found = await asyncio.gather(comes(door, grant), comes(door, grant), return_exceptions=True)

    assert 1 == len([one for one in found if isinstance(one, Opened)])
    assert 1 == len([one for one in found if isinstance(one, GrantUsed)])


async def test_two_first_comings_at_once_are_one_person(door: Door) -> None:
    key = await operator(door)

    one, other = await asyncio.gather(
        comes(door, sends(door, key)), comes(door, sends(door, key, "second"))
    )

    assert one.person == other.person


async def test_same_jti_of_another_key_is_another_grant(door: Door) -> None:
    await comes(door, sends(door, await operator(door)))

    assert ROOM == (await comes(door, sends(door, await operator(door)))).room


async def test_whoever_was_removed_is_let_in_by_no_grant(door: Door) -> None:
    key = await operator(door)
    ann = await comes(door, sends(door, key))
    await door.access.forbid(ROOM, ann.person)

    with pytest.raises(Removed):
        await comes(door, sends(door, key, "second"))
    with pytest.raises(Removed):
        await door.access.renew_pass(ann.pass_text)


async def test_removed_here_may_come_elsewhere(door: Door) -> None:
    key = await operator(door)
    ann = await comes(door, sends(door, key))
    await door.access.forbid(ROOM, ann.person)

    asked = await door.access.grants.introduction(sends(door, key, "2", room=OTHER_ROOM), None)

    assert OTHER_ROOM == (await door.access.grants.enter(asked)).room


async def test_whoever_is_known_is_known_before_they_come(door: Door) -> None:
    grants = door.access.grants
    asked = await grants.introduction(sends(door, await operator(door)), ROOM)
    assert await grants.known(asked) is None

    ann = await grants.enter(asked)

    assert ann.person == await grants.known(asked)


async def test_machine_may_do_what_was_granted_until_it_runs_out(door: Door) -> None:
    key = await key_of(door, Scope.OPERATOR)
    grant = signed(key.text, door.clock.now(), room=ROOM, read=True, lead=True)

    found = await door.access.grants.machine(grant)

    scopes = frozenset({Scope.ROOM_READ, Scope.ROOM_LEAD})
    until = Instant(door.clock.now() // SECOND * SECOND + 5 * MINUTE)
    assert Grant(key.key.id, scopes, frozenset({ROOM}), until) == found
    door.clock.advance(5 * MINUTE)
    with pytest.raises(GrantExpired):
        await door.access.grants.machine(grant)


async def test_machine_ends_with_its_key_at_the_latest(door: Door) -> None:
    key = await key_of(door, Scope.OPERATOR, expires_in=MINUTE)
    grant = signed(key.text, door.clock.now(), room=ROOM, read=True)

    assert key.key.expires_at == (await door.access.grants.machine(grant)).until


@pytest.mark.parametrize("claims", [{"lead": True}, {"read": True, "room": OTHER_ROOM}])
async def test_key_of_a_room_hands_on_only_what_it_has(door: Door, claims: Any) -> None:
    key = (await key_of(door, Scope.ROOM_READ)).text
    now = door.clock.now()
    granted = await door.access.grants.machine(signed(key, now, room=ROOM, read=True))
    assert frozenset({Scope.ROOM_READ}) == granted.scopes

    with pytest.raises(GrantForeign):
        await door.access.grants.machine(signed(key, now, **{"room": ROOM, **claims}))


async def test_only_operators_send_people(door: Door) -> None:
    key = (await key_of(door, Scope.ROOM_LEAD, Scope.ROOM_READ)).text

    with pytest.raises(GrantForeign):
        await comes(door, sends(door, key))


async def test_grant_for_another_room_is_foreign(door: Door) -> None:
    with pytest.raises(GrantForeign):
        await comes(door, sends(door, await operator(door), room=OTHER_ROOM))


async def test_persons_grant_and_machines_are_not_each_other(door: Door) -> None:
    key, now = await operator(door), door.clock.now()

    with pytest.raises(GrantClaims):
        await door.access.grants.machine(sends(door, key))
    with pytest.raises(GrantClaims):
        await comes(door, signed(key, now, room=ROOM, read=True))


async def test_ended_key_signs_nothing(door: Door) -> None:
    revoked = await key_of(door, Scope.OPERATOR)
    ended = await key_of(door, Scope.OPERATOR, expires_in=HOUR)
    await door.access.revoke_key(revoked.key.id)
    door.clock.advance(HOUR)

    for key in (revoked, ended):
        with pytest.raises(BadGrant):
            await comes(door, sends(door, key.text))


async def test_what_was_stolen_from_the_database_signs_nothing(door: Door) -> None:
    """Whoever reads every row of a key knows its id, its digest and its public half."""
    key = await key_of(door, Scope.OPERATOR)
    assert key.key.verifying is not None

    for stolen in (key.key.digest.hex(), key.key.verifying.hex(), ""):
        with pytest.raises(BadGrant):
            await comes(door, sends(door, f"pbk_{key.key.id}_{stolen}"))


async def test_signing_is_a_use_of_the_key(door: Door) -> None:
    key = await key_of(door, Scope.OPERATOR)

    await comes(door, sends(door, key.text))

    (noted,) = await door.access.keys()
    assert door.clock.now() == noted.last_used_at


async def test_sub_and_jti_are_kept_as_digests_only(door: Door) -> None:
    await comes(door, sends(door, await operator(door), "jti-f00d", sub="sub-f00d"))

    kept = await door.database.read(
        lambda c: [tuple(row) for table in (INTRODUCED, SPENT) for row in c.execute(select(table))]
    )

    assert 2 == len(kept)
    assert "f00d" not in repr(kept)


async def test_used_grant_is_remembered_until_it_has_run_out(door: Door) -> None:
    await comes(door, sends(door, await operator(door)))
    assert 0 == await door.access.forget_expired()
    door.clock.advance(5 * MINUTE)

    assert 1 == await door.access.forget_expired()


async def test_room_that_is_forgotten_leaves_nothing_of_whom_was_sent(door: Door) -> None:
    key = await operator(door)
    first = await comes(door, sends(door, key))

    await door.access.forget_room(ROOM)

    assert first.person != (await comes(door, sends(door, key))).person


async def test_we_sign_what_the_holder_could_have_signed(door: Door) -> None:
    key = await operator(door)
    wanted = Claims(iss="", room=ROOM, exp=0, role=Role.MEMBER, sub="ann-1", name="Ann", jti="x")

    made = await door.access.grants.sign(key, wanted, MINUTE)

    assert (await comes(door, made.text)).person == (await comes(door, sends(door, key))).person
    assert made.expires_at == (door.clock.now() + MINUTE) // SECOND * SECOND


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        ({"lead": True}, GrantForeign),
        ({"role": Role.LEADER, "sub": "ann-1", "name": "Ann", "jti": "x"}, GrantForeign),
        ({}, GrantClaims),
    ],
)
async def test_we_sign_nothing_that_would_be_refused(
    door: Door, wanted: dict[str, Any], refusal: type[AccessError]
) -> None:
    key = (await key_of(door, Scope.ROOM_READ)).text

    with pytest.raises(refusal):
        await door.access.grants.sign(key, Claims(iss="", room=ROOM, exp=0, **wanted), MINUTE)


async def test_grant_signs_no_grants(door: Door) -> None:
    grant = signed(await operator(door), door.clock.now(), room=ROOM, read=True)

    with pytest.raises(BadKey):
        await door.access.grants.sign(grant, Claims(iss="", room=ROOM, exp=0, read=True), MINUTE)
