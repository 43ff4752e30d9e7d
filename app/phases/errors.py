"""What can be wrong with a move or a plan, said without knowing who asked."""


class PhaseError(Exception):
    """Any complaint of the pure phase model; abstract."""


class IllegalMove(PhaseError):
    """The transition table has no such move here."""

    def __init__(self, phase: str, move: str) -> None:
        super().__init__(f"{move} is not possible in {phase}")
        self.phase = phase
        self.move = move


class NoSuchStep(PhaseError):
    """The plan has no step of that id, or not where the move needs it."""

    def __init__(self, step: str) -> None:
        super().__init__("the plan has no such step here")
        self.step = step


class PlanError(PhaseError):
    """A plan that cannot be run; `step` names the step to mend, `rule` the rule it breaks."""

    def __init__(self, step: str, rule: str) -> None:
        super().__init__(f"step {step}: {rule}")
        self.step = step
        self.rule = rule
