"""What somebody may send: a table, and LiveKit's way of reading lists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from livekit.protocol.models import ParticipantPermission

from app.calls.wanted import FREE, Wanted
from app.livekit.grants import (
    GRANTS,
    NOTHING,
    Grant,
    Media,
    Source,
    freed,
    grant_for,
    is_lock,
    locked_media,
    read,
    written,
)

LOCKED = Wanted(microphone_locked=True)
AWAY = Wanted(microphone_locked=True, camera_locked=True)
HEARD = frozenset({Source.MICROPHONE, Source.SCREEN_SHARE_AUDIO, Source.UNKNOWN})

grants = st.builds(Grant, st.booleans(), st.frozensets(st.sampled_from(Source)))


def test_whoever_is_locked_keeps_their_camera_and_has_no_name_for_sound() -> None:
    grant = grant_for(LOCKED)

    assert grant.allows(Source.CAMERA)
    assert not any(grant.allows(source) for source in HEARD)


def test_whoever_is_away_sends_nothing_at_all() -> None:
    assert not any(grant_for(AWAY).allows(source) for source in Source)


def test_whoever_is_free_sends_a_microphone_and_a_camera_and_no_screen() -> None:
    allowed = {source for source in Source if grant_for(FREE).allows(source)}

    assert {Source.MICROPHONE, Source.CAMERA} == allowed


@given(grants, grants)
def test_grant_is_within_another_that_allows_all_that_it_does(one: Grant, other: Grant) -> None:
    beyond = [source for source in Source if one.allows(source) and not other.allows(source)]

    assert one.is_within(other) is not bool(beyond)


@pytest.mark.parametrize("grant", GRANTS.values())
def test_no_list_is_empty_where_something_may_be_sent_for_that_is_everything(grant: Grant) -> None:
    assert bool(grant.sources) == grant.may_send


def test_empty_list_allows_everything_to_whoever_may_send_as_livekit_reads_it() -> None:
    assert all(Grant(may_send=True).allows(source) for source in Source)
    assert not any(NOTHING.allows(source) for source in Source)


def test_token_lists_sources_as_livekit_names_them() -> None:
    assert ["camera", "microphone"] == grant_for(FREE).names()


@pytest.mark.parametrize(
    ("wanted", "media"),
    [(FREE, set()), (LOCKED, {Media.AUDIO}), (AWAY, {Media.AUDIO, Media.VIDEO})],
)
def test_what_is_locked_is_a_kind_of_media_and_not_a_name(
    wanted: Wanted, media: set[Media]
) -> None:
    assert media == locked_media(wanted)
    assert bool(media) == is_lock(wanted)


@given(grants)
def test_whoever_is_freed_may_open_both_and_loses_nothing_that_they_had(before: Grant) -> None:
    after = freed(before)

    assert after.allows(Source.MICROPHONE)
    assert after.allows(Source.CAMERA)
    assert all(after.allows(source) for source in Source if before.allows(source))


@given(grants)
def test_permission_says_the_grant_and_is_read_as_it(grant: Grant) -> None:
    assert grant == read(written(grant, ParticipantPermission()))


@given(grants)
def test_hearing_and_all_that_is_not_sending_stays_as_it_was(grant: Grant) -> None:
    before = ParticipantPermission(can_subscribe=True, can_publish_data=True, can_publish=True)

    after = written(grant, before)

    assert after.can_subscribe
    assert after.can_publish_data
    assert before.can_publish  # what was listed is not touched


def test_source_of_a_newer_server_is_unknown_to_us() -> None:
    listed = ParticipantPermission(can_publish=True)
    listed.can_publish_sources.append(77)  # type: ignore[arg-type]  # of a server of the future

    assert frozenset({Source.UNKNOWN}) == read(listed).sources
