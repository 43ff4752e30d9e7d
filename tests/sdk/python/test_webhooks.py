"""A webhook is from whom it says it is, or nothing of it is believed."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from pushback import BadWebhook
from pushback.webhooks import MOST_BYTES, Receiver

FORMER, PRESENT = (f"whsec_{base64.b64encode(one * 24).decode()}" for one in (b"a", b"b"))
SAID = {"type": "meeting.ended", "data": {"room": "r1", "seq": 42}}
BODY = json.dumps(SAID).encode()


def signed(body: bytes, secret: str, at: datetime | None = None) -> dict[str, str]:
    sent = at or datetime.now(UTC)
    return {
        "Webhook-Id": "msg_1",
        "Webhook-Timestamp": str(int(sent.timestamp())),
        "Webhook-Signature": Webhook(secret).sign("msg_1", sent, body.decode()),
    }


def test_what_was_signed_is_read() -> None:
    assert SAID == Receiver(PRESENT).verified(BODY, signed(BODY, PRESENT))


@pytest.mark.parametrize("secret", [FORMER, PRESENT])
def test_while_a_secret_changes_both_are_good(secret: str) -> None:
    assert SAID == Receiver(PRESENT, FORMER).verified(BODY, signed(BODY, secret))


def without(name: str) -> dict[str, str]:
    return {k: v for k, v in signed(BODY, PRESENT).items() if k != name}


def otherwise(name: str, value: str) -> dict[str, str]:
    return {**signed(BODY, PRESENT), name: value}


FORGED: dict[str, Callable[[], dict[str, str]]] = {
    "nothing": dict,
    "no id": lambda: without("Webhook-Id"),
    "no time": lambda: without("Webhook-Timestamp"),
    "no signature": lambda: without("Webhook-Signature"),
    "another secret": lambda: signed(BODY, FORMER),
    "another body": lambda: signed(b"{}", PRESENT),
    "old": lambda: signed(BODY, PRESENT, datetime.now(UTC) - timedelta(minutes=6)),
    "early": lambda: signed(BODY, PRESENT, datetime.now(UTC) + timedelta(minutes=6)),
    "no base64": lambda: otherwise("Webhook-Signature", "v1,?"),
    "no version": lambda: otherwise("Webhook-Signature", "nonsense"),
    "no number": lambda: otherwise("Webhook-Timestamp", "yesterday"),
    "another id": lambda: otherwise("Webhook-Id", "msg_2"),
}
"""Made when they are wanted: what is signed when tests are collected is old by and by."""


@pytest.mark.parametrize("forged", FORGED)
def test_what_was_not_is_refused(forged: str) -> None:
    with pytest.raises(BadWebhook):
        Receiver(PRESENT).verified(BODY, FORGED[forged]())


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b"no JSON"])
def test_what_is_signed_and_no_webhook_is_refused(body: bytes) -> None:
    text = body.decode("latin-1")
    headers: dict[str, Any] = signed(text.encode(), PRESENT)
    with pytest.raises(BadWebhook):
        Receiver(PRESENT).verified(text.encode(), headers)


def test_a_body_beyond_the_bound_is_not_looked_at() -> None:
    body = json.dumps({"type": "x" * MOST_BYTES}).encode()
    with pytest.raises(BadWebhook):
        Receiver(PRESENT).verified(body, signed(body, PRESENT))


def test_a_receiver_needs_a_secret() -> None:
    with pytest.raises(ValueError, match="needs a secret"):
        Receiver()
