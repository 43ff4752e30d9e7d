"""What operators see, and what they must not."""

import asyncio
import json
import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import structlog

from app import observe
from app.observe import COUNTERS, DURATIONS, GAUGES, Metrics, set_up_logging
from app.settings import BadSetting, load

pytestmark = pytest.mark.usefixtures("logging_as_before")


def test_every_metric_of_the_tables_is_served_with_what_it_means() -> None:
    text = Metrics().text().decode()
    for name, about in (COUNTERS | DURATIONS | GAUGES).items():
        assert f"pushback_{name}" in text
        assert about in text


@pytest.mark.parametrize("name", COUNTERS | DURATIONS | GAUGES)
def test_every_metric_of_the_tables_is_fed_somewhere(name: str) -> None:
    app = Path(observe.__file__).parent
    users = [file for file in app.rglob("*.py") if file.name != "observe.py"]
    feeds = re.compile(rf'\.(count|took|timing|level)\(\s*[^()]*"{name}"|sent\["{name}"\] \+=')

    assert any(feeds.search(file.read_text(encoding="utf-8")) for file in users)


def test_counts_durations_and_levels_are_kept() -> None:
    metrics = Metrics()
    metrics.count("refused", "stale", by=3)
    metrics.took("loop_lag", 0.2)
    metrics.level("rooms", 5)
    with metrics.timing("answer"):
        pass
    text = metrics.text().decode()
    assert 'pushback_refused_total{label="stale"} 3.0' in text
    assert "pushback_loop_lag_seconds_sum 0.2" in text
    assert "pushback_rooms 5.0" in text
    assert "pushback_answer_seconds_count 1.0" in text


def test_a_metric_that_is_in_no_table_cannot_be_counted() -> None:
    with pytest.raises(KeyError):
        Metrics().count("talk_time")


def test_a_line_for_people_has_the_event_and_its_values(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("info", is_json=False)
    structlog.get_logger().info("serving", url="http://localhost:8000")
    said = capsys.readouterr().err
    assert "serving" in said
    assert "url=http://localhost:8000" in said


def test_a_line_for_machines_is_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("info", is_json=True)
    logging.getLogger("elsewhere").warning("plain %s", "words")
    found = json.loads(capsys.readouterr().err)
    assert found["event"] == "plain words"
    assert found["level"] == "warning"


def test_what_lies_below_the_level_is_not_said(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("warning", is_json=False)
    structlog.get_logger().info("quiet")
    logging.getLogger("elsewhere").info("quiet")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("name", ["alembic", "uvicorn", "sqlalchemy"])
def test_chatty_libraries_are_heard_from_warnings_up(
    capsys: pytest.CaptureFixture[str], name: str
) -> None:
    set_up_logging("debug", is_json=False)
    logging.getLogger(f"{name}.part").info("chatter")
    logging.getLogger(f"{name}.part").warning("worth it")
    said = capsys.readouterr().err
    assert "chatter" not in said
    assert "worth it" in said


CANARY = "canary"


def _fall() -> None:
    """Raise in our code, with the canary in the text, in the arguments and in every frame."""
    said = CANARY
    Metrics().took(said, 1.0)


def _by_uvicorn() -> None:
    try:
        _fall()
    except KeyError:
        logging.getLogger("uvicorn.error").error("Exception in ASGI application\n", exc_info=True)


def _by_the_standard_library() -> None:
    try:
        _fall()
    except KeyError:
        logging.getLogger("app.web").exception("the farewell failed")


def _by_structlog() -> None:
    try:
        _fall()
    except KeyError:
        structlog.get_logger().exception("part_failed", stack_info=True)


def _by_structlog_with_the_exception_itself() -> None:
    try:
        _fall()
    except KeyError as error:
        structlog.get_logger().error("part_failed", exc_info=error)


def _by_a_task_group() -> None:
    async def fall() -> None:
        _fall()

    async def work() -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(fall())

    try:
        asyncio.run(work())
    except BaseExceptionGroup:
        structlog.get_logger().exception("part_failed")


def _by_a_task_that_nobody_awaited() -> None:
    async def fall() -> None:
        _fall()

    async def work() -> None:
        task = asyncio.create_task(fall(), name=CANARY)
        await asyncio.wait([task])
        asyncio.get_running_loop().call_exception_handler(
            {
                "message": "Task exception was never retrieved",
                "exception": task.exception(),
                "task": task,
            }
        )

    asyncio.run(work())


def _by_a_callback_of_the_loop() -> None:
    def fall(_said: str) -> None:
        _fall()

    async def work() -> None:
        loop = asyncio.get_running_loop()
        done = asyncio.Event()
        loop.call_soon(fall, CANARY)
        loop.call_soon(done.set)
        await done.wait()

    asyncio.run(work())


WAYS: list[tuple[Callable[[], None], str]] = [
    (_by_uvicorn, "Exception in ASGI application"),
    (_by_the_standard_library, "the farewell failed"),
    (_by_structlog, "part_failed"),
    (_by_structlog_with_the_exception_itself, "part_failed"),
    (_by_a_task_group, "part_failed"),
    (_by_a_task_that_nobody_awaited, "Task exception was never retrieved"),
    (_by_a_callback_of_the_loop, "Exception in callback"),
]


@pytest.mark.parametrize(("fall", "event"), WAYS)
@pytest.mark.parametrize("is_json", [False, True])
def test_an_exception_is_logged_in_one_line_by_its_kind_and_the_place_in_our_code(
    capsys: pytest.CaptureFixture[str], fall: Callable[[], None], event: str, *, is_json: bool
) -> None:
    set_up_logging("info", is_json=is_json)
    fall()
    said = capsys.readouterr().err

    assert CANARY not in said
    assert said.count("\n") == 1
    assert event in said
    assert re.search(r"error\W+KeyError\b", said)
    assert re.search(r"at\W+app/observe\.py:\d+ in Metrics\.took\b", said)


def _logged(capsys: pytest.CaptureFixture[str], **given: Any) -> dict[str, str]:
    set_up_logging("info", is_json=True)
    structlog.get_logger().error("part_failed", **given)
    found: dict[str, str] = json.loads(capsys.readouterr().err)
    return found


def test_the_place_is_in_our_code_also_when_a_library_raised(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(ValueError, match="non-negative") as raised:
        Metrics().count("commands", by=-1)
    assert re.fullmatch(
        r"app/observe\.py:\d+ in Metrics\.count", _logged(capsys, exc_info=raised.value)["at"]
    )


def test_the_place_is_the_innermost_of_ours(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(BadSetting) as raised:
        load({"PORT": CANARY})
    assert re.fullmatch(
        r"app/settings\.py:\d+ in _read", _logged(capsys, exc_info=raised.value)["at"]
    )


def test_an_exception_that_never_met_our_code_has_the_place_where_it_rose(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(json.JSONDecodeError) as raised:
        json.loads("canary")
    found = _logged(capsys, exc_info=raised.value)
    assert found["error"] == "JSONDecodeError"
    assert re.fullmatch(r"json\.decoder:\d+", found["at"])


def test_an_exception_that_was_never_raised_has_no_place(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = _logged(capsys, exc_info=ValueError(CANARY))
    assert found["error"] == "ValueError"
    assert "at" not in found
    assert CANARY not in str(found)


def test_a_line_without_an_exception_names_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert {"error", "at"}.isdisjoint(_logged(capsys, exc_info=True))


def test_a_traceback_that_comes_as_text_is_not_said(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("info", is_json=False)
    logging.getLogger("uvicorn.error").error("it failed\nTraceback: %s", CANARY, stack_info=True)
    said = capsys.readouterr().err
    assert "it failed" in said
    assert "stack_info" not in said
    assert said.count("\n") == 1
    assert CANARY not in said
