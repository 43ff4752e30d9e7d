import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.phases.units import HOUR, MINUTE, SECOND
from app.webhooks.reply import SAYS, Answer, Reply, reply_of
from tests.support.clock import NOON


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (200, Answer.TAKEN),
        (204, Answer.TAKEN),
        (299, Answer.TAKEN),
        (301, Answer.REDIRECTED),
        (307, Answer.REDIRECTED),
        (400, Answer.REFUSED),
        (410, Answer.GONE),
        (429, Answer.REFUSED),
        (500, Answer.FAILED),
        (503, Answer.FAILED),
        (100, Answer.STRANGE),
        (999, Answer.STRANGE),
    ],
)
def test_status_means_this(status: int, answer: Answer) -> None:
    assert Reply(answer) == reply_of(status, None, NOON)


@pytest.mark.parametrize(
    ("asked", "rest"),
    [
        ("120", 2 * MINUTE),
        ("0", None),
        ("-5", None),
        ("999999999", HOUR),
        ("9" * 30, None),
        ("Fri, 15 Jan 2027 08:00:10 GMT", 10 * SECOND),
        ("Fri, 15 Jan 2027 07:59:50 GMT", None),
        ("Fri, 15 Jan 9999 08:00:10 GMT", HOUR),
        ("soon", None),
        ("", None),
    ],
)
def test_endpoint_may_ask_for_rest_within_bounds(asked: str, rest: int | None) -> None:
    assert rest == reply_of(429, asked, NOON).rest
    assert rest == reply_of(503, asked, NOON).rest


def test_who_is_well_is_given_no_rest() -> None:
    assert None is reply_of(200, "120", NOON).rest
    assert None is reply_of(500, "120", NOON).rest


@given(st.text())
def test_what_nobody_can_read_is_no_wish(text: str) -> None:
    rest = reply_of(503, text, NOON).rest

    assert rest is None or 0 < rest <= HOUR


def test_every_answer_is_explained() -> None:
    assert set(Answer) == set(SAYS)
