"""One scenario, played at a stand: each step of `steps.py` is done here, and nowhere else."""

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import assert_never

from app.calls.capabilities import Strength
from app.calls.wanted import Version
from app.conform import steps as s
from app.conform.answering import Answers
from app.conform.ear import Claim, Ear, Figures, heard_in
from app.conform.noticing import NotSo, Weaker
from app.conform.pace import Pace
from app.conform.side import Side, Versions
from app.conform.stand import USUAL, NotPlayable, Posting, Stand
from app.conform.telling import Hearsay, Identities, Telling
from app.conform.told import Came
from app.conform.verdict import Result, Shown, weaker
from app.conform.wire import Act
from app.phases.units import Millis, later
from app.rooms.ports import Clock, Ids

OTHER_PLACE = {Act.SECOND_REF: s.Who.PHONE}
BY_A_GUEST = frozenset({Act.REJOIN, Act.SECOND_REF})
TAKEN, REFUSED = range(200, 300), range(400, 500)


@dataclass
class Setting:
    """What all scenarios of a run share.

    Versions begin at the moment of the run: a stand passes over what is older than what it has
    seen, and it may have seen a run before this one.
    """

    stand: Stand
    pace: Pace
    clock: Clock
    ids: Ids
    versions: Versions = field(init=False)
    figures: Figures = field(default_factory=Figures)
    identities: Identities = field(default_factory=Identities)

    def __post_init__(self) -> None:
        self.versions = Versions(Version(self.clock.now()))


async def play(scenario: s.Scenario, setting: Setting) -> Result:
    """What this scenario shows; afterwards nobody is locked or in the call because of it."""
    playing = Playing(setting)
    try:
        return await _played(scenario, playing)
    finally:
        await playing.tidy()


async def _played(scenario: s.Scenario, playing: "Playing") -> Result:
    try:
        await playing.do(scenario.begin)
    except NotPlayable as lacking:
        return Result(scenario, Shown.NOT_SHOWN, scenario.unshown, str(lacking))
    except NotSo as other:
        found = f"It could not be played: {other.sentence}"
        return Result(scenario, Shown.NOT_SHOWN, scenario.unshown, found, other.is_lie)
    playing.weaker.clear()
    try:
        await playing.do(scenario.play)
    except NotPlayable as lacking:
        return Result(scenario, Shown.NOT_SHOWN, scenario.unshown, str(lacking))
    except NotSo as failed:
        allows = scenario.failed if failed.allows is None else failed.allows
        allows = weaker(allows, scenario.failed)
        found = f"{failed.sentence} {scenario.cure}"
        return Result(scenario, Shown.FAILED, allows, found, failed.is_lie)
    allows = Strength.ENFORCED
    for one in playing.weaker:
        allows = weaker(allows, one.allows)
    found = " ".join(dict.fromkeys(one.sentence for one in playing.weaker)) or scenario.says
    return Result(scenario, Shown.PASSED, allows, found)


class Playing:
    """Our side of one scenario, and what it notices."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.stand, self.pace = setting.stand, setting.pace
        self.side = Side(setting.ids, setting.versions)
        self.answers = Answers(self.stand.told, self.side)
        self.ear = Ear(self.stand, self.pace, setting.figures)
        self.weaker: list[Weaker] = []
        self._began_at = self._sent_at = self._locked_at = _now()
        setting.versions.scenario()

    async def do(self, steps: Sequence[s.Step]) -> None:
        """One after the other; raises `NotSo`, `NotPlayable`."""
        for step in steps:
            if isinstance(step, s.Deed):
                await self._do(step)
            elif (found := await self._check(step)) is not None:
                self.weaker.append(found)

    async def tidy(self) -> None:
        """Free everybody, and have them leave; what cannot be done is left."""
        self.stand.away(is_away=False)
        with contextlib.suppress(NotPlayable, NotSo):
            await self._bring(s.Wants(), self.setting.versions.following(), USUAL)
        for ref in self.side.places.values():
            with contextlib.suppress(NotPlayable):
                await self.stand.act(Act.LEAVE, ref, None)

    async def _do(self, step: s.Deed) -> None:
        places, versions = self.side.places, self.setting.versions
        match step:
            case s.Comes(who):
                await self._comes(who)
            case s.Opens(who):
                await self.stand.act(Act.UNMUTE_SELF, places[who], None)
            case s.Goes(who):
                await self.stand.act(Act.LEAVE, places[who], None)
            case s.Renames(who):
                await self.stand.act(Act.RENAME, places[who], None)
            case s.Wants():
                self.side.wants = step
            case s.Sends():
                await self._sends(step)
            case s.Repeats():
                await self._bring(self.side.wants, versions.newest, USUAL)
            case s.SendsOlder(wants, by_seq):
                await self._bring(wants, versions.older(by_seq=by_seq), USUAL)
            case s.WeAreAway() | s.WeAreBack():
                self.stand.away(is_away=isinstance(step, s.WeAreAway))
            case _:
                assert_never(step)

    async def _check(self, step: s.Check) -> Weaker | None:
        match step:
            case s.IsRefused(wants, posting):
                await self._is_refused(wants, posting)
            case s.IsAnswered():
                self.answers.says_what_is_wanted(await self._report(), self.side.wants)
            case s.IsConfirmed():
                return self.answers.says_what_is_wanted(await self._report(), self.side.wants)
            case s.IsCameraAnswered(who):
                self.answers.speaks_of_camera(await self._report(), who)
            case s.IsIntroduced() | s.IsTold() | s.IsNoTry() | s.IsWellFormed():
                await self._hearsay(self._since(step)).check(step, self._end())
            case s.IsHeard(who):
                await self.ear.hears(self.side.refs(who), self._end(), who)
            case s.StaysHeard(who):
                await self.ear.goes_on(self.side.refs(who), who)
            case s.IsSilent(who):
                return await self._falls_silent(who)
            case s.StaysClosed(who):
                await self.ear.is_closed(self.side.refs(who), who)
            case s.StaysLocked(who):
                return await self._stays_locked(who)
            case s.Evades(act, who):
                return await self._evades(act, who)
            case s.Hears(who):
                await self._hears(who)
            case s.IsOut(who):
                await self._is_out(who)
            case s.IsOver():
                await asyncio.sleep(self._sent_at + self.pace.lasts + self.pace.bound - _now())
            case _:
                assert_never(step)
        return None

    # What is brought -------------------------------------------------------------------------

    async def _sends(self, step: s.Sends) -> None:
        versions = self.setting.versions
        version = versions.next_seq() if step.is_next_seq else versions.following(step.skipped)
        await self._bring(self.side.wants, version, step.posting)
        if self.side.wants.locked:
            self._locked_at = self._sent_at

    async def _bring(self, wants: s.Wants, version: Version, posting: Posting) -> None:
        """Raises `NotSo` unless every copy is taken."""
        for status in await self._posted(wants, version, posting):
            if status not in TAKEN:
                raise NotSo(f"A state was {_answered(status)}, and was to be taken.")

    async def _is_refused(self, wants: s.Wants, posting: Posting) -> None:
        version = self.setting.versions.following()
        for status in await self._posted(wants, version, posting):
            if status not in REFUSED:
                raise NotSo(f"It was {_answered(status)}, and was to be refused.")

    async def _posted(self, wants: s.Wants, version: Version, posting: Posting) -> tuple[int, ...]:
        at = later(self.setting.clock.now(), Millis(-posting.as_of))
        self._sent_at = _now()
        return await self.stand.send(self.side.floor(at, wants, version), posting)

    async def _report(self) -> Came:
        newest = self.setting.versions.newest
        end = self._sent_at + self.pace.deadline
        return await self.answers.report(newest, self._sent_at, end)

    def _end(self) -> float:
        """Of what is done now."""
        return _now() + self.pace.deadline

    def _hearsay(self, since: float) -> Hearsay:
        return Hearsay(self.stand, self.side, self.setting.identities, since)

    def _since(self, step: Telling) -> float:
        is_of_a_lock = isinstance(step, s.IsNoTry) or (isinstance(step, s.IsTold) and step.is_own)
        return self._locked_at if is_of_a_lock else self._began_at

    # What is heard ---------------------------------------------------------------------------

    async def _comes(self, who: s.Who) -> None:
        self.side.places[who] = await self.stand.act(Act.JOIN, None, self.side.guest(who))
        if who is s.Who.ADA:
            self.ear.control = self.side.places[who]

    async def _falls_silent(self, who: s.Who) -> Weaker | None:
        refs = self.side.refs(who)
        return await self.ear.falls_silent(refs, self._sent_at, self._claim(who), who)

    def _claim(self, who: s.Who) -> Claim:
        newest, since = self.setting.versions.newest, self._sent_at
        return lambda: self.answers.claim(who, newest, since)

    async def _stays_locked(self, who: s.Who) -> Weaker | None:
        await self.stand.act(Act.UNMUTE_SELF, self.side.places[who], None)
        await asyncio.sleep(self.pace.bound)
        try:
            await self.ear.is_closed(self.side.refs(who), f"{who}, who is locked,")
        except NotSo:
            if self.answers.claim(who, self.setting.versions.newest, self._began_at) is not None:
                raise
            found = f"{who} was heard by their own hand, and nobody had said that they are locked."
            return Weaker(Strength.REQUESTED, found)
        return None

    async def _evades(self, act: Act, who: s.Who) -> Weaker | None:
        """Listen from before it is done until what came of it was announced and had its time."""
        place = OTHER_PLACE.get(act, who)
        guest = self.side.guest(place) if act in BY_A_GUEST else None
        async with self.ear.listening() as looks:
            ref = await self.stand.act(act, self.side.places[who], guest)
            self.side.takes(place, ref)
            await asyncio.sleep(self.pace.watch)
            await self._announce()
            await asyncio.sleep(self.pace.bound)
        refs = self.side.refs(place)
        self.ear.hears_control(looks)
        await self.ear.is_closed_again(refs, _now(), self._claim(place), place)
        slip = heard_in(looks, refs)
        if not slip:
            return None
        return Weaker(Strength.GUARDED, f"{place} was heard {slip}, and closed again.")

    async def _announce(self) -> None:
        """As our side does on every event: the newest state, with whatever place is new in it."""
        await self._bring(self.side.wants, self.setting.versions.newest, USUAL)
        with contextlib.suppress(NotSo):  # whether it is reported is shown by other scenarios
            await self._report()

    async def _hears(self, who: s.Who) -> None:
        at, end = self.side.places[who], self._end()
        while self.ear.control not in await self.stand.listen(at):
            if _now() > end:
                raise NotSo(f"{who} was locked and did not hear Ada.")
            await asyncio.sleep(self.pace.rest)

    async def _is_out(self, who: s.Who) -> None:
        end = self._end()
        while self.side.refs(who) & (await self.ear.look()).audible:
            if _now() > end:
                raise NotSo(f"{who} may not be in the call, and was heard.")
            await asyncio.sleep(self.pace.rest)
        await self.ear.is_closed(self.side.refs(who), f"{who}, who may not be in the call,")
        if self.stand.tells:
            await self._hearsay(self._sent_at).check(s.IsTold("left", who), end)


def _answered(status: int) -> str:
    return f"answered {status}" if status else "not answered"


def _now() -> float:
    return asyncio.get_running_loop().time()
