import assert from "node:assert/strict";
import { test } from "node:test";
import { isKept } from "../../../clients/web/page/kept.js";

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
