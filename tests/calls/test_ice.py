"""STUN and TURN servers, as settings say and as browsers want them."""

import base64
import hashlib
import hmac

import pytest

from app.calls.ice import LIFE, BadIceServer, IceServers, ice_server, ice_servers
from app.phases.units import Instant
from app.rooms.fields import PersonId

SECRET = "what only the relay and we know"
ANN, BEN = PersonId("ann"), PersonId("ben")
NOW = Instant(1_795_000_000_000)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("stun:stun.example", {"urls": ["stun:stun.example"]}),
        (
            "turn:ann:s3cret:with:colons@turn.example:3478?transport=tcp",
            {
                "urls": ["turn:turn.example:3478?transport=tcp"],
                "username": "ann",
                "credential": "s3cret:with:colons",
            },
        ),
        (
            "turns:ann:s@[2001:db8::1]:5349",
            {"urls": ["turns:[2001:db8::1]:5349"], "username": "ann", "credential": "s"},
        ),
    ],
)
def test_a_server_is_shown_as_browsers_want_it(text: str, shown: dict[str, object]) -> None:
    assert ice_server(text).shown == shown


@pytest.mark.parametrize(
    "text",
    [
        "",
        "stun.example",
        "http://stun.example",
        "stun:ann:secret@stun.example",
        "turn:ann@turn.example",
        "stun:stun.example stun:other",
        "stun:stun.example\n",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(BadIceServer):
        ice_server(text)


def test_a_password_is_not_shown_by_accident() -> None:
    assert "secret" not in repr(ice_server("turn:ann:secret@turn.example"))
    assert SECRET not in repr(ice_servers(("turn:turn.example",), SECRET))


def of(person: PersonId, now: Instant = NOW) -> dict[str, str]:
    """What that person is given for the relay."""
    found = ice_servers(("stun:stun.example", "turn:turn.example:3478"), SECRET)
    stun, turn = found.shown_to(person, now)
    assert stun == {"urls": ["stun:stun.example"]}
    assert turn["urls"] == ["turn:turn.example:3478"]
    return {"name": turn["username"], "password": turn["credential"]}


def test_a_name_ends_after_its_life_and_the_relay_can_check_its_password() -> None:
    found = of(ANN)
    assert found["name"].split(":")[0] == str((NOW + LIFE) // 1000)
    made = hmac.new(SECRET.encode(), found["name"].encode(), hashlib.sha1).digest()
    assert found["password"] == base64.b64encode(made).decode()


def test_everybody_has_a_name_of_their_own_that_does_not_say_theirs() -> None:
    assert of(ANN)["name"] != of(BEN)["name"]
    assert of(ANN) == of(ANN)
    assert "ann" not in of(ANN)["name"]
    assert of(ANN, Instant(NOW + 1_000))["password"] != of(ANN)["password"]


def test_a_fixed_name_is_given_as_it_is() -> None:
    found = ice_servers(("turn:ann:s@turn.example", "turn:other.example"), SECRET)
    fixed, own = found.shown_to(BEN, NOW)
    assert (fixed["username"], fixed["credential"]) == ("ann", "s")
    assert own["username"].partition(":")[0].isdigit()


@pytest.mark.parametrize(
    ("texts", "secret"),
    [(("turn:turn.example",), ""), (("stun:stun.example",), SECRET), ((), SECRET)],
)
def test_a_relay_without_a_name_and_a_secret_belong_together(
    texts: tuple[str, ...], secret: str
) -> None:
    with pytest.raises(BadIceServer):
        ice_servers(texts, secret)


def test_without_servers_there_are_none() -> None:
    assert IceServers().shown_to(ANN, NOW) == []
