"""Answers are kept sealed: only whoever brings the secret by which they were given can read them.

The key to a seal is derived from that secret, which we do not keep, and by another prefix than what
grants are signed with. AES-256 in GCM; the row's id is bound in, so that no answer is passed off as
another's.
"""

import hashlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PURPOSE = "pushback-answer-1:"
NONCE_BYTES = 12


def seal(said: bytes, *, secret: str, chance: str, row_id: str) -> bytes:
    """`said` for the holder of `secret` alone; `chance` is fresh for every seal."""
    nonce = hashlib.sha256(chance.encode()).digest()[:NONCE_BYTES]
    return nonce + _cipher(secret).encrypt(nonce, said, row_id.encode())


def unsealed(sealed: bytes, *, secret: str, row_id: str) -> bytes | None:
    """What was sealed; None where it was not sealed for this secret, or not in that row."""
    nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    try:
        return _cipher(secret).decrypt(nonce, rest, row_id.encode())
    except InvalidTag:
        return None


def _cipher(secret: str) -> AESGCM:
    return AESGCM(hashlib.sha256(f"{PURPOSE}{secret}".encode()).digest())
