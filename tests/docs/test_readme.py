"""The README's commands exist, its frame is one, its links lead somewhere; so do all pages'."""

import json
import re
import shlex
from pathlib import Path

import pytest
import typer

from app.cli import main
from tests.support.frames import check_frame
from tests.support.printed import ROOT

TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "clients").glob("*/README.md")),
]
FORBIDDEN = re.compile(
    r"\b(host|attendee|agenda item|speaker queue|score|patient record|session|violation)s?\b", re.I
)


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_targets_of_make_exist(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    text = page.read_text(encoding="utf-8")
    named = re.findall(r"(?:^|`|\n|[A-Z]+=\S+ )make ([a-z-]+)", text)

    assert set(named) <= targets


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_commands_of_pushback_exist(page: Path) -> None:
    known = commands()
    blocks = re.findall(r"`([^`\n]+)`|^((?:\.venv/bin/)?pushback .+)$", code(page), re.MULTILINE)
    for line in (inline or block for inline, block in blocks):
        words = shlex.split(line.split("#")[0], posix=False)
        if words and words[0].removeprefix(".venv/bin/") == "pushback" and len(words) > 1:
            assert words[1] in known or " ".join(words[1:3]) in known, line


def code(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def commands() -> set[str]:
    """`serve`, `keys`, `keys create`…"""
    group = typer.main.get_command(main)
    found: set[str] = set()
    for name, command in getattr(group, "commands", {}).items():
        found |= {name, *(f"{name} {inner}" for inner in getattr(command, "commands", {}))}
    return found


def test_both_commands_and_the_rehearsal_are_there() -> None:
    assert "make run" in TEXT
    assert "make test" in TEXT
    assert "pushback rehearse" in TEXT
    assert "rehearse" in commands()


def test_frame_is_one_that_a_member_could_be_sent() -> None:
    (frame,) = re.findall(r"```json server member\n(.*?)```", TEXT, re.DOTALL)

    check_frame(json.loads(frame), "member")


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)", code(page))

    assert not [link for link in links if not (page.parent / link).exists()]


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_page_keeps_to_our_words(page: Path) -> None:
    prose = re.sub(
        r"```.*?```|<!-- printed.*?<!-- end -->|`[^`]*`", "", code(page), flags=re.DOTALL
    )

    assert not FORBIDDEN.findall(prose)


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_page_names_no_place_outside_the_repository(page: Path) -> None:
    assert not re.findall(r"(?<![\w.…}>])/(?:home|root|tmp|work|Users)/", code(page))


def test_nine_promises_are_listed() -> None:
    section = TEXT.partition("## What is promised")[2].partition("\n## ")[0]

    assert [str(n) for n in range(1, 10)] == re.findall(r"^(\d)\. ", section, re.MULTILINE)
