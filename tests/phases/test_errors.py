import pytest

from app.phases.errors import IllegalMove, NoSuchStep, PhaseError, PlanError


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (IllegalMove("select", "back"), "back is not possible in select"),
        (PlanError("1.discuss", "stands elsewhere"), "step 1.discuss: stands elsewhere"),
        (NoSuchStep("1.discuss"), "the plan has no such step here"),
    ],
)
def test_every_complaint_says_itself_in_a_sentence(error: PhaseError, sentence: str) -> None:
    assert sentence == str(error)


def test_a_plan_error_names_the_step_to_mend_and_the_rule() -> None:
    error = PlanError("1.discuss", "stands elsewhere")

    assert ("1.discuss", "stands elsewhere") == (error.step, error.rule)


def test_an_illegal_move_keeps_phase_and_move_for_whoever_answers() -> None:
    error = IllegalMove("select", "back")

    assert ("select", "back") == (error.phase, error.move)


def test_a_missing_step_is_kept_but_never_echoed() -> None:
    error = NoSuchStep("typed-by-someone")

    assert "typed-by-someone" == error.step
    assert "typed-by-someone" not in str(error)
