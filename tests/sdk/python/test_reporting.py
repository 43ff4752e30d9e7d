"""What a maker of a call says, as it arrives at the server (docs/contract.md)."""

import json
from typing import Any

import pytest

from pushback import Refused, Report
from tests.support.receiver import Got, Receiver, answer, receiving, says
from tests.support.sdk_rooms import QUICK

KEY = "pbk_canary"


def report_to(receiver: Receiver) -> Report:
    return Report(f"http://127.0.0.1:{receiver.port}", "r1", KEY, world=QUICK)


def answers(*said: Any) -> Any:
    return says(*(answer(200, json.dumps(one).encode()) for one in said))


def asked(got: Got) -> tuple[str, str, Any]:
    return got.target, got.headers["authorization"], json.loads(got.body)


async def test_who_is_in_the_call_is_said_and_how_each_is_known() -> None:
    known = {"participants": [{"ref": "laptop", "identity": "bound"}]}
    says_so = answers({"grant": "pbj_1"}, known)
    async with receiving(says_so) as receiver, report_to(receiver) as report:
        grant = await report.grant("p1")
        one: Any = {"ref": "laptop", "grant": grant, "via": "web"}
        taken = await report.participants([one])

    assert {"laptop": "bound"} == taken
    assert [
        ("/api/calls/r1/grants", f"Bearer {KEY}", {"person": "p1"}),
        ("/api/calls/r1/participants", f"Bearer {KEY}", {"participants": [one]}),
    ] == [asked(got) for got in receiver.got]


async def test_what_happened_is_said_and_how_much_of_it_was_new() -> None:
    one: Any = {"id": "e1", "ref": "laptop", "type": "microphone", "open": True, "by": "self",
                "at": 5}  # fmt: skip
    async with receiving(answers({"taken": 1})) as receiver, report_to(receiver) as report:
        assert 1 == await report.events([one])

    (got,) = receiver.got
    assert ("/api/calls/r1/events", {"events": [one]}) == (got.target, json.loads(got.body))


async def test_what_became_of_a_state_is_said_and_which_is_the_newest() -> None:
    outcome: Any = {"ref": "laptop", "microphone": "locked", "camera": "free"}
    newest = {"newest": {"seq": 43, "n": 0}}
    async with receiving(answers(newest)) as receiver, report_to(receiver) as report:
        found = await report.floor_report({"seq": 42, "n": 1}, [outcome], holds="enforced", at=7)

    assert newest["newest"] == found
    (got,) = receiver.got
    assert "/api/calls/r1/floor-reports" == got.target
    assert {
        "version": {"seq": 42, "n": 1}, "outcomes": [outcome], "class": "enforced", "at": 7,
    } == json.loads(got.body)  # fmt: skip


async def test_lost_answer_is_asked_for_again_as_the_same() -> None:
    taken = answer(200, b'{"taken": 1}')
    busy = answer(503, b"", retry_after="0")
    async with receiving(says(busy, taken)) as receiver, report_to(receiver) as report:
        assert 1 == await report.events([{"id": "1", "ref": "a", "type": "left", "at": 1}])

    keys = {got.headers["idempotency-key"] for got in receiver.got}
    assert (2, 1) == (len(receiver.got), len(keys))


async def test_refusal_has_its_code_and_is_not_asked_again() -> None:
    said = json.dumps({"code": "unknown_version", "detail": "No.", "retry": False}).encode()
    async with receiving(says(answer(409, said))) as receiver, report_to(receiver) as report:
        with pytest.raises(Refused) as refused:
            await report.floor_report({"seq": 1, "n": 0}, [], holds="requested")

    assert "unknown_version" == refused.value.code
    assert 1 == len(receiver.got)


async def test_time_of_a_report_is_that_of_the_machine() -> None:
    says_so = answers({"newest": {"seq": 1, "n": 0}})
    async with receiving(says_so) as receiver, report_to(receiver) as report:
        await report.floor_report({"seq": 1, "n": 0}, [], holds="requested")

    assert isinstance(json.loads(receiver.got[0].body)["at"], int)
