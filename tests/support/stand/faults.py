"""Stands that break the contract, each in one way, and the scenario that is there to notice."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from standardwebhooks import Webhook

from tests.support.stand.media import Place, Stream
from tests.support.stand.stand import Guarded, Json, Stand, Version, now_ms

LATE = 5.0


class Liar(Stand):
    """Answers 2xx, does nothing, and says that it did."""

    def apply(self) -> None:
        """Nothing."""

    def comes(self, place: Place) -> None:
        """Nothing."""

    def press(self, place: Place) -> None:
        """As if nobody were ever locked."""
        place.streams[0].is_open = True
        self.happens(place.ref, "microphone", open=True, by="self")

    def outcome(self, place: Place) -> Json:
        """What we would like to read."""
        said = "locked" if self.is_locked(place) else "free"
        return {"ref": place.ref, "microphone": said, "camera": "absent"}


class SaysSoFirst(Stand):
    """Says `locked` and closes later."""

    def floor_changed(self, said: Json) -> int:
        """It is said at once."""
        self.is_early = True
        return super().floor_changed(said)

    is_early = False

    def apply(self) -> None:
        """It is done when it is done."""
        if self.is_early:
            self.is_early = False
            asyncio.get_running_loop().call_later(0.8, super().apply)
        else:
            super().apply()

    def outcome(self, place: Place) -> Json:
        """Before it is so."""
        said = "locked" if self.is_locked(place) else "free"
        return {"ref": place.ref, "microphone": said, "camera": "absent"}


class Contradicts(Stand):
    """Says that it only asks, and that it is so."""

    holds = "requested"


class Overclaims(Guarded):
    """Needs a guard, and says that it does not."""

    holds = "enforced"


class NeverReports(Stand):
    """Does all, and says nothing."""

    def answer(self) -> None:
        """Nothing."""


class ReportsLate(Stand):
    """Says it when nobody waits any more."""

    def answer(self) -> None:
        """After the deadline."""
        asyncio.get_running_loop().call_later(LATE, super().answer)


class IntroducesNobody(Stand):
    """Tells nobody who is there."""

    def introduce(self, place: Place, grant: str | None) -> None:
        """Nothing."""


class TellsNoComings(Stand):
    """Tells of no coming and no going."""

    def happens(self, ref: str, type_: str, **more: Any) -> None:
        """Only of microphones."""
        if type_ == "microphone" or ref in self.out:
            super().happens(ref, type_, **more)


class ForgetsCameras(Stand):
    """Says of a camera that it is free, whatever was asked."""

    def outcome(self, place: Place) -> Json:
        """Free."""
        return super().outcome(place) | {"camera": "free"}


class SilencesEverybody(Stand):
    """Closes the whole room when somebody is to be closed."""

    def is_locked(self, place: Place) -> bool:
        """Everybody, with one."""
        return any(one["microphone"] == "locked" for one in self.wanted.values())

    def outcome(self, place: Place) -> Json:
        """As was asked for."""
        said = "locked" if Stand.is_locked(self, place) else "free"
        return {"ref": place.ref, "microphone": said, "camera": "absent"}


class Deafens(Stand):
    """Who is locked hears nobody."""

    def close(self, place: Place) -> None:
        """As on hold."""
        super().close(place)
        place.is_deaf = True
        place.got.clear()

    def free(self, place: Place) -> None:
        """And back."""
        super().free(place)
        place.is_deaf = False


class LocksStrangers(Stand):
    """Closes whoever is nobody's."""

    def is_locked(self, place: Place) -> bool:
        """A stranger with everybody who is locked."""
        is_any = any(one["microphone"] == "locked" for one in self.wanted.values())
        return super().is_locked(place) or (is_any and place.person is None)


class FreesByNewcomers(Stand):
    """Whoever comes frees everybody."""

    def join(self, person: str | None, grant: str | None, **how: Any) -> str:
        """With the door the locks open."""
        if person is not None and not self.is_locked(Place("", person)):
            self.let_go()
        return super().join(person, grant, **how)


class KeepsThemIn(Stand):
    """Puts nobody out."""

    def leave(self, ref: str) -> None:
        """Only who goes by themselves."""
        if ref not in self.out:
            super().leave(ref)


class ReportsOnlyLocks(Stand):
    """Says nothing of a release."""

    def answer(self) -> None:
        """Only while somebody is locked."""
        if any(one["microphone"] == "locked" for one in self.wanted.values()):
            super().answer()


class OpensOnRelease(Stand):
    """Opens the microphone of whoever is released."""

    def free(self, place: Place) -> None:
        """Unmuted by the server."""
        for stream in place.streams:
            stream.is_open |= stream.is_shut
        super().free(place)


class Gags(Stand):
    """Never lets go of what it has closed."""

    def free(self, place: Place) -> None:
        """Nothing."""

    def outcome(self, place: Place) -> Json:
        """As was asked for."""
        said = "locked" if self.is_locked(place) else "free"
        return {"ref": place.ref, "microphone": said, "camera": "absent"}


class ClosesAgain(Stand):
    """Closes a microphone that was once locked, whenever it applies that it is free."""

    def free(self, place: Place) -> None:
        """To be on the safe side."""
        super().free(place)
        if place.ref in self.once:
            place.streams[0].is_open = False

    def close(self, place: Place) -> None:
        """For once and for all."""
        super().close(place)
        self.once.add(place.ref)

    @cached_property
    def once(self) -> set[str]:
        """Who was ever locked."""
        return set()


class WaitsForGaps(Stand):
    """Waits for each version that it has not seen."""

    def is_news(self, version: Version, said: Json) -> bool:
        """Not before the one before it has come."""
        (seq, n), (had_seq, had_n) = version, self.newest
        return super().is_news(version, said) and (seq != had_seq or n <= had_n + 1)


class WaitsForGapsOfReleases(Stand):
    """Takes a release that follows a gap for a mistake."""

    def is_news(self, version: Version, said: Json) -> bool:
        """A lock is always news."""
        (seq, n), (had_seq, had_n) = version, self.newest
        is_lock = any(one["microphone"] == "locked" for one in said["participants"])
        is_next = seq != had_seq or n <= had_n + 1 or is_lock
        return super().is_news(version, said) and is_next


class KeepsLocks(Stand):
    """Lets nobody go when nothing comes any more."""

    def let_go(self) -> None:
        """Never."""


class OwnHandOpens(Stand):
    """Whoever is locked opens their microphone, and that is that."""

    def press(self, place: Place) -> None:
        """The server lets it through."""
        for stream in place.streams:
            stream.is_open, stream.is_shut = True, False
        self.happens(place.ref, "microphone", open=True, by="self")

    def apply(self) -> None:
        """What was let through stays so."""
        opened = [s for p in self.media.places.values() for s in p.streams if s.is_open]
        super().apply()
        if self.was_applied == self.newest:
            for stream in opened:
                stream.is_open, stream.is_shut = True, False
        self.was_applied = self.newest

    was_applied: Version = (-1, -1)


class OwnHandUntold(Stand):
    """Does not tell whose hand it was."""

    def happens(self, ref: str, type_: str, **more: Any) -> None:
        """Somebody's."""
        super().happens(ref, type_, **(more | ({"by": "other"} if "by" in more else {})))


class OtherHandsOwn(Stand):
    """Says of every opening that it was the person's own hand."""

    def happens(self, ref: str, type_: str, **more: Any) -> None:
        """Theirs."""
        super().happens(ref, type_, **(more | ({"by": "self"} if "by" in more else {})))


class SecondStreamOpens(Stand):
    """Closes the first stream of a place."""

    def close(self, place: Place) -> None:
        """And no other."""
        first = place.streams[0]
        first.is_shut, first.is_open = True, False

    def outcome(self, place: Place) -> Json:
        """As far as it looks."""
        said = "locked" if place.streams[0].is_shut else "free"
        return {"ref": place.ref, "microphone": said, "camera": "absent"}


class RejoinOpens(Stand):
    """Forgets a lock with the place; nor does it close what is announced of it."""

    def join(self, person: str | None, grant: str | None, **how: Any) -> str:
        """Who comes anew is somebody new."""
        ref = super().join(person, grant, **how)
        if how and not how.get("via"):
            self.media.places[ref].person = f"{person}, again"
            self.media.places[ref].streams = [Stream(is_open=True)]
        return ref


class SecondRefOpens(Stand):
    """Telephones are not locked."""

    def close(self, place: Place) -> None:
        """Only what is no telephone."""
        if place.via != "telephone":
            super().close(place)


class RenameOpens(Stand):
    """Hangs the lock on the name."""

    def rename(self, place: Place) -> None:
        """Somebody else, it seems."""
        super().rename(place)
        self.wanted = {}
        self.apply()


class IgnoresVersions(Stand):
    """Applies whatever comes."""

    def is_news(self, version: Version, said: Json) -> bool:
        """Always."""
        return True


class LocksByOlder(Stand):
    """Passes over an older release, and applies an older lock."""

    def is_news(self, version: Version, said: Json) -> bool:
        """A lock is always news."""
        is_lock = any(one["microphone"] == "locked" for one in said["participants"])
        return is_lock or super().is_news(version, said)


class ComparesByN(Stand):
    """Compares versions by `n` alone."""

    def is_news(self, version: Version, said: Json) -> bool:
        """By `n`."""
        return version[1] >= self.newest[1]


class DropsLate(Stand):
    """Passes over what was made a while ago."""

    def is_news(self, version: Version, said: Json) -> bool:
        """By the clock."""
        return super().is_news(version, said) and now_ms() - said["at"] < 10_000


class CrashesOnDoubles(Stand):
    """Keeps ids, and falls over one that it knows."""

    last_id = ""

    async def take(self, headers: Mapping[str, str], body: bytes) -> tuple[int, Json]:
        """UNIQUE constraint failed."""
        before, self.last_id = self.last_id, headers.get("webhook-id", "")
        if before and before == self.last_id:
            return 500, {}
        return await super().take(headers, body)


class IgnoresRepeats(Stand):
    """Passes over the version that it has."""

    def is_news(self, version: Version, said: Json) -> bool:
        """Newer alone."""
        return version > self.newest


class IgnoresSignatures(Stand):
    """Takes what anybody says."""

    def verified(self, headers: Mapping[str, str], body: bytes) -> Json | None:
        """All of it."""
        found: Json = json.loads(body)
        return found


class IgnoresAge(Stand):
    """Verifies the signature and not its moment."""

    def verified(self, headers: Mapping[str, str], body: bytes) -> Json | None:
        """By the signature alone."""
        try:
            at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
            wanted = Webhook(self.wiring.secret).sign(headers["webhook-id"], at, body.decode())
        except KeyError:
            return None
        found: Json = json.loads(body)
        return found if headers["webhook-signature"] == wanted else None


class WantsExactClocks(Stand):
    """Takes a signature for one minute."""

    def verified(self, headers: Mapping[str, str], body: bytes) -> Json | None:
        """By a clock that is better than ours."""
        at = int(headers.get("webhook-timestamp", "0"))
        return super().verified(headers, body) if abs(now_ms() / 1000 - at) < 60 else None


class RefusesNewFields(Stand):
    """Knows every field that there will ever be."""

    def floor_changed(self, said: Json) -> int:
        """Unknown field."""
        return 422 if "later" in said else super().floor_changed(said)


class ReportsFirstLocks(Stand):
    """Reports the first lock of a person, and not the next."""

    def answer(self) -> None:
        """Once."""
        locked = {one["person"] for one in self.wanted.values() if one["microphone"] == "locked"}
        if not locked & self.released:
            super().answer()
        self.released |= self.locked - locked
        self.locked |= locked

    @cached_property
    def locked(self) -> set[str]:
        """Who was ever locked."""
        return set()

    @cached_property
    def released(self) -> set[str]:
        """Who was ever released."""
        return set()


class GivesUp(Stand):
    """Tells nothing any more after a 503."""

    has_given_up = False

    def told(self, status: int) -> None:
        """They are gone."""
        self.has_given_up |= status == 503

    def tell(self, what: str, body: Json) -> None:
        """No report any more."""
        if not (self.has_given_up and what == "floor-reports"):
            super().tell(what, body)


class TellsLevels(Stand):
    """Tells how loud somebody is."""

    def happens(self, ref: str, type_: str, **more: Any) -> None:
        """With one field more now and then."""
        super().happens(ref, type_, **more)
        if type_ == "joined":
            super().happens(ref, "microphone", open=False, level=-13.5)


@dataclass(frozen=True)
class Fault:
    """`noticed`: the scenarios that fail, and no others. `leaves`: what may still be claimed."""

    kind: type[Stand]
    noticed: frozenset[str]
    leaves: str
    is_lie: bool = False


def _fault(kind: type[Stand], leaves: str, *noticed: str) -> Fault:
    return Fault(kind, frozenset(noticed), leaves)


def _lie(kind: type[Stand], *noticed: str) -> Fault:
    return Fault(kind, frozenset(noticed), "none", is_lie=True)


FAULTS = (
    _lie(Liar, "lock_silent", "out"),
    _lie(SaysSoFirst, "lock_silent"),
    _lie(Contradicts, "lock_confirmed"),
    _lie(SecondStreamOpens, "second_stream"),
    _fault(Overclaims, "guarded"),
    _fault(NeverReports, "none", "lock_confirmed"),
    _fault(ReportsLate, "none", "lock_confirmed"),
    _fault(IntroducesNobody, "none", "who_is_there"),
    _fault(SilencesEverybody, "none", "others_heard"),
    _fault(Deafens, "none", "hearing_untouched"),
    _fault(LocksStrangers, "none", "stranger_untouched"),
    _fault(ReportsOnlyLocks, "none", "release_confirmed"),
    _fault(OpensOnRelease, "none", "release_opens_nothing"),
    _fault(Gags, "none", "release_lets_through"),
    _fault(ClosesAgain, "none", "release_doubled"),
    _fault(WaitsForGapsOfReleases, "none", "lost_release"),
    _fault(KeepsLocks, "none", "let_go"),
    _fault(ReportsFirstLocks, "none", "every_version_reported"),
    _fault(OwnHandUntold, "none", "own_hand_told"),
    _fault(OtherHandsOwn, "none", "nothing_else_is_a_try"),
    _fault(IgnoresVersions, "none", "older_opens_nothing", "older_locks_nothing"),
    _fault(LocksByOlder, "none", "older_locks_nothing"),
    _fault(IgnoresSignatures, "none", "foreign_signature_refused"),
    _fault(IgnoresAge, "none", "old_signature_refused"),
    _fault(GivesUp, "none", "our_restart"),
    _fault(TellsLevels, "none", "well_formed"),
    _fault(TellsNoComings, "requested", "coming_and_going"),
    _fault(ForgetsCameras, "requested", "camera_answered"),
    _fault(FreesByNewcomers, "requested", "newcomer_opens_nothing"),
    _fault(KeepsThemIn, "requested", "out"),
    _fault(WaitsForGaps, "requested", "lost_lock"),
    _fault(OwnHandOpens, "requested", "own_hand_closed"),
    _fault(RejoinOpens, "requested", "rejoin"),
    _fault(SecondRefOpens, "requested", "second_ref"),
    _fault(RenameOpens, "requested", "rename"),
    _fault(ComparesByN, "requested", "versions_compared"),
    _fault(DropsLate, "requested", "late"),
    _fault(CrashesOnDoubles, "requested", "doubled"),
    _fault(IgnoresRepeats, "requested", "repeated"),
    _fault(WantsExactClocks, "requested", "clocks_may_differ"),
    _fault(RefusesNewFields, "requested", "new_fields_passed_over"),
)
"""What a stand can do wrong, one thing each."""
