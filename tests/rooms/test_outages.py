"""What was told while the line of a bus was broken is looked for, however short that was."""

from dataclasses import dataclass
from typing import cast

from app.rooms.outages import Outages
from app.rooms.ports import Bus


@dataclass
class Standing:
    """As a bus says of itself."""

    is_up: bool = True
    lines: int = 1

    def breaks(self) -> None:
        self.is_up = False

    def is_made_again(self) -> None:
        self.is_up, self.lines = True, self.lines + 1


def outages_of(bus: Standing) -> Outages:
    return Outages(cast(Bus, bus))


def test_nothing_is_hidden_by_a_line_that_stands() -> None:
    outages = outages_of(Standing())

    assert [False, False] == [outages.have_hidden(), outages.have_hidden()]
    assert not outages.are_over()


def test_first_line_of_all_has_hidden_nothing() -> None:
    bus = Standing(lines=0)
    outages = outages_of(bus)
    bus.is_made_again()

    assert not outages.have_hidden()


def test_something_may_be_hidden_while_it_is_away_and_once_when_it_is_back() -> None:
    bus = Standing()
    outages = outages_of(bus)
    bus.breaks()
    away = [outages.have_hidden(), outages.have_hidden()]
    bus.is_made_again()

    assert [True, True] == away
    assert [True, False] == [outages.have_hidden(), outages.have_hidden()]


def test_line_that_broke_and_was_made_again_between_two_looks_is_noticed_once() -> None:
    bus = Standing()
    looking, telling = outages_of(bus), outages_of(bus)
    bus.breaks()
    bus.is_made_again()

    assert [True, False] == [looking.have_hidden(), looking.have_hidden()]
    assert [True, False] == [telling.are_over(), telling.are_over()]


def test_it_is_over_once_it_is_back_and_not_before() -> None:
    bus = Standing()
    outages = outages_of(bus)
    bus.breaks()
    away = outages.are_over()
    bus.is_made_again()

    assert not away
    assert [True, False] == [outages.are_over(), outages.are_over()]


def test_look_that_failed_is_owed() -> None:
    outages = outages_of(Standing())
    outages.owe_a_look()

    assert [True, False] == [outages.have_hidden(), outages.have_hidden()]
