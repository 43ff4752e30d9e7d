"""What the operator's page does to a plan is what the server would do, and takes."""

import json
import re
import subprocess
from dataclasses import replace
from typing import Any

import pytest

from app.phases.phase import CASE_PHASES, OPTIONAL_AFTER, Phase
from app.phases.plan import ADMITS, DEFAULT_CASE_MINUTES, MAX_CASES, Plan, Step, StepId
from app.phases.shipped import SHIPPED
from app.web.plan_documents import PlanDocument, document_of, plan_of
from app.web.repeatable import OF_A_REPEAT
from tests.support.javascript import NODE, ROOT


def said(script: str, given: Any = None) -> Any:
    """What a script says of the page's modules, as JSON; `given` is handed to it."""
    ran = subprocess.run(
        [NODE, "--input-type=module", "--eval", script, json.dumps(given)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return json.loads(ran.stdout)


def changed(plan: Plan, change: str) -> PlanDocument:
    """The plan as the page changes it."""
    script = (
        "import * as all from './clients/web/operator/steps.js';"
        "const [plan] = process.argv.slice(1).map((it) => JSON.parse(it));"
        f"console.log(JSON.stringify(((plan) => all.{change})(plan)));"
    )
    return PlanDocument.model_validate(said(script, document_of(plan).model_dump(mode="json")))


TAKEN = replace(
    SHIPPED["single_60"],
    name="taken",
    steps=tuple(
        replace(step, id=StepId("2.select")) if step.phase is Phase.OPENING else step
        for step in SHIPPED["single_60"].steps
    ),
)
"""Has an id that another case would like to have."""


@pytest.mark.parametrize("plan", [*SHIPPED.values(), TAKEN], ids=lambda plan: plan.name)
def test_another_case_is_the_one_that_the_server_would_add(plan: Plan) -> None:
    assert document_of(plan.with_case()) == changed(plan, "withCase(plan)")


@pytest.mark.parametrize("plan", [p for p in SHIPPED.values() if p.cases], ids=lambda p: p.name)
def test_one_case_fewer_is_what_the_server_would_leave(plan: Plan) -> None:
    assert document_of(plan.without_last_case()) == changed(plan, "withoutLastCase(plan)")


def test_what_may_follow_the_closing_is_what_the_server_takes() -> None:
    bare = replace(
        SHIPPED["single_60"],
        steps=tuple(s for s in SHIPPED["single_60"].steps if s.phase not in OPTIONAL_AFTER),
    )
    made = changed(bare, "AFTER.toReversed().reduce(all.withStep, plan)")

    after = tuple(Step(StepId(phase), phase) for phase in OPTIONAL_AFTER)
    assert (*bare.steps, *after) == plan_of(made).steps


def test_tables_of_a_plan_are_the_servers() -> None:
    told = said(
        "import * as all from './clients/web/operator/steps.js';"
        "console.log(JSON.stringify({ ...all }));"
    )

    assert list(CASE_PHASES) == told["CASE_PHASES"]
    assert list(DEFAULT_CASE_MINUTES) == told["CASE_MINUTES"]
    assert list(OPTIONAL_AFTER) == told["AFTER"]
    assert {phase: sorted(places) for phase, places in ADMITS.items()} == told["ADMITS"]
    assert MAX_CASES == told["MOST_CASES"]


ASKED = re.compile(r'#ask\("(?P<method>[A-Z]+)", [`"](?P<path>/api/[^`"?]*)')


def test_every_refusal_that_the_page_can_get_has_its_words() -> None:
    """By the calls that stand in the page's own code, and the server's own list of refusals."""
    asked = ASKED.findall((ROOT / "clients/web/operator/api.js").read_text(encoding="utf-8"))
    document = json.loads((ROOT / "app" / "web" / "openapi.json").read_text(encoding="utf-8"))
    answers = {
        (method.upper(), re.sub(r"\{\w+\}", "{}", path)): operation["responses"]
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    }
    called = [answers[method, re.sub(r"\$\{[^}]+\}", "{}", path)] for method, path in asked]
    told = " ".join(answer["description"] for responses in called for answer in responses.values())
    of_repeats = {error.code for error in OF_A_REPEAT}  # the page sends no Idempotency-Key
    codes = {*re.findall(r"`(\w+)`", told), "lost"} - of_repeats
    words = said(
        "import {operator} from './clients/web/words/en.js';console.log(JSON.stringify(operator))"
    )

    assert {"bad_plan", "bad_terms", "too_large"} <= codes
    assert [] == sorted(code for code in codes if f"refused.{code}" not in words)
