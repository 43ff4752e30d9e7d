"""Plans from the command line."""

import json
from pathlib import Path

from app.phases.shipped import SHIPPED
from app.web.plan_documents import document_of
from tests.cli.conftest import Pushback


def test_every_shipped_plan_is_listed(pushback: Pushback) -> None:
    listed = pushback("plans").stdout
    assert all(name in listed for name in SHIPPED)


def test_a_plan_is_shown_step_by_step_with_its_source(pushback: Pushback) -> None:
    shown = pushback("plans", "show", "review").stdout
    assert "opening" in shown
    assert "45" in shown
    assert "Rabin" in shown


def test_showing_a_plan_that_is_not_there_says_where_to_look(pushback: Pushback) -> None:
    assert "pushback plans" in pushback("plans", "show", "nosuch").stderr


def test_a_plan_of_ones_own_is_checked(pushback: Pushback, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text(document_of(SHIPPED["single_60"]).model_dump_json())
    found = pushback("plans", "check", str(file))
    assert found.stdout == "A meeting of 60 minutes with 1 cases.\n"


def test_a_plan_that_cannot_be_run_names_the_step_to_mend(
    pushback: Pushback, tmp_path: Path
) -> None:
    document = document_of(SHIPPED["single_60"]).model_dump(mode="json")
    del document["steps"][2]
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(document))
    found = pushback("plans", "check", str(file))
    assert found.exit_code == 1
    assert "step 1.clarify" in found.stderr


def test_what_is_no_plan_at_all_is_said_without_echoing_it(
    pushback: Pushback, tmp_path: Path
) -> None:
    file = tmp_path / "plan.json"
    file.write_text('{"canary": 1}')
    found = pushback("plans", "check", str(file))
    assert found.exit_code == 1
    assert "canary" not in found.stderr


def test_a_file_that_is_not_there_is_said(pushback: Pushback, tmp_path: Path) -> None:
    assert "no such file" in pushback("plans", "check", str(tmp_path / "none")).stderr
