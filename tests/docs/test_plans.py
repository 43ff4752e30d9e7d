"""docs/plans.md lists the plans that are shipped, and its own plan can be run."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import main
from app.phases.errors import PlanError
from app.phases.plan import total
from app.phases.units import MINUTE
from app.web.plan_documents import PlanDocument, plan_of
from tests.support import operator_tables as tables
from tests.support.printed import ROOT, check_printed

PAGE = "docs/plans.md"
TEXT = (ROOT / PAGE).read_text(encoding="utf-8")


def example(mark: str) -> str:
    (found,) = re.findall(rf"```json {mark}\n(.*?)```", TEXT, re.DOTALL)
    return str(found)


def document(mark: str) -> PlanDocument:
    return PlanDocument.model_validate(json.loads(example(mark)))


def test_plans_are_those_that_are_shipped() -> None:
    check_printed(PAGE, "plans", tables.plans_table())
    check_printed(PAGE, "minutes", tables.minutes_table())


def test_example_can_be_run_and_has_the_minutes_of_its_title() -> None:
    plan = plan_of(document("plan"))

    assert 75 * MINUTE == total(plan.steps)
    assert 1 == plan.cases


def test_command_line_takes_the_example(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text(example("plan"), encoding="utf-8")

    answer = CliRunner().invoke(main, ["plans", "check", str(file)])

    assert 0 == answer.exit_code
    assert "75 minutes" in answer.output


def test_broken_example_is_refused_by_the_step_to_mend() -> None:
    with pytest.raises(PlanError) as refused:
        plan_of(document("broken"))

    assert "closing" == refused.value.step


def test_every_field_of_a_plan_is_explained() -> None:
    told = set(re.findall(r"`(\w+)`", TEXT.partition("| field | default | what |")[2]))

    assert set(PlanDocument.model_fields) <= told
