"""What people type as a server's address."""

import pytest

from app.rehearsal.address import Address, BadUrl, address


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("http://localhost:8000", "http://localhost:8000"),
        (" https://circle.example/ ", "https://circle.example"),
        ("http://localhost:8000/operator#secret", "http://localhost:8000"),
        ("http://[::1]:9000", "http://[::1]:9000"),
        ("https://user:word@circle.example", "https://circle.example"),
    ],
)
def test_a_url_or_a_whole_link_names_a_server(typed: str, url: str) -> None:
    assert Address(url) == address(typed)


@pytest.mark.parametrize("typed", ["localhost:8000", "ftp://x", "http://", "http://x:99999", ""])
def test_anything_else_is_refused_in_one_sentence(typed: str) -> None:
    with pytest.raises(BadUrl, match="begins with http"):
        address(typed)


@pytest.mark.parametrize(
    ("url", "socket_url"),
    [
        ("http://localhost:8000", "ws://localhost:8000/ws"),
        ("https://circle.example", "wss://circle.example/ws"),
    ],
)
def test_the_socket_is_at_the_same_place(url: str, socket_url: str) -> None:
    assert socket_url == Address(url).socket_url


def test_a_proxy_stands_only_before_other_machines() -> None:
    assert Address("http://127.0.0.1:1").is_here
    assert not Address("https://circle.example").is_here
