"""The page as it is served: only our own files, nothing inline, of the server's own version."""

import re
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from app.rooms.state import CallKind
from app.web import client
from app.web.client import FOLDER
from tests.docs.test_size_budget import FILE_LINES
from tests.support.service import Service, running_parts

MOST_BYTES = 150 * 1024


@pytest.mark.parametrize("path", ["/r/room-1", "/operator", "/embed/room-1"])
async def test_page_runs_nothing_but_our_own_files(service: Service, path: str) -> None:
    answer = await service.client.get(path)

    policy = answer.headers["content-security-policy"]
    assert 200 == answer.status_code
    assert {
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
    } <= {part.strip() for part in policy.split(";")}
    assert "unsafe" not in policy
    assert not re.findall(r"(?:src|href)=\"(?!/client/)", answer.text)
    assert not re.findall(r"<script(?![^>]* src=)|<style|\son\w+=|\sstyle=", answer.text)


@pytest.mark.parametrize("path", ["/r/room-1", "/again", "/operator", "/embed/room-1"])
async def test_a_document_names_the_languages_that_have_a_file(service: Service, path: str) -> None:
    answer = await service.client.get(path)

    named = re.search('<meta name="languages" content="([a-z ]+)">', answer.text)
    assert named
    tags = named[1].split()
    assert {"de", "en", "fr", "he"} <= {*tags}
    files = {one.name for one in (FOLDER / "words").iterdir()}
    assert {f"{tag}.js" for tag in tags} == files - {"words.js", "operator.js"}


async def test_every_file_of_the_page_is_served_and_asked_for_anew(service: Service) -> None:
    for file in sorted(path for path in FOLDER.rglob("*") if path.is_file()):
        address = f"/client/{file.relative_to(FOLDER).as_posix()}"
        answer = await service.client.get(address)

        assert (200, "no-cache") == (answer.status_code, answer.headers["cache-control"]), address
        again = await service.client.get(address, headers={"If-None-Match": answer.headers["etag"]})
        assert 304 == again.status_code


async def test_a_file_is_compressed_for_whoever_can_read_that(service: Service) -> None:
    plain, packed = [
        await service.client.get("/client/page/circle.js", headers={"Accept-Encoding": accepted})
        for accepted in ("identity", "br, gzip")
    ]

    assert "content-encoding" not in plain.headers
    assert "gzip" == packed.headers["content-encoding"]
    assert plain.content == packed.content
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"])
    for answer in (plain, packed):
        assert "accept-encoding" == answer.headers["vary"].lower()
        assert answer.headers["content-type"].startswith("text/javascript")


async def test_a_file_that_was_changed_is_served_as_it_now_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "FOLDER", tmp_path)
    (file := tmp_path / "page.js").write_text("before")
    transport = httpx.ASGITransport(client.ClientFiles())
    async with httpx.AsyncClient(transport=transport, base_url="http://circle.test") as asking:
        before = await asking.get("/page.js")
        file.write_text("and after")
        after = await asking.get("/page.js", headers={"If-None-Match": before.headers["etag"]})

    assert ("before", "and after") == (before.text, after.text)


@pytest.mark.parametrize(
    "address",
    ["/client/", "/client/page", "/client/../pyproject.toml", "/client/%2e%2e/pyproject.toml"],
)
async def test_nothing_else_is_served(service: Service, address: str) -> None:
    assert (await service.client.get(address)).status_code in (404, 405)


async def test_first_page_is_small_without_being_built(service: Service) -> None:
    """All that an English reader loads of the circle, leaders' side and all, as it is sent to a
    browser; other languages and the operator's page, which alone draws QR codes, are apart."""
    names = [path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.*")]
    of_circle = [name for name in names if not re.search("operator|lean-qr", name)]
    loaded = [name for name in of_circle if name.endswith((".js", ".css", ".html", ".svg"))]
    first = [name for name in loaded if not re.fullmatch(r"words/(?!en\b)[a-z]{2,3}\.js", name)]
    sent = 0
    for name in first:
        answer = await service.client.get(f"/client/{name}", headers={"Accept-Encoding": "gzip"})
        sent += int(answer.headers["content-length"])

    assert len(first) > 30
    assert sent <= MOST_BYTES


async def test_panel_stands_in_frames_of_the_pages_that_were_named(tmp_path: Path) -> None:
    named = ("https://call.example", "http://localhost:9")
    async with running_parts(tmp_path, embedders=named) as service:
        panel = await service.client.get("/embed/room-1")
        page = await service.client.get("/r/room-1")

    both = "https://call.example http://localhost:9"
    assert f"frame-ancestors {both}" in panel.headers["content-security-policy"]
    assert f'<meta name="embedders" content="{both}">' in panel.text
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]


async def test_panel_stands_in_no_frame_where_nobody_was_named(service: Service) -> None:
    panel = await service.client.get("/embed/room-1")

    assert "frame-ancestors 'none'" in panel.headers["content-security-policy"]
    assert '<meta name="embedders" content="">' in panel.text


MODULES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.js"))


@pytest.mark.parametrize("module", MODULES)
def test_every_module_says_what_it_is_and_asks_nobody_else(module: str) -> None:
    text = (FOLDER / module).read_text(encoding="utf-8")

    assert text.startswith("/**")
    assert not re.findall(r"""from\s+["'](?!\.{1,2}/)|import\(["'](?!\.{1,2}/)""", text)


@pytest.mark.parametrize("module", [one for one in MODULES if not one.startswith("words/")])
def test_every_module_is_as_short_as_a_file_of_the_server(module: str) -> None:
    """A file of words is as long as the list of them."""
    assert len((FOLDER / module).read_text(encoding="utf-8").splitlines()) <= FILE_LINES


async def test_no_page_may_ask_for_a_camera_where_there_is_no_call(service: Service) -> None:
    for path in ("/r/room-1", "/again", "/operator"):
        answer = await service.client.get(path)
        assert "camera=(), microphone=()" == answer.headers["permissions-policy"]


async def test_the_page_of_a_meeting_with_a_call_may_ask_for_itself(service: Service) -> None:
    service.app.state.parts = replace(service.parts, usual_call=CallKind.BUILT_IN)

    circle, operator = [await service.client.get(path) for path in ("/r/room-1", "/operator")]

    assert "camera=(self), microphone=(self)" == circle.headers["permissions-policy"]
    assert "camera=(), microphone=()" == operator.headers["permissions-policy"]
