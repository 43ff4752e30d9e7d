"""Ephemeral asks: handed over, never stored."""

from dataclasses import dataclass

from app.phases.table import Move
from app.rooms.fields import Note, Person, Step
from app.rooms.leader_signals import LeaderSignal


@dataclass(frozen=True, slots=True)
class Volunteer:
    """I could present."""

    said_by: Person | None = None


@dataclass(frozen=True, slots=True)
class NoLongerVolunteer:
    """Rather not."""

    said_by: Person | None = None


@dataclass(frozen=True, slots=True)
class WantIn:
    """I would like to come in."""


@dataclass(frozen=True, slots=True)
class NoLongerWantIn:
    """It has passed."""


@dataclass(frozen=True, slots=True)
class NeedLeader:
    """I need a leader; stays until answered."""


@dataclass(frozen=True, slots=True)
class AnswerNeed:
    """A leader has seen somebody's request."""

    person: Person


@dataclass(frozen=True, slots=True)
class HeardFrom:
    """Somebody seated by name has just spoken, as "around the circle"; leaders read when."""

    person: Person


@dataclass(frozen=True, slots=True)
class RemindPresenter:
    """Whoever sits back in a call that does not hold their microphone is asked once more to stay
    muted; they alone are told."""


@dataclass(frozen=True, slots=True)
class SomeoneCanHear:
    """Somebody can hear me: away for a moment."""


@dataclass(frozen=True, slots=True)
class AloneAgain:
    """Nobody can hear me any more."""


@dataclass(frozen=True, slots=True)
class ObjectToObserver:
    """I would rather this observer were not here; only the leaders read it."""

    person: Person


@dataclass(frozen=True, slots=True)
class SignalLeaders:
    """One of the leaders' glances."""

    signal: LeaderSignal


@dataclass(frozen=True, slots=True)
class WriteLeaders:
    """A short word between leaders, only while no case is being worked on."""

    text: Note


@dataclass(frozen=True, slots=True)
class AboutTo:
    """This leader's page is about to make a move. `to`: the step to which it skips."""

    move: Move
    to: Step | None = None


@dataclass(frozen=True, slots=True)
class NotYet:
    """Another leader asks to wait."""
