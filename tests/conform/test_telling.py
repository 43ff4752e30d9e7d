"""What a stand tells by itself."""

import asyncio
from typing import Any

import pytest

from app.calls.capabilities import Identity
from app.conform import steps as s
from app.conform.noticing import NotSo
from app.conform.side import Side, Versions
from app.conform.stand import NotPlayable
from app.conform.telling import Hearsay, Identities, Telling
from app.contract.wire import EventSaid, ParticipantSaid
from tests.conform.scripted import ScriptedStand
from tests.support.ids import CountingIds

CLEO = s.Who.CLEO
OWN = s.IsTold("microphone", CLEO, is_own=True)


def hearsay() -> Hearsay:
    side = Side(CountingIds(), Versions())
    side.guest(CLEO)
    side.takes(CLEO, "c")
    return Hearsay(ScriptedStand(""), side, Identities(), 0.0)


async def checked(one: Hearsay, step: Telling) -> None:
    await one.check(step, asyncio.get_running_loop().time())


def happens(one: Hearsay, type_: str = "microphone", **said: Any) -> None:
    event = {"id": str(len(one.stand.told.events)), "ref": "c", "type": type_, "at": 1, **said}
    one.stand.told.happens(EventSaid.model_validate(event))


async def test_who_brings_our_grant_is_bound() -> None:
    one = hearsay()
    grant = one.side.grants[CLEO][0]
    one.stand.told.introduces(
        ParticipantSaid.model_validate({"ref": "c", "via": "web", "grant": grant})
    )
    await checked(one, s.IsIntroduced(CLEO))

    assert Identity.BOUND is one.identities.weakest


@pytest.mark.parametrize("said", [{}, {"grant": "another"}, {"person": "another"}])
async def test_who_is_introduced_as_somebody_else_is_noticed(said: dict[str, str]) -> None:
    one = hearsay()
    ref = "c" if said else "elsewhere"
    one.stand.told.introduces(ParticipantSaid.model_validate({"ref": ref, "via": "web", **said}))

    with pytest.raises(NotSo):
        await checked(one, s.IsIntroduced(CLEO))


async def test_weakest_identity_is_told() -> None:
    assert None is Identities().weakest
    assert Identity.MANUAL is Identities({Identity.BOUND, Identity.MANUAL}).weakest


async def test_own_hand_is_told_as_such() -> None:
    one = hearsay()
    happens(one, open=True, by="other")
    with pytest.raises(NotSo, match="by their own hand"):
        await checked(one, OWN)
    await checked(one, s.IsNoTry(CLEO))
    happens(one, open=True, by="self")
    await checked(one, OWN)
    with pytest.raises(NotSo, match="own hand"):
        await checked(one, s.IsNoTry(CLEO))


async def test_coming_and_going_are_told_of_that_place() -> None:
    one = hearsay()
    happens(one, "left")
    await checked(one, s.IsTold("left", CLEO))
    with pytest.raises(NotSo, match="joined"):
        await checked(one, s.IsTold("joined", CLEO))


async def test_what_had_to_be_refused_is_said() -> None:
    one = hearsay()
    await checked(one, s.IsWellFormed())
    one.stand.told.refuses("`events` (events.0)")
    with pytest.raises(NotSo, match="1 requests"):
        await checked(one, s.IsWellFormed())


async def test_call_that_tells_nobody_shows_nothing_of_it() -> None:
    one = hearsay()
    one.stand.tells = False
    with pytest.raises(NotPlayable):
        await checked(one, s.IsWellFormed())
