import hashlib

import pytest
from cryptography.exceptions import InvalidSignature

from app.access.signing import signer, verifier, verifying
from tests.support.signed import private_key

TEXT = "pbk_00000000000000000000_of-this-test-alone-00"


def test_what_the_holder_signs_is_verified_by_what_is_stored() -> None:
    stored = verifier(verifying(TEXT))
    assert stored is not None

    stored.verify(private_key(TEXT).sign(b"said"), b"said")


def test_another_key_signs_otherwise() -> None:
    stored = verifier(verifying(TEXT))
    assert stored is not None

    with pytest.raises(InvalidSignature):
        stored.verify(signer(f"{TEXT}1").sign(b"said"), b"said")


def test_what_is_stored_of_a_key_signs_nothing() -> None:
    """Neither the digest of the text nor the public half is the seed."""
    seed = signer(TEXT).private_bytes_raw()

    assert seed not in {hashlib.sha256(TEXT.encode()).digest(), verifying(TEXT)}


def test_bytes_that_are_no_key_verify_nothing() -> None:
    assert verifier(b"short") is None
