"""The few pages for people."""

import base64
import hashlib
import re

import pytest

from tests.support.service import Service

PAGES = ["/", "/docs"]


@pytest.mark.parametrize("path", PAGES)
async def test_page_has_no_script_and_asks_nobody_else(service: Service, path: str) -> None:
    answer = await service.client.get(path)

    assert (200, "text/html; charset=utf-8") == (
        answer.status_code,
        answer.headers["content-type"],
    )
    assert "<script" not in answer.text
    assert not re.findall(r"""(?:src|href)=["']?(?:https?:)?//""", answer.text)
    assert "no-referrer" == answer.headers["referrer-policy"]
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; style-src")


@pytest.mark.parametrize("path", PAGES)
async def test_only_our_own_style_is_allowed(service: Service, path: str) -> None:
    answer = await service.client.get(path)

    style = re.search(r"<style>(.*)</style>", answer.text)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"'sha256-{digest}'" in answer.headers["content-security-policy"]


async def test_page_of_a_room_is_the_same_for_every_room(service: Service) -> None:
    room = await service.room()

    pages = [(await service.client.get(f"/r/{one}")).content for one in (room, "canary-f00d")]

    assert pages[0] == pages[1]
    assert b"/client/page/circle.js" in pages[0]


async def test_page_where_an_installed_one_begins_knows_no_room(service: Service) -> None:
    answer = await service.client.get("/again")

    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert b"/client/page/again.js" in answer.content
    assert b"/r/" not in answer.content


async def test_page_of_an_operator_is_theirs_and_holds_no_key(service: Service) -> None:
    answer = await service.client.get("/operator")

    assert 200 == answer.status_code
    assert b"/client/operator/page.js" in answer.content
    assert b"pbk_" not in answer.content


async def test_front_page_leads_no_stranger_to_the_operators(service: Service) -> None:
    assert "/operator" not in (await service.client.get("/")).text
