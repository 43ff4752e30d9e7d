"""Where a server is, and what a link is made of."""

import pytest

from pushback import BadAddress
from pushback.address import address, link_of

ROOM = "r6f1c0d7e2a9b4c8d3e5f"


def test_a_link_names_server_room_and_secret() -> None:
    link = link_of(f" https://circle.example/r/{ROOM}#pbl_abc ")

    assert ("https://circle.example", ROOM, "pbl_abc") == (link.server.url, link.room, link.secret)
    assert "wss://circle.example/ws" == link.server.socket_url


def test_a_link_that_is_shown_does_not_tell_its_secret() -> None:
    assert "pbl_abc" not in repr(link_of(f"https://circle.example/r/{ROOM}#pbl_abc"))


def test_only_this_machine_is_here() -> None:
    here = [address(f"http://{name}:8000").is_here for name in ("127.0.0.1", "localhost", "[::1]")]

    assert [True, True, True] == here
    assert not address("https://circle.example").is_here


@pytest.mark.parametrize(
    "text",
    [
        "",
        "circle.example",
        "ftp://circle.example",
        "https://",
        "https://circle.example:port",
        "https://ada:word@circle.example",
        "https://[::1",
    ],
)
def test_what_is_no_server_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(BadAddress) as refused:
        address(text)

    assert "No address begins so: `https://…` of a server, or a whole link with its `#`." == str(
        refused.value
    )


@pytest.mark.parametrize(
    "tail", ["", f"/r/{ROOM}", "/r/#pbl_a", f"/x/{ROOM}#pbl_a", "/r/a/b#pbl_a"]
)
def test_half_a_link_is_refused(tail: str) -> None:
    with pytest.raises(BadAddress):
        link_of(f"https://circle.example{tail}")
