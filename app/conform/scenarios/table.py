"""All of them, in the order in which somebody who builds a stand would make them pass."""

from app.conform.scenarios.bringing import BRINGING
from app.conform.scenarios.evading import EVADING
from app.conform.scenarios.locking import LOCKING
from app.conform.scenarios.ordering import ORDERING
from app.conform.scenarios.releasing import RELEASING
from app.conform.scenarios.telling import TELLING
from app.conform.steps import Scenario

SCENARIOS: tuple[Scenario, ...] = (
    *LOCKING, *BRINGING, *EVADING, *RELEASING, *ORDERING, *TELLING,
)  # fmt: skip

SHOWN_NOWHERE = (
    "what stands behind the listener: it is the stand's own, and the kit believes what it says",
    "an opening that was shorter than the time from one look to the next",
    "cameras: that a report speaks of them is shown, what can be seen of them is not",
    "the other way of being told than that of the run: by posts, or on a socket (`--socket`)",
    "that a socket which breaks is opened again",
    "many people, many calls, and bad lines",
)
"""What no scenario shows, whatever passes."""
