"""What a page may offer: one microphone, one camera, and nothing that no lock would know of."""

import pytest

from app.calls.refusals import BadAnswer, BadOffer
from app.janus.offers import MOST_CHARACTERS, Kind, Stream, is_candidate, offered, refuse_bad_answer

HEAD = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1\r\n"
AUDIO = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\na=sendonly\r\n"
VIDEO = "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:1\r\na=rtpmap:96 VP8/90000\r\n"


def test_an_offer_brings_a_microphone_and_a_camera() -> None:
    assert offered(HEAD + AUDIO + VIDEO) == (Stream("0", Kind.AUDIO), Stream("1", Kind.VIDEO))
    assert offered(HEAD + AUDIO) == (Stream("0", Kind.AUDIO),)
    assert offered((HEAD + AUDIO).replace("\r\n", "\n")) == (Stream("0", Kind.AUDIO),)


@pytest.mark.parametrize(
    "sdp",
    [
        "",
        "canary",
        HEAD,
        HEAD + AUDIO + AUDIO.replace("mid:0", "mid:2"),
        HEAD + VIDEO + VIDEO.replace("mid:1", "mid:2"),
        HEAD + AUDIO + VIDEO.replace("mid:1", "mid:0"),
        HEAD + AUDIO + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:1\r\n",
        HEAD + AUDIO + "m=text 9 RTP/AVP 98\r\na=mid:1\r\n",
        HEAD + AUDIO.replace("a=mid:0\r\n", ""),
        HEAD + AUDIO + "a=mid:1\r\n",
        HEAD + AUDIO.replace("mid:0", "mid:0 1"),
        HEAD + AUDIO.replace("mid:0", "mid:" + "0" * 17),
        AUDIO + HEAD,
        HEAD + AUDIO + "\x00\r\n",
        HEAD + AUDIO + "a=x:\u202e\r\n",
        HEAD + AUDIO + "a=" + "x" * 2_001 + "\r\n",
        HEAD + AUDIO + "a=x\r\n" * 2_000,
        HEAD + AUDIO + ("a=" + "x" * 1_000 + "\r\n") * (MOST_CHARACTERS // 1_000),
        HEAD + AUDIO + "\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:1\r\n",
        HEAD + AUDIO + "\rm=audio 9 UDP/TLS/RTP/SAVPF 111\ra=mid:1\r\n",
    ],
)
def test_anything_else_is_no_offer(sdp: str) -> None:
    with pytest.raises(BadOffer):
        offered(sdp)


def test_an_answer_has_any_number_of_streams() -> None:
    refuse_bad_answer(HEAD + "".join(AUDIO.replace("mid:0", f"mid:{n}") for n in range(40)))


@pytest.mark.parametrize("sdp", ["", "canary", HEAD, HEAD + AUDIO * 129])
def test_what_answers_nothing_is_no_answer(sdp: str) -> None:
    with pytest.raises(BadAnswer):
        refuse_bad_answer(sdp)


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("candidate:1 1 udp 2130706431 192.0.2.1 50000 typ host", True),
        ("candidate:1 1 UDP 1 0a1b.local 9 typ host generation 0", True),
        ("", False),
        ("canary", False),
        ("candidate:", False),
        ("candidate:1 1 udp 1 192.0.2.1 9 typ host\r\na=canary", False),
        ("candidate:1 " + "x" * 600, False),
    ],
)
def test_a_candidate_is_one_line_of_a_browser(line: str, is_one: bool) -> None:
    assert is_candidate(line) is is_one
