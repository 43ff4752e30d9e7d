"""What reports come to."""

import asyncio
from typing import Any

import pytest

from app.calls.capabilities import Strength
from app.calls.wanted import Version
from app.conform.answering import Answers
from app.conform.noticing import NotSo
from app.conform.side import Side, Versions
from app.conform.steps import Wants, Who
from app.conform.told import Came, Told
from app.contract.wire import FloorReport
from tests.support.ids import CountingIds

SITS_BACK = Wants(locked=frozenset({Who.CLEO}))
V = Version(3, 1)


def report(claims: str = "enforced", /, n: int = 1, **microphones: str) -> FloorReport:
    outcomes = [
        {"ref": ref, "microphone": said, "camera": "absent"} for ref, said in microphones.items()
    ]
    said: dict[str, Any] = {"version": {"seq": 3, "n": n}, "outcomes": outcomes, "at": 1}
    return FloorReport.model_validate({**said, "class": claims})


def answers(*reports: FloorReport) -> Answers:
    side = Side(CountingIds(), Versions())
    side.takes(Who.ADA, "ada")
    side.takes(Who.CLEO, "cleo")
    told = Told()
    told.reports = [Came(float(n), one) for n, one in enumerate(reports)]
    return Answers(told, side)


def came(**microphones: str) -> Came:
    return Came(0.0, report("enforced", 1, **microphones))


async def test_report_of_another_version_is_none() -> None:
    now = asyncio.get_running_loop().time()
    with pytest.raises(NotSo, match="of another version"):
        await answers(report(n=2)).report(V, 0.0, now)
    with pytest.raises(NotSo, match="No report came"):
        await answers().report(V, 0.0, now)


async def test_report_that_came_before_is_none() -> None:
    with pytest.raises(NotSo):
        await answers(report()).report(V, 0.5, asyncio.get_running_loop().time())


async def test_asking_and_confirming_at_once_contradict_each_other() -> None:
    with pytest.raises(NotSo) as caught:
        await answers(report("requested", cleo="locked")).report(V, 0.0, 0.0)
    assert caught.value.is_lie


def test_what_is_said_as_it_is_wanted_is_good() -> None:
    assert None is answers().says_what_is_wanted(came(ada="free", cleo="locked"), SITS_BACK)


def test_what_was_only_asked_for_allows_no_more() -> None:
    found = answers().says_what_is_wanted(came(ada="free", cleo="requested"), SITS_BACK)

    assert found is not None
    assert Strength.REQUESTED is found.allows


@pytest.mark.parametrize("said", ["free", "failed", "absent"])
def test_lock_that_is_none_is_noticed(said: str) -> None:
    with pytest.raises(NotSo):
        answers().says_what_is_wanted(came(ada="free", cleo=said), SITS_BACK)


@pytest.mark.parametrize("said", ["locked", "requested", "failed", "absent"])
def test_who_is_free_and_is_not_said_to_be_leaves_nothing_to_claim(said: str) -> None:
    with pytest.raises(NotSo) as caught:
        answers().says_what_is_wanted(came(ada=said, cleo="locked"), SITS_BACK)
    assert Strength.NONE is caught.value.allows


def test_whoever_is_in_the_call_is_spoken_of() -> None:
    with pytest.raises(NotSo, match="nothing of Cleo"):
        answers().says_what_is_wanted(came(ada="free"), SITS_BACK)


def test_claim_is_the_first_one_since() -> None:
    one = answers(report(cleo="locked"), report(cleo="locked"), report(n=2, cleo="free"))

    assert 0.0 == one.claim(Who.CLEO, V, 0.0)
    assert 1.0 == one.claim(Who.CLEO, V, 0.5)
    assert None is one.claim(Who.CLEO, V, 1.5)
    assert None is one.claim(Who.CLEO, Version(3, 2), 0.0)


def test_camera_is_spoken_of_in_any_way_but_free() -> None:
    one = answers()
    assert None is one.speaks_of_camera(came(cleo="locked"), Who.CLEO)
