"""What is to be done about who is in the room, and what may be said of it."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from livekit.protocol.models import ParticipantInfo, ParticipantPermission, TrackInfo

from app.calls.ports import Closed
from app.calls.wanted import Desired, Wanted
from app.livekit.grants import GRANTS, NOTHING, Grant, Media, Source, grant_for, written
from app.livekit.places import (
    LOCKED,
    LONGEST_NAME,
    OURS,
    Act,
    Place,
    Stream,
    closed,
    due,
    place_of,
    smugglers,
    unmatched,
    whose,
)
from app.rooms.fields import PersonId, RoomId
from app.rooms.places import Unmatched, Via

ROOM = RoomId("r1")
CLEO, DEV = PersonId("cleo"), PersonId("dev")
MIC, BOTH = Wanted(microphone_locked=True), Wanted(microphone_locked=True, camera_locked=True)
FREE_GRANT = GRANTS[False, False]
VOICE = Stream(Source.MICROPHONE, Media.AUDIO)
PICTURE = Stream(Source.CAMERA, Media.VIDEO)
SMUGGLED = Stream(Source.CAMERA, Media.AUDIO)


def place(
    ref: str, *streams: Stream, grant: Grant = FREE_GRANT, ours: bool = True, marked: bool = False
) -> Place:
    permission = written(grant, ParticipantPermission(can_subscribe=True))
    return Place(ref, ref, permission, streams, is_ours=ours, is_marked=marked)


def telephone(*, marked: bool = False) -> Place:
    return replace(place("sip_7", VOICE, ours=False, marked=marked), via=Via.TELEPHONE)


def locking(who: PersonId = CLEO, wanted: Wanted = MIC, **more: object) -> Desired:
    return Desired({who: wanted}, **more)  # type: ignore[arg-type]  # refs and out as they are


def shut(ref: str, *streams: Stream, wanted: Wanted = MIC, ours: bool = True) -> Place:
    return place(ref, *streams, grant=grant_for(wanted), ours=ours, marked=True)


class TestWhoseItIs:
    def test_place_of_ours_is_the_person_s_whatever_anybody_matched(self) -> None:
        desired = Desired(refs={"cleo": DEV})

        assert CLEO == whose(place("cleo"), desired)

    def test_telephone_is_whose_a_leader_said(self) -> None:
        desired = Desired(refs={"sip_7": CLEO})

        assert CLEO == whose(place("sip_7", ours=False), desired)

    def test_what_livekit_lists_is_read_and_bounded(self) -> None:
        info = ParticipantInfo(
            identity="sip_7", name="n" * 500, kind=ParticipantInfo.SIP,
            attributes={OURS: "another room", LOCKED: "1"},
            tracks=[TrackInfo(type=0, source=1), TrackInfo(type=2, source=0)],  # type: ignore[arg-type]
        )  # fmt: skip

        found = place_of(info, ROOM)

        assert LONGEST_NAME == len(found.name)
        assert (SMUGGLED, Stream(Source.UNKNOWN, Media.DATA)) == found.streams
        assert (False, True, False) == (found.is_ours, found.is_marked, found.is_machine)

    def test_token_for_another_room_makes_no_place_ours(self) -> None:
        assert not place_of(ParticipantInfo(attributes={OURS: "r2"}), ROOM).is_ours
        assert place_of(ParticipantInfo(attributes={OURS: "r1"}), ROOM).is_ours

    def test_telephone_is_known_from_a_page(self) -> None:
        assert Via.TELEPHONE is place_of(ParticipantInfo(kind=ParticipantInfo.SIP), ROOM).via
        assert Via.WEB is place_of(ParticipantInfo(), ROOM).via

    @pytest.mark.parametrize(
        ("called", "shown"),
        [
            ("Phone +49 30 1234567", "Phone +•• •• ••••567"),
            ("sip_+15550100", "sip_+•••••100"),
            ("Cleo", "Cleo"),
            ("sip_7", "sip_7"),
        ],
    )
    def test_caller_s_number_is_not_shown_but_for_its_last_digits(
        self, called: str, shown: str
    ) -> None:
        for info in (ParticipantInfo(identity=called), ParticipantInfo(identity="x", name=called)):
            assert called == place_of(info, ROOM).name
            info.kind = ParticipantInfo.SIP
            assert (shown, info.identity) == (place_of(info, ROOM).name, place_of(info, ROOM).ref)

    def test_who_is_unmatched_is_told_by_what_they_call_themselves(self) -> None:
        machine = Place("EG_1", "EG_1", ParticipantPermission(), is_machine=True)
        places = (
            place("cleo"), place("sip_7", ours=False), place("sip_8", ours=False), machine,
            place("dev", ours=False),
        )  # fmt: skip
        desired = Desired({DEV: MIC}, refs={"sip_8": CLEO})

        assert {"sip_7": Unmatched("sip_7", via=Via.WEB)} == unmatched(places, desired)


class TestWhatIsDue:
    def test_nothing_is_asked_of_whoever_is_free(self) -> None:
        assert () == due((place("cleo"), place("sip_7", ours=False)), Desired(), ())

    def test_every_place_of_whoever_is_locked_is_closed_and_nobody_else_s(self) -> None:
        places = (place("cleo"), place("sip_7", ours=False), place("sip_8", ours=False))
        desired = locking(refs={"sip_7": CLEO})

        changes = due(places, desired, ())

        assert ["cleo", "sip_7"] == [one.place.ref for one in changes]
        assert {Act.CLOSE} == {one.act for one in changes}
        assert {grant_for(MIC)} == {one.grant for one in changes}

    def test_unmatched_place_is_never_closed_whatever_it_calls_itself(self) -> None:
        named = Place("sip_7", "cleo", ParticipantPermission(can_publish=True))

        assert () == due((named,), locking(), ())

    def test_what_is_closed_is_not_asked_again(self) -> None:
        assert () == due((shut("cleo"),), locking(), ())

    def test_lock_is_asked_again_where_the_grant_is_another(self) -> None:
        """An older token has come back with all that it had."""
        assert due((place("cleo", marked=True),), locking(), ())
        assert due((shut("cleo"),), locking(wanted=BOTH), ())

    def test_lock_is_asked_again_where_it_is_not_marked_or_nobody_would_free_it(self) -> None:
        assert due((place("cleo", grant=grant_for(MIC)),), locking(), ())

    def test_whoever_is_free_again_gets_both_back_and_the_mark_goes(self) -> None:
        (change,) = due((shut("cleo"),), Desired(), ())

        assert (Act.FREE, FREE_GRANT) == (change.act, change.grant)

    def test_place_that_was_closed_and_is_matched_no_more_is_free_again(self) -> None:
        (change,) = due((shut("laptop", ours=False),), locking(), ())

        assert Act.FREE is change.act

    def test_telephone_is_not_closed_and_one_that_was_is_free_again(self) -> None:
        desired = locking(refs={"sip_7": CLEO})

        assert () == due((telephone(),), desired, ())
        (change,) = due((telephone(marked=True),), desired, ())
        assert Act.FREE is change.act

    def test_place_of_others_is_left_alone_where_it_may_not_send_what_is_locked(self) -> None:
        desired = locking(refs={"laptop": CLEO})
        for grant in (NOTHING, Grant(may_send=True, sources=frozenset({Source.CAMERA}))):
            assert () == due((place("laptop", grant=grant, ours=False),), desired, ())

    def test_one_who_is_free_again_of_whom_nothing_was_to_be_sent_gets_both_back(self) -> None:
        (change,) = due((place("cleo", grant=NOTHING, marked=True),), Desired(), {CLEO})

        assert FREE_GRANT == change.grant

    def test_whoever_may_not_be_there_is_put_out_with_every_place(self) -> None:
        desired = Desired(out=frozenset({DEV}), refs={"sip_7": DEV})

        changes = due((place("dev"), place("sip_7", ours=False)), desired, ())

        assert [Act.PUT_OUT] * 2 == [one.act for one in changes]

    def test_what_closes_comes_first_and_what_frees_last(self) -> None:
        desired = Desired({CLEO: MIC}, out=frozenset({DEV}))
        places = (shut("ben"), place("dev"), place("cleo"))

        assert [Act.CLOSE, Act.PUT_OUT, Act.FREE] == [one.act for one in due(places, desired, ())]


class TestSmuggling:
    def test_sound_that_calls_itself_a_camera_is_seen(self) -> None:
        assert {CLEO} == smugglers((place("cleo", PICTURE, SMUGGLED),), locking())

    def test_sound_of_one_who_is_free_is_theirs_whatever_its_name(self) -> None:
        assert not smugglers((place("cleo", SMUGGLED),), Desired())

    def test_microphone_before_the_lock_is_no_smuggling(self) -> None:
        assert not smugglers((place("cleo", VOICE, PICTURE),), locking())

    def test_who_did_it_sends_nothing_while_locked(self) -> None:
        (change,) = due((shut("cleo", SMUGGLED),), locking(), {CLEO})

        assert NOTHING == change.grant


class TestWhatMayBeSaid:
    def test_closed_is_whoever_may_not_send_it_and_sends_none(self) -> None:
        assert {CLEO: Closed.CONFIRMED} == said(shut("cleo", PICTURE))

    def test_not_closed_is_whoever_still_may(self) -> None:
        assert {CLEO: Closed.FAILED} == said(place("cleo"))

    def test_not_closed_is_whoever_is_heard_though_they_may_not(self) -> None:
        assert {CLEO: Closed.FAILED} == said(shut("cleo", SMUGGLED))

    def test_not_closed_is_whose_second_computer_is_open(self) -> None:
        found = closed(
            (shut("cleo"), place("laptop", ours=False)), locking(refs={"laptop": CLEO}), ()
        )

        assert {CLEO: Closed.FAILED} == found

    def test_asked_is_whose_telephone_nobody_closes_whatever_their_page_is(self) -> None:
        found = closed((shut("cleo"), telephone()), locking(refs={"sip_7": CLEO}), ())

        assert {CLEO: Closed.ASKED} == found

    def test_absent_is_whoever_has_no_place(self) -> None:
        assert {CLEO: Closed.ABSENT} == said(place("dev"))

    def test_of_the_silenced_a_camera_left_open_is_a_failure(self) -> None:
        assert {CLEO: Closed.FAILED} == closed((shut("cleo"),), locking(), {CLEO})
        quiet = place("cleo", grant=NOTHING, marked=True)
        assert {CLEO: Closed.CONFIRMED} == closed((quiet,), locking(), {CLEO})


def said(*places: Place) -> Mapping[PersonId, Closed]:
    return closed(places, locking(), ())
