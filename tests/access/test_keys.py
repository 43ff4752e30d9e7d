from dataclasses import replace

import pytest

from app.access import keys
from app.access.errors import BadKey, BadTerms
from app.access.grants import Scope
from app.access.keys import Key, NewKey, is_use_to_note, refuse_terms
from app.access.secrets import Kind, draw, parse
from app.phases.units import HOUR, MINUTE, Instant, Millis, later
from tests.support.clock import NOON
from tests.support.ids import CountingIds

DRAWN = draw(Kind.KEY, CountingIds())
KEY = Key(DRAWN.id, DRAWN.digest, "notice board", frozenset({Scope.OPERATOR}), frozenset(), NOON)
PRESENTED = parse(Kind.KEY, DRAWN.text)


def test_good_key_grants_its_scopes() -> None:
    grant = keys.check(KEY, PRESENTED, NOON)

    assert KEY.id == grant.key
    assert grant.may(Scope.OPERATOR)


@pytest.mark.parametrize(
    "key",
    [
        None,
        replace(KEY, digest=b"another"),
        replace(KEY, revoked_at=NOON),
        replace(KEY, expires_at=NOON),
    ],
    ids=["unknown", "wrong", "revoked", "expired"],
)
def test_bad_keys_are_refused_alike(key: Key | None) -> None:
    with pytest.raises(BadKey) as refused:
        keys.check(key, PRESENTED, NOON)

    assert BadKey.__doc__ == refused.value.say


def test_key_is_good_until_the_last_instant() -> None:
    key = replace(KEY, expires_at=Instant(NOON + 1))

    assert KEY.id == keys.check(key, PRESENTED, NOON).key


@pytest.mark.parametrize(
    ("last_used_at", "is_to_note"),
    [(None, True), (NOON - MINUTE, True), (NOON - MINUTE + 1, False), (NOON, False)],
)
def test_use_is_noted_at_most_once_a_minute(last_used_at: Instant | None, is_to_note: bool) -> None:
    assert is_to_note is is_use_to_note(replace(KEY, last_used_at=last_used_at), NOON)


@pytest.mark.parametrize("label", ["", "   ", "a\nb", "x" * 61])
def test_label_that_nobody_could_read_is_refused(label: str) -> None:
    with pytest.raises(BadTerms):
        refuse_terms(label, None)


def test_key_that_never_lives_is_refused() -> None:
    with pytest.raises(BadTerms):
        refuse_terms("notice board", Millis(0))


def test_key_may_live_for_ever_or_for_an_hour() -> None:
    refuse_terms("notice board", None)
    refuse_terms("notice board", HOUR)


def test_repr_shows_no_secret() -> None:
    shown = repr(NewKey(replace(KEY, expires_at=later(NOON, HOUR)), DRAWN.text))

    assert DRAWN.text not in shown
    assert repr(DRAWN.digest) not in shown
