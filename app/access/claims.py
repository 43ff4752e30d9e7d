"""What a signed grant claims: a JSON Web Token (RFC 7519), its signature good before it is read.

A person's grant says who comes and as what; a machine's says what may be done in one room. Claims
that we do not know are left alone, as the RFC asks; those that we know are bounded and not bent.
"""

import re
from typing import Annotated, Any, Final, get_args

import jwt
from jwt.types import Options
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.access.errors import BadGrant, GrantAlgorithm, GrantClaims, GrantExpired, GrantTooLong
from app.access.secrets import ROW_ID
from app.access.signing import verifier
from app.phases.units import MINUTE, SECOND, Instant, Millis
from app.rooms.fields import ID_PATTERN, Length, Name, Pattern
from app.rooms.roles import Role

ALGORITHM: Final = "EdDSA"
LONGEST_LIFE = Millis(10 * MINUTE)
CLOCKS_DIFFER_BY = Millis(30 * SECOND)
"""How far ahead of ours an integrator's clock may be before its longest grants are too long."""
MOST_CHARACTERS = 2_048
MOST_SUB = 255
MOST_JTI = 64

_, _NAME, _LETTERS = get_args(Name)
assert isinstance(_NAME, Length)
assert isinstance(_LETTERS, Pattern)
_Named = Annotated[
    str,
    Field(min_length=_NAME.least, max_length=_NAME.most, pattern=f"^(?:{_LETTERS.expression})$"),
]
_UNVERIFIED: Options = {"verify_signature": False}
# Time comes from our clock, and which claims there must be stands in the shape below.
_TIMELESS: Options = {
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
    "verify_aud": False,
    "verify_iss": False,
    "verify_sub": False,
    "verify_jti": False,
}


class Claims(BaseModel):
    """What a grant says. `iss` is the id of the key that signed it, `exp` seconds since the epoch.

    A person's has `role`, `sub`, `name` and `jti`; a machine's at least one of `read`, `show`,
    `lead` and `report`, which are rights in the room and not in the circle.
    """

    model_config = ConfigDict(strict=True, frozen=True, hide_input_in_errors=True)

    iss: str = Field(max_length=64)
    room: str = Field(pattern=f"^{ID_PATTERN}$")
    exp: int = Field(ge=0, le=10**11)
    role: Annotated[Role, Field(strict=False)] | None = None
    sub: str | None = Field(default=None, min_length=1, max_length=MOST_SUB)
    name: _Named | None = None
    jti: str | None = Field(default=None, min_length=1, max_length=MOST_JTI)
    read: bool = False
    show: bool = False
    lead: bool = False
    report: bool = False

    @property
    def expires_at(self) -> Instant:
        """From when on it is good for nothing."""
        return Instant(self.exp * 1_000)


def is_signed(text: str) -> bool:
    """Whether a text can only be a grant: its three parts stand between dots, which no key has."""
    return text.count(".") == 2


def issuer(text: str) -> str:
    """The id of the key that is said to have signed it; raises `BadGrant`, `GrantAlgorithm`.

    No other algorithm is tried, so that nothing can be passed off as a signature. What cannot be a
    key's id is refused here: not every text of JSON is one that a database can be asked for.
    """
    if len(text) > MOST_CHARACTERS or not text.isascii():
        raise BadGrant
    try:
        algorithm = jwt.get_unverified_header(text).get("alg")
        said = jwt.decode(text, options=_UNVERIFIED).get("iss")
    except jwt.PyJWTError:
        raise BadGrant from None
    if algorithm != ALGORITHM:
        raise GrantAlgorithm
    if not isinstance(said, str) or not re.fullmatch(ROW_ID, said):
        raise BadGrant
    return said


def caller(text: str) -> str:
    """Who brings a grant that was found good: the key that signed it and what it says, but for
    `exp` and `jti`, which are others when the same caller has it signed anew."""
    said = jwt.decode(text, options=_UNVERIFIED)
    return Claims.model_validate(said).model_dump_json(exclude={"exp", "jti"})


def read(text: str, verifying: bytes | None, now: Instant) -> Claims:
    """What the grant claims; raises `BadGrant`, `GrantClaims`, `GrantExpired`, `GrantTooLong`.

    Whoever has not signed it learns nothing but that.
    """
    claims = _shaped(_verified(text, verifying))
    if claims.expires_at <= now:
        raise GrantExpired
    if claims.expires_at > now + LONGEST_LIFE + CLOCKS_DIFFER_BY:
        raise GrantTooLong
    return claims


def written(claims: Claims, key: Any) -> str:
    """The claims, signed: what somebody with a key's text can make without us."""
    said = claims.model_dump(mode="json", exclude_defaults=True)
    return jwt.encode(said, key, algorithm=ALGORITHM)


def _verified(text: str, verifying: bytes | None) -> dict[str, Any]:
    key = None if verifying is None else verifier(verifying)
    if key is None:
        raise BadGrant
    try:
        said: dict[str, Any] = jwt.decode(text, key, algorithms=[ALGORITHM], options=_TIMELESS)
    except jwt.PyJWTError:
        raise BadGrant from None
    return said


def _shaped(said: dict[str, Any]) -> Claims:
    try:
        claims = Claims.model_validate(said)
    except ValidationError as wrong:
        raise GrantClaims(_which(wrong)) from None
    is_machine = claims.read or claims.show or claims.lead or claims.report
    persons = (claims.role, claims.sub, claims.name, claims.jti)
    if claims.role is None:
        if not is_machine:
            raise GrantClaims("A grant says a role, or what a machine may do.")
    elif is_machine or None in persons:
        raise GrantClaims("A person's grant says role, sub, name and jti, and nothing of machines.")
    return claims


def _which(wrong: ValidationError) -> str:
    """The claims that cannot be, by their names, which are ours."""
    named = {str(error["loc"][0]) for error in wrong.errors(include_input=False) if error["loc"]}
    return f"These claims are missing or out of bounds: {', '.join(sorted(named))}."
