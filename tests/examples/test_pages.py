"""The example pages, as they stand in examples/, before their own backend and in Chromium."""

import pytest
from playwright.async_api import Page, Route, expect

from app.phases.phase import Phase
from app.rooms import commands as c
from app.rooms.fields import PersonId
from app.rooms.roles import Role, person
from tests.examples.calls import Call
from tests.support.browser import agrees
from tests.support.printed import ROOT

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]

LINES = 60
CODE = sorted(path for kind in ("js", "mjs", "ts") for path in ROOT.glob(f"examples/**/*.{kind}"))
JITSI = """
window.commands = [];
window.JitsiMeetExternalAPI = class {
  people = [{ participantId: "me", displayName: "Ada" }];
  heard = {};
  constructor(domain, options) { window.jitsi = this; this.made = [domain, options.roomName]; }
  addListener(event, hear) { (this.heard[event] ??= []).push(hear); }
  emit(event, said = {}) { for (const hear of this.heard[event] ?? []) hear(said); }
  getParticipantsInfo() { return this.people; }
  executeCommand(...command) { commands.push(command); }
  comes(id, name) {
    this.people = [...this.people, { participantId: id, displayName: name }];
    this.emit("participantJoined", { id, displayName: name });
  }
};
"""
"""As much of `external_api.js` as the example uses; it records what it was asked to do."""


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("path", CODE, ids=lambda path: path.name)
async def test_example_is_short(path) -> None:  # type: ignore[no-untyped-def]  # a path
    assert len(path.read_text(encoding="utf-8").splitlines()) < LINES


async def test_plain_page_shows_the_circle_to_who_is_logged_in(call: Call) -> None:
    await call.group.sits("Dev", Role.LEADER)
    page = await call.group.window()
    await call.opens("ben", page, "plain")
    await agrees(page.frame_locator("iframe"))  # type: ignore[arg-type]  # it has locators too

    await call.group.moves_to(Phase.OPENING)

    await expect(page.get_by_role("status")).to_have_text("We are in: opening")
    frame = page.frame_locator("iframe")
    await expect(frame.get_by_role("img", name="Ben, you")).to_be_visible()


async def test_plain_page_says_so_where_nobody_is_logged_in(call: Call) -> None:
    call.group.pardoned.append("404")
    page = await call.group.window()
    await page.goto(f"{call.origin}/examples/plain/index.html")

    await expect(page.get_by_role("status")).to_have_text("The circle cannot be shown (no_grant).")


async def leads(call: Call) -> Page:
    """Ada's page, beside a Jitsi that records, in a meeting that has come to the discussion."""
    page = await call.group.window()

    async def jitsi(route: Route) -> None:
        await route.fulfill(content_type="text/javascript", body=JITSI)

    await page.route("https://meet.example/**", jitsi)
    await call.group.sits("Ben")
    await call.opens("ada", page, "jitsi")
    await agrees(page.frame_locator("iframe"))  # type: ignore[arg-type]  # it has locators too
    await page.evaluate("""jitsi.emit("videoConferenceJoined", { id: "me" })""")
    await call.group.moves_to(Phase.DISCUSS, presenter="Ben")
    return page


def ben(call: Call) -> PersonId:
    return call.group.person("Ben")


async def sits_back(call: Call) -> None:
    await call.group.presses(c.SitBack(), person(ben(call)))


async def moderates(page: Page) -> None:
    await page.evaluate("""jitsi.emit("participantRoleChanged", { id: "me", role: "moderator" })""")


MUTED = ["muteRemoteParticipant", "b-1", "audio"]
REQUESTED = "Ben: asked Jitsi to mute (requested, not enforced)"


async def test_leaders_browser_asks_jitsi_once_and_never_unmutes(call: Call) -> None:
    page = await leads(call)
    await moderates(page)
    await page.evaluate("""jitsi.comes("b-1", "Ben")""")
    asks = page.locator("#asks")
    await sits_back(call)

    confirm = asks.get_by_role("button", name="Is “Ben” in Jitsi our Ben?")
    await expect(confirm).to_be_visible()
    assert [] == await page.evaluate("commands")
    await confirm.click()
    await expect(asks).to_have_text(REQUESTED)
    await page.evaluate("""jitsi.emit("displayNameChange")""")
    assert [MUTED] == await page.evaluate("commands")

    await call.group.presses(c.ComeBackIn(), person(ben(call)))
    await expect(asks).to_be_empty()
    assert [MUTED] == await page.evaluate("commands")


async def test_each_sitting_back_is_asked_for_and_a_second_place_too(call: Call) -> None:
    page = await leads(call)
    await moderates(page)
    await page.evaluate("""jitsi.comes("b-1", "Ben")""")
    asks = page.locator("#asks")
    await sits_back(call)
    await asks.get_by_role("button").click()
    await expect(asks).to_have_text(REQUESTED)

    await page.evaluate("""jitsi.comes("b-2", "Ben")""")
    await asks.get_by_role("button").click()
    await expect(asks.get_by_text(REQUESTED)).to_have_count(2)
    await call.group.presses(c.ComeBackIn(), person(ben(call)))
    await expect(asks).to_be_empty()
    await call.group.presses(c.OfferPushBack())
    await sits_back(call)

    await expect(asks.get_by_text(REQUESTED)).to_have_count(2)
    places = ["b-1", "b-2", "b-1", "b-2"]
    assert places == await page.evaluate("commands.map(([, id]) => id)")


async def test_place_of_one_is_not_muted_for_another_of_the_same_name(call: Call) -> None:
    page = await leads(call)
    commands, shown = await page.evaluate(
        """async () => {
          const { Asking } = await import("/examples/jitsi/asking.js");
          let lines = [];
          const asking = new Asking(jitsi, (shown) => (lines = shown));
          jitsi.emit("videoConferenceJoined", { id: "me" });
          jitsi.emit("participantRoleChanged", { id: "me", role: "moderator" });
          jitsi.comes("b-1", "Ben");
          asking.wants([{ person: "one", name: "Ben" }]);
          lines[0].confirm();
          asking.wants([]);
          asking.wants([{ person: "another", name: "Ben" }]);
          return [commands, lines.map(({ text }) => text)];
        }"""
    )

    assert [MUTED] == commands
    assert ["Ben: nobody of this name is in Jitsi, so ask aloud"] == shown


async def test_who_is_no_moderator_or_not_there_is_not_claimed_to_be_muted(call: Call) -> None:
    page = await leads(call)
    asks = page.locator("#asks")
    await sits_back(call)
    await expect(asks).to_have_text("Ben: nobody of this name is in Jitsi, so ask aloud")

    await page.evaluate("""jitsi.comes("b-1", "Ben")""")

    await expect(asks).to_have_text("Ben: you are no moderator in Jitsi, so ask aloud")
    assert [] == await page.evaluate("commands")


async def test_member_is_not_told_whose_microphone_is_to_be_closed(call: Call) -> None:
    call.group.pardoned.append("404")
    page = await call.group.window()
    await page.goto(f"{call.origin}/as/ben")

    assert 404 == await page.evaluate("fetch('/floor').then(({ status }) => status)")
