"""No more is claimed of a Janus than it showed when it was asked as anybody could ask it."""

import logging
import re
from pathlib import Path
from typing import Any

import pytest

from app.calls.capabilities import Capabilities, Identity, Strength
from app.calls.ports import CallUnavailable, Closed
from app.janus.gateway import OPEN_TO_ANYBODY, Gateway
from app.janus.line import PLUGIN
from app.janus.sounding import Unfit, found_out
from tests.janus.calls import LOCKED, QUICK, MutePage, node, until_up
from tests.janus.fake_janus import fake_janus
from tests.support.janus import SECRET, JanusProcess
from tests.support.network import Apart, apart
from tests.support.peers import peers

UNFIT: dict[str, dict[str, Any]] = {
    "VideoRoom": {"version": 1102, "plugins": {"janus.plugin.echotest": {}}},
    "older than 1.0": {"version": 153, "plugins": {PLUGIN: {}}},
    "older": {"plugins": {PLUGIN: {}}},
}


def strengths(can: Capabilities) -> set[Strength]:
    return {can.microphone, can.camera, can.door, can.removal}


def logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Warnings of the way to Janus."""
    told = [one for one in caplog.records if one.name == "app.janus.gateway"]
    return [one.getMessage() for one in told if one.levelno >= logging.WARNING]


async def test_janus_that_turns_away_whoever_has_no_secret_is_ours_alone(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with fake_janus() as fake, node("r1", url=fake.url) as meeting:
        can = await meeting.call.probe()
        report = await meeting.want(ann=LOCKED)

        assert ({Strength.ENFORCED}, Identity.BOUND) == (strengths(can), can.identity)
        assert (can, None) == (report.can, report.why)
        assert [] == logged(caplog)


async def test_janus_that_serves_anybody_is_only_asked_and_leaders_and_operators_are_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with fake_janus() as fake:
        fake.serves_anybody = True
        async with node("r1", url=fake.url) as meeting:
            can = await meeting.call.probe()
            report = await meeting.want(ann=LOCKED)

            assert ({Strength.REQUESTED}, Identity.CLAIMED) == (strengths(can), can.identity)
            assert (can, "anybody") == (report.can, report.why)
            assert (await meeting.want()).why is None
            assert [OPEN_TO_ANYBODY] == logged(caplog)


async def test_what_has_gone_wrong_is_said_before_what_could() -> None:
    async with fake_janus() as fake:
        fake.serves_anybody = fake.lies = True
        async with node("r1", url=fake.url) as meeting:
            await fake.is_published_in("r1", "ann")

            report = await meeting.want(ann=LOCKED)

            assert ({"ann": Closed.FAILED}, "not_closed") == (report.people, report.why)


async def test_refusal_for_another_reason_is_not_taken_for_a_shut_door() -> None:
    async with fake_janus() as fake:
        fake.refuses["create"] = 490

        assert {Strength.REQUESTED} == strengths(await found_out(fake.url, QUICK))


async def test_stranger_s_question_brings_no_secret() -> None:
    async with fake_janus() as fake:
        await found_out(fake.url, QUICK)

        assert ["info", "create"] == [name for name, _ in fake.asked]
        assert SECRET not in str(fake.asked)


async def test_each_line_is_asked_anew_and_the_next_report_says_it() -> None:
    async with fake_janus() as fake, node("r1", url=fake.url) as meeting:
        fake.serves_anybody = True
        page = MutePage("ann")
        await meeting.join(page)
        await fake.hang_up()
        await page.until({"t": "bye", "code": 4300, "reason": "come back"})
        await until_up(meeting)
        report = await meeting.apply()

        assert report.can is not None
        assert {Strength.REQUESTED} == strengths(report.can)


@pytest.mark.parametrize("what", UNFIT)
async def test_janus_that_can_hold_no_call_is_left_and_the_operator_told_what_to_do(
    what: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with fake_janus() as fake:
        fake.about = UNFIT[what]
        gateway = Gateway(fake.url, SECRET, "n1", _never, _never, QUICK)
        await gateway._one_line()
        await gateway._one_line()

        (said,) = logged(caplog)
        assert what in said


async def test_janus_that_does_not_say_what_it_is_is_out_of_the_question() -> None:
    async with fake_janus() as fake:
        fake.silent.add("info")
        with pytest.raises(CallUnavailable) as silent:
            await found_out(fake.url, QUICK)
        fake.silent.clear()
        fake.refuses["info"] = 403
        with pytest.raises(CallUnavailable) as refusing:
            await found_out(fake.url, QUICK)

    assert ("lost", "refused") == (silent.value.why, refusing.value.why)
    assert not isinstance(refusing.value, Unfit)


@pytest.mark.system
@apart
async def test_janus_as_we_ship_it_is_ours_alone(there: Apart, janus: JanusProcess) -> None:
    async with node("shipped") as meeting:
        assert {Strength.ENFORCED} == strengths(await meeting.call.probe())


@pytest.mark.system
@apart
async def test_janus_whose_secret_was_left_out_is_only_asked_though_it_closes(
    there: Apart, janus: JanusProcess, tmp_path: Path
) -> None:
    careless = JanusProcess(tmp_path)
    main = tmp_path / "janus.jcfg"
    main.write_text(re.sub("api_secret = .*", "", main.read_text("utf-8")), "utf-8")
    janus.kill()
    try:
        await careless.start()
        async with node("careless") as meeting, peers("ada") as (ada,):
            await meeting.join(ada)
            await ada.publish()
            await ada.open_microphone()  # only now does Janus list what she sends
            report = await meeting.want(ada=LOCKED)

            assert ({"ada": Closed.CONFIRMED}, "anybody") == (report.people, report.why)
            assert {Strength.REQUESTED} == strengths(await meeting.call.probe())
    finally:
        careless.kill()
        await janus.start()


def _never() -> None:
    raise AssertionError("there was a line")
