"""The bus inside one process."""

from app.bus.memory import MemoryBus
from app.rooms.fields import RoomId
from app.rooms.ports import Hint, Share

HINT = Hint(RoomId("r1"), "e1", 7)


def test_what_one_node_publishes_every_other_node_hears() -> None:
    bus = MemoryBus()
    first, second, third = bus.join(), bus.join(), bus.join()
    heard: dict[str, list[Hint | Share]] = {"first": [], "second": [], "third": []}
    for end, messages in zip((first, second, third), heard.values(), strict=True):
        end.subscribe(messages.append)
    first.publish(HINT)
    assert heard == {"first": [], "second": [HINT], "third": [HINT]}


def test_a_share_travels_whole() -> None:
    bus = MemoryBus()
    first, second = bus.join(), bus.join()
    heard: list[Hint | Share] = []
    second.subscribe(heard.append)
    share = Share(RoomId("r1"), "n1", {"away": ["p1"]})
    first.publish(share)
    assert heard == [share]


def test_who_has_stopped_listening_hears_nothing_more() -> None:
    bus = MemoryBus()
    first, second = bus.join(), bus.join()
    heard: list[Hint | Share] = []
    stop = second.subscribe(heard.append)
    stop()
    first.publish(HINT)
    assert heard == []


def test_publishing_to_nobody_is_no_error() -> None:
    MemoryBus().join().publish(HINT)
