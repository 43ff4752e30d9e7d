import assert from "node:assert/strict";
import { after, test } from "node:test";
import { lockClaim, whySince } from "../../../../clients/web/view/leading/lock.js";
import { say, speak } from "../../../../clients/web/words/words.js";
import { TAGS } from "../../words/languages.js";

/** A page in English, whose reader writes times as the British do. */
globalThis.document = /** @type {any} */ ({ documentElement: { lang: "en" } });
Object.defineProperty(navigator, "languages", { value: ["en-GB"] });

const CLEO = "p-cleo";
/** Four minutes past six in the evening, where this runs. */
const SINCE = new Date(2026, 10, 23, 18, 4).getTime();
const cleo = { person: CLEO, places: [] };
const onTelephone = { person: CLEO, places: ["a-digest"] };

after(() => speak(["en"]));

/**
 * A room of such a call, in which Cleo sits back.
 * @param {Record<string, any>} said
 * @param {string} call
 */
const room = (said, call = "contract") => ({
  room: { call },
  floor: { seats: { [CLEO]: { floor: "locked" } } },
  enforcement: { why: "", opened: [], ...said },
});

const ASKED = "We asked the call to close their microphone; not confirmed";
const ALOUD = "Ask them aloud to stay muted.";

test("what the call has confirmed is called closed, and nothing else is", async () => {
  await speak(["en"]);
  assert.equal(lockClaim(room({ locks: "enforced" }), cleo), "Their microphone is closed in the call, confirmed.");
  for (const locks of ["requested", "agreed", "sealed"]) assert.doesNotMatch(lockClaim(room({ locks }), cleo), /closed/);
});

test("where no call confirms anything it is by agreement, also by a word of a newer server", async () => {
  await speak(["en"]);
  const agreed = "By agreement: the call does not close their microphone.";
  assert.equal(lockClaim(room({ locks: "agreed" }, "beside"), cleo), agreed);
  assert.equal(lockClaim(room({ locks: "sealed" }), cleo), agreed);
});

test("what is only asked for is said with what is known of why, and with what to do", async () => {
  await speak(["en"]);
  const said = (/** @type {string} */ why) => lockClaim(room({ locks: "requested", why }), cleo);

  assert.equal(said("untold"), `${ASKED}: its server does not tell us what happens. ${ALOUD}`);
  assert.equal(said("late"), `${ASKED}: it does not answer. ${ALOUD}`);
  assert.equal(said(""), `${ASKED}. ${ALOUD}`);
});

test("since when it is so stands with the reason, and alone it is not said", async () => {
  await speak(["en"]);
  const said = (/** @type {string} */ why) => lockClaim(room({ locks: "requested", why, since: SINCE }), cleo);

  assert.equal(said("late"), `${ASKED}: it does not answer (since 18:04). ${ALOUD}`);
  for (const why of ["", "refused"]) assert.equal(said(why), `${ASKED}. ${ALOUD}`);
  assert.equal(whySince({ why: "lost", since: SINCE }), "the connection to it has broken off (since 18:04)");
  assert.equal(whySince({ why: "lost", since: null }), "the connection to it has broken off");
});

test("a reason that may be of another microphone, or has a newer name, is not said of this one", async () => {
  await speak(["en"]);
  for (const why of ["not_closed", "refused", "overheated"]) {
    assert.equal(lockClaim(room({ locks: "requested", why }), cleo), `${ASKED}. ${ALOUD}`);
  }
});

test("what a leader is told to do among what needs an answer is not told twice", async () => {
  await speak(["en"]);
  assert.equal(lockClaim(room({ locks: "requested", why: "anybody" }, "built_in"), cleo), `${ASKED}.`);
});

test("a telephone that is only asked is the reason in LiveKit, where no other of theirs is, and in no other call", async () => {
  await speak(["en"]);
  const requested = { locks: "requested" };
  const telephone = `${ASKED}: a telephone can only be asked. ${ALOUD}`;

  assert.equal(lockClaim(room(requested, "livekit"), onTelephone), telephone);
  assert.equal(lockClaim(room(requested, "livekit"), cleo), `${ASKED}. ${ALOUD}`);
  assert.equal(lockClaim(room(requested, "contract"), onTelephone), `${ASKED}. ${ALOUD}`);
  assert.equal(lockClaim(room({ ...requested, why: "not_closed" }, "livekit"), onTelephone), telephone);
  assert.match(lockClaim(room({ ...requested, why: "untold" }, "livekit"), onTelephone), /its server does not tell us/);
});

test("a microphone that is not locked is said nothing of, nor one that an emergency has opened", () => {
  const enforced = room({ locks: "enforced" });
  assert.equal(lockClaim({ ...enforced, floor: { seats: { [CLEO]: { floor: "listening" } } } }, cleo), "");
  assert.equal(lockClaim({ ...enforced, floor: { seats: {} } }, cleo), "");
  assert.equal(lockClaim(room({ locks: "enforced", opened: [CLEO] }), cleo), "");
});

test("what has failed is said elsewhere, and of what is not known yet nothing is", () => {
  assert.equal(lockClaim(room({ locks: "failed", why: "lost" }), cleo), "");
  assert.equal(lockClaim({ ...room({}), enforcement: undefined }, cleo), "");
});

for (const tag of TAGS) {
  test(`${tag} has words of its own for each, and the reason in its place`, async () => {
    await speak([tag]);
    const words = ["enforced", "agreed"].map((locks) => lockClaim(room({ locks }), cleo));
    const whys = ["", "late", "untold", "anybody"].map((why) => lockClaim(room({ locks: "requested", why }), cleo));
    const telephone = lockClaim(room({ locks: "requested" }, "livekit"), onTelephone);

    assert.equal(new Set([...words, ...whys, telephone]).size, 7);
    for (const said of [whys[1], telephone]) assert.ok(said.endsWith(say("lock.aloud")), said);
    assert.ok(telephone.includes(say("lock.telephone")));
  });
}
