import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { BadWebhook, verified } from "../../../clients/js/index.js";

const NOW = 1_795_329_917_000;
const [FORMER, PRESENT] = ["former", "present"].map((one) => `whsec_${Buffer.from(one).toString("base64")}`);
const BODY = JSON.stringify({ type: "meeting.ended", data: { seq: 42 } });

/** @param {string} body @param {string} secret @param {number} at */
function signed(body, secret, at = NOW / 1_000) {
  const key = Buffer.from(secret.slice(6), "base64");
  const signature = createHmac("sha256", key).update(`msg_1.${at}.${body}`).digest("base64");
  return { "webhook-id": "msg_1", "webhook-timestamp": String(at), "webhook-signature": `v1,${signature}` };
}

/** The example of the specification's own tests. */
test("what the reference implementation has signed is read", async () => {
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const headers = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  };
  assert.deepEqual(await verified('{"test": 2432232314}', headers, secret, 1_614_265_330_000), { test: 2_432_232_314 });
});

test("what was signed is read, by either secret while they change", async () => {
  for (const secret of [FORMER, PRESENT]) {
    assert.equal((await verified(BODY, signed(BODY, secret), [PRESENT, FORMER], NOW)).type, "meeting.ended");
  }
});

test("one good signature of several is enough", async () => {
  const good = signed(BODY, PRESENT);
  const headers = { ...good, "webhook-signature": `v1a,x v1,AAAA ${good["webhook-signature"]}` };
  assert.equal((await verified(Buffer.from(BODY), new Headers(headers), PRESENT, NOW)).type, "meeting.ended");
});

const LONG = JSON.stringify({ type: "x".repeat(65_536) });

/** @type {Record<string, [string, Record<string, string>]>} */
const BAD = {
  nothing: [BODY, {}],
  "another secret": [BODY, signed(BODY, FORMER)],
  "another body": [BODY, signed("{}", PRESENT)],
  "another id": [BODY, { ...signed(BODY, PRESENT), "webhook-id": "msg_2" }],
  old: [BODY, signed(BODY, PRESENT, NOW / 1_000 - 301)],
  early: [BODY, signed(BODY, PRESENT, NOW / 1_000 + 301)],
  "no number": [BODY, { ...signed(BODY, PRESENT), "webhook-timestamp": "yesterday" }],
  "no base64": [BODY, { ...signed(BODY, PRESENT), "webhook-signature": "v1,?" }],
  "no version": [BODY, { ...signed(BODY, PRESENT), "webhook-signature": "nonsense" }],
  "a signature of another version": [BODY, { ...signed(BODY, PRESENT), "webhook-signature": signed(BODY, PRESENT)["webhook-signature"].replace("v1", "v2") }],
  "a list": ["[]", signed("[]", PRESENT)],
  "no JSON": ["no", signed("no", PRESENT)],
  "too long": [LONG, signed(LONG, PRESENT)],
};
for (const [name, [body, headers]] of Object.entries(BAD)) {
  test(`nothing is believed of a webhook with ${name}`, async () => {
    await assert.rejects(verified(body, headers, PRESENT, NOW), BadWebhook);
  });
}

test("a secret that is none is a mistake of ours", async () => {
  await assert.rejects(verified(BODY, signed(BODY, PRESENT), "whsec_", NOW), TypeError);
});
