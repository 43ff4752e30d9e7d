"""What an endpoint answered, or why it did not; nothing else of an answer is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from enum import StrEnum

from app.phases.units import SECOND, Instant, Millis, between
from app.webhooks.schedule import MOST_REST

MOST_DIGITS = 9


class Answer(StrEnum):
    """How a try went."""

    TAKEN = "2xx"
    REDIRECTED = "3xx"
    GONE = "410"
    REFUSED = "4xx"
    FAILED = "5xx"
    STRANGE = "not_http"
    TOO_SLOW = "too_slow"
    UNREACHABLE = "unreachable"
    NOT_CALLED = "address_refused"


SAYS: Mapping[Answer, str] = {
    Answer.TAKEN: "taken",
    Answer.REDIRECTED: "a redirect, which is never followed, because nobody has judged where to",
    Answer.GONE: "the endpoint wants no more; it is disabled until somebody enables it",
    Answer.REFUSED: "refused, also for now (429)",
    Answer.FAILED: "a fault there",
    Answer.STRANGE: "an answer that is no HTTP, or of no status that counts",
    Answer.TOO_SLOW: "no answer in 15 s",
    Answer.UNREACHABLE: "no such name, no connection, no TLS",
    Answer.NOT_CALLED: "its name leads to an address of ours, or of nobody: it was not called",
}

OF_CLASS: Mapping[int, Answer] = {
    2: Answer.TAKEN,
    3: Answer.REDIRECTED,
    4: Answer.REFUSED,
    5: Answer.FAILED,
}
OF_STATUS: Mapping[int, Answer] = {410: Answer.GONE}
RESTING = frozenset({429, 503})
"""Statuses with which an endpoint may ask for rest."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, and the rest that was asked for with it."""

    answer: Answer
    rest: Millis | None = None


def reply_of(status: int, retry_after: str | None, now: Instant) -> Reply:
    """What an HTTP answer means."""
    answer = OF_STATUS.get(status) or OF_CLASS.get(status // 100, Answer.STRANGE)
    rest = _rest(retry_after, now) if status in RESTING and retry_after else None
    return Reply(answer, rest)


def _rest(text: str, now: Instant) -> Millis | None:
    """How long, by seconds or by a date, within bounds; None for what nobody can read."""
    if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS:
        asked = int(text) * SECOND
    else:
        try:
            until = Instant(round(parsedate_to_datetime(text).timestamp() * 1000))
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
        asked = between(now, until)
    return Millis(min(asked, MOST_REST)) if asked > 0 else None
