"""Numbers of a rehearsal: answers, how soon everybody saw, what each role saw. Pure."""

from dataclasses import asdict, dataclass
from itertools import pairwise

from app.rehearsal.evidence import Evidence, share
from app.rehearsal.judging.durability import acknowledged
from app.rehearsal.page import Json
from app.rehearsal.recording import CAME, Recording


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds but for `seconds`. `answer`: press to `done`, of presses that were sent once;
    `everybody`: press to the last page that was sent something; `clocks`: the largest disagreement
    of any two."""

    seconds: float
    presses: int
    frames: int
    answer_p50: float
    answer_p99: float
    everybody_p50: float
    everybody_p99: float
    clocks_p50: float
    clocks_p99: float

    def as_json(self) -> Json:
        """The numbers by name."""
        return {name: round(value, 2) for name, value in asdict(self).items()}


@dataclass(frozen=True, slots=True)
class Sight:
    """What one part saw. `sections` are those it ever had, `audiences` in the order it was them."""

    part: str
    name: str
    audiences: tuple[str, ...]
    sections: tuple[str, ...]
    frames: int
    kib: float
    presses: int

    def as_json(self) -> Json:
        """The same by name."""
        return asdict(self)


def figures(evidence: Evidence) -> Figures:
    """The numbers of the whole evening."""
    presses = [press for _, press in acknowledged(evidence)]
    once = [press for press in presses if press.sendings == 1]
    answers = tuple(p.answered_at - p.at for p in once if p.answered_at is not None)
    last: dict[int, float] = {}
    for recording in evidence.recordings.values():
        for before, seen in pairwise(recording.seen()):
            is_catching_up = before.frame["t"] == "welcome"
            if seen.frame["t"] == "state" and "seq" in seen.frame and not is_catching_up:
                seq = int(seen.frame["seq"])
                last[seq] = max(seen.at, last.get(seq, 0.0))
    reached = tuple(last[p.seq] - p.at for p in once if p.seq in last)
    return Figures(
        seconds=evidence.seconds,
        presses=len(presses),
        frames=sum(sight.frames for sight in sights(evidence)),
        answer_p50=share(answers, 0.5),
        answer_p99=share(answers, 0.99),
        everybody_p50=share(reached, 0.5),
        everybody_p99=share(reached, 0.99),
        clocks_p50=share(evidence.spreads, 0.5),
        clocks_p99=share(evidence.spreads, 0.99),
    )


def sights(evidence: Evidence) -> tuple[Sight, ...]:
    """What each part saw."""
    return tuple(_sight(recording) for recording in evidence.recordings.values())


def sections_seen(evidence: Evidence) -> dict[str, set[str]]:
    """The sections that each audience was ever sent."""
    found: dict[str, set[str]] = {}
    for recording in evidence.recordings.values():
        for seen in recording.seen():
            if seen.frame["t"] == "state":
                found.setdefault(seen.audience, set()).update(seen.frame["set"])
    return dict(sorted(found.items(), key=lambda one: -len(one[1])))


def _sight(recording: Recording) -> Sight:
    seen = [one for one in recording.seen() if one.frame["t"] == "state"]
    came = [text for text in recording.texts if text.way == CAME]
    return Sight(
        part=recording.part,
        name=recording.name,
        audiences=tuple(dict.fromkeys(one.audience for one in seen)),
        sections=tuple(sorted({name for one in seen for name in one.frame["set"]})),
        frames=len(came),
        kib=round(sum(len(text.text.encode()) for text in came) / 1024, 1),
        presses=len(recording.pressed()),
    )
