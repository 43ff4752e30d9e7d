/**
 * A bell beside the call: a line, and a sound, whenever the meeting moves or somebody pushes back their
 * chair. It rings for what has happened, never for a clock.
 *
 * PUSHBACK_KEY=pbk_… node bell.js https://circle.example ROOM      (a key with room:read)
 */

import { connectByKey, Stopped } from "pushback-client";

const RINGS = "\u0007";
/** What the bell rings for, of all that happens; the rest is nobody's business beside the circle. */
const MOVES = ["phase_entered", "move_undone"];

const [server, number] = process.argv.slice(2);
const room = await connectByKey(server, number, process.env.PUSHBACK_KEY ?? "");
const listening = new Set();

/** @param {string} line */
const ring = (line) => console.log(`${process.stdout.isTTY ? RINGS : ""}${line}`);

/** Who has pushed back the chair, or come back in, since the last look. @param {import("../sections.js").Sections} sections */
function chairs({ circle }) {
  for (const { person, name, sits_back } of circle?.seats ?? []) {
    if (sits_back === listening.has(person)) continue;
    if (sits_back) listening.add(person);
    else listening.delete(person);
    ring(`${name} ${sits_back ? "listens" : "is back in"}`);
  }
}

try {
  for await (const { sections, because } of room.changes()) {
    const { phase } = sections;
    if (because.some((one) => MOVES.includes(one))) ring(phase?.text || (phase?.phase ?? ""));
    chairs(sections);
    if (phase?.phase === "ended") break;
  }
} catch (stopped) {
  if (!(stopped instanceof Stopped)) throw stopped;
  console.error(stopped.message);
  process.exitCode = 1;
}
room.leave();
