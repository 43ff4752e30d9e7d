"""What vendors tell us: taken whole or not at all, once, and never for more than it says."""

import asyncio
from collections.abc import Collection
from typing import Any

import pytest

from app.access.errors import JoinGrantRefused
from app.calls.wanted import Desired, Version, Wanted
from app.contract import service
from app.contract.errors import TooManyPlaces, UnknownVersion
from app.contract.floor import floor_changed, seating
from app.contract.place import MOST_PLACES, Place
from app.contract.service import Contract
from app.contract.vendor import Vendor
from app.contract.wire import LATEST, EventsSaid, FloorReport, ParticipantsSaid
from app.rooms.errors import NotFound, Unavailable
from app.rooms.fields import PersonId, RoomId
from app.storage.contract_store import SqlContractStore
from app.webhooks.addresses import Reach
from app.webhooks.errors import AddressRefused
from tests.contracts.samples import OTHER, ROOM
from tests.support.clock import NOON, FakeClock
from tests.support.ids import CountingIds
from tests.support.service import Asked

ANN, BEN = PersonId("ann"), PersonId("ben")
NOWHERE = RoomId("nowhere")


class World:
    """A vendor's side of one room."""

    def __init__(self, store: SqlContractStore) -> None:
        self.store = store
        self.asked = Asked()
        self.clock = FakeClock()
        self.woken: list[RoomId] = []
        self.contract = Contract(
            store, self.asked, self.clock, CountingIds(), Reach(has_own_machine=False),
            self.woken.append,
        )  # fmt: skip

    async def says(self, *participants: dict[str, Any]) -> list[Place]:
        said = [{"via": "web", **one} for one in participants]
        return await self.contract.participants(
            ROOM, ParticipantsSaid.model_validate({"participants": said})
        )

    async def bound(self, ref: str, person: PersonId = ANN) -> None:
        made = await self.contract.grant(ROOM, person)
        await self.says({"ref": ref, "grant": made.text})

    async def happens(self, *events: dict[str, Any]) -> int:
        said = [{"ref": "a", "at": NOON, **one} for one in events]
        return await self.contract.events(ROOM, EventsSaid.model_validate({"events": said}))

    async def told(self, version: Version = Version(4)) -> None:
        def work(rows: Any) -> None:
            wanted = Desired({ANN: Wanted(microphone_locked=True)}, version=version)
            state = floor_changed(ROOM, wanted, seating(wanted, {"a": Place("a", ANN)}), NOON)
            rows.keep(rows.hold(ROOM).telling(version, state.model_dump_json(), NOON))

        await self.store.write(work)

    async def taken(self) -> Collection[str]:
        return await self.store.read(lambda rows: rows.taken(ROOM, [f"e{n}" for n in range(9)]))

    async def reports(
        self,
        microphone: str = "locked",
        refs: str = "a",
        *,
        seq: int = 4,
        n: int = 0,
        at: int = NOON,
    ) -> Version:
        outcomes = [{"ref": ref, "microphone": microphone, "camera": "free"} for ref in refs]
        said = {"version": {"seq": seq, "n": n}, "outcomes": outcomes, "at": at}
        return await self.contract.report(
            ROOM, FloorReport.model_validate(said | {"class": "enforced"})
        )

    async def vendor(self) -> Vendor:
        return await self.store.read(lambda rows: rows.find(ROOM))

    async def places(self) -> dict[str, Place]:
        return await self.store.read(lambda rows: rows.places(ROOM))


@pytest.fixture
def world(store: SqlContractStore) -> World:
    return World(store)


def unmute(name: str, ref: str = "a") -> dict[str, Any]:
    return {"id": name, "ref": ref, "type": "microphone", "open": True, "by": "self"}


class TestRegistering:
    async def test_secret_is_new_each_time_and_the_vendor_is_told_anew(self, world: World) -> None:
        first = await world.contract.register(ROOM, "https://calls.example.com/hook")
        second = await world.contract.register(ROOM, "https://calls.example.com/hook")

        known = await world.vendor()
        assert first != second == known.secret
        assert (2, [ROOM, ROOM]) == (known.stirred, world.woken)

        await world.contract.unregister(ROOM)

        assert (None, None) == ((await world.vendor()).url, (await world.vendor()).secret)

    @pytest.mark.parametrize("url", ["http://calls.example.com", "https://127.0.0.1", "https://x"])
    async def test_address_of_ours_is_refused(self, world: World, url: str) -> None:
        with pytest.raises(AddressRefused):
            await world.contract.register(ROOM, url)

        assert Vendor(ROOM) == await world.vendor()

    async def test_room_that_is_not_there_is_not_found(self, world: World) -> None:
        with pytest.raises(NotFound):
            await world.contract.register(NOWHERE, "https://calls.example.com/hook")


class TestParticipants:
    async def test_grant_binds_once(self, world: World) -> None:
        made = await world.contract.grant(ROOM, ANN)

        (place,) = await world.says({"ref": "a", "grant": made.text})

        assert ANN == place.person
        with pytest.raises(JoinGrantRefused):
            await world.says({"ref": "b", "grant": made.text})
        assert {"a"} == set(await world.places())

    async def test_of_two_who_bring_it_at_once_one_is_that_person(self, world: World) -> None:
        made = await world.contract.grant(ROOM, ANN)

        came = await asyncio.gather(
            *(world.says({"ref": ref, "grant": made.text}) for ref in "ab"), return_exceptions=True
        )

        assert 1 == sum(isinstance(one, JoinGrantRefused) for one in came)
        assert 1 == len(await world.places())

    async def test_grant_of_another_room_is_refused_and_not_spent(self, world: World) -> None:
        made = await world.contract.grant(OTHER, ANN)

        with pytest.raises(JoinGrantRefused):
            await world.says({"ref": "a", "grant": made.text})

        said = {"participants": [{"ref": "a", "via": "web", "grant": made.text}]}
        await world.contract.participants(OTHER, ParticipantsSaid.model_validate(said))

    async def test_one_bad_grant_takes_nobody_in(self, world: World) -> None:
        with pytest.raises(JoinGrantRefused):
            await world.says({"ref": "a", "name": "Ann"}, {"ref": "b", "grant": "pbj_nothing"})

        assert {} == await world.places()

    async def test_same_word_again_stirs_nobody(self, world: World) -> None:
        await world.says({"ref": "a", "name": "Ann"})
        await world.says({"ref": "a", "name": "Ann"})
        assert 1 == (await world.vendor()).stirred

        await world.says({"ref": "a", "name": "Anna"})

        assert 2 == (await world.vendor()).stirred

    async def test_call_is_full_at_some_point_and_who_has_left_makes_room(
        self, world: World
    ) -> None:
        for first in range(0, MOST_PLACES, 100):
            await world.says(*({"ref": f"r{first + n}"} for n in range(100)))
        with pytest.raises(TooManyPlaces):
            await world.says({"ref": "new"})

        await world.happens({"id": "e1", "ref": "r7", "type": "left"})
        await world.says({"ref": "new"})

        places = await world.places()
        assert MOST_PLACES == len(places)
        assert "r7" not in places


class TestEvents:
    async def test_event_counts_once_however_often_it_is_told(self, world: World) -> None:
        assert 1 == await world.happens({"id": "e1", "type": "joined"})
        assert 1 == await world.happens(
            {"id": "e1", "type": "joined"}, {"id": "e2", "type": "left"}
        )
        assert 0 == await world.happens({"id": "e1", "type": "joined"})

        assert not (await world.places())["a"].is_here

    async def test_only_what_may_undo_a_lock_or_is_new_stirs(self, world: World) -> None:
        async def stirs(event: dict[str, Any]) -> bool:
            before = (await world.vendor()).stirred
            await world.happens(event)
            return (await world.vendor()).stirred > before

        assert await stirs({"id": "1", "type": "joined"})
        assert await stirs({"id": "2", "type": "joined"})
        assert await stirs({"id": "3", "type": "microphone", "open": True})
        assert not await stirs({"id": "4", "type": "microphone", "open": False})
        assert await stirs({"id": "5", "type": "left"})
        assert not await stirs({"id": "5", "type": "joined"})

    async def test_newest_ids_are_known_and_no_more(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(service, "EVENTS_KNOWN", 100)
        await world.happens({"id": "first", "type": "joined"})
        await world.happens(*({"id": f"e{n}", "type": "joined"} for n in range(100)))

        assert 0 == await world.happens({"id": "e1", "type": "joined"})
        assert 1 == await world.happens({"id": "first", "type": "joined"})

    async def test_own_unmute_of_what_is_closed_is_a_try(self, world: World) -> None:
        await world.bound("a")
        await world.told()
        await world.happens(unmute("before"))
        await world.reports("locked")

        await world.happens(unmute("e1"), unmute("e2"))
        await world.happens(unmute("e1"))

        assert [ANN] == world.asked.tries

    @pytest.mark.parametrize("outcome", ["free", "failed", "absent"])
    async def test_own_unmute_of_what_is_open_is_none(self, world: World, outcome: str) -> None:
        await world.bound("a")
        await world.told()
        await world.reports("locked")
        await world.reports(outcome)

        await world.happens(unmute("e1"))

        assert [] == world.asked.tries

    async def test_try_that_could_not_be_answered_counts_when_it_is_told_again(
        self, world: World
    ) -> None:
        """And neither the try of another person is lost by it, nor anything else of the post."""
        for ref, person in (("a", ANN), ("b", BEN)):
            await world.bound(ref, person)
        await world.told()
        await world.reports("locked", "ab")
        said = (
            unmute("e1"),
            unmute("e2"),
            unmute("e3", "b"),
            {"id": "e4", "ref": "c", "type": "joined"},
        )

        world.asked.away = {ANN}
        with pytest.raises(Unavailable):
            await world.happens(*said)
        assert [BEN] == world.asked.tries
        assert {"e3", "e4"} == set(await world.taken())
        world.asked.away = set()
        await world.happens(unmute("e1"), unmute("e2"), unmute("e3", "b"))

        assert [BEN, ANN] == world.asked.tries

    async def test_try_that_was_left_is_answered_once(self, world: World) -> None:
        await world.bound("a")
        await world.told()
        await world.reports("locked")
        world.asked.away = {ANN}
        with pytest.raises(Unavailable):
            await world.happens(unmute("e1"))
        world.asked.away = set()

        assert 1 == await world.happens(unmute("e1"))
        assert 0 == await world.happens(unmute("e1"))

        assert [ANN] == world.asked.tries

    async def test_vendor_whose_clock_was_ahead_takes_nobodys_tries(self, world: World) -> None:
        await world.bound("a")
        await world.told()
        await world.reports("locked", at=LATEST)

        await world.happens(unmute("e1"))

        assert [ANN] == world.asked.tries

    async def test_place_of_nobody_presses_for_nobody(self, world: World) -> None:
        await world.says({"ref": "a", "person": "ann"})
        await world.told()
        await world.reports("locked")

        await world.happens(unmute("e1"))

        assert [] == world.asked.tries


class TestReports:
    async def test_report_of_the_newest_state_is_kept(self, world: World) -> None:
        await world.told()

        assert Version(4) == await world.reports()

        known = await world.vendor()
        assert known.report is not None
        assert (1, Version(4)) == (known.reported, known.report.version.version)

    async def test_report_that_takes_back_what_was_believed_stirs(self, world: World) -> None:
        await world.told()
        await world.reports("requested")
        await world.reports("locked")
        await world.reports("locked")
        assert 0 == (await world.vendor()).stirred

        await world.reports("free")
        await world.reports("free")

        assert 1 == (await world.vendor()).stirred

    async def test_report_of_an_older_one_changes_nothing(self, world: World) -> None:
        await world.told(Version(4))
        await world.reports()
        await world.told(Version(5))

        assert Version(5) == await world.reports("free", seq=4)

        assert 1 == (await world.vendor()).reported

    @pytest.mark.parametrize("newer", [(4, 1), (5, 0)])
    async def test_report_of_what_was_never_sent_is_refused(
        self, world: World, newer: tuple[int, int]
    ) -> None:
        await world.told(Version(4))

        with pytest.raises(UnknownVersion):
            await world.reports(seq=newer[0], n=newer[1])

        assert 0 == (await world.vendor()).reported

    async def test_report_of_nothing_is_answered_and_changes_nothing(self, world: World) -> None:
        assert Version() == await world.reports(seq=0)
        assert 0 == (await world.vendor()).reported
