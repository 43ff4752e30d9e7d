import base64
from dataclasses import replace

from app.access.organisations import OURS
from app.phases.units import HOUR, MINUTE, Instant, later
from app.webhooks.endpoint import ROTATING, drawn, rotated
from app.webhooks.reply import Answer, Reply
from tests.support.clock import NOON
from tests.support.ids import CountingIds
from tests.support.told import URL, endpoint

IDS = CountingIds()


def test_secret_is_of_the_form_and_length_of_the_standard() -> None:
    secret = drawn(URL, OURS, IDS, NOON).secret

    assert secret.startswith("whsec_")
    assert 24 <= len(base64.b64decode(secret.removeprefix("whsec_"), validate=True)) <= 64


def test_no_two_endpoints_have_the_same_id_or_secret() -> None:
    made = [drawn(URL, OURS, IDS, NOON) for _ in range(20)]

    assert 20 == len({one.id for one in made}) == len({one.secret for one in made})
    assert all(one.id.isalnum() and len(one.id) == 20 for one in made)


def test_former_secret_signs_for_a_day_beside_the_new_one() -> None:
    first = drawn(URL, OURS, IDS, NOON)
    second = rotated(first, IDS, NOON)
    end = later(NOON, ROTATING)

    assert (first.secret,) == first.secrets(NOON)
    assert (second.secret, first.secret) == second.secrets(NOON)
    assert (second.secret, first.secret) == second.secrets(Instant(end - 1))
    assert (second.secret,) == second.secrets(end)
    assert second.secret != first.secret
    assert 24 * HOUR == ROTATING


def test_two_secrets_sign_and_never_three() -> None:
    first = drawn(URL, OURS, IDS, NOON)
    third = rotated(rotated(first, IDS, NOON), IDS, NOON)

    assert 2 == len(third.secrets(NOON))
    assert first.secret not in third.secrets(NOON)


def test_endpoint_that_wants_no_more_is_disabled() -> None:
    known = endpoint()
    at = later(NOON, MINUTE)

    assert at == known.after(Reply(Answer.GONE), at).disabled_at
    assert NOON == replace(known, disabled_at=NOON).after(Reply(Answer.GONE), at).disabled_at


def test_endpoint_that_asks_for_rest_has_it() -> None:
    known = endpoint()

    assert NOON + MINUTE == known.after(Reply(Answer.FAILED, MINUTE), NOON).rests_until
    assert known == known.after(Reply(Answer.FAILED), NOON)
    assert known == known.after(Reply(Answer.TAKEN), NOON)


def test_nothing_secret_is_in_what_a_log_would_show() -> None:
    made = rotated(drawn("https://hooks.example.com/canary", OURS, IDS, NOON), IDS, NOON)

    assert "whsec_" not in repr(made)
    assert "canary" not in repr(made)
