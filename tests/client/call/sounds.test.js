import assert from "node:assert/strict";
import { test } from "node:test";
import { Sounds } from "../../../clients/web/call/sounds.js";
import { settled, Track, World } from "./world.js";

function there() {
  const world = new World();
  const sounds = new Sounds(/** @type {any} */ ({ ...world, onChange() {} }));
  return { world, sounds };
}

/** @param {Record<string, Track>} tracks @returns {Map<string, any>} */
const people = (tracks) => new Map(Object.entries(tracks).map(([person, audio]) => [person, { audio }]));

test("everybody is played once, and whoever is gone no longer", () => {
  const { world, sounds } = there();
  const ada = new Track("audio");
  sounds.follow(people({ ada }));
  sounds.follow(people({ ada, ben: new Track("audio") }));
  assert.equal(world.players.length, 2);
  sounds.follow(people({ ada }));
  assert.deepEqual(world.players.map(({ srcObject }) => srcObject?.track ?? null), [ada, null]);
});

test("who comes back with another stream is played anew", () => {
  const { world, sounds } = there();
  const [first, second] = [new Track("audio"), new Track("audio")];
  sounds.follow(people({ ada: first }));
  sounds.follow(people({ ada: second }));
  assert.deepEqual(world.players.map(({ srcObject }) => srcObject?.track ?? null), [null, second]);
});

test("where the browser waits for a yes it is known, until the yes", async () => {
  const { world, sounds } = there();
  let isAllowed = false;
  const play = async () => {
    if (!isAllowed) throw Object.assign(new Error(), { name: "NotAllowedError" });
  };
  const player = world.player;
  sounds.given.player = () => Object.assign(/** @type {any} */ (player()), { play });
  sounds.follow(people({ ada: new Track("audio") }));
  await settled();
  assert.equal(sounds.isBlocked, true);
  isAllowed = true;
  sounds.hear();
  await settled();
  assert.equal(sounds.isBlocked, false);
});

test("a loudspeaker that was chosen plays those who come later as well", () => {
  const { world, sounds } = there();
  /** @type {string[]} */
  const through = [];
  const player = world.player;
  sounds.given.player = () => Object.assign(/** @type {any} */ (player()), { setSinkId: async (/** @type {string} */ id) => void through.push(id) });
  sounds.follow(people({ ada: new Track("audio") }));
  sounds.through("hall");
  sounds.follow(people({ ben: new Track("audio") }));
  assert.deepEqual(through, ["hall", "hall"]);
});
