from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    precondition,
    rule,
    run_state_machine_as_test,
)

from app.access.resume import Chain, follow
from app.rooms.fields import PersonId
from tests.support.door import ROOM


def digest(number: int) -> bytes:
    return number.to_bytes(32, "big")


FIRST = Chain("chain", "pass", ROOM, PersonId("ann"), digest(0))


def test_newest_secret_is_followed_by_its_successor() -> None:
    chain = follow(FIRST, digest(0), digest(1))

    assert chain == Chain("chain", "pass", ROOM, PersonId("ann"), digest(1), digest(0))


def test_secret_stays_good_until_its_successor_was_presented() -> None:
    chain = follow(FIRST, digest(0), digest(1))
    assert chain is not None

    again = follow(chain, digest(0), digest(2))

    assert again is not None
    assert follow(again, digest(2), digest(3)) is not None


def test_secret_whose_successor_was_presented_ends_the_pass() -> None:
    chain = follow(FIRST, digest(0), digest(1))
    assert chain is not None
    chain = follow(chain, digest(1), digest(2))
    assert chain is not None

    assert follow(chain, digest(0), digest(3)) is None


def test_secret_that_was_replaced_unpresented_ends_the_pass() -> None:
    chain = follow(FIRST, digest(0), digest(1))
    assert chain is not None
    chain = follow(chain, digest(0), digest(2))
    assert chain is not None

    assert follow(chain, digest(1), digest(3)) is None


def test_secret_that_never_was_ends_the_pass() -> None:
    assert follow(FIRST, digest(99), digest(1)) is None


def test_repr_shows_no_digest() -> None:
    assert repr(FIRST.newest) not in repr(FIRST)


@given(st.lists(st.booleans()))
def test_tab_whose_welcomes_get_lost_is_never_taken_for_a_thief(arrivals: list[bool]) -> None:
    chain, mine = FIRST, 0
    for successor, arrives in enumerate(arrivals, start=1):
        after = follow(chain, digest(mine), digest(successor))
        assert after is not None
        chain, mine = after, successor if arrives else mine


@given(st.lists(st.integers(0, 6), max_size=40))
def test_exactly_the_newest_and_the_last_presented_are_good(ages: list[int]) -> None:
    chain, newest, presented = FIRST, 0, None
    for successor, age in enumerate(ages, start=1):
        brought = newest - age
        after = follow(chain, digest(max(brought, 0)), digest(successor))
        if max(brought, 0) not in {newest, presented}:
            assert after is None
            return
        assert after is not None
        chain, newest, presented = after, successor, max(brought, 0)


@given(st.integers(0, 20), st.integers(1, 20))
def test_of_two_holders_of_a_secret_both_are_soon_out(before: int, after: int) -> None:
    """However long the thief waits: once both have presented and one comes again, the pass ends."""
    chain, successor = FIRST, 0
    for _ in range(before):
        following = follow(chain, digest(successor), digest(successor + 1))
        assert following is not None
        chain, successor = following, successor + 1
    stolen = mine = successor
    for _ in range(after):
        following = follow(chain, digest(mine), digest(successor + 1))
        assert following is not None
        chain, mine, successor = following, successor + 1, successor + 1

    taken = follow(chain, digest(stolen), digest(successor + 1))

    assert taken is None or follow(taken, digest(mine), digest(successor + 2)) is None


class Hands(RuleBasedStateMachine):
    """A tab, and whoever copied its secret at some time, present what they hold, in any order.

    `bringable` is what the tab could bring next if it alone had done all this.
    """

    def __init__(self) -> None:
        super().__init__()
        self.chain: Chain | None = FIRST
        self.tab = 0
        self.copy: int | None = None
        self.drawn = 0
        self.bringable = {0}
        self.has_copy_come = False

    @rule()
    def is_copied(self) -> None:
        self.copy = self.tab

    @rule(is_welcome_read=st.booleans())
    def tab_comes(self, is_welcome_read: bool) -> None:
        came = self.comes(self.tab, other=self.copy)
        assert came or self.has_copy_come
        if came and is_welcome_read:
            self.tab = self.drawn

    @precondition(lambda self: self.copy is not None)
    @rule(is_welcome_read=st.booleans())
    def copy_comes(self, is_welcome_read: bool) -> None:
        assert self.copy is not None
        self.has_copy_come = True
        if self.comes(self.copy, other=self.tab) and is_welcome_read:
            self.copy = self.drawn

    def comes(self, brought: int, *, other: int | None) -> bool:
        """Whether who brings this is let in: exactly if one tab could bring it."""
        if self.chain is None:
            return False
        self.drawn += 1
        self.chain = follow(self.chain, digest(brought), digest(self.drawn))
        assert (brought in self.bringable) is (self.chain is not None)
        if self.chain is None:
            return False
        self.bringable = {brought, self.drawn}
        if other not in {None, brought}:
            assert follow(self.chain, digest(other or 0), digest(self.drawn + 1)) is None
        return True


def test_pass_ends_when_no_single_tab_could_have_come_so_and_soon_once_two_hold_the_chain() -> None:
    run_state_machine_as_test(Hands, settings=settings(max_examples=200, stateful_step_count=20))
