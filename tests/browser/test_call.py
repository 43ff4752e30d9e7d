"""The page as the call: real media between pages, a real Janus, and a push-back that is so."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from app.phases.phase import Phase
from app.rooms import commands as c
from app.rooms.roles import Role
from tests.support.browser import PHONE
from tests.support.call_group import WATCHED, call_group, key
from tests.support.janus import JanusProcess
from tests.support.network import Apart, apart

pytestmark = [pytest.mark.system, pytest.mark.slow]

LISTENS = "Your microphone is closed while you listen"
CLOSED = "Your microphone is closed"
OPEN = "Your microphone is open"
ENFORCED = f"{CLOSED}."
"""What is read once the call has confirmed it, and not before."""
APART_MS = 1_200
"""Between two tries that are a person's; what comes faster is a program's."""


@apart
async def test_a_presenter_who_sits_back_is_heard_by_nobody_hears_and_ends_it_by_own_hand(
    there: Apart, janus: JanusProcess, tmp_path: Path
) -> None:
    async with call_group(tmp_path) as group:
        ada = await group.calls("Ada", Role.LEADER, opens=("microphone",))
        ben = await group.calls("Ben", Role.LEADER)
        cleo = await group.calls("Cleo", opens=("microphone",), viewport=PHONE)
        dev = await group.calls("Dev")
        await group.moves_to(Phase.CLARIFY, presenter="Cleo")
        for listener in (ada, ben, dev):
            await group.hears(listener, "Cleo")

        await ada.locator("button.next").click()
        await cleo.get_by_role("button", name="Sit back").click()
        await expect(key(cleo, "microphone")).to_contain_text(LISTENS)
        await expect(cleo.locator(".presenting")).to_contain_text(ENFORCED)
        for listener in (ada, dev):
            await group.hears_nothing(listener, "Cleo")
        await group.hears(cleo, "Ada")

        await key(cleo, "microphone").click()
        await expect(cleo.get_by_role("group", name="Come back into the circle?")).to_be_visible()
        await group.hears_nothing(dev, "Cleo")
        await cleo.wait_for_timeout(APART_MS)
        await key(cleo, "microphone").click()
        await expect(key(cleo, "microphone")).to_contain_text(OPEN)
        for listener in (ada, ben, dev):
            await group.hears(listener, "Cleo")
        await expect(cleo.get_by_text("You are back in the circle")).to_be_visible()


@apart
async def test_a_release_opens_no_microphone_but_by_the_persons_own_press(
    there: Apart, janus: JanusProcess, tmp_path: Path
) -> None:
    async with call_group(tmp_path) as group:
        ada = await group.calls("Ada", Role.LEADER)
        cleo = await group.calls("Cleo", opens=("microphone",), viewport=PHONE)
        await group.moves_to(Phase.DISCUSS, presenter="Cleo")
        await cleo.get_by_role("button", name="Sit back").click()
        await expect(key(cleo, "microphone")).to_contain_text(LISTENS)

        await group.presses(c.Release())
        await expect(key(cleo, "microphone")).not_to_contain_text("listen")
        await expect(key(cleo, "microphone")).to_contain_text(CLOSED)
        await group.hears_nothing(ada, "Cleo")
        await key(cleo, "microphone").click()

        await expect(key(cleo, "microphone")).to_contain_text(OPEN)
        await group.hears(ada, "Cleo")


@apart
async def test_while_someone_can_hear_nothing_goes_in_or_out_and_nothing_opens_after(
    there: Apart, janus: JanusProcess, tmp_path: Path
) -> None:
    async with call_group(tmp_path) as group:
        ada = await group.calls("Ada", Role.LEADER, opens=("microphone",))
        dev = await group.calls("Dev", opens=("microphone", "camera"))
        await group.hears(ada, "Dev")
        await group.hears(ada, "Dev", "video")
        await group.hears(dev, "Ada")
        muted = "window.players.filter((one) => one.srcObject).map((one) => one.muted)"
        assert [False] == await dev.evaluate(muted)

        await dev.get_by_role("button", name="Someone can hear").click()
        await expect(dev.get_by_text("microphone and camera are closed here")).to_be_visible()
        assert [True] == await dev.evaluate(muted)
        await expect(ada.locator(f".face.seen[data-of='{group.person('Dev')}']")).to_have_count(0)
        for kind in ("audio", "video"):
            await group.hears_nothing(ada, "Dev", kind)
        await dev.get_by_role("button", name="I am alone again").click()

        await expect(key(dev, "microphone")).to_contain_text(CLOSED)
        await expect(key(dev, "camera")).to_contain_text("Your camera is off")
        assert [False] == await dev.evaluate(muted)
        for kind in ("audio", "video"):
            await group.hears_nothing(ada, "Dev", kind)
        await key(dev, "microphone").click()
        await group.hears(ada, "Dev")


@apart
async def test_who_sits_back_unseen_is_unseen_until_their_own_hand(
    there: Apart, janus: JanusProcess, tmp_path: Path
) -> None:
    async with call_group(tmp_path) as group:
        ada = await group.calls("Ada", Role.LEADER)
        cleo = await group.calls("Cleo", opens=("camera",), viewport=PHONE)
        face = ada.locator(f".face.seen[data-of='{group.person('Cleo')}']")
        await expect(face).to_be_visible()
        await group.moves_to(Phase.DISCUSS, presenter="Cleo")

        await cleo.get_by_label("Let my camera be seen", exact=True).uncheck()
        await cleo.get_by_role("button", name="Sit back").click()
        await expect(key(cleo, "camera")).to_contain_text("Your camera is off")
        await expect(face).to_have_count(0)
        await group.hears_nothing(ada, "Cleo", "video")
        await key(cleo, "camera").click()

        await expect(face).to_be_visible()
        await expect(ada.get_by_role("img", name="Cleo, presents, listening")).to_be_visible()
        await expect(ada.get_by_role("img", name="camera off by choice")).to_have_count(0)


@apart
async def test_a_refused_microphone_says_what_to_do_and_one_hears_all_the_same(
    there: Apart, janus: JanusProcess, tmp_path: Path
) -> None:
    async with call_group(tmp_path, "--deny-permission-prompts") as group:
        ada = await group.calls(
            "Ada", Role.LEADER, opens=("microphone",), permissions=["microphone"]
        )
        dev = await group.calls("Dev", permissions=[])
        refused = dev.get_by_text("The browser does not let this page have your microphone.")
        await expect(refused).to_have_count(0)

        await key(dev, "microphone").click()

        await expect(refused).to_be_visible()
        await expect(key(dev, "microphone")).to_contain_text(CLOSED)
        await group.hears(dev, "Ada")
        await key(ada, "camera").click()
        await expect(ada.get_by_text("does not let this page have your camera")).to_be_visible()
        await group.hears(dev, "Ada")


@apart
async def test_who_goes_or_is_put_out_sends_nothing_more(
    there: Apart, janus: JanusProcess, tmp_path: Path
) -> None:
    gone = "window.connections.every((one) => one.connectionState === 'closed')"
    ended = "window.tracks.map((one) => one.readyState)"
    async with call_group(tmp_path) as group:
        await group.calls("Ada", Role.LEADER)
        cleo = await group.calls("Cleo", opens=("microphone", "camera"))
        dev = await group.calls("Dev", opens=("microphone", "camera"))
        eve = await group.joins("Eve", script=WATCHED)
        await eve.get_by_role("button", name="Try my microphone").click()
        await expect(eve.get_by_label("What your microphone hears")).to_be_visible()
        for page in (cleo, eve):
            await page.get_by_role("button", name="I have to go").click()
            await page.get_by_role("button", name="Yes, I have to go").click()
            await expect(page.get_by_text("Your seat is kept.")).to_be_visible()
        await group.presses(c.RemovePerson(group.person("Dev")))

        for page, count in ((cleo, 2), (dev, 2), (eve, 1)):
            await page.wait_for_function(gone)
            assert count * ["ended"] == await page.evaluate(ended)


@apart
async def test_a_call_that_comes_back_is_heard_again_with_the_microphone_closed(
    there: Apart, janus: JanusProcess, tmp_path: Path
) -> None:
    async with call_group(tmp_path) as group:
        ada = await group.calls("Ada", Role.LEADER)
        dev = await group.calls("Dev", opens=("microphone",))
        await group.hears(ada, "Dev")
        janus.kill()
        await expect(dev.get_by_text("The call is gone")).to_be_visible()
        await janus.start()

        await expect(dev.get_by_text("The call is gone")).to_have_count(0)
        await expect(key(dev, "microphone")).to_contain_text(CLOSED)
        await key(dev, "microphone").click()
        await expect(key(dev, "microphone")).to_contain_text(OPEN)
        await group.hears(ada, "Dev")


@apart
async def test_beside_another_call_nothing_of_ours_is_loaded(
    there: Apart, janus: JanusProcess, tmp_path: Path
) -> None:
    async with call_group(tmp_path) as group:
        group.room = await group.node.room()
        page = await group.window()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        await page.goto(group.address(await group.invites("Cleo")))
        await page.locator("main:has(.agreement) button.first").click()
        await page.locator("main:has(.oath) button.first").click()
        await expect(page.get_by_role("img", name="Cleo, you")).to_be_visible()

        await expect(page.get_by_role("button", name="Join the call")).to_have_count(0)
        assert [] == [url for url in asked if "/call/" in url]
