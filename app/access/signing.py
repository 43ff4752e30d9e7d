"""The pair of keys behind a key's text: its holder signs grants, and we verify them.

Whoever has the text derives the private half; the public half alone is stored, so that nobody who
reads the database, its copies or its backups can sign anything (docs/adr/0029). Ed25519: RFC 8032.
"""

import hashlib

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PURPOSE = "pushback-grant-1:"
"""Stands before the text: the digest that is stored of the text itself says nothing of the seed."""


def signer(key_text: str) -> Ed25519PrivateKey:
    """What the key's holder signs with. The text has 160 random bits: one hash is enough."""
    seed = hashlib.sha256(f"{PURPOSE}{key_text}".encode()).digest()
    return Ed25519PrivateKey.from_private_bytes(seed)


def verifying(key_text: str) -> bytes:
    """What is stored: the public half, 32 bytes."""
    return signer(key_text).public_key().public_bytes_raw()


def verifier(stored: bytes) -> Ed25519PublicKey | None:
    """What a signature is verified by; None for bytes that are no key."""
    try:
        return Ed25519PublicKey.from_public_bytes(stored)
    except (ValueError, UnsupportedAlgorithm):
        return None
