"""A program in TypeScript meets the types that clients/ publishes."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.support.javascript import NODE, ROOT

TSC = "node_modules/typescript/bin/tsc"
PROGRAM = """
import { connectByKey, Refused, type Room } from "pushback-client";
import { PushbackCircle } from "pushback-client/circle";
import { left } from "pushback-client/wire/clock";

const room: Room = await connectByKey("https://circle.example", "r1", "pbk_");
const seats: number | undefined = room.sections.circle?.seats.length;
const rest: number | null = left({ limit_ms: 1, spent_ms: 0, since: null }, room.now());
for await (const { sections, because } of room.changes()) {
  const phase: "discuss" | undefined = sections.phase?.phase === "discuss" ? "discuss" : undefined;
  because.includes(`${phase}${seats}${rest}`);
}
const circle: PushbackCircle = document.createElement("pushback-circle");
circle.grant = async () => "eyJ";
circle.addEventListener("phase", ({ detail }) => detail.phase === "rejoin");
circle.addEventListener("stage", ({ detail: { stage, code } }) => `${stage}${code.length}`);
circle.addEventListener("click", (event) => event.preventDefault());
room.do("sit_back", { camera: false }).catch((error: Refused) => error.code);
"""
MISTAKES = {
    "no such press": 'room.do("jump")',
    "no such phase": 'room.sections.phase?.phase === "party"',
    "no such phase of the panel": 'circle.phase === "party"',
    "no such detail": 'circle.addEventListener("phase", ({ detail }) => detail.names)',
    "a grant is asked for": 'circle.grant = "eyJ"',
    "only to be read": "room.sections.clock = undefined",
}


@pytest.mark.system
@pytest.mark.parametrize("mistake", ["", *MISTAKES.values()], ids=["none", *MISTAKES])
def test_a_program_in_typescript_is_told_its_mistakes(mistake: str, tmp_path: Path) -> None:
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / "pushback-client").symlink_to(ROOT / "clients")
    program = tmp_path / "program.mts"
    program.write_text(f"{PROGRAM}\n{mistake};\n", encoding="utf-8")
    said = subprocess.run(
        [NODE, ROOT / TSC, "--noEmit", "--strict", "--module", "nodenext", "--target", "es2022",
         "--lib", "es2023,dom", program],
        capture_output=True, text=True, cwd=tmp_path, check=False, timeout=60,
    )  # fmt: skip

    assert (0 if not mistake else 1) == len(re.findall(r"error TS", said.stdout)), said.stdout
