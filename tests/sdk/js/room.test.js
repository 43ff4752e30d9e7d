import assert from "node:assert/strict";
import { test } from "node:test";
import { connect, connectByKey, connectByTicket, Refused, Room, Stopped } from "../../../clients/js/index.js";
import { Pass } from "../../../clients/js/pass.js";
import { linkOf } from "../../../clients/js/address.js";
import { world } from "../../../clients/js/worlds.js";

/** Given by test_js.py, which has a node running: one room for each test. @type {Record<string, any>} */
const { server, rooms } = JSON.parse(process.env.GIVEN ?? "{}");
const take = () => rooms.pop();

/** @param {import("../../../clients/js/room.js").Room} room */
async function comeIn(room) {
  await room.do("agree", { version: room.sections.room?.agreement.version });
  await room.do("attest");
  await room.until((sections) => sections.circle);
}

test("a person comes in and leads, and what is done is in the view", async () => {
  const { leader, id } = take();
  const room = await connect(leader);
  assert.equal(room.audience, "waiting");
  await comeIn(room);
  const done = await room.do("open_meeting");
  assert.equal(room.sections.phase?.phase, "opening");
  assert.equal(room.audience, "leader");
  assert.ok(done.seq);
  assert.equal(room.id, id);
  const before = room.sections.clock?.limit_ms ?? 0;
  await Promise.all([1, 2, 3].map(() => room.do("extend", { by: 60_000 })));
  assert.equal(room.sections.clock?.limit_ms, before + 180_000);
  await room.until(() => room.error() < 100);
  assert.ok(Math.abs(room.now() - Date.now()) < 200);
  assert.ok((room.left() ?? 0) > 0);
  room.leave();
});

test("a refusal has its code and its facts", async () => {
  const room = await connect(take().leader);
  await comeIn(room);
  const seen = room.sections;
  await room.do("open_meeting");
  await assert.rejects(room.do("advance", {}, { seen }), (error) => {
    assert.ok(error instanceof Refused);
    assert.deepEqual([error.code, error.retry, error.facts.current], ["stale", false, 1]);
    return true;
  });
  room.leave();
});

test("a machine leads by its key, and a leader sees why", async () => {
  const { leader, id, key } = take();
  const [ada, machine] = [await connect(leader), await connectByKey(server, id, key)];
  await comeIn(ada);
  const changes = ada.changes();
  await changes.next();
  await machine.do("open_meeting");
  for await (const { sections, because } of changes) {
    if (!because.includes("phase_entered")) continue;
    assert.equal(sections.phase?.phase, "opening");
    break;
  }
  assert.equal(machine.audience, "integration");
  ada.leave();
  machine.leave();
});

test("a person comes by tickets that somebody else draws", async () => {
  const { leader, id } = take();
  const pass = new Pass(linkOf(leader));
  await pass.open();
  const room = await connectByTicket(server, id, () => pass.ticket());
  assert.equal(room.sections.you?.name, "Ada");
  room.leave();
});

test("whoever is replaced stays away, and whoever leaves ends quietly", async () => {
  const { leader } = take();
  const [first, second] = [await connect(leader), await connect(leader)];
  await assert.rejects(first.until(() => false), (error) => error instanceof Stopped && error.reason === "replaced");
  await assert.rejects(first.do("need_leader"), Stopped);
  const looks = second.changes();
  await looks.next();
  const pressing = second.do("need_leader");
  second.leave();
  await assert.rejects(pressing, (error) => error instanceof Stopped && error.reason === "left");
  for await (const _ of looks) assert.fail("nothing is seen any more");
});

test("what leads nowhere is refused at once", async () => {
  const { leader, id } = take();
  await assert.rejects(connect(`${leader}x`), (error) => error instanceof Refused && error.code === "bad_link");
  await assert.rejects(connectByKey(server, id, "pbk_none"), (error) => error instanceof Stopped && error.reason === "bad_key");
});

test("over a bad line nothing is lost and nothing is done twice", async () => {
  const { behind } = take();
  const link = linkOf(behind);
  const pass = new Pass(link);
  /** The way in by HTTP is as bad, and whoever opens a link tries again. @returns {Promise<unknown>} */
  const opens = () => pass.open().catch((error) => (error.code === "lost" ? opens() : Promise.reject(error)));
  await opens();
  const hasty = { ...world(() => pass.ticket(), { Origin: link.server }), chance: () => 0 };
  const room = await new Room(link.server, link.room, hasty).begin();
  await comeIn(room);
  await room.do("open_meeting");
  const before = room.sections.clock?.limit_ms ?? 0;
  for (let n = 0; n < 15; n += 1) await room.do("extend", { by: 60_000 });
  assert.equal(room.sections.clock?.limit_ms, before + 15 * 60_000);
  room.leave();
});
