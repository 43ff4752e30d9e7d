"""The verdict: every judge over the evidence, in the order in which people ask."""

from app.rehearsal.evidence import Check, Evidence, Judge
from app.rehearsal.judging import agreement, durability, secrecy, story

JUDGES: tuple[Judge, ...] = (
    *story.JUDGES,
    *durability.JUDGES,
    *agreement.JUDGES,
    *secrecy.JUDGES,
)


def verdict(evidence: Evidence) -> tuple[Check, ...]:
    """Every check; a judge that the evidence is too broken for is a check that failed."""
    return tuple(_judged(judge, evidence) for judge in JUDGES)


def _judged(judge: Judge, evidence: Evidence) -> Check:
    try:
        return judge(evidence)
    except (KeyError, IndexError, TypeError, ValueError) as broken:
        name = judge.__name__.replace("_", " ")
        return Check(name, False, f"could not be judged: {type(broken).__name__}")
