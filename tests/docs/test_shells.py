"""docs/shells.md is true where it can be checked: what it names of the vendors is in their types,
and what it says of ours is so."""

import json
import re
from pathlib import Path

import pytest

from app.web.client import document
from app.web.envelope import HEADERS
from tests.support.printed import ROOT

TEXT = (ROOT / "docs" / "shells.md").read_text(encoding="utf-8")
KITS = ROOT / "node_modules"


def section(name: str) -> str:
    """What stands below a heading."""
    return TEXT.partition(f"## {name}\n")[2].partition("\n## ")[0]


@pytest.mark.system
@pytest.mark.parametrize("name", ["toggleParticipantMediaAudio", "getAppContext"])
def test_what_is_named_of_zoom_is_in_its_types(name: str) -> None:
    assert name in TEXT
    assert f" {name}(" in (KITS / "@zoom/appssdk/dist/sdk.d.ts").read_text(encoding="utf-8")


@pytest.mark.system
def test_zoom_takes_an_empty_list_for_everybody() -> None:
    types = (KITS / "@zoom/appssdk/dist/sdk.d.ts").read_text(encoding="utf-8")

    assert "*empty list is everybody*" in TEXT
    assert "If list is empty, all participants are muted" in types


def test_headers_that_zoom_wants_of_html_are_sent_but_the_one_of_the_proxy() -> None:
    wanted = set(
        re.findall(r"`([A-Z][\w-]+)`", section("Zoom App").split("headers")[1].split("|")[1])
    )
    sent = {name.title() for name in (*document("embed.html").headers, *HEADERS)}
    proxy = (ROOT / "deploy/nginx/nginx.conf").read_text(encoding="utf-8")

    assert {"Strict-Transport-Security"} == {name for name in wanted if name.title() not in sent}
    assert "add_header Strict-Transport-Security" in proxy


def test_examples_have_the_class_and_the_label_that_the_page_gives_them() -> None:
    rows = (ROOT / "examples" / "README.md").read_text(encoding="utf-8")
    for call, folder in (("Jitsi", "jitsi"), ("Zoom", "zoom"), ("BigBlueButton", "bigbluebutton")):
        _, cls, _, _, label = (one.strip() for one in told(call))
        (row,) = re.findall(rf"^\| \[`{folder}/`\].*$", rows, re.MULTILINE)
        assert f"| {cls} |" in row
        assert label in row


def told(call: str) -> list[str]:
    """A row of the classes."""
    (row,) = re.findall(rf"^\| ({call}.*) \|$", section("What each can close"), re.MULTILINE)
    return str(row).split(" | ")


def test_plugin_is_of_the_version_that_the_page_names() -> None:
    manifest = json.loads((ROOT / "examples/bigbluebutton/manifest.json").read_text())

    assert manifest["requiredSdkVersion"].startswith("~0.1")
    assert "`~0.1` is BigBlueButton 3.1" in TEXT
    assert Path(ROOT / "examples/bigbluebutton" / "plugin.ts").exists()
