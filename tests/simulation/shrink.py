"""A schedule that breaks a law, with fewer deeds: those without which it breaks it all the same."""

from collections.abc import Callable

from tests.simulation.plan import Plan, planned

MOST_TRIES = 200


def shrunk(plan: Plan, breaks: Callable[[Plan], bool]) -> Plan:
    """The plan with as few deeds as were found; every one of them is needed, or tries ran out."""
    many = len(planned(plan.seed, plan.number).deeds)
    kept = plan.kept if plan.kept is not None else (1 << many) - 1
    best, tries, size = plan, 0, max(1, many // 2)
    while size and tries < MOST_TRIES:
        has_shrunk = False
        for start in range(0, many, size):
            fewer = kept & ~(((1 << size) - 1) << start)
            if fewer == kept:
                continue
            tries += 1
            if breaks(plan.keeping(fewer)):
                kept, best, has_shrunk = fewer, plan.keeping(fewer), True
        size = size if has_shrunk and size == 1 else size // 2
    return best
