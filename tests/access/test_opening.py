import pytest

from app.access.errors import BadLink, LinkExpired, NameNeeded
from app.phases.units import HOUR, MINUTE, later
from app.rooms.roles import Role
from tests.support.door import OTHER_ROOM, ROOM, Door


async def test_personal_link_is_one_person_on_every_device(door: Door) -> None:
    link = await door.personal(Role.LEADER)

    laptop, phone = await door.open(link), await door.open(link)

    assert link.link.person == laptop.person == phone.person
    assert laptop.pass_text != phone.pass_text


async def test_personal_link_brings_name_and_role_and_needs_no_confirmation(door: Door) -> None:
    opened = await door.open(await door.personal(Role.LEADER))

    assert (ROOM, "Ann", Role.LEADER) == (opened.room, opened.name, opened.role)
    assert not opened.is_new
    assert not opened.needs_confirmation


async def test_two_personal_links_are_two_people(door: Door) -> None:
    assert (await door.ann()).person != (await door.ann()).person


async def test_opening_a_personal_link_spends_nothing(door: Door) -> None:
    link = await door.personal()

    for _ in range(20):
        await door.open(link)

    assert [link.link] == await door.access.links(ROOM)


async def test_shared_link_makes_a_new_person_in_each_browser(door: Door) -> None:
    link = await door.shared(Role.OBSERVER)

    one, other = await door.open(link), await door.open(link)

    assert one.person != other.person
    for opened in (one, other):
        assert (ROOM, "Ben", Role.OBSERVER) == (opened.room, opened.name, opened.role)
        assert opened.is_new
        assert opened.needs_confirmation


async def test_somebody_new_says_their_name_first(door: Door) -> None:
    link = await door.shared()

    with pytest.raises(NameNeeded):
        await door.access.open_link(link.text, held_pass=None, name=None)


async def test_shared_link_opened_again_in_a_browser_is_the_same_person(door: Door) -> None:
    link = await door.shared()
    first = await door.open(link)
    door.clock.advance(MINUTE)

    again = await door.access.open_link(link.text, held_pass=first.pass_text, name=None)

    assert (first.person, first.pass_text) == (again.person, again.pass_text)
    assert not again.is_new
    assert again.needs_confirmation
    assert later(first.expires_at, MINUTE) == again.expires_at


async def test_shared_link_opened_by_somebody_with_a_personal_link_is_that_person(
    door: Door,
) -> None:
    ann = await door.ann()

    opened = await door.open(await door.shared(), ann.pass_text)

    assert ann.person == opened.person
    assert not opened.needs_confirmation


async def test_pass_of_another_room_makes_nobody_known_here(door: Door) -> None:
    elsewhere = await door.open(await door.personal(room=OTHER_ROOM))

    opened = await door.open(await door.shared(), elsewhere.pass_text)

    assert elsewhere.person != opened.person
    assert opened.is_new


async def test_personal_link_is_its_person_whoever_the_browser_was_before(door: Door) -> None:
    ben = await door.open(await door.shared())
    link = await door.personal()

    opened = await door.open(link, ben.pass_text)

    assert link.link.person == opened.person
    assert ben.pass_text != opened.pass_text


@pytest.mark.parametrize("held_pass", ["", "nonsense", "pbp_0123456789abcdef0123_" + "a" * 27])
async def test_pass_that_never_was_is_no_obstacle(door: Door, held_pass: str) -> None:
    opened = await door.open(await door.shared(), held_pass)

    assert opened.is_new


async def test_pass_that_ran_out_makes_somebody_new(door: Door) -> None:
    link = await door.shared()
    first = await door.open(link)
    door.clock.advance(15 * MINUTE)

    again = await door.open(link, first.pass_text)

    assert first.person != again.person


async def test_link_with_another_secret_leads_nowhere(door: Door) -> None:
    link = await door.personal()

    with pytest.raises(BadLink):
        await door.access.open_link(link.text[:-1] + "x", held_pass=None, name="Ben")


async def test_link_that_ran_out_says_so(door: Door) -> None:
    link = await door.personal()
    door.clock.advance(HOUR)

    with pytest.raises(LinkExpired):
        await door.open(link)


async def test_pass_outlives_its_link(door: Door) -> None:
    """A meeting that runs over its links' time goes on."""
    link = await door.personal()
    door.clock.advance(HOUR - 1)
    opened = await door.open(link)
    door.clock.advance(MINUTE)

    assert opened.person == (await door.access.renew_pass(opened.pass_text)).person


async def test_repr_shows_no_pass(door: Door) -> None:
    opened = await door.ann()

    assert opened.pass_text not in repr(opened)
