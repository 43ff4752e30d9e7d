"""What is signed is verified by the reference library of the standard."""

import time

import pytest
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from app.phases.units import Instant
from app.webhooks.signing import signed
from tests.support.clock import NOON

ONE, TWO, THREE = ("whsec_" + letter * 42 + "A=" for letter in "abc")
BODY = '{"data":{},"type":"webhook.test","wörter":"–"}'.encode()


def now() -> Instant:
    return Instant(time.time_ns() // 1_000_000)


def test_message_is_verified_by_its_secret_and_by_no_other() -> None:
    headers = signed("msg_1", BODY, [ONE], now())

    assert "webhook.test" == Webhook(ONE).verify(BODY, headers)["type"]
    with pytest.raises(WebhookVerificationError):
        Webhook(TWO).verify(BODY, headers)


def test_while_a_secret_is_rotated_either_verifies() -> None:
    headers = signed("msg_1", BODY, [ONE, TWO], now())

    for secret in (ONE, TWO):
        Webhook(secret).verify(BODY, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(THREE).verify(BODY, headers)


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp"])
def test_id_and_moment_are_signed_too(name: str) -> None:
    headers = signed("msg_1", BODY, [ONE], now())

    with pytest.raises(WebhookVerificationError):
        Webhook(ONE).verify(BODY, headers | {name: str(int(time.time()) - 1)})


def test_old_message_is_refused() -> None:
    with pytest.raises(WebhookVerificationError, match="old"):
        Webhook(ONE).verify(BODY, signed("msg_1", BODY, [ONE], Instant(now() - 301_000)))


def test_headers_say_what_it_is() -> None:
    headers = signed("msg_1", BODY, [ONE], NOON)

    assert "application/json" == headers["content-type"]
    assert str(NOON // 1000) == headers["webhook-timestamp"]
