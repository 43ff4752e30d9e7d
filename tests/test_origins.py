"""Origins are compared as texts, so each has one spelling."""

import pytest

from app.origins import origin, plain


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("https://Circle.Example/", "https://circle.example"),
        ("HTTPS://circle.example:443", "https://circle.example"),
        ("http://circle.example:80", "http://circle.example"),
        ("http://circle.example:443", "http://circle.example:443"),
        ("https://circle.example:8443/", "https://circle.example:8443"),
        ("http://[0:0:0:0:0:0:0:1]:9000", "http://[::1]:9000"),
    ],
)
def test_origin_is_written_as_browsers_write_it(url: str, written: str) -> None:
    assert written == origin(url)
    assert written == origin(written)


@pytest.mark.parametrize(
    "url",
    [
        "", "circle.example", "ftp://circle.example", "https://circle.example/path",
        "https://circle.example:0", "https://circle.example:65536", "https://[::zz]",
        "https://user@circle.example", "https://köln.example", "https://circle.example\n",
    ],
)  # fmt: skip
def test_anything_else_is_none(url: str) -> None:
    assert origin(url) is None


def test_usual_port_of_a_plain_server_is_not_written() -> None:
    assert "http://127.0.0.1" == plain("127.0.0.1", 80)
    assert "http://127.0.0.1:8000" == plain("127.0.0.1", 8000)
