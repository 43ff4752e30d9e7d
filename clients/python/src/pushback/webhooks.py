"""Whether a webhook is from whom it says it is: Standard Webhooks, by their own package.

It comes with the extra `webhooks` of this library.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from pushback.errors import BadWebhook

MOST_BYTES = 64 * 1024
"""The longest body that is looked at."""


class Receiver:
    """Knows the secrets of one endpoint: the present one, and while they change the former too."""

    def __init__(self, *secrets: str) -> None:
        if not secrets:
            raise ValueError("a receiver needs a secret")
        self._known: Sequence[Webhook] = [Webhook(one) for one in secrets]

    def verified(self, body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
        """What was sent; raises `BadWebhook` for a wrong, missing or old signature.

        `body` are the bytes as they came. The same `webhook-id` may come more than once, and
        deliveries may overtake each other: keep the ids that were done, and go by `seq`.
        """
        if len(body) > MOST_BYTES:
            raise BadWebhook
        lowered = {name.lower(): value for name, value in headers.items()}
        for known in self._known:
            try:
                said = known.verify(body, lowered)
            except (WebhookVerificationError, ValueError):
                continue
            if isinstance(said, dict):
                return said
        raise BadWebhook
