"""What a stand is configured with, once: all of it follows from the secret that we share."""

import base64
import hashlib
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx

from app.conform import wire
from app.webhooks.endpoint import PREFIX

LEAST_SECRET = 16
"""Bytes; what is shorter can be tried out."""
PURPOSE = "pushback-conform-1:"


class BadStand(Exception):
    """What was given leads to no stand; one sentence, without the value."""


@dataclass(frozen=True, slots=True)
class Wiring:
    """`base`: where a stand posts what it tells, with `key`. The same secret gives the same key and
    the same call, so that a stand is configured once and not for each run."""

    call: str
    key: str = field(repr=False)
    base: str


def wired(secret: str, public_url: str) -> Wiring:
    """The wiring of a stand that reaches us at that URL; raises `BadStand`."""
    _check_secret(secret)
    origin = checked_url(public_url).rstrip("/")
    call = f"r{_drawn('call', secret)[:20]}"
    key = f"pbk_conform_{_drawn('key', secret)[:40]}"
    return Wiring(call, key, f"{origin}{wire.PREFIX}/{call}")


def checked_url(typed: str) -> str:
    """A URL as somebody typed it; raises `BadStand`."""
    try:
        parts = urlsplit(typed.strip())
        is_good = parts.scheme in ("http", "https") and bool(parts.hostname)
        _ = parts.port, httpx.URL(typed.strip())  # each refuses what the other lets through
    except (ValueError, httpx.InvalidURL):
        is_good = False
    if not is_good:
        raise BadStand("That is no URL: it begins with http:// or https:// and names a machine.")
    return typed.strip()


def _check_secret(secret: str) -> None:
    try:
        held = base64.b64decode(secret.removeprefix(PREFIX) + "==", validate=False)
    except ValueError:
        held = b""
    if len(held) < LEAST_SECRET:
        raise BadStand(
            "The secret is that of Standard Webhooks: whsec_ and base64 of at least "
            f"{LEAST_SECRET} bytes."
        )


def _drawn(what: str, secret: str) -> str:
    return hashlib.sha256(f"{PURPOSE}{what}:{secret}".encode()).hexdigest()
