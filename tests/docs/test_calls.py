"""The page about the call says what is there: frames, codes, settings, and files to copy."""

import re
from dataclasses import fields

from app.calls import capabilities
from app.calls.refusals import CallRefused
from app.janus.sounding import OURS_ALONE
from app.rooms.state import CallKind
from app.settings import Settings
from app.web.call_frames import SHAPES
from app.web.calling import CALL_UNAVAILABLE
from tests.support.printed import ROOT

TEXT = (ROOT / "docs" / "calls.md").read_text(encoding="utf-8")
LABELLED = r"\*\*([A-Z][a-z-]+)\*\*: "
SHIPPED = ROOT / "deploy" / "janus"


def test_every_frame_of_a_page_is_told() -> None:
    told = TEXT.partition("| from the page")[2].partition("| to the page")[0]
    assert {"hello", *SHAPES} == set(re.findall(r'"t":"(\w+)"', told))


def test_every_refusal_is_told() -> None:
    codes = {one.code for one in CallRefused.__subclasses__()} | {CALL_UNAVAILABLE}
    assert codes <= set(re.findall(r"`(\w+)`", TEXT))


def test_every_setting_of_the_call_is_told() -> None:
    settings = {one.name.upper() for one in fields(Settings)}
    told = set(re.findall(r"^    ([A-Z_]+)=", TEXT, re.MULTILINE))
    janus = {"JANUS_URL", "JANUS_SECRET", "JANUS_ROOM_KEY"}
    assert janus | {"ICE_SERVERS", "TURN_SECRET"} == told
    assert told <= settings


def test_every_kind_of_call_is_told_with_the_label_of_what_drives_it() -> None:
    table = TEXT.partition("| `call` |")[2].partition("\n\n")[0]
    rows = [re.findall(r"[^|]+", line) for line in table.splitlines()[2:]]
    labels = {row[0].strip(" `"): row[-1].strip() for row in rows}

    assert set(CallKind) == set(labels)
    assert OURS_ALONE.tested == labels[CallKind.BUILT_IN]
    assert {"–", *capabilities.Tested} >= set(labels.values())
    assert {one.capitalize() for one in capabilities.Tested} == set(re.findall(LABELLED, TEXT))


def test_what_is_shipped_is_for_this_machine_alone_and_can_keep_no_sound() -> None:
    files = {path.name: path.read_text(encoding="utf-8") for path in SHIPPED.iterdir()}
    everything = "\n".join(files.values())
    assert 'ws_ip = "127.0.0.1"' in everything
    assert 'api_secret = "API_SECRET"' in everything
    assert 'admin_key = "ROOM_KEY"' in everything
    assert "admin_ws = false" in everything
    plugins = (
        "audiobridge duktape echotest lua nosip recordplay sip streaming textroom videocall "
        "voicemail"
    )
    transports = "http mqtt nanomsg pfunix rabbitmq"
    events = "gelfevh mqttevh nanomsgevh rabbitmqevh sampleevh wsevh"
    unwanted = {*plugins.split(), *transports.split(), *events.split(), "jsonlog"}
    assert unwanted == set(re.findall(r"libjanus_(\w+)\.so", everything))
