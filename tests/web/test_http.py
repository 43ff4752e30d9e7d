from fastapi.routing import APIRoute

from app.web.http import ROUTERS, make_http, written
from tests.support.service import Service, client_of


async def test_address_of_nothing_is_not_found(service: Service) -> None:
    answer = await service.client.get("/api/canary-f00d")

    assert (404, "not_found") == (answer.status_code, answer.json()["code"])
    assert "canary" not in answer.text


async def test_address_has_no_other_methods(service: Service) -> None:
    answer = await service.client.put("/api/rooms")

    assert (405, "method_not_allowed") == (answer.status_code, answer.json()["code"])
    assert {"GET", "POST"} == set(answer.headers["allow"].split(", "))


async def test_description_is_there_for_machines_and_for_people(service: Service) -> None:
    assert "3.1" in (await service.client.get("/openapi.json")).json()["openapi"]
    assert "POST /api/enter" in (await service.client.get("/docs")).text


async def test_no_page_of_another_origin_may_read(service: Service) -> None:
    foreign = client_of(service.app, headers={"Origin": "https://elsewhere.example"})

    answer = await foreign.get("/healthz")

    assert not [name for name in answer.headers if name.startswith("access-control")]


async def test_every_noun_has_its_router(service: Service) -> None:
    paths = set(service.app.openapi()["paths"])

    assert 17 == len(ROUTERS)
    assert {
        "/api/enter",
        "/api/enter/grant",
        "/api/rooms",
        "/api/keys",
        "/api/webhooks",
        "/api/calls/{room}/participants",
        "/api/calls/livekit",
        "/api/rooms/{room}/clock",
        "/api/plans",
        "/healthz",
    } <= paths


async def test_what_the_edge_can_do_is_not_written_anew_for_each_who_asks(
    service: Service,
) -> None:
    """Each writing takes milliseconds of the loop, and anybody may ask."""
    for_machines, for_people = written()

    assert for_machines is service.app.state.openapi
    assert for_machines == (await service.client.get("/openapi.json")).content
    assert for_people in (await service.client.get("/docs")).text


async def test_routes_are_made_once_for_all_applications(service: Service) -> None:
    """To make them takes a node 150 ms, in which it answers nobody."""
    other = make_http(service.parts)
    ours, theirs = (
        [route for route in app.routes if isinstance(route, APIRoute)]
        for app in (service.app, other)
    )

    assert len(ours) > 40
    assert all(one is same for one, same in zip(ours, theirs, strict=True))
