"""What LiveKit says by itself, and what only pretends to come from it."""

import base64
import hashlib
import time
from typing import Any

import jwt
import pytest
from google.protobuf.json_format import MessageToJson
from livekit.api import AccessToken
from livekit.api.access_token import VideoGrants
from livekit.protocol.models import Room
from livekit.protocol.webhook import WebhookEvent

from app.calls.ports import NotGenuine
from app.livekit import hooks as module
from app.livekit.hooks import FRESH_FOR, LONGEST_PROOF, Hooks
from app.phases.units import Instant
from tests.support.livekit import KEY, SECRET, FakeLiveKit

OTHER = "another-secret-that-is-as-long-as-it-must-be"


def now() -> Instant:
    return Instant(int(time.time() * 1000))


def said(event: str = "track_published", **more: Any) -> bytes:
    usual = {"id": "EV_1", "created_at": int(time.time()), "room": Room(name="r1")}
    fields: dict[str, Any] = usual | more
    return MessageToJson(WebhookEvent(event=event, **fields)).encode()


def signed(body: bytes, secret: str = SECRET, key: str = KEY) -> str:
    return FakeLiveKit(key, secret).signed(body)[1]


@pytest.fixture
def hooks() -> Hooks:
    return Hooks(KEY, SECRET)


def refused(hooks: Hooks, proof: str, body: bytes) -> None:
    with pytest.raises(NotGenuine) as caught:
        hooks.heard(proof, body, now())
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize("event", sorted(module.REASONS_TO_LOOK))
def test_what_livekit_says_of_a_room_is_a_reason_to_look_there(hooks: Hooks, event: str) -> None:
    body = said(event)

    assert "r1" == hooks.heard(signed(body), body, now()).room


def test_bearer_before_the_signature_is_taken_too(hooks: Hooks) -> None:
    body = said()

    assert hooks.heard(f"Bearer {signed(body)}", body, now()).room


@pytest.mark.parametrize("event", ["egress_started", "ingress_ended", "something_new"])
def test_what_else_it_says_is_genuine_and_no_reason_to_look(hooks: Hooks, event: str) -> None:
    body = said(event)

    assert hooks.heard(signed(body), body, now()).room is None


@pytest.mark.parametrize("name", ["", "their room", "x" * 65, "-r1", "räume", "r1\n"])
def test_room_of_others_on_that_server_is_genuine_and_nowhere_to_look(
    hooks: Hooks, name: str
) -> None:
    body = said(room=Room(name=name))

    assert hooks.heard(signed(body), body, now()).room is None


@pytest.mark.parametrize(("key", "secret"), [(KEY, OTHER), ("another", SECRET), ("another", OTHER)])
def test_what_another_key_has_signed_is_not_genuine(hooks: Hooks, key: str, secret: str) -> None:
    body = said()

    refused(hooks, signed(body, secret, key), body)


def test_body_that_was_changed_on_the_way_is_not_genuine(hooks: Hooks) -> None:
    body = said()

    refused(hooks, signed(body), body + b" ")


@pytest.mark.parametrize("proof", ["", "canary", "Bearer ", "a.b.c", "c" * (LONGEST_PROOF + 1)])
def test_what_is_not_signed_is_not_genuine(hooks: Hooks, proof: str) -> None:
    refused(hooks, proof, said())


def test_token_that_lets_somebody_in_proves_nothing(hooks: Hooks) -> None:
    grants = VideoGrants(room_join=True, room="r1")
    token = AccessToken(KEY, SECRET).with_identity("cleo").with_grants(grants).to_jwt()

    refused(hooks, token, said())


def test_unsigned_token_of_the_right_words_proves_nothing(hooks: Hooks) -> None:
    body = said()
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    claims = {"iss": KEY, "sha256": digest, "exp": int(time.time()) + 60}

    refused(hooks, jwt.encode(claims, "", algorithm="none"), body)


@pytest.mark.parametrize("body", [b"canary", b"[]", b"\xff\xfe", b"", b'{"event": 7}'])
def test_what_is_no_event_is_not_genuine_though_signed(hooks: Hooks, body: bytes) -> None:
    refused(hooks, signed(body), body)


@pytest.mark.parametrize("by", [-FRESH_FOR // 1000 - 1, FRESH_FOR // 1000 + 1])
def test_what_was_said_long_ago_or_in_the_future_is_not_genuine(hooks: Hooks, by: int) -> None:
    body = said(created_at=int(time.time()) + by)

    refused(hooks, signed(body), body)


def test_what_was_said_is_said_once(hooks: Hooks) -> None:
    body = said()
    proof = signed(body)
    hooks.heard(proof, body, now())

    refused(hooks, proof, body)


def test_same_event_signed_anew_is_a_repeat_too(hooks: Hooks) -> None:
    hooks.heard(signed(said()), said(), now())

    body = said(num_dropped=1)
    refused(hooks, signed(body), body)


def test_what_is_remembered_is_bounded_and_the_oldest_goes_first(
    hooks: Hooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_REMEMBERED", 3)
    for n in range(5):
        body = said(id=f"EV_{n}")
        hooks.heard(signed(body), body, now())

    assert ["EV_2", "EV_3", "EV_4"] == list(hooks._known)


def test_what_is_too_old_to_be_said_again_is_forgotten(hooks: Hooks) -> None:
    body = said()
    hooks.heard(signed(body), body, now())
    later = Instant(now() + 2 * FRESH_FOR + 1)
    newer = said(id="EV_2", created_at=later // 1000)

    hooks.heard(signed(newer), newer, later)

    assert ["EV_2"] == list(hooks._known)


@pytest.mark.parametrize(("by", "at"), [(-120, -120), (0, 0), (120, 0)])
def test_it_is_told_when_it_happened_as_far_as_that_is_over(hooks: Hooks, by: int, at: int) -> None:
    second = int(time.time())
    body = said(created_at=second + by)

    assert (second + at) * 1000 == hooks.heard(signed(body), body, Instant(second * 1000)).at
