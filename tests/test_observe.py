"""What operators see, and what they must not."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from app import observe
from app.observe import COUNTERS, DURATIONS, GAUGES, Metrics, set_up_logging


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_every_metric_of_the_tables_is_served_with_what_it_means() -> None:
    text = Metrics().text().decode()
    for name, about in (COUNTERS | DURATIONS | GAUGES).items():
        assert f"pushback_{name}" in text
        assert about in text


@pytest.mark.parametrize("name", COUNTERS | DURATIONS | GAUGES)
def test_every_metric_of_the_tables_is_fed_somewhere(name: str) -> None:
    app = Path(observe.__file__).parent
    users = [file for file in app.rglob("*.py") if file.name != "observe.py"]

    assert any(f'"{name}"' in file.read_text(encoding="utf-8") for file in users)


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
