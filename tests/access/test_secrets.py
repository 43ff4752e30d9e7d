import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.access.errors import BadSecret
from app.access.secrets import (
    MOST_CHARACTERS,
    REFUSALS,
    Kind,
    draw,
    draw_test_key,
    is_same,
    parse,
    redraw,
)
from tests.support.ids import CountingIds

every_kind = pytest.mark.parametrize("kind", Kind)


@every_kind
def test_what_was_drawn_is_recognised(kind: Kind) -> None:
    drawn = draw(kind, CountingIds())

    presented = parse(kind, drawn.text)

    assert drawn.id == presented.id
    assert is_same(presented.digest, drawn.digest)


@every_kind
def test_text_tells_its_kind_and_its_row(kind: Kind) -> None:
    drawn = draw(kind, CountingIds())

    assert drawn.text.startswith(f"{kind}_{drawn.id}_")


def test_key_for_practice_says_so_and_cannot_be_made_to_say_otherwise() -> None:
    drawn = draw_test_key(CountingIds())

    presented = parse(Kind.KEY, drawn.text)

    assert drawn.text.startswith(f"pbk_test_{drawn.id}_")
    assert (drawn.id, drawn.digest) == (presented.id, presented.digest)
    assert not is_same(drawn.digest, parse(Kind.KEY, drawn.text.replace("test_", "")).digest)


def test_digest_is_not_the_text() -> None:
    drawn = draw(Kind.KEY, CountingIds())

    assert 32 == len(drawn.digest)
    assert drawn.digest not in drawn.text.encode()


def test_no_two_draws_are_alike() -> None:
    ids = CountingIds()
    drawn = [draw(Kind.LINK, ids) for _ in range(50)]

    assert 50 == len({one.id for one in drawn}) == len({one.digest for one in drawn})


def test_redrawn_secret_keeps_its_row_and_nothing_else() -> None:
    ids = CountingIds()
    first = draw(Kind.RESUME, ids)

    second = redraw(Kind.RESUME, first.id, ids)

    assert first.id == second.id
    assert not is_same(first.digest, second.digest)


@every_kind
def test_secret_of_another_kind_is_refused(kind: Kind) -> None:
    text = draw(kind, CountingIds()).text

    for other in set(Kind) - {kind}:
        with pytest.raises(REFUSALS[other]):
            parse(other, text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "pbl",
        "pbl_",
        "pbl__",
        "pbl_0123456789abcdef0123_",
        "pbl_0123456789ABCDEF0123_abcdefghijklmnopqrstuvwxyz",
        "pbl_0123456789abcdef0123_abcdefghijklmnopqrstuvwxyz\n",
        "pbl_0123456789abcdef0123_abcdefghijklmnopqrstuvwxyß",
        " pbl_0123456789abcdef0123_abcdefghijklmnopqrstuvwxyz",
    ],
)
def test_text_of_another_shape_is_refused(text: str) -> None:
    with pytest.raises(REFUSALS[Kind.LINK]):
        parse(Kind.LINK, text)


def test_long_text_is_refused_before_it_is_looked_at() -> None:
    with pytest.raises(REFUSALS[Kind.PASS]):
        parse(Kind.PASS, "pbp_0123456789abcdef0123_" + "a" * MOST_CHARACTERS)


@given(st.sampled_from(Kind), st.text(max_size=200))
def test_refusal_says_nothing_of_what_was_brought(kind: Kind, text: str) -> None:
    canary = f"{kind}_CANARY{text}"

    with pytest.raises(BadSecret) as refused:
        parse(kind, canary)

    assert "CANARY" not in str(refused.value)
    assert refused.value.__context__ is None


def test_repr_shows_no_secret() -> None:
    drawn = draw(Kind.KEY, CountingIds())
    shown = repr(drawn) + repr(parse(Kind.KEY, drawn.text))

    assert drawn.text not in shown
    assert repr(drawn.digest) not in shown


def test_nothing_is_the_same_as_no_digest() -> None:
    assert not is_same(draw(Kind.KEY, CountingIds()).digest, None)
