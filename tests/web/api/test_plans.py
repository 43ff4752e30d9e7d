"""The plans that come with Pushback, and a look at one's own."""

import pytest

from app.phases.shipped import SHIPPED
from tests.support.service import Service


async def test_shipped_plans_are_listed(service: Service) -> None:
    answer = (await service.client.get("/api/plans")).json()

    assert "two_case_90" == answer["default"]
    assert list(SHIPPED) == [plan["name"] for plan in answer["plans"]]
    first = answer["plans"][0]
    assert (90, 2) == (first["minutes"], first["cases"])


@pytest.mark.parametrize("name", SHIPPED)
async def test_shipped_plan_can_be_read_and_sent_back(service: Service, name: str) -> None:
    document = (await service.client.get(f"/api/plans/{name}")).json()

    answer = await service.client.post("/api/plans/check", json=document)

    assert (200, name) == (answer.status_code, answer.json()["name"])


async def test_there_is_no_other_plan(service: Service) -> None:
    answer = await service.client.get("/api/plans/no_such_plan")

    assert (404, "not_found") == (answer.status_code, answer.json()["code"])


async def test_plan_that_no_meeting_could_run_names_the_step(service: Service) -> None:
    wrong = {"name": "mine", "title": "Mine", "steps": [{"id": "hello", "phase": "closing"}]}

    answer = await service.client.post("/api/plans/check", json=wrong)

    assert (422, "bad_plan", {"step": "hello"}) == (
        answer.status_code,
        answer.json()["code"],
        answer.json()["facts"],
    )
