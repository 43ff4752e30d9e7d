"""One table for every refusal, and no value echoed."""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from starlette.requests import Request

from app.access.errors import AccessError, BadKey
from app.contract.errors import ContractError
from app.phases.errors import PlanError
from app.rooms import errors as rooms
from app.rooms.errors import RoomError
from app.web.envelope import MOST_BYTES
from app.web.outbound import Facts
from app.web.problems import (
    ALWAYS,
    SAYS,
    STATUS,
    Problem,
    names_of,
    on_unavailable,
    problem,
    problem_of,
    refusals,
)
from app.webhooks.errors import WebhookError
from tests.support.service import Service
from tests.support.signed import signed

CANARY = "canary-f00d"


def children(of: type[Exception]) -> Iterator[type[Any]]:
    for child in of.__subclasses__():
        yield child
        yield from children(child)


BASES = (RoomError, AccessError, WebhookError, ContractError)
CODES = {error.code for base in BASES for error in children(base)}


@pytest.mark.parametrize("code", sorted(CODES - {"bad_secret"}))
def test_every_refusal_has_its_status(code: str) -> None:
    assert 400 <= STATUS[code] < 600


def test_every_code_comes_from_a_refusal_or_is_said_here() -> None:
    assert set(STATUS) == (CODES - {"bad_secret"}) | set(SAYS)


def test_problem_has_the_form_of_the_standard() -> None:
    answer = problem_of(rooms.Stale(rev="phase_rev", current=7))

    assert 409 == answer.status_code
    assert "application/problem+json" == answer.media_type
    assert Problem(
        type="urn:pushback:problem:stale",
        title="stale",
        status=409,
        code="stale",
        detail=rooms.Stale().say,
        retry=False,
        facts={"rev": "phase_rev", "current": 7},
    ) == Problem(**orjson.loads(answer.body))


def test_what_may_be_tried_again_says_when() -> None:
    assert "2" == problem_of(rooms.RateLimited(after_ms=1500)).headers["retry-after"]
    assert "1" == problem_of(rooms.Conflict()).headers["retry-after"]
    assert "retry-after" not in problem_of(rooms.Stale()).headers


def test_who_is_not_known_is_told_how_to_say_who_they_are() -> None:
    assert "Bearer" == problem_of(BadKey()).headers["www-authenticate"]


def test_plan_names_the_step_to_mend() -> None:
    answer = orjson.loads(problem_of(PlanError("2.discuss", "the id is used twice")).body)

    assert ("bad_plan", {"step": "2.discuss"}) == (answer["code"], answer["facts"])
    assert "the id is used twice" == answer["detail"]


async def test_what_a_database_says_stays_with_the_operators() -> None:
    answer = await on_unavailable(Request({"type": "http"}), OSError(CANARY))

    assert 503 == answer.status_code
    assert CANARY not in bytes(answer.body).decode()


async def test_invalid_names_a_field_of_ours(service: Service) -> None:
    wrong = {"name": "mine", "title": "Mine", "steps": [{"id": "opening", "phase": CANARY}]}

    answer = await service.client.post("/api/plans/check", json=wrong)

    assert ("invalid", 422) == (answer.json()["code"], answer.status_code)
    assert ["steps[0].phase"] == answer.json()["facts"]["fields"]
    assert "steps[0].phase" in answer.json()["detail"]
    assert CANARY not in answer.text


async def test_what_is_said_beside_a_code_has_its_place_among_the_facts(service: Service) -> None:
    service.complaints.append("clock")
    answers = [
        await service.client.post("/api/plans/check", json={"name": "mine"}),
        await service.client.post("/api/plans/check", content=b"x" * (MOST_BYTES + 1)),
        await service.client.get("/readyz"),
    ]

    said = [Facts.model_validate(answer.json()["facts"]) for answer in answers]

    assert [{"fields"}, {"most"}, {"complaints"}] == [facts.model_fields_set for facts in said]


async def test_invalid_names_no_word_that_the_peer_made_up(service: Service) -> None:
    wrong = {
        "name": "mine",
        "title": "Mine",
        "steps": [{"id": "opening", "phase": "opening", CANARY: 1}],
        "texts": {CANARY: "words"},
        CANARY: {CANARY: 1},
    }

    answer = await service.client.post("/api/plans/check", json=wrong)

    assert ["texts", "steps[0]"] == sorted(answer.json()["facts"]["fields"], reverse=True)
    assert CANARY not in answer.text


async def test_many_complaints_are_a_few_words(service: Service) -> None:
    answer = await service.client.post(
        "/api/plans/check", json={"name": "mine", "title": "Mine", "steps": [{}] * 40}
    )

    assert 5 == len(answer.json()["facts"]["fields"])


def test_names_are_those_of_fields_and_parameters() -> None:
    document = {
        "parameters": [{"in": "query", "name": "limit"}],
        "schemas": {"Ticket": {"properties": {"ticket": {}}}},
    }

    assert {"limit", "ticket"} == names_of(document)


def test_refusals_are_described_by_status() -> None:
    described = refusals(rooms.Stale, rooms.Conflict, BadKey)

    assert {401, 409, *(STATUS[code] for code in ALWAYS)} == set(described)
    assert "`stale`, `conflict`" == described[409]["description"]


@pytest.mark.parametrize("code", SAYS)
def test_what_no_error_says_is_said_here(code: str) -> None:
    assert SAYS[code] == orjson.loads(problem(code).body)["detail"]


async def test_what_the_door_refuses_is_counted_by_its_code(service: Service) -> None:
    text = signed("pbk_00000000000000000000_nobodys", service.clock.now(), room=CANARY, read=True)
    for by in ("pbk_nonsense", text, text):
        await service.client.get("/api/keys", headers={"Authorization": f"Bearer {by}"})
    await service.client.get("/api/rooms/nowhere", headers=await service.operator())

    assert service.parts.metrics_text is not None
    lines = service.parts.metrics_text().decode().splitlines()
    assert {'{label="bad_key"} 1.0', '{label="bad_grant"} 2.0'} == {
        line.removeprefix("pushback_barred_total")
        for line in lines
        if line.startswith("pushback_barred_total{")
    }
    assert CANARY not in "".join(lines)
