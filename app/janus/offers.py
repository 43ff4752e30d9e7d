"""What a page may offer: at most one microphone and one camera, and nothing that is anything else.

Everything is looked at before Janus sees it: what a page could add to an offer is a stream that no
lock knows of.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from app.calls.refusals import BadAnswer, BadOffer

MOST_CHARACTERS = 60_000
MOST_LINES = 2_000
MOST_ANSWERED = 128
"""Streams in an answer: everybody else's, those that are gone included."""
LINE = re.compile(r"[a-z]=[\x20-\x7e]{0,2000}", re.ASCII)
MID = re.compile(r"[A-Za-z0-9]{1,16}", re.ASCII)
CANDIDATE = re.compile(r"candidate:[\x21-\x7e][\x20-\x7e]{0,500}", re.ASCII)


class Kind(StrEnum):
    """What a stream carries."""

    AUDIO = "audio"
    VIDEO = "video"


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream of a person: where it stands in their connection, and what it carries."""

    mid: str
    kind: Kind


def offered(sdp: str) -> tuple[Stream, ...]:
    """The streams that the offer brings; raises `BadOffer`."""
    parts = _parts(sdp)
    if parts is None:
        raise BadOffer
    streams = tuple(stream for part in parts if (stream := _stream(part)) is not None)
    kinds, mids = {one.kind for one in streams}, {one.mid for one in streams}
    if not 0 < len(streams) == len(parts) == len(kinds) == len(mids):
        raise BadOffer
    return streams


def refuse_bad_answer(sdp: str) -> None:
    """Raises `BadAnswer` for what cannot be one."""
    parts = _parts(sdp)
    if parts is None or not 0 < len(parts) <= MOST_ANSWERED:
        raise BadAnswer


def is_candidate(line: str) -> bool:
    """Whether it looks like what a browser gathers."""
    return CANDIDATE.fullmatch(line) is not None


def _parts(sdp: str) -> list[list[str]] | None:
    """The lines of each stream; None for what is no SDP."""
    if len(sdp) > MOST_CHARACTERS:
        return None
    lines = sdp.replace("\r\n", "\n").removesuffix("\n").split("\n")
    if len(lines) > MOST_LINES or lines[0] != "v=0":
        return None
    parts: list[list[str]] = []
    for line in lines:
        if LINE.fullmatch(line) is None:
            return None
        if line.startswith("m="):
            parts.append([])
        if parts:
            parts[-1].append(line)
    return parts


def _stream(part: list[str]) -> Stream | None:
    """The one stream that these lines are; None if they are something else."""
    kind = part[0].removeprefix("m=").split(" ")[0]
    mids = [line.removeprefix("a=mid:") for line in part if line.startswith("a=mid:")]
    if kind not in set(Kind) or len(mids) != 1 or MID.fullmatch(mids[0]) is None:
        return None
    return Stream(mids[0], Kind(kind))
