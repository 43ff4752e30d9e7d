"""What the reports of a stand come to: that they are there, in time, and say what may be so."""

from dataclasses import dataclass

from app.calls.capabilities import Strength
from app.calls.places import Ref
from app.calls.wanted import Version
from app.conform.noticing import NotSo, Weaker
from app.conform.side import Side
from app.conform.steps import Wants, Who
from app.conform.told import Came, Told
from app.contract.wire import FloorReport, Holds, Outcome, OutcomeSaid

OF_A_LOCK = frozenset({Outcome.LOCKED, Outcome.REQUESTED})
OF_A_CAMERA = frozenset({Outcome.LOCKED, Outcome.REQUESTED, Outcome.FAILED, Outcome.ABSENT})


@dataclass
class Answers:
    """The reports of one scenario."""

    told: Told
    side: Side

    async def report(self, version: Version, sent: float, end: float) -> Came:
        """The report of that version which came since it was sent; raises `NotSo`."""
        came = await self.told.until(lambda: self.told.report_of(version, sent), end)
        if came is None:
            others = [one for one in self.told.reports if one.at >= sent]
            found = "A report came, of another version." if others else "No report came."
            raise NotSo(f"{found} Version {version.seq}.{version.n} was to be answered in time.")
        self._contradicts_itself(came)
        return came

    def says_what_is_wanted(self, came: Came, wants: Wants) -> Weaker | None:
        """Whether what is locked is at least asked for, and all else is free."""
        found = None
        for who in self._present(wants):
            outcome = self._outcome(came, who)
            if not _is_locked(who, wants):
                if outcome.microphone is not Outcome.FREE:
                    said = f"{who} was to be free, and is said to be `{outcome.microphone}`."
                    raise NotSo(said, Strength.NONE)
                continue
            if outcome.microphone not in OF_A_LOCK:
                raise NotSo(f"{who} was to be locked, and is said to be `{outcome.microphone}`.")
            if outcome.microphone is Outcome.REQUESTED:
                found = Weaker(Strength.REQUESTED, f"{who}'s lock was asked for, not confirmed.")
        return found

    def speaks_of_camera(self, came: Came, who: Who) -> Weaker | None:
        """Whether it says something of a camera that was to be closed."""
        camera = self._outcome(came, who).camera
        if camera not in OF_A_CAMERA:
            raise NotSo(f"{who}'s camera was to be closed, and is said to be `{camera}`.")
        return None

    def claim(self, who: Who, version: Version, since: float) -> float | None:
        """When somebody was said to be locked under that version, for the first time since."""
        ref = self.side.places[who]
        found = (
            one.at
            for one in self.told.reports
            if one.at >= since
            and one.report.version.version == version
            and (outcome := _of(one.report, ref)) is not None
            and outcome.microphone is Outcome.LOCKED
        )
        return next(found, None)

    def _present(self, wants: Wants) -> list[Who]:
        return [who for who in self.side.places if self.side.person(who) and who not in wants.out]

    def _outcome(self, came: Came, who: Who) -> OutcomeSaid:
        outcome = _of(came.report, self.side.places[who])
        if outcome is None:
            raise NotSo(f"The report says nothing of {who}, who is in the call.")
        return outcome

    def _contradicts_itself(self, came: Came) -> None:
        if came.report.holds is not Holds.REQUESTED:
            return
        if any(one.microphone is Outcome.LOCKED for one in came.report.outcomes):
            found = "A report of class `requested` said `locked`, which only a server can confirm."
            raise NotSo(found, Strength.NONE, is_lie=True)


def _of(report: FloorReport, ref: Ref) -> OutcomeSaid | None:
    return next((one for one in report.outcomes if one.ref == ref), None)


def _is_locked(who: Who, wants: Wants) -> bool:
    known = Who.CLEO if who is Who.PHONE else who
    return known in wants.locked
