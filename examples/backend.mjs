/**
 * The backend of these pages, as small as it can be: it knows who somebody is, signs their grants, and tells
 * a leader's page whose microphones are to be closed. The key (`--operator --read ROOM`) never leaves it.
 *
 *   SERVER=https://circle.example ROOM=… PUSHBACK_KEY=pbk_… node examples/backend.mjs
 */

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { connectByKey } from "../clients/js/index.js";

const { SERVER = "", ROOM = "", PUSHBACK_KEY = "", PORT = "9000" } = process.env;
const ROOT = new URL("..", import.meta.url);
const FILE = /^\/(?:examples\/(?:plain|jitsi)|clients\/js)\/[\w-]+\.(html|js)$/;
const TYPES = { html: "text/html", js: "text/javascript" };
/** Your login says who somebody is. Here it is the address by which they came, `/as/ada`: for trying out alone. */
const PEOPLE = {
  ada: { sub: "ada-1", name: "Ada", role: "leader" },
  ben: { sub: "ben-2", name: "Ben", role: "member" },
};

async function grant(who) {
  const headers = { Authorization: `Bearer ${PUSHBACK_KEY}`, "Content-Type": "application/json" };
  const body = JSON.stringify({ to: "person", ...who, minutes: 2 });
  const answer = await fetch(`${SERVER}/api/rooms/${ROOM}/grants`, { method: "POST", headers, body });
  if (!answer.ok) throw new Error(`no grant: ${answer.status}`);
  return (await answer.json()).grant;
}

/** Those who sit back, now and whenever that changes. */
async function floor(response) {
  response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
  const room = await connectByKey(SERVER, ROOM, PUSHBACK_KEY);
  response.on("close", () => room.leave());
  if (response.destroyed) room.leave();
  for await (const { sections } of room.changes()) {
    const closed = sections.circle.seats.filter(({ person }) => sections.floor.seats[person]?.floor === "locked");
    response.write(`data: ${JSON.stringify(closed.map(({ person, name }) => ({ person, name })))}\n\n`);
  }
  response.end();
}

async function answer(request, response) {
  const { pathname } = new URL(request.url, "http://here");
  const who = PEOPLE[/who=(\w+)/.exec(request.headers.cookie ?? "")?.[1]];
  const [, name] = /^\/as\/(\w+)$/.exec(pathname) ?? [];
  if (name) return response.writeHead(303, { "Set-Cookie": `who=${name}; HttpOnly; SameSite=Strict; Path=/`, Location: "/examples/plain/index.html" }).end();
  if (pathname === "/where") return response.end(JSON.stringify({ server: SERVER, room: ROOM, me: who }));
  if (pathname === "/grant" && who) return response.end(await grant(who));
  if (pathname === "/floor" && who?.role === "leader") return floor(response);
  const [, ending] = FILE.exec(pathname) ?? [];
  if (!ending) return response.writeHead(404).end();
  response.writeHead(200, { "Content-Type": TYPES[ending] }).end(await readFile(new URL(`.${pathname}`, ROOT)));
}

createServer((request, response) => answer(request, response).catch(() => response.destroy())).listen(Number(PORT), "127.0.0.1");
