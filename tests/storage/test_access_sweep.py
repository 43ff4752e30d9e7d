import pytest

from app.access.errors import BadLink, PassInvalid, ResumeInvalid
from app.access.grants import Scope
from app.phases.units import HOUR, MINUTE, Millis
from app.rooms.fields import PersonId
from app.storage.access_schema import CHAIN
from app.storage.access_sweep import KEYS_KEPT, LINKS_KEPT, PASSES_KEPT, REVOCATIONS_KEPT
from tests.support.door import ROOM, Door


async def test_unused_ticket_is_forgotten_with_its_time(door: Door) -> None:
    await door.ticket(await door.ann())
    door.clock.advance(30_000)

    assert 1 == await door.access.forget_expired()
    assert 0 == await door.access.forget_expired()


async def test_pass_is_forgotten_with_its_chains_an_hour_after_its_time(door: Door) -> None:
    ann = await door.ann()
    tab = await door.hello(ann)
    door.clock.advance(15 * MINUTE + PASSES_KEPT)

    assert 1 == await door.access.forget_expired()

    with pytest.raises(PassInvalid):
        await door.access.renew_pass(ann.pass_text)
    with pytest.raises(ResumeInvalid):
        await door.again(tab)


async def test_sweep_leaves_the_chains_of_others(door: Door) -> None:
    link = await door.personal()
    gone = await door.hello(await door.open(link))
    door.clock.advance(MINUTE)
    stays = await door.hello(await door.open(link))
    door.clock.advance(14 * MINUTE + PASSES_KEPT)

    assert 1 == await door.access.forget_expired()

    await door.access.keep_alive(stays.admission.pass_id)
    assert stays.admission == (await door.again(stays)).admission
    with pytest.raises(ResumeInvalid):
        await door.again(gone)


async def test_revocation_is_forgotten_after_an_hour(door: Door) -> None:
    await door.access.forbid(ROOM, PersonId("nobody"))
    door.clock.advance(Millis(REVOCATIONS_KEPT - 1))
    assert 0 == await door.access.forget_expired()
    door.clock.advance(1)

    assert 1 == await door.access.forget_expired()


async def test_link_is_forgotten_a_month_after_its_time(door: Door) -> None:
    link = await door.personal()
    door.clock.advance(HOUR + LINKS_KEPT - 1)
    assert 0 == await door.access.forget_expired()
    door.clock.advance(1)

    assert 1 == await door.access.forget_expired()

    with pytest.raises(BadLink):
        await door.open(link)


@pytest.mark.parametrize("expires_in", [None, HOUR])
async def test_key_is_forgotten_a_month_after_its_end(
    door: Door, expires_in: Millis | None
) -> None:
    scopes = frozenset({Scope.OPERATOR})
    kept = await door.access.create_key("kept", scopes, frozenset(), expires_in=None)
    key = await door.access.create_key("gone", scopes, frozenset(), expires_in=expires_in)
    if expires_in is None:
        await door.access.revoke_key(key.key.id)
    door.clock.advance(KEYS_KEPT + HOUR)

    await door.access.forget_expired()

    assert [kept.key] == await door.access.keys()


async def test_sweep_is_bounded_and_comes_to_an_end(door: Door) -> None:
    ann = await door.ann()
    for _ in range(7):
        await door.ticket(ann)
    door.clock.advance(MINUTE)
    now = door.clock.now()

    swept = [await door.store.write(lambda rows: rows.forget_expired(now, 3)) for _ in range(4)]

    assert [3, 3, 1, 0] == swept


def test_sweep_finds_chains_by_room_which_has_an_index() -> None:
    assert CHAIN.c.room.index
