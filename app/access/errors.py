"""Refusals at the door: each class is one complaint with a stable `code`; none echoes a value back.

A secret that is unknown, malformed or wrong is always the same complaint: nobody learns by trying.
"""

from typing import ClassVar


class AccessError(Exception):
    """A refusal at the door; nothing was let in. Abstract: raise a child."""

    code: ClassVar[str] = "refused"
    retry: ClassVar[bool] = False

    def __init__(self, say: str = "") -> None:
        super().__init__(say or self.__class__.__doc__ or self.code)

    @property
    def say(self) -> str:
        """One sentence for a person."""
        return str(self.args[0])


class BadSecret(AccessError):
    """A secret that opens nothing. Abstract: there is a child for each kind."""

    code = "bad_secret"


class BadKey(BadSecret):
    """This key is unknown, revoked or past its time."""

    code = "bad_key"


class BadLink(BadSecret):
    """This link leads nowhere; ask for it once more, and copy it whole."""

    code = "bad_link"


class PassInvalid(BadSecret):
    """This browser is not known here; open your link again."""

    code = "pass_invalid"


class TicketInvalid(BadSecret):
    """This ticket has been used, has run out, or was drawn for another place; draw a new one."""

    code = "ticket_invalid"


class JoinGrantRefused(BadSecret):
    """This join grant is unknown, used, another call's, or has run out; ask for a new one."""

    code = "join_grant_refused"


class ResumeInvalid(BadSecret):
    """This connection cannot be taken up again; draw a ticket."""

    code = "resume_invalid"


class PassExpired(AccessError):
    """This browser was away for too long; open your link again."""

    code = "pass_expired"


class ResumeReused(AccessError):
    """Two places used the same connection, so both were closed; open your link again."""

    code = "resume_reused"


class LinkExpired(AccessError):
    """This link has run out; ask for a new one."""

    code = "link_expired"


class LinkRevoked(AccessError):
    """This link is no longer valid; ask for a new one."""

    code = "link_revoked"


class Removed(AccessError):
    """You were removed from this meeting."""

    code = "removed"


class BadGrant(BadSecret):
    """This grant is not signed by a key that is good here."""

    code = "bad_grant"


class GrantAlgorithm(AccessError):
    """A grant is signed with EdDSA, by Ed25519, and with nothing else."""

    code = "grant_algorithm"


class GrantClaims(AccessError):
    """This grant does not say what it must."""

    code = "grant_claims"


class GrantExpired(AccessError):
    """This grant has run out; sign a new one."""

    code = "grant_expired"


class GrantTooLong(AccessError):
    """A grant lives for up to ten minutes; sign a shorter one."""

    code = "grant_too_long"


class GrantUsed(AccessError):
    """This grant has been used; sign one for each entering."""

    code = "grant_used"


class GrantForeign(AccessError):
    """This grant is for another room, or for more than the key that signed it may do."""

    code = "grant_foreign"


class NameNeeded(AccessError):
    """Say how the circle should call you."""

    code = "name_needed"


class BadTerms(AccessError):
    """No key or link can be made on these terms."""

    code = "bad_terms"


class IdempotencyKeyReused(AccessError):
    """This Idempotency-Key was used for something else; choose a new one."""

    code = "idempotency_key_reused"


class StillRunning(AccessError):
    """The same request is being answered; send it again shortly."""

    code = "still_running"
    retry = True


class AlreadyRotated(AccessError):
    """There are two keys of this purpose already; revoke one of them first."""

    code = "already_rotated"


class NoSuchKey(AccessError):
    """There is no such key."""

    code = "no_such_key"


class NoSuchLink(AccessError):
    """There is no such link in this room."""

    code = "no_such_link"
