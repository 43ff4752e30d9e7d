import pytest
from pydantic import ValidationError

from app.phases.errors import PlanError
from app.phases.plan import Plan
from app.phases.shipped import SHIPPED
from app.web.plan_documents import PlanDocument, document_of, plan_of

OPENING = {"id": "opening", "phase": "opening", "minutes": 5}
CLOSING = {"id": "closing", "phase": "closing"}


def document(**changed: object) -> PlanDocument:
    whole = {"name": "mine", "title": "Mine", "steps": [OPENING, CLOSING], **changed}
    return PlanDocument.model_validate(whole)


@pytest.mark.parametrize("plan", SHIPPED.values(), ids=lambda plan: plan.name)
def test_shipped_plan_survives_being_a_document(plan: Plan) -> None:
    again = plan_of(PlanDocument.model_validate_json(document_of(plan).model_dump_json()))

    assert (plan.steps, plan.texts, plan.bands) == (again.steps, again.texts, again.bands)
    assert (plan.clock, plan.rings, plan.push_back) == (again.clock, again.rings, again.push_back)


def test_step_of_no_minutes_has_no_clock() -> None:
    assert [300_000, None] == [step.limit for step in plan_of(document()).steps]


def test_plan_of_ones_own_is_not_called_ours() -> None:
    assert not plan_of(document()).is_ours


def test_everything_a_meeting_varies_in_can_be_said() -> None:
    plan = plan_of(
        document(
            clock="full",
            bands=[0.5],
            push_back=False,
            texts={"opening": "We begin."},
            floors={"opening": {"member": "listening"}},
            admits={"debrief": ["leader", "member"]},
        )
    )

    assert "We begin." == plan.texts["opening"]  # type: ignore[index]  # a phase is its word
    assert ("full", False, (0.5,)) == (plan.clock, plan.push_back, plan.bands)
    assert {"leader", "member"} == set(plan.admits["debrief"])  # type: ignore[index]  # as above


@pytest.mark.parametrize(
    ("changed", "step"),
    [
        ({"steps": [OPENING]}, "opening"),
        ({"steps": [CLOSING, OPENING]}, "closing"),
        ({"steps": [OPENING, OPENING, CLOSING]}, "opening"),
        ({"steps": [OPENING, {"id": "1.present", "phase": "present"}, CLOSING]}, "1.present"),
        ({"bands": [0.5, 0.4]}, "bands"),
        ({"floors": {"discuss": {"presenter": "locked"}}}, "discuss"),
    ],
)
def test_what_no_meeting_could_run_names_the_step(changed: dict[str, object], step: str) -> None:
    with pytest.raises(PlanError) as wrong:
        plan_of(document(**changed))

    assert step == wrong.value.step


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "My Plan"},
        {"title": ""},
        {"title": "<b>"},
        {"steps": []},
        {"steps": [OPENING | {"minutes": -1}, CLOSING]},
        {"steps": [OPENING | {"minutes": float("nan")}, CLOSING]},
        {"steps": [OPENING | {"minutes": "5"}, CLOSING]},
        {"steps": [OPENING | {"speed": 1}, CLOSING]},
        {"bands": [0, 1]},
        {"texts": {"opening": ""}},
        {"tempo": {}},
    ],
)
def test_what_is_no_document_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        document(**changed)
