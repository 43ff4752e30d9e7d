import assert from "node:assert/strict";
import { test } from "node:test";
import { Admission } from "../../../clients/web/wire/admission.js";

test("the secret of the last welcome is brought, and a ticket where there is none", async () => {
  const admission = new Admission(async () => "t");
  assert.deepEqual(await admission.drawn(), { ticket: "t" });
  admission.renew("r");
  assert.deepEqual(await admission.drawn(), { resume: "r" });
  admission.forget();
  assert.deepEqual(await admission.drawn(), { ticket: "t" });
});

test("a machine brings neither: its key was in the handshake", async () => {
  const admission = new Admission(async () => "");
  admission.renew("");
  assert.deepEqual(await admission.drawn(), {});
});
