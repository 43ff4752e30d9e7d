"""The way in: a link becomes a pass, and somebody at the door."""

from dataclasses import dataclass

import httpx
import pytest
from sqlalchemy import func, select

from app.access.grants import Scope
from app.access.passes import cookie_name
from app.phases.units import HOUR, MINUTE, Millis, later
from app.rooms.commands import Join
from app.rooms.fields import CommandId, PersonId, RoomId
from app.rooms.roles import Role
from app.rooms.state import Standing
from app.storage.access_schema import PASS
from app.storage.reduction import KEPT, reduce_overdue
from app.web.cookies import NOBODY
from tests.support.service import Service, client_of

CANARY = "canary-f00d"


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def test_personal_link_is_one_person_in_every_browser(service: Service) -> None:
    room = await service.room()
    link = await service.link(room, "Ann")

    first, second = [
        (await service.browser().post("/api/enter", json={"link": link})).json() for _ in range(2)
    ]

    assert first["person"] == second["person"]
    assert ("Ann", "member", False, False) == tuple(
        first[key] for key in ("name", "role", "is_new", "needs_confirmation")
    )


async def test_whoever_enters_stands_at_the_door(service: Service) -> None:
    room = await service.room()

    ann = await service.person(room, "Ann")

    one = service.parts.rooms.held[room].room.people[ann.person]
    assert (Standing.WAITING, "Ann") == (one.standing, one.name)


async def test_shared_link_makes_somebody_new_in_each_browser(service: Service) -> None:
    room = await service.room()
    link = await service.link(room, None)

    first, second = [
        (await service.browser().post("/api/enter", json={"link": link, "name": name})).json()
        for name in ("Ben", "Cleo")
    ]

    assert first["person"] != second["person"]
    assert (True, True) == (first["is_new"], first["needs_confirmation"])


@pytest.mark.parametrize("says_room", [True, False])
async def test_browser_that_is_known_stays_the_same_person(
    service: Service, says_room: bool
) -> None:
    room = await service.room()
    link = await service.link(room, None)
    asked = {"link": link, "name": "Ben", **({"room": room} if says_room else {})}
    browser = service.browser()

    first = (await browser.post("/api/enter", json=asked)).json()
    again = (await browser.post("/api/enter", json=asked)).json()

    assert first["person"] == again["person"]
    assert not again["is_new"]


async def test_whoever_came_by_name_stays_that_on_a_shared_link(service: Service) -> None:
    room = await service.room()
    ann = await service.person(room, "Ann")

    shared = {"link": await service.link(room, None), "room": room}
    answer = await ann.client.post("/api/enter", json=shared)

    assert (ann.person, "Ann") == (answer.json()["person"], answer.json()["name"])


async def test_browser_known_in_two_rooms_is_the_right_person_in_each(service: Service) -> None:
    rooms = [await service.room() for _ in range(2)]
    links = [await service.link(room, None) for room in rooms]
    browser = service.browser()
    asked = [
        {"link": link, "name": "Ben", "room": room} for link, room in zip(links, rooms, strict=True)
    ]

    first = [(await browser.post("/api/enter", json=one)).json()["person"] for one in asked]
    again = [(await browser.post("/api/enter", json=one)).json()["person"] for one in asked]

    assert first == again
    assert 2 == len(set(first))


async def test_name_is_asked_of_somebody_new(service: Service) -> None:
    link = await service.link(await service.room(), None)

    answer = await service.browser().post("/api/enter", json={"link": link})

    assert (422, "name_needed") == refusal(answer)


@pytest.mark.parametrize("name", ["", "   ", "<b>", "a\nb", "x" * 61, 7])
async def test_name_is_a_line_that_a_circle_can_read(service: Service, name: object) -> None:
    link = await service.link(await service.room(), None)

    answer = await service.browser().post("/api/enter", json={"link": link, "name": name})

    assert (422, "invalid") == refusal(answer)
    assert ["name"] == answer.json()["facts"]["fields"]


@pytest.mark.parametrize("link", [CANARY, "pbl_00000000000000000000_" + "x" * 27])
async def test_link_that_leads_nowhere_tells_nothing(service: Service, link: str) -> None:
    answer = await service.browser().post("/api/enter", json={"link": link})

    assert (403, "bad_link") == refusal(answer)
    assert link not in answer.text


async def test_link_that_ran_out_says_so(service: Service) -> None:
    link = await service.link(await service.room(), "Ann")
    service.clock.advance(2 * HOUR)

    assert (410, "link_expired") == refusal(
        await service.browser().post("/api/enter", json={"link": link})
    )


async def test_removed_stays_removed(service: Service) -> None:
    room = await service.room()
    lea = await service.seated(room, "Lea", Role.LEADER)
    link = await service.link(room, "Ann")
    ann = await service.entered(room, link)
    await lea.presses("remove_person", person=ann.person)

    assert (403, "removed") == refusal(await ann.client.post("/api/enter", json={"link": link}))
    assert (403, "removed") == refusal(await ann.post("ticket"))


async def test_meeting_that_ended_takes_nobody(service: Service) -> None:
    room = await service.room()
    link = await service.link(room, "Ann")
    lea = await service.seated(room, "Lea", Role.LEADER)
    await lea.presses("end_meeting")
    at_once = await service.browser().post("/api/enter", json={"link": link})
    service.clock.advance(5 * MINUTE)
    later = await service.browser().post("/api/enter", json={"link": link})

    assert [(410, "room_closed")] * 2 == [refusal(at_once), refusal(later)]


@dataclass(frozen=True)
class Over:
    """A meeting that ended a quarter of an hour ago; nobody's pass is good any more."""

    room: RoomId
    leader: PersonId
    leaders_link: str
    members_link: str
    shared_link: str


async def over(service: Service, since: Millis = Millis(16 * MINUTE)) -> Over:
    room = await service.room()
    leaders, members = await service.link(room, "Lea", Role.LEADER), await service.link(room, "Ann")
    lea, ann = [await service.entered(room, link) for link in (leaders, members)]
    for number, one in enumerate((lea, ann), start=1):
        await one.presses("agree", version=1)
        await one.presses("attest")
        joined = CommandId(f"joined:{room}:{one.person}:{number}")
        assert await service.parts.rooms.system(room, joined, Join(one.person, 1))
    await lea.presses("end_meeting")
    service.clock.advance(since)
    return Over(room, lea.person, leaders, members, await service.link(room, None))


async def passes_in(service: Service, room: RoomId) -> int:
    counted = select(func.count()).where(PASS.c.room == room)
    return await service.database.read(lambda connection: connection.scalar(counted) or 0)


async def test_leader_who_is_known_comes_in_after_the_end_to_confirm_attendance(
    service: Service,
) -> None:
    ended = await over(service)

    lea = await service.entered(ended.room, ended.leaders_link)
    await lea.presses("confirm_attendance", people=[lea.person])

    assert ended.leader == lea.person
    assert service.parts.rooms.held[ended.room].room.is_attendance_confirmed


async def test_leader_comes_in_after_the_end_also_where_the_room_was_forgotten(
    service: Service,
) -> None:
    ended = await over(service)
    service.parts.rooms.unload_idle(later(service.clock.now(), Millis(1)))
    assert ended.room not in service.parts.rooms.held

    lea = await service.entered(ended.room, ended.leaders_link)

    await lea.presses("confirm_attendance", people=[])


async def test_nobody_but_a_known_leader_comes_in_after_the_end(service: Service) -> None:
    ended = await over(service)
    new_leader = await service.link(ended.room, "Max", Role.LEADER)

    for asked in (
        {"link": ended.members_link},
        {"link": new_leader},
        {"link": ended.shared_link, "name": "Ben"},
        {"link": ended.shared_link},
    ):
        assert (410, "room_closed") == refusal(
            await service.browser().post("/api/enter", json=asked)
        )


async def test_leaders_browser_is_a_leaders_by_their_own_link_only(service: Service) -> None:
    ended = await over(service)
    lea = await service.entered(ended.room, ended.leaders_link)

    shared = {"link": ended.shared_link, "room": ended.room}

    assert (410, "room_closed") == refusal(await lea.client.post("/api/enter", json=shared))


async def test_leader_who_was_removed_stays_removed_after_the_end(service: Service) -> None:
    room = await service.room()
    lea = await service.seated(room, "Lea", Role.LEADER)
    link = await service.link(room, "Max", Role.LEADER)
    max_ = await service.entered(room, link)
    await lea.presses("remove_person", person=max_.person)
    await lea.presses("end_meeting")
    service.clock.advance(16 * MINUTE)

    assert (403, "removed") == refusal(
        await service.browser().post("/api/enter", json={"link": link})
    )


@pytest.mark.parametrize("since", [0, MINUTE - 1, MINUTE])
async def test_links_make_nobody_after_the_end(service: Service, since: Millis) -> None:
    ended = await over(service, since)
    before = await passes_in(service, ended.room)

    for asked in (
        {"link": ended.shared_link, "name": "Ben"},
        {"link": await service.link(ended.room, "Cleo")},
    ):
        assert (410, "room_closed") == refusal(
            await service.browser().post("/api/enter", json=asked)
        )

    assert before == await passes_in(service, ended.room)
    assert 2 == len(service.parts.rooms.held[ended.room].room.people)


async def test_whoever_was_there_may_come_in_for_a_minute_to_read_that_it_has_ended(
    service: Service,
) -> None:
    room = await service.room()
    lea = await service.seated(room, "Lea", Role.LEADER)
    shared = await service.link(room, None)
    ben = await service.entered(room, shared, name="Ben")
    await lea.presses("end_meeting")
    again = {"link": shared, "room": room}

    assert ben.person == (await ben.client.post("/api/enter", json=again)).json()["person"]
    service.clock.advance(MINUTE)
    assert (410, "room_closed") == refusal(await ben.client.post("/api/enter", json=again))


async def test_pass_that_is_no_good_is_nobodys_after_the_end(service: Service) -> None:
    ended = await over(service, Millis(0))
    browser = service.browser()
    browser.cookies.set(cookie_name(ended.room, NOBODY), CANARY)

    asked = {"link": ended.shared_link, "room": ended.room, "name": "Ben"}

    assert (410, "room_closed") == refusal(await browser.post("/api/enter", json=asked))


async def test_leaders_way_in_ends_with_the_reduction(service: Service) -> None:
    room = await service.room()
    made = await service.parts.access.make_personal_link(
        room, name="Lea", role=Role.LEADER, expires_in=Millis(48 * HOUR)
    )
    lea = await service.entered(room, made.text)
    await service.does(await service.key(Scope.ROOM_LEAD, rooms=(room,)), room, "end_meeting")
    service.clock.advance(KEPT)
    await service.entered(room, made.text)
    await reduce_overdue(service.database, service.clock.now())

    assert (403, "bad_link") == refusal(
        await service.browser().post("/api/enter", json={"link": made.text})
    )
    assert (401, "pass_invalid") == refusal(await lea.client.get(f"{lea.path}/record"))


async def test_room_has_places_for_so_many(service: Service) -> None:
    room = await service.room()
    lea = await service.seated(room, "Lea", Role.LEADER)
    for number in range(63):
        await lea.presses("seat_by_name", name=f"Telephone {number}")

    link = await service.link(room, "Ann")

    assert (409, "room_full") == refusal(
        await service.browser().post("/api/enter", json={"link": link})
    )


async def test_name_is_the_one_that_the_circle_knows(service: Service) -> None:
    room = await service.room()
    lea = await service.seated(room, "Lea", Role.LEADER)
    link = await service.link(room, None)
    ben = await service.entered(room, link, name="Ben")
    await lea.presses("confirm_person", person=ben.person, name="Benedict")

    again = (await ben.client.post("/api/enter", json={"link": link, "room": room})).json()

    assert ("Benedict", False) == (again["name"], again["needs_confirmation"])


async def test_foreign_page_opens_no_links(service: Service) -> None:
    link = await service.link(await service.room(), "Ann")
    foreign = client_of(service.app, headers={"Origin": "https://elsewhere.example"})

    assert (403, "forbidden") == refusal(await foreign.post("/api/enter", json={"link": link}))


async def test_program_without_an_origin_may_enter(service: Service) -> None:
    link = await service.link(await service.room(), "Ann")

    assert 200 == (await service.client.post("/api/enter", json={"link": link})).status_code
