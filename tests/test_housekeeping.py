"""What a node does now and then."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.housekeeping import CLOCK_SAMPLES, MOST_CLOCK_ERROR, Housekeeping
from app.main import Service
from app.phases.phase import Phase
from app.phases.shipped import SHIPPED
from app.phases.units import HOUR, Instant, Millis, later
from app.rooms.errors import NotFound
from app.rooms.fields import RoomId
from app.rooms.ports import LogUnavailable
from app.rooms.roles import Audience
from app.rooms.seat import Seat
from app.rooms.state import Agreement
from app.settings import Settings
from app.storage.engine import open_database
from app.storage.migrating import upgrade
from app.webhooks.message import tried
from app.webhooks.reply import Answer
from tests.support import told
from tests.support.rim import KeepingSink, soon


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    """A node that does not listen."""
    url = f"sqlite:///{tmp_path / 'pushback.db'}"
    await asyncio.to_thread(upgrade, url)
    made = Service(Settings(database_url=url), await open_database(url))
    yield made
    await made.database.close()


@pytest.fixture
def housekeeping(service: Service) -> Housekeeping:
    """Its housekeeping."""
    return service.housekeeping


async def test_before_a_node_listens_it_knows_how_far_off_its_clock_may_be(
    housekeeping: Housekeeping,
) -> None:
    assert housekeeping.clock_error is None
    await housekeeping.open()
    assert housekeeping.clock_error is not None
    assert housekeeping.clock_error < 1000


async def test_a_node_on_a_machine_an_hour_ahead_is_right_before_it_listens(
    service: Service,
) -> None:
    service.clock.correct(HOUR)
    ahead = service.clock.now()
    await service.housekeeping.open()
    assert abs(ahead - HOUR - service.clock.now()) < 60_000
    assert service.housekeeping.clock_error is not None
    assert service.housekeeping.clock_error < MOST_CLOCK_ERROR


async def test_the_clock_follows_the_database(service: Service) -> None:
    ahead = Millis(HOUR)

    class Elsewhere:
        """A database on a machine whose clock is an hour ahead."""

        asked = 0

        async def now(self) -> Instant:
            self.asked += 1
            return Instant(service.clock.now() + (ahead if self.asked <= CLOCK_SAMPLES else 0))

    before = service.clock.now()
    service.housekeeping.database = Elsewhere()  # type: ignore[assignment]  # asked for its time
    await service.housekeeping.discipline_clock()
    assert service.clock.now() >= before + ahead


class Ahead:
    """A database whose time is an hour ahead of a node's."""

    def __init__(self, service: Service) -> None:
        self.service = service

    async def now(self) -> Instant:
        return later(self.service.clock.now(), HOUR)


async def test_step_of_the_wall_clock_is_felt_by_no_meeting_over_a_file(service: Service) -> None:
    """Where time goes on for us while the machine sleeps, nothing but a step sets the two apart."""
    room = await service.rooms.create(SHIPPED["review"], Agreement())
    live = await service.rooms.hold(room)
    seat = Seat(room, None, Audience.INTEGRATION, KeepingSink())

    service.housekeeping.database = Ahead(service)  # type: ignore[assignment]  # asked for its time
    live.seats.add(seat)
    before = service.clock.now()
    await service.housekeeping.discipline_clock()
    assert service.clock.now() < before + HOUR
    assert service.housekeeping.clock_error is not None
    assert service.housekeeping.clock_error < MOST_CLOCK_ERROR

    live.seats.remove(seat)
    await service.housekeeping.discipline_clock()
    assert service.clock.now() >= before + HOUR


async def test_time_of_a_server_is_followed_under_a_meeting_too(service: Service) -> None:
    live = await service.rooms.hold(await service.rooms.create(SHIPPED["review"], Agreement()))
    live.seats.add(Seat(live.room.id, None, Audience.INTEGRATION, KeepingSink()))
    service.housekeeping.database_url = "postgresql://somebody@somewhere/rooms"
    service.housekeeping.database = Ahead(service)  # type: ignore[assignment]  # as above
    before = service.clock.now()
    await service.housekeeping.discipline_clock()
    assert service.clock.now() >= before + HOUR


async def test_a_duty_that_finds_the_database_away_does_not_stop_the_next(
    housekeeping: Housekeeping,
) -> None:
    done = []

    async def away() -> None:
        raise LogUnavailable("away")

    async def other() -> None:
        done.append("other")

    await housekeeping._all((away, other))
    assert done == ["other"]


async def test_a_room_that_nobody_sits_in_is_let_go_and_can_be_held_again(
    service: Service,
) -> None:
    room = await service.rooms.create(SHIPPED["review"], Agreement())
    await service.rooms.hold(room)
    await service.housekeeping.unload()
    assert room in service.rooms.held, "not before ten minutes"


async def test_a_copy_that_a_migration_made_a_day_ago_is_deleted_at_the_start(
    service: Service, tmp_path: Path
) -> None:
    old = tmp_path / "pushback.db.before-rooms-1000"
    young = tmp_path / f"pushback.db.before-rooms-{service.clock.now()}"
    for copy in (old, young):
        copy.write_bytes(b"")
    await service.housekeeping.open()
    assert not old.exists()
    assert young.exists()


async def test_how_much_a_node_holds_is_said(service: Service) -> None:
    await service.rooms.hold(await service.rooms.create(SHIPPED["review"], Agreement()))
    await service.housekeeping.measure()
    assert "pushback_rooms 1.0" in service.metrics.text().decode()


async def test_sweeping_reducing_and_ending_find_nothing_to_do_in_a_new_database(
    service: Service,
) -> None:
    room = await service.rooms.create(SHIPPED["review"], Agreement())
    await service.housekeeping.sweep()
    await service.housekeeping.reduce()
    await service.housekeeping.end_abandoned()
    assert [room] == list(await service.rooms.log.open_rooms())


async def test_rounds_do_each_duty_in_its_stride(service: Service) -> None:
    done: list[str] = []

    async def each_second() -> None:
        done.append("each")

    service.housekeeping._duties = {1: (each_second,), 1_000: (service.housekeeping.sweep,)}
    running = asyncio.create_task(service.housekeeping.run())
    await soon(lambda: done)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert "pushback_loop_lag_seconds_count 1.0" in service.metrics.text().decode()


async def test_a_clock_ahead_of_the_database_is_said_to_be_off_until_it_is_right(
    service: Service,
) -> None:
    service.clock.correct(5_000)
    before = service.clock.now()
    await service.housekeeping.discipline_clock()
    assert service.housekeeping.clock_error is not None
    assert service.housekeeping.clock_error > 4_000
    assert service.clock.now() >= before


async def test_a_room_reduced_meanwhile_keeps_no_other_from_ending(service: Service) -> None:
    rooms = [await service.rooms.create(SHIPPED["review"], Agreement()) for _ in range(2)]
    asked: list[str] = []

    class Gone:
        """A watch that finds every room gone."""

        async def end_abandoned(self, room: RoomId) -> bool:
            asked.append(room)
            raise NotFound

    service.housekeeping.watch = Gone()  # type: ignore[assignment]  # asked for nothing else
    await service.housekeeping.end_abandoned()
    assert sorted(rooms) == sorted(asked)


async def test_metrics_say_whether_the_bus_is_up(service: Service) -> None:
    await service.housekeeping.measure()
    assert "pushback_bus_up 1.0" in service.metrics.text().decode()

    class Away:
        """A bus that hears nobody."""

        is_up = False

    service.rooms.bus = Away()  # type: ignore[assignment]  # asked for nothing else
    await service.housekeeping.measure()
    assert "pushback_bus_up 0.0" in service.metrics.text().decode()


async def test_a_clock_measured_too_poorly_to_serve_by_is_measured_again_soon(
    service: Service,
) -> None:
    housekeeping = service.housekeeping
    poor, good = 100 * MOST_CLOCK_ERROR, MOST_CLOCK_ERROR / 2
    housekeeping.clock_error = poor
    await housekeeping._all(housekeeping._duties[1])  # the next second's
    assert housekeeping.clock_error < poor

    housekeeping.clock_error = good
    await housekeeping._all(housekeeping._duties[1])
    assert good == housekeeping.clock_error


async def test_deliveries_of_long_ago_are_listed_no_longer(
    service: Service, housekeeping: Housekeeping
) -> None:
    database, long_ago = service.database, Instant(1)
    to = await told.with_endpoint(database)
    await told.room(database, Phase.OPENING)
    await told.followed(database, long_ago)
    (held,) = await told.claimed(database, to)
    await told.settled(database, held.message, tried(held.message, Answer.TAKEN, long_ago))

    await housekeeping.forget_messages()

    assert [] == await told.listed(database)
