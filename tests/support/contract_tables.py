"""The tables of docs/contract.md, printed from the code."""

from app.calls.claims import OF_A_LOCK
from app.calls.ports import Closed
from app.contract.outcomes import NOT_FREE, OF_AN_OUTCOME
from app.contract.wire import Outcome

OF_A_FREE_PLACE = {True: "the release has *failed*", False: "nothing is said"}


def outcome_table() -> str:
    """What each outcome comes to, of what was to be locked and of what was to be free."""
    rows = [
        f"| `{one.value}` | {_of_a_lock(one)} | {OF_A_FREE_PLACE[one in NOT_FREE]} |"
        for one in Outcome
    ]
    head = "| outcome | of what is to be locked | of what is to be free |"
    return "\n".join([head, "| --- | --- | --- |", *rows])


def _of_a_lock(outcome: Outcome) -> str:
    closed = OF_AN_OUTCOME[outcome]
    said = f"*{OF_A_LOCK[closed].value}*"
    is_firm = closed is Closed.CONFIRMED
    return f"{said} by class `enforced` or `guarded`, else *requested*" if is_firm else said
