"""The headers of a message, by Standard Webhooks: its id, the moment of the try, signatures."""

from collections.abc import Sequence
from datetime import UTC, datetime

from standardwebhooks import Webhook

from app.phases.units import Instant

MEDIA_TYPE = "application/json"
AGENT = "pushback-webhooks/1"


def signed(message_id: str, body: bytes, secrets: Sequence[str], now: Instant) -> dict[str, str]:
    """The headers that go with `body`; each of the secrets signs, so that either verifies."""
    at = datetime.fromtimestamp(now // 1000, UTC)
    signatures = [Webhook(secret).sign(message_id, at, body.decode()) for secret in secrets]
    return {
        "content-type": MEDIA_TYPE,
        "user-agent": AGENT,
        "webhook-id": message_id,
        "webhook-timestamp": str(now // 1000),
        "webhook-signature": " ".join(signatures),
    }
