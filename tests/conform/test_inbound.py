"""Our side as a stand sees it: strict, and without a word of what was wrong in it."""

from typing import Any

import httpx
import pytest

from app.calls.wanted import Version
from app.conform.inbound import MOST_BYTES, Inbound
from app.conform.told import Told
from tests.conform.stands import CALL, KEY, OURS, Line

GOOD = {"events": [{"id": "1", "ref": "a", "type": "joined", "at": 1}]}


class Ours:
    """Our side, and one who posts to it."""

    def __init__(self) -> None:
        self.told = Told()
        self.is_away = False
        inbound = Inbound(CALL, KEY, self.told, lambda: self.is_away, lambda: Version(2, 1))
        self.http = httpx.AsyncClient(
            transport=Line(inbound.app()), headers={"authorization": f"Bearer {KEY}"}
        )

    async def post(self, what: str, body: Any, **headers: str) -> httpx.Response:
        """The answer."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.http.post(f"{OURS}/{what}", json=body, headers=named)


@pytest.fixture
def ours() -> Ours:
    return Ours()


def report(seq: int) -> dict[str, Any]:
    return {"version": {"seq": seq, "n": 0}, "outcomes": [], "class": "enforced", "at": 1}


async def test_who_is_there_is_kept_and_answered_with_how_it_is_known(ours: Ours) -> None:
    who = [
        {"ref": "a", "via": "web", "grant": "g"},
        {"ref": "b", "via": "app", "name": "Ben"},
        {"ref": "c", "via": "telephone"},
    ]
    answer = await ours.post("participants", {"participants": who})

    known = {one["ref"]: one["identity"] for one in answer.json()["participants"]}
    assert {"a": "bound", "b": "claimed", "c": "manual"} == known
    assert {"a", "b", "c"} == ours.told.introduced.keys()


async def test_what_happened_is_taken_once(ours: Ours) -> None:
    answers = [await ours.post("events", GOOD), await ours.post("events", GOOD)]

    assert [{"taken": 1}, {"taken": 0}] == [one.json() for one in answers]


async def test_request_with_the_same_key_is_answered_the_same(ours: Ours) -> None:
    answers = [await ours.post("events", GOOD, idempotency_key="k") for _ in range(2)]

    assert [{"taken": 1}, {"taken": 1}] == [one.json() for one in answers]


async def test_report_is_answered_with_the_newest_version(ours: Ours) -> None:
    answer = await ours.post("floor-reports", report(1))

    assert {"newest": {"seq": 2, "n": 1}} == answer.json()
    assert 1 == len(ours.told.reports)


async def test_report_of_a_version_that_was_never_sent_is_refused_and_kept_in_mind(
    ours: Ours,
) -> None:
    answer = await ours.post("floor-reports", report(3))

    assert (409, "unknown_version") == (answer.status_code, answer.json()["code"])
    assert not ours.told.reports
    assert ours.told.refused


async def test_field_of_speech_is_refused_and_not_repeated(ours: Ours) -> None:
    loud = {"events": [{**GOOD["events"][0], "canary_level": -13.5}]}
    answer = await ours.post("events", loud)

    assert 422 == answer.status_code
    assert "canary" not in answer.text
    assert not ours.told.events
    assert ["`events` (events.0 has a field of its own)"] == ours.told.refused


async def test_nobody_without_the_key_or_for_another_call_is_heard(ours: Ours) -> None:
    foreign = await ours.post("events", GOOD, authorization="Bearer another")
    elsewhere = await ours.http.post(OURS.replace(CALL, "other") + "/events", json=GOOD)

    assert [401, 404] == [foreign.status_code, elsewhere.status_code]
    assert not ours.told.events
    assert ["a request came without the key that was given"] == ours.told.refused


async def test_no_stand_answers_for_a_stranger_who_knows_neither_call_nor_key(ours: Ours) -> None:
    there = OURS.replace(CALL, "other") + "/events"
    answer = await ours.http.post(there, json=GOOD, headers={"authorization": "Bearer another"})

    assert 404 == answer.status_code
    assert not ours.told.refused


async def test_what_is_too_large_is_refused(ours: Ours) -> None:
    answer = await ours.post("events", {"events": "x" * MOST_BYTES})

    assert 413 == answer.status_code


async def test_while_we_are_away_everything_is_answered_503(ours: Ours) -> None:
    ours.is_away = True

    assert 503 == (await ours.post("events", GOOD)).status_code
    assert not ours.told.events
