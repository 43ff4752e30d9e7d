"""STUN and TURN servers, as settings say and as browsers want them."""

import pytest

from app.calls.ice import BadIceServer, ice_server


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
        "turn:turn.example",
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
