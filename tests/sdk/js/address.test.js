import assert from "node:assert/strict";
import { test } from "node:test";
import { linkOf, serverOf, socketOf } from "../../../clients/js/address.js";

test("a link names server, room and secret", () => {
  assert.deepEqual(linkOf("https://circle.example/r/r1#pbl_a"), { server: "https://circle.example", room: "r1", secret: "pbl_a" });
  assert.equal(socketOf("https://circle.example"), "wss://circle.example/ws");
});

for (const text of ["", "circle.example", "ftp://a/r/r1#s", "https://a/r/r1", "https://a/r/#s", "https://a/x/r1#s", "https://ada:word@a/r/r1#s"]) {
  test(`half a link is refused, and not repeated: ${text}`, () => {
    assert.throws(() => linkOf(text), (error) => error instanceof TypeError && !(text && error.message.includes(text)));
  });
}

test("a server is its origin", () => {
  assert.equal(serverOf("http://127.0.0.1:8000/r/x"), "http://127.0.0.1:8000");
  assert.throws(() => serverOf("127.0.0.1:8000"), TypeError);
});
