"""Grants as an integrator's backend signs them, by the recipe of docs/embedding.md alone."""

import hashlib
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.phases.units import MINUTE, Instant


def private_key(key_text: str) -> Ed25519PrivateKey:
    """What the holder of a key signs with."""
    seed = hashlib.sha256(b"pushback-grant-1:" + key_text.encode()).digest()
    return Ed25519PrivateKey.from_private_bytes(seed)


def signed(key_text: str, now: Instant, **claims: Any) -> str:
    """A grant of five minutes, for `claims`; a claim that is None is left out."""
    said = {
        "iss": key_text.replace("pbk_test_", "pbk_").split("_")[1],
        "exp": (now + 5 * MINUTE) // 1_000,
        **claims,
    }
    known = {name: value for name, value in said.items() if value is not None}
    return jwt.encode(known, private_key(key_text), algorithm="EdDSA")


def persons(key_text: str, now: Instant, room: str, **claims: Any) -> str:
    """A grant that sends Ann, whom the integrator knows as `ann-1`."""
    usual = {"room": room, "role": "member", "sub": "ann-1", "name": "Ann", "jti": "first"}
    return signed(key_text, now, **{**usual, **claims})
