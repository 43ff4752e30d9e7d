import base64
import hashlib
import hmac
import json
from typing import Any

import jwt
import pytest

from app.access.claims import (
    CLOCKS_DIFFER_BY,
    LONGEST_LIFE,
    Claims,
    caller,
    is_signed,
    issuer,
    read,
)
from app.access.errors import (
    AccessError,
    BadGrant,
    GrantAlgorithm,
    GrantClaims,
    GrantExpired,
    GrantTooLong,
)
from app.access.signing import verifying
from app.phases.units import SECOND, Instant
from app.rooms.roles import Role
from tests.support.clock import NOON
from tests.support.signed import persons, private_key, signed

KEY = "pbk_00000000000000000000_of-this-test-alone-00"
ID = "0" * 20
CANARY = "canary-f00d"


def read_(text: str, now: Instant = NOON) -> Claims:
    issuer(text)
    return read(text, verifying(KEY), now)


def at(ms: int) -> int:
    return (NOON + ms) // 1_000


def test_person_is_read_as_they_were_sent() -> None:
    claims = read_(persons(KEY, NOON, "room-a", role="leader"))

    assert ("room-a", Role.LEADER, "ann-1", "Ann", "first") == (
        claims.room,
        claims.role,
        claims.sub,
        claims.name,
        claims.jti,
    )


def test_machine_may_do_what_it_says_and_no_more() -> None:
    for one in ("read", "show", "lead", "report"):
        claims = read_(signed(KEY, NOON, room="room-a", **{one: True}))

        rights = claims.model_dump(include={"read", "show", "lead", "report"})
        assert [one] == [name for name, is_so in rights.items() if is_so]


def test_issuer_is_known_before_the_signature_is() -> None:
    assert ID == issuer(persons(KEY, NOON, "room-a"))


def test_caller_who_has_a_grant_signed_anew_is_the_same_and_no_other_is() -> None:
    first, anew, other = (
        caller(signed(KEY, now, room="room-a", jti=jti, **{right: True}))
        for now, jti, right in (
            (NOON, "1", "read"),
            (Instant(NOON + SECOND), "2", "read"),
            (NOON, "1", "show"),
        )
    )

    assert first == anew
    assert first != other


def test_key_is_no_grant() -> None:
    assert is_signed(persons(KEY, NOON, "room-a"))
    assert not is_signed(KEY)


@pytest.mark.parametrize(
    "text",
    ["", "..", "a.b.c", "x" * 5_000, "é.é.é", f"{CANARY}.e30.x"],
    ids=["nothing", "dots", "letters", "long", "not ascii", "no json"],
)
def test_what_is_no_token_is_a_bad_grant(text: str) -> None:
    with pytest.raises(BadGrant) as refused:
        issuer(text)

    assert CANARY not in refused.value.say


def test_token_as_deep_as_it_may_be_long_is_a_bad_grant() -> None:
    deep = base64.urlsafe_b64encode(b'{"iss":' + b"[" * 1_400).decode().rstrip("=")
    head = base64.urlsafe_b64encode(b'{"alg":"EdDSA"}').decode().rstrip("=")

    with pytest.raises(BadGrant):
        issuer(f"{head}.{deep}.e30")


@pytest.mark.parametrize("said", ["\\ud800", "\\u0000", "", "../x", "0" * 21, "É" * 20], ids=ascii)
def test_issuer_that_no_key_has_is_a_bad_grant_before_anybody_looks_for_it(said: str) -> None:
    parts = ['{"alg":"EdDSA"}', f'{{"iss":"{said}"}}', ""]
    text = ".".join(base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts)

    with pytest.raises(BadGrant):
        issuer(text)


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_other_algorithms_are_not_tried(algorithm: str) -> None:
    """Not even with what is public of the key for a secret, which fooled others before us."""
    said = jwt.decode(persons(KEY, NOON, "room-a"), options={"verify_signature": False})
    parts = [
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=")
        for part in ({"alg": algorithm, "typ": "JWT"}, said)
    ]
    head = b".".join(parts)
    mac = hmac.digest(verifying(KEY), head, hashlib.sha256) if algorithm == "HS256" else b""
    text = b".".join([head, base64.urlsafe_b64encode(mac).rstrip(b"=")]).decode()

    with pytest.raises(GrantAlgorithm):
        read_(text)
    with pytest.raises(BadGrant):
        read(text, verifying(KEY), NOON)


def test_signature_of_another_key_is_a_bad_grant() -> None:
    with pytest.raises(BadGrant):
        read(persons(f"{KEY}1", NOON, "room-a"), verifying(KEY), NOON)


def test_claims_that_were_changed_are_a_bad_grant() -> None:
    head, _, mark = persons(KEY, NOON, "room-a").split(".")
    other = persons(KEY, NOON, "room-b").split(".")[1]

    with pytest.raises(BadGrant):
        read_(f"{head}.{other}.{mark}")


def test_key_from_before_there_were_grants_signs_none() -> None:
    with pytest.raises(BadGrant):
        read(persons(KEY, NOON, "room-a"), None, NOON)


@pytest.mark.parametrize(
    ("ends", "refusal"),
    [
        (0, GrantExpired),
        (-3_600 * SECOND, GrantExpired),
        (LONGEST_LIFE + CLOCKS_DIFFER_BY + SECOND, GrantTooLong),
        (SECOND, None),
        (LONGEST_LIFE + CLOCKS_DIFFER_BY, None),
    ],
)
def test_grant_lives_for_ten_minutes_at_most(ends: int, refusal: type[AccessError] | None) -> None:
    text = persons(KEY, NOON, "room-a", exp=at(ends))

    if refusal is None:
        assert "room-a" == read_(text).room
    else:
        with pytest.raises(refusal):
            read_(text)


@pytest.mark.parametrize(
    "wrong",
    [
        {"exp": None},
        {"exp": "soon"},
        {"exp": 10**30},
        {"exp": True},
        {"room": None},
        {"room": f"../{CANARY}"},
        {"role": "operator"},
        {"role": None},
        {"sub": None},
        {"sub": ""},
        {"sub": "s" * 256},
        {"name": None},
        {"name": f"<{CANARY}>"},
        {"name": "n" * 61},
        {"jti": None},
        {"jti": "j" * 65},
        {"lead": True},
        {"lead": "yes", "role": None},
    ],
    ids=str,
)
def test_claims_out_of_bounds_are_named_and_never_repeated(wrong: dict[str, Any]) -> None:
    with pytest.raises(GrantClaims) as refused:
        read_(persons(KEY, NOON, **{"room": "room-a", **wrong}))

    assert CANARY not in refused.value.say


def test_claims_of_others_are_left_alone() -> None:
    """`iat` and `nbf` are of a clock that is not ours; what is not before ours has an `exp`."""
    later = {"iat": at(60 * SECOND), "nbf": at(60 * SECOND), "aud": "circle", "video": {"x": 1}}

    assert "room-a" == read_(persons(KEY, NOON, "room-a", **later)).room


def test_signed_text_is_what_any_library_makes() -> None:
    text = persons(KEY, NOON, "room-a")

    found = jwt.decode(text, private_key(KEY).public_key(), algorithms=["EdDSA"])

    assert ID == found["iss"]
