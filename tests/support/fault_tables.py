"""The table of docs/faults.md, from the last default run that was kept."""

from tests.faults import report
from tests.support.kept_runs import read, told


def run() -> str:
    """How long calm took to come after each fault, and what else was counted."""
    found = read(report.RESULTS)
    if found is None:
        return told(None, [], [])
    return told(found, report.rows(found["calm_s"]), report.sentences(found))
