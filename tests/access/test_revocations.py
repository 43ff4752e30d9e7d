from app.access.endings import Ending
from app.access.revocations import Listeners, Revocation
from tests.support.clock import NOON
from tests.support.door import OTHER_ROOM, ROOM

ONE, TWO = (Revocation(NOON, Ending.REMOVED, room=room) for room in (ROOM, OTHER_ROOM))


def test_everyone_who_listens_is_told_in_order() -> None:
    listeners = Listeners()
    first, second = list[Revocation](), list[Revocation]()
    listeners.add(first.append)
    listeners.add(second.append)

    listeners.tell([ONE, TWO])

    assert [ONE, TWO] == first == second


def test_whoever_stopped_is_told_no_more() -> None:
    listeners = Listeners()
    heard = list[Revocation]()
    stop = listeners.add(heard.append)

    stop()
    listeners.tell([ONE])

    assert [] == heard


def test_one_may_stop_while_being_told() -> None:
    listeners = Listeners()
    heard = list[Revocation]()
    stop = listeners.add(lambda _: stop())
    listeners.add(heard.append)

    listeners.tell([ONE, TWO])

    assert [ONE, TWO] == heard
