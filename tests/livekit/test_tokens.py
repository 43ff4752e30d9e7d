"""What a token lets its person do, from when, and until when; read by the official verifier."""

import time

import jwt
import pytest
from livekit.api import TokenVerifier
from livekit.api.access_token import Claims, VideoGrants

from app.calls.ports import Entrance
from app.calls.wanted import FREE, Wanted
from app.livekit.places import LOCKED, OURS
from app.livekit.tokens import LEASE, LIFE, Tokens, video_grants
from app.phases.units import MINUTE, SECOND, Instant
from app.rooms.fields import PersonId, RoomId
from tests.support.livekit import KEY, SECRET

ROOM, CLEO = RoomId("r1"), PersonId("cleo")
SITTING_BACK = Wanted(microphone_locked=True)
AWAY = Wanted(microphone_locked=True, camera_locked=True)
TOKENS = Tokens("wss://call.example", KEY, SECRET)
FORBIDDEN = (
    "room_admin", "room_create", "room_list", "room_record", "hidden", "recorder", "agent",
    "ingress_admin", "can_update_own_metadata", "destination_room", "can_publish_data",
    "can_manage_agent_session", "can_subscribe_metrics",
)  # fmt: skip


def made(wanted: Wanted, ago: int = 0) -> Entrance:
    """As it was made so many milliseconds ago."""
    return TOKENS.entrance(ROOM, CLEO, wanted, Instant(int(time.time() * 1000) - ago))


def read(token: str) -> Claims:
    return TokenVerifier(KEY, SECRET).verify(token)


@pytest.mark.parametrize(
    ("wanted", "sources"),
    [(FREE, ["camera", "microphone"]), (SITTING_BACK, ["camera"])],
)
def test_token_is_for_one_person_of_one_room_with_what_they_may_send_now(
    wanted: Wanted, sources: list[str]
) -> None:
    claims = read(made(wanted).token)

    assert claims.video is not None
    assert (CLEO, ROOM, True) == (claims.identity, claims.video.room, claims.video.room_join)
    assert claims.video.can_publish
    assert sources == claims.video.can_publish_sources


def test_token_of_whoever_is_away_lets_nothing_be_sent_and_lists_nothing_by_mistake() -> None:
    video = read(made(AWAY).token).video

    assert video is not None
    assert video.can_publish is False
    assert video.can_subscribe


@pytest.mark.parametrize("wanted", [FREE, SITTING_BACK, AWAY])
@pytest.mark.parametrize("grant", FORBIDDEN)
def test_nobody_may_look_after_the_room_hide_record_or_send_data(
    grant: str, wanted: Wanted
) -> None:
    assert not getattr(video_grants(ROOM, wanted), grant)
    entrance = made(wanted)
    tokens = [entrance.token, entrance.way_back.token if entrance.way_back else entrance.token]
    for token in tokens:
        assert not getattr(read_unchecked(token), grant)


def read_unchecked(token: str) -> VideoGrants:
    video = TokenVerifier(KEY, SECRET).verify(token, verify_signature=False).video
    assert video is not None
    return video


def test_token_says_that_it_is_ours_and_whether_its_place_is_closed() -> None:
    assert {OURS: ROOM} == read(made(FREE).token).attributes
    assert {OURS: ROOM, LOCKED: "1"} == read(made(SITTING_BACK).token).attributes


def test_nobody_s_name_is_told() -> None:
    assert "" == read(made(FREE).token).name


def test_token_lives_for_a_minute() -> None:
    claims = jwt.decode(made(FREE).token, options={"verify_signature": False})

    assert LIFE / 1000 == claims["exp"] - claims["nbf"]
    assert LIFE == MINUTE


def test_old_token_is_not_taken() -> None:
    with pytest.raises(jwt.ExpiredSignatureError):
        read(made(FREE, ago=LIFE + MINUTE + 2 * SECOND).token)


def test_whoever_is_free_needs_no_way_back() -> None:
    assert made(FREE).way_back is None


def test_way_back_is_not_taken_within_the_lease() -> None:
    back = made(SITTING_BACK, ago=LEASE - 2 * SECOND).way_back

    assert back is not None
    with pytest.raises(jwt.ImmatureSignatureError):
        read(back.token)


def test_way_back_brings_the_microphone_when_nobody_has_renewed_the_lock() -> None:
    back = made(SITTING_BACK, ago=LEASE + SECOND).way_back

    assert back is not None
    claims = read(back.token)
    assert claims.video is not None
    assert ["camera", "microphone"] == claims.video.can_publish_sources
    assert {OURS: ROOM} == claims.attributes


def test_way_back_says_from_when_it_is_good() -> None:
    now = Instant(int(time.time() * 1000))

    back = TOKENS.entrance(ROOM, CLEO, AWAY, now).way_back

    assert back is not None
    assert now + LEASE == back.good_from


def test_secret_is_shown_nowhere() -> None:
    entrance = made(SITTING_BACK)

    assert SECRET not in repr(TOKENS)
    assert entrance.token not in repr(entrance)
    assert entrance.way_back is not None
    assert entrance.way_back.token not in repr(entrance)
