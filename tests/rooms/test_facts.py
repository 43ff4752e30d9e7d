"""Several pictures of the same facts become one, however they reached whoever merges them."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from app.phases.units import Instant
from app.rooms.facts import (
    LINES,
    MOST_FACTS,
    MOST_LINES,
    NO_LONGER,
    Fact,
    Facts,
    in_order,
    merged,
    next_stamp,
    stamped,
)
from tests.support.clock import NOON

KEYS = [
    *((kind, who) for kind in ("need", "away") for who in ("ada", "ben", "cleo")),
    *(("text", "ada", str(n)) for n in range(2 * MOST_LINES)),
]
PICTURES: st.SearchStrategy[Facts] = st.dictionaries(
    st.sampled_from(KEYS),
    st.builds(
        Fact,
        st.integers(0, 9).map(Instant),
        st.sampled_from([NO_LONGER, (1, ""), (1, "x"), (2, "")]),
    ),
    max_size=30,
)


@given(PICTURES, PICTURES, PICTURES)
def test_it_is_the_same_who_is_heard_first_and_who_was_heard_together(
    one: Facts, two: Facts, three: Facts
) -> None:
    assert merged(one, two) == merged(two, one)
    assert merged(merged(one, two), three) == merged(one, merged(two, three))


@given(st.lists(PICTURES, max_size=4), st.randoms(use_true_random=False))
def test_doubled_and_reordered_shares_change_nothing(pictures: list[Facts], chance: Random) -> None:
    told = pictures * 2
    chance.shuffle(told)
    heard: Facts = {}
    for facts in told:
        heard = merged(heard, facts)

    assert merged(*pictures) == heard == merged(heard, heard)


@given(PICTURES, PICTURES)
def test_of_each_key_the_newest_holds(one: Facts, two: Facts) -> None:
    for key, fact in merged(one, two).items():
        assert fact == max(facts[key] for facts in (one, two) if key in facts)


def test_oldest_lines_and_facts_go_first_and_no_line_drives_out_a_fact() -> None:
    lines: Facts = {
        ("text", "ada", str(n)): Fact(Instant(n), (n, "w", "")) for n in range(MOST_LINES + 5)
    }
    away: Facts = {("away", f"p{n}"): Fact(Instant(n), (n,)) for n in range(MOST_FACTS + 5)}

    kept = merged(lines, away)

    assert (MOST_FACTS + MOST_LINES) == len(kept)
    assert min(fact.at for fact in kept.values()) == 5
    assert MOST_LINES == sum(key[0] in LINES for key in kept)


@given(PICTURES, st.integers(0, 12).map(Instant))
def test_what_is_said_now_is_newer_than_all_that_is_known_here(known: Facts, now: Instant) -> None:
    """Also where another node's clock is ahead of this one's."""
    stamp = next_stamp(known, now)

    assert stamp >= now
    assert all(fact.at < stamp for fact in known.values())


def test_facts_are_in_the_order_in_which_they_were_said() -> None:
    said = {**stamped({("away", "eve"): (1,)}, NOON), **stamped({("away", "dev"): (1,)}, NOON)}
    before = {**said, **stamped({("need", "zoe"): (1, "")}, Instant(NOON - 1))}

    assert ["zoe", "dev", "eve"] == [key[1] for key, _ in in_order(before)]
