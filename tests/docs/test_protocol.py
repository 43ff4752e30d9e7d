"""docs/protocol.md is true: tables are the code's, examples fit, the conversation happens."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.rooms.deciding.people import MAX_AT_DOOR, MAX_PEOPLE
from app.rooms.ephemeral import Passing
from app.rooms.roles import Role
from app.rooms.seat import HIGH_WATER, MOST_ANSWERS
from app.rooms.views import Section
from app.web import guests, socket, strikes, wire
from app.web.asyncapi import close_codes
from app.web.cooling import COOLS_FOR
from app.web.patience import Patience
from app.web.serving.server import MAX_MESSAGE_BYTES
from app.web.serving.socket_protocol import SocketProtocol
from app.web.serving.untaken import SHUT_FOR
from tests.support import wire_tables as tables
from tests.support.conversation import Conversation, read
from tests.support.frames import check_frame, check_sent
from tests.support.node import running_node, sqlite_url
from tests.support.printed import ROOT, check_printed

PAGE = "docs/protocol.md"
TEXT = (ROOT / PAGE).read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```json (client|server) ?(\w*)\n(.*?)```", TEXT, re.DOTALL)


@pytest.mark.parametrize("section", [s.value for s in (*Section, *Passing)])
def test_section_has_its_table(section: str) -> None:
    check_printed(PAGE, f"section {section}", tables.section_table(section))


@pytest.mark.parametrize("message", ["hello", "welcome", "refused"])
def test_frame_has_its_table(message: str) -> None:
    check_printed(PAGE, f"frame {message}", tables.frame_table(message))


def test_commands_are_those_of_the_command_table() -> None:
    check_printed(PAGE, "commands", tables.command_table())


def test_words_are_those_of_the_code() -> None:
    check_printed(PAGE, "words", tables.words_table())


def test_refusals_are_those_of_the_code() -> None:
    check_printed(PAGE, "refusals", tables.refusal_table())
    check_printed(PAGE, "facts", tables.facts_table())


def test_close_codes_are_those_of_the_code() -> None:
    check_printed(PAGE, "closes", tables.close_table())


def test_every_close_code_lies_in_a_range_that_says_how_to_come_back() -> None:
    ranges = re.findall(r"^\| (4\d{3})(?:–(4\d{3}))? \|", TEXT, re.MULTILINE)
    told = {n for first, last in ranges for n in range(int(first), int(last or first) + 1)}

    assert {parting.code for parting in close_codes()} <= told


def test_limits_are_those_of_the_code() -> None:
    assert f"{Patience().hello:g} s, {socket.HELLO_BYTES // 1024} KiB" in TEXT
    assert f"| being let in | {Patience().admission:g} s |" in TEXT
    assert (
        f"{wire.MOST_BYTES // 1024} KiB, {wire.MOST_DEPTH} levels, {wire.MOST_BRACKETS} brackets"
        in TEXT
    )
    assert f"| a message | {MAX_MESSAGE_BYTES // 1024} KiB |" in TEXT
    forgiven = (
        f"{strikes.STRIKES}, of which one is forgiven every {strikes.FORGIVEN_AFTER // 1000} s"
    )
    assert f"| frames that are not understood | {forgiven} |" in TEXT
    assert f"| frames that are too fast | {strikes.STRIKES}, forgiven after `after_ms` |" in TEXT
    assert f"| unread bytes | {HIGH_WATER // 1024} KiB |" in TEXT
    assert f"| not reading at all | {guests.STUCK_FOR // 1000} s |" in TEXT
    kernel = f"{SocketProtocol.user_timeout_ms // 1000} s"
    assert f"| out of reach, or with no room for more | {kernel} |" in TEXT
    assert f"its window shut | {SHUT_FOR:g} s | cut |" in TEXT
    assert f"or 4505 of ours | {COOLS_FOR // 1000} s |" in TEXT
    assert f"to its last | {SocketProtocol.message_deadline_s:g} s |" in TEXT
    asides = f"{SocketProtocol.asides_per_second:g} a second, {SocketProtocol.most_asides} at once"
    early = f"{SocketProtocol.most_asides_before_hello} before `welcome`"
    assert f"| pings, pongs and parts of messages | {asides}, {early} |" in TEXT
    assert f"| answers waiting for a slow reader | {MOST_ANSWERS} |" in TEXT
    assert f"| people in a room | {MAX_PEOPLE} |" in TEXT
    assert f"| newcomers at the door whom no leader has confirmed | {MAX_AT_DOOR} |" in TEXT
    assert f"Every {guests.PING_EVERY // 1000} s" in TEXT
    assert f"within {guests.PONG_WITHIN // 1000} s" in TEXT


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 10


@pytest.mark.parametrize(("side", "audience", "body"), EXAMPLES)
def test_example_is_as_the_shapes_say(side: str, audience: str, body: str) -> None:
    frame = json.loads(body)

    if side == "client":
        check_sent(frame)
    else:
        check_frame(frame, audience)


def test_every_block_of_json_is_marked() -> None:
    assert len(EXAMPLES) == len(re.findall(r"^```json", TEXT, re.MULTILINE))


def test_every_link_of_the_page_leads_to_a_heading() -> None:
    headings = {slug(found) for found in re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)}

    assert set(re.findall(r"\]\(#([^)]+)\)", TEXT)) <= headings


def slug(heading: str) -> str:
    return re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-")


async def test_conversation_happens(tmp_path: Path) -> None:
    (block,) = re.findall(r"```conversation\n(.*?)```", TEXT, re.DOTALL)
    async with running_node(sqlite_url(tmp_path)) as node:
        room = await node.room()
        speakers = {
            "ada": await node.person(room, "Ada", Role.LEADER),
            "ben": await node.person(room, "Ben"),
        }

        await Conversation(node, speakers).hold(read(block))


def test_conversation_speaks_of_every_kind_of_frame_that_a_client_sends() -> None:
    (block,) = re.findall(r"```conversation\n(.*?)```", TEXT, re.DOTALL)

    said = {frame["t"] for frame in sent(block)}

    assert {"hello", "do", "sync"} <= said


def sent(block: str) -> Iterator[Any]:
    return (said.frame for said in read(block) if said.way == ">")
