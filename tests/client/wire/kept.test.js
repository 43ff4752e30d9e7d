import assert from "node:assert/strict";
import { test } from "node:test";
import { isKept, meaning } from "../../../clients/web/wire/kept.js";

test("without a connection what frees or protects somebody is kept", () => {
  for (const type of ["come_back_in", "stay", "keep_listening", "release", "stop", "pause", "need_leader", "someone_can_hear", "alone_again", "leave", "no_longer_volunteer", "no_longer_want_in", "object_to_observer", "choose_camera"]) {
    assert.equal(isKept(type), true, type);
  }
});

test("what moves the meeting or lets somebody in is not kept", () => {
  for (const type of ["advance", "back", "skip", "undo", "open_meeting", "end_meeting", "close_meeting", "withdraw_case", "resume", "extend", "choose_presenter", "sit_back", "remove_person", "admit", "take_room", "about_to", "not_yet", "agree", "attest", "a_newer_one"]) {
    assert.equal(isKept(type), false, type);
  }
});

const HERE = { phase: { step: "1.discuss", phase_rev: 4, case: { number: 1, presenter: "cleo" } } };
const CHANGED = {
  phase: { phase: { ...HERE.phase, step: "1.rejoin", phase_rev: 5 } },
  move: { phase: { ...HERE.phase, phase_rev: 6 } },
  presenter: { phase: { ...HERE.phase, case: { number: 1, presenter: "dev" } } },
  case: { phase: { ...HERE.phase, case: { number: 2, presenter: "cleo" } } },
};

test("what stops or frees somebody else is meant for the phase, the case and the presenter of the press", () => {
  for (const type of ["release", "stop", "pause", "keep_listening"]) {
    assert.equal(meaning(type, HERE).isMeant?.({ ...HERE, circle: {} }), true);
    for (const now of Object.values(CHANGED)) assert.equal(meaning(type, HERE).isMeant?.(now), false, type);
  }
});

test("the choice of the camera is meant for the case and its presenter", () => {
  const { isMeant } = meaning("choose_camera", HERE);
  assert.deepEqual(Object.values(CHANGED).map((now) => isMeant?.(now)), [true, true, false, false]);
});

test("what frees or protects oneself is meant whenever it comes", () => {
  for (const type of ["come_back_in", "need_leader", "someone_can_hear", "leave"]) assert.deepEqual(meaning(type, HERE), {});
});
