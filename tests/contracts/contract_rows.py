"""What all stores of contract calls do; a subclass gives the fixture `store`, with two rooms."""

import asyncio
from dataclasses import replace
from functools import partial

import pytest

from app.calls.wanted import Version
from app.contract.grants import JoinGrant
from app.contract.place import Place
from app.contract.ports import ContractRows, ContractStore
from app.contract.vendor import Pulse, Vendor
from app.contract.wire import FloorReport, Via
from app.phases.units import Instant
from app.rooms.fields import PersonId, RoomId
from app.rooms.ports import NoSuchRoom
from tests.contracts.samples import OTHER, ROOM
from tests.support.clock import NOON

ANN = PersonId("ann")
REPORT = FloorReport.model_validate(
    {
        "version": {"seq": 4, "n": 1},
        "outcomes": [{"ref": "a", "microphone": "locked", "camera": "free"}],
        "class": "guarded",
        "at": 5,
    }
)
EVERYTHING = Vendor(
    ROOM, "https://v.example", "whsec_x", Version(4, 1), "{}", NOON, REPORT, 1, 2, 3, 4
)
PLACE = Place("a", ANN, PersonId("ben"), "Ann", Via.TELEPHONE, False, NOON, 7)


def grant(name: str, until: int = 60_000) -> JoinGrant:
    return JoinGrant(name, b"digest", ROOM, ANN, Instant(NOON + until))


class ContractStoreContract:
    async def test_vendor_is_kept_whole(self, store: ContractStore) -> None:
        def work(rows: ContractRows) -> None:
            rows.hold(ROOM)
            rows.keep(EVERYTHING)

        await store.write(work)

        assert EVERYTHING == await store.read(lambda rows: rows.find(ROOM))
        assert EVERYTHING == await store.write(lambda rows: rows.hold(ROOM))
        assert Vendor(OTHER) == await store.read(lambda rows: rows.find(OTHER))
        pulses = await store.read(lambda rows: rows.pulses([ROOM, OTHER]))
        assert {ROOM: Pulse(1, 2, 4)} == pulses

    async def test_of_two_who_change_it_at_once_neither_is_lost(self, store: ContractStore) -> None:
        def work(rows: ContractRows) -> None:
            known = rows.hold(ROOM)
            rows.keep(replace(known, heard=known.heard + 1))

        await asyncio.gather(*(store.write(work) for _ in range(8)))

        assert 8 == (await store.read(lambda rows: rows.find(ROOM))).heard

    async def test_nothing_is_kept_of_a_room_that_is_not_there(self, store: ContractStore) -> None:
        nowhere = RoomId("nowhere")

        with pytest.raises(NoSuchRoom):
            await store.write(lambda rows: rows.hold(nowhere))
        with pytest.raises(NoSuchRoom):
            await store.write(lambda rows: rows.renew_line(nowhere, "line", NOON))

    async def test_places_are_of_their_room_and_the_newest_word_counts(
        self, store: ContractStore
    ) -> None:
        after = replace(PLACE, is_here=True, person=None, closed_at=None)

        def work(rows: ContractRows) -> None:
            rows.put(ROOM, PLACE)
            rows.put(ROOM, after)
            rows.put(ROOM, Place("b"))
            rows.put(OTHER, PLACE)
            rows.forget(ROOM, ["b"])
            rows.forget(ROOM, [])

        await store.write(work)

        assert {"a": after} == await store.read(lambda rows: rows.places(ROOM))
        assert {"a": PLACE} == await store.read(lambda rows: rows.places(OTHER))

    async def test_event_is_taken_once_until_it_is_forgotten(self, store: ContractStore) -> None:
        assert await store.write(lambda rows: rows.is_first(ROOM, "e1", 1))
        assert not await store.write(lambda rows: rows.is_first(ROOM, "e1", 2))
        assert await store.write(lambda rows: rows.is_first(OTHER, "e1", 1))
        assert await store.write(lambda rows: rows.is_first(ROOM, "e2", 2))

        await store.write(lambda rows: rows.forget_events(ROOM, 2))

        assert await store.write(lambda rows: rows.is_first(ROOM, "e1", 3))
        assert not await store.write(lambda rows: rows.is_first(ROOM, "e2", 3))

    async def test_room_is_its_organisations(self, store: ContractStore) -> None:
        assert "" == await store.read(lambda rows: rows.owner(ROOM))

    async def test_looking_at_what_was_taken_takes_nothing(self, store: ContractStore) -> None:
        await store.write(lambda rows: rows.is_first(ROOM, "e1", 1))
        await store.write(lambda rows: rows.is_first(OTHER, "e2", 1))

        assert {"e1"} == set(await store.read(lambda rows: rows.taken(ROOM, ["e1", "e2", "e3"])))
        assert set() == set(await store.read(lambda rows: rows.taken(ROOM, [])))
        assert await store.write(lambda rows: rows.is_first(ROOM, "e3", 2))

    async def test_grant_is_taken_once(self, store: ContractStore) -> None:
        await store.write(lambda rows: rows.add_grant(grant("g1"), NOON))

        assert grant("g1") == await store.write(lambda rows: rows.take_grant("g1"))
        assert None is await store.write(lambda rows: rows.take_grant("g1"))

    async def test_grants_that_have_run_out_go_with_the_next(self, store: ContractStore) -> None:
        await store.write(lambda rows: rows.add_grant(grant("g1", 10), NOON))

        await store.write(lambda rows: rows.add_grant(grant("g2"), Instant(NOON + 10)))

        assert None is await store.write(lambda rows: rows.take_grant("g1"))
        assert grant("g2") == await store.write(lambda rows: rows.take_grant("g2"))

    async def test_socket_is_known_until_it_is_closed_or_silent(self, store: ContractStore) -> None:
        until = Instant(NOON + 10)
        await store.write(lambda rows: rows.renew_line(ROOM, "line", NOON))
        await store.write(lambda rows: rows.renew_line(ROOM, "line", until))

        assert await store.read(lambda rows: rows.has_line(ROOM, NOON))
        assert not await store.read(lambda rows: rows.has_line(ROOM, until))
        assert not await store.read(lambda rows: rows.has_line(OTHER, NOON))

        await store.write(lambda rows: rows.drop_line(ROOM, "line"))

        assert not await store.read(lambda rows: rows.has_line(ROOM, NOON))

    async def test_sockets_that_are_open_are_counted(self, store: ContractStore) -> None:
        for line, until in (("a", 10), ("b", 20), ("b", 30)):
            moment = Instant(NOON + until)
            await store.write(partial(_renewed, line=line, until=moment))

        counts = [await store.read(partial(_counted, at=Instant(NOON + n))) for n in (9, 10, 30)]
        assert [2, 1, 0] == counts
        assert 0 == await store.read(lambda rows: rows.count_lines(OTHER, NOON))

    async def test_what_raises_has_changed_nothing(self, store: ContractStore) -> None:
        await store.write(lambda rows: rows.add_grant(grant("g1"), NOON))

        def work(rows: ContractRows) -> None:
            rows.take_grant("g1")
            raise LookupError

        with pytest.raises(LookupError):
            await store.write(work)

        assert grant("g1") == await store.write(lambda rows: rows.take_grant("g1"))


def _renewed(rows: ContractRows, *, line: str, until: Instant) -> None:
    rows.renew_line(ROOM, line, until)


def _counted(rows: ContractRows, *, at: Instant) -> int:
    return rows.count_lines(ROOM, at)
