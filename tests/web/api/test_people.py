"""What a browser does by its pass."""

from app.phases.units import MINUTE
from app.rooms.fields import RoomId
from app.rooms.roles import Role
from tests.support.service import ORIGIN, Service


async def test_ticket_lets_one_socket_in(service: Service) -> None:
    room = await service.room()
    ann = await service.person(room, "Ann")

    ticket = (await ann.post("ticket")).json()["ticket"]
    admitted = await service.parts.access.admit_by_ticket(ticket, room=room, origin=ORIGIN)

    assert ann.person == admitted.admission.person


async def test_renewing_gives_another_quarter_of_an_hour(service: Service) -> None:
    ann = await service.person(await service.room(), "Ann")
    now = service.clock.advance(10 * MINUTE)

    answer = await ann.post("renew")

    assert {"expires_at": now + 15 * MINUTE} == answer.json()


async def test_press_is_the_persons_own(service: Service) -> None:
    ann = await service.person(await service.room(), "Ann")

    await ann.presses("agree", version=1)

    assert 1 == service.parts.rooms.held[ann.room].room.people[ann.person].agreed


async def test_member_does_not_lead(service: Service) -> None:
    ann = await service.seated(await service.room(), "Ann")

    answer = await ann.press("open_meeting")

    assert (403, "forbidden") == (answer.status_code, answer.json()["code"])


async def test_somebody_whose_arrival_was_lost_is_introduced_by_pressing(service: Service) -> None:
    room = await service.room()
    link = await service.link(room, "Ann")
    browser = service.browser()
    opened = await service.parts.access.open_link(link, held_pass=None, name=None)
    from app.access.passes import cookie_name
    from app.web.cookies import path_of

    browser.cookies.set(cookie_name(room, opened.person), opened.pass_text)
    await service.parts.room(room)
    path = path_of(room, opened.person)
    body = {"t": "do", "type": "attest", "id": "00000000-0000-4000-8000-000000000000"}

    answer = await browser.post(f"{path}/commands", json=body)

    assert 200 == answer.status_code
    assert service.parts.rooms.held[room].room.people[opened.person].attested


async def test_who_is_somebody_else_again_presses_as_them(service: Service) -> None:
    room = await service.room()
    lea = await service.seated(room, "Lea", Role.LEADER)
    ann = await service.seated(room, "Ann")
    again = await service.entered(room, await service.link(room, None), name="Ann too")
    await lea.presses("same_as", person=again.person, again=ann.person)

    await again.presses("leave")

    assert "departed" == service.parts.rooms.held[room].room.people[ann.person].standing


async def test_person_of_no_room_is_not_known(service: Service) -> None:
    ann = await service.person(await service.room(), "Ann")
    nowhere = RoomId("nowhere")

    answer = await ann.client.post(f"/api/rooms/{nowhere}/people/{ann.person}/ticket")

    assert (401, "pass_invalid") == (answer.status_code, answer.json()["code"])
