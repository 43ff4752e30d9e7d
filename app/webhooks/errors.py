"""Refusals of webhooks: each class is one complaint with a stable `code`; none echoes a value."""

from typing import ClassVar


class WebhookError(Exception):
    """A refusal; nothing was changed. Abstract: raise a child."""

    code: ClassVar[str] = "refused"

    def __init__(self, say: str = "") -> None:
        super().__init__(say or self.__class__.__doc__ or self.code)

    @property
    def say(self) -> str:
        """One sentence for a person."""
        return str(self.args[0])


class AddressRefused(WebhookError):
    """This address may not be called; it is https on port 443, with a public name or number."""

    code = "address_refused"


class TooManyEndpoints(WebhookError):
    """There are as many endpoints as there may be; delete one first."""

    code = "too_many_endpoints"


class NoSuchEndpoint(WebhookError):
    """There is no such endpoint."""

    code = "no_such_endpoint"


class NoSuchMessage(WebhookError):
    """There is no such message, or it has gone with its meeting."""

    code = "no_such_message"
