"""Batches cut to short texts, and put together again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bus.codec import MOST_BYTES
from app.bus.outbox import BATCH_BYTES
from app.bus.parcels import MOST_CHUNKS, MOST_SENDERS, NotAParcel, Unpacking, packed

REPEATED = st.lists(
    st.tuples(st.binary(max_size=20), st.integers(1, 1_500)), min_size=1, max_size=5
).filter(lambda told: sum(len(line) * times for line, times in told) < BATCH_BYTES)
"""Messages told by what they repeat and how often, so that a failing one can be read; together no
more than leaves at once."""


@given(REPEATED)
def test_batch_comes_out_as_it_went_in(repeated: list[tuple[bytes, int]]) -> None:
    messages = [line.replace(b"\n", b" ") * times or b"-" for line, times in repeated]
    unpacking = Unpacking("node-2")
    parcels = packed("node-1", 7, messages)

    assert all(len(parcel.encode()) < 8_000 for parcel in parcels)
    assert all(parcel.isascii() for parcel in parcels)
    *parts, last = [unpacking.take(parcel) for parcel in parcels]
    assert not any(parts)
    assert messages == last


def test_largest_batch_is_within_the_bound() -> None:
    assert len(packed("n" * 64, 10**14, [b"x" * max(MOST_BYTES, BATCH_BYTES)])) <= MOST_CHUNKS


def test_parcels_of_two_senders_may_mix() -> None:
    unpacking = Unpacking("node-3")
    ones, twos = packed("node-1", 1, [b"1" * 9_000]), packed("node-2", 1, [b"2" * 9_000])
    assert [] == unpacking.take(ones[0]) == unpacking.take(twos[0])

    assert [b"1" * 9_000] == unpacking.take(ones[1])
    assert [b"2" * 9_000] == unpacking.take(twos[1])


@pytest.mark.parametrize("order", [[1, 2], [0, 2], [0, 2, 1], [0, 0, 2], [2, 1, 0], [0, 1, 1, 2]])
def test_batch_with_a_gap_is_dropped_and_the_next_is_whole(order: list[int]) -> None:
    unpacking = Unpacking("node-2")
    parcels = packed("node-1", 1, [b"x" * 16_000])
    assert 3 == len(parcels)
    assert not any(unpacking.take(parcels[nth]) for nth in order)

    assert [b"y"] == unpacking.take(packed("node-1", 2, [b"y"])[0])


def test_end_of_one_batch_is_not_the_end_of_another() -> None:
    unpacking = Unpacking("node-2")
    unpacking.take(packed("node-1", 1, [b"x" * 9_000])[0])

    assert [] == unpacking.take(packed("node-1", 2, [b"y" * 9_000])[1])


def test_batches_begun_have_a_bound() -> None:
    unpacking = Unpacking("node")
    senders = [packed(f"node-{n}", 1, [b"x" * 9_000]) for n in range(MOST_SENDERS + 1)]
    for parcels in senders:
        unpacking.take(parcels[0])

    assert [] == unpacking.take(senders[0][1])
    assert [b"x" * 9_000] == unpacking.take(senders[1][1])


NO_PARCELS = [
    "", "canary", "n 1 0 1", "n 1 1 1 YQ==", "n 1 0 99 YQ==", "n 1 0 1 Y", "n 1 0 1 ??", "n 1 ١ ٢ "
]  # fmt: skip


@pytest.mark.parametrize("words", NO_PARCELS)
def test_words_of_others_are_no_parcel(words: str) -> None:
    with pytest.raises(NotAParcel):
        Unpacking("node-2").take(words)


def test_own_parcels_are_known() -> None:
    unpacking = Unpacking("node-1")

    assert unpacking.is_own(packed("node-1", 1, [])[0])
    assert not unpacking.is_own(packed("node-11", 1, [])[0])
