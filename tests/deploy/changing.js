/**
 * A page's line without a page: comes in by the link it is given, presses without end, and says at
 * the end which states it told of, by how many sockets it came, and how often it pressed.
 */

import { linkOf, socketOf } from "../../clients/js/address.js";
import { Pass } from "../../clients/js/pass.js";
import { world } from "../../clients/js/worlds.js";
import { Line } from "../../clients/web/wire/line.js";

const link = linkOf(process.argv[2]);
const pass = new Pass(link);
await pass.open();

const here = world(() => pass.ticket(), { Origin: link.server });
const told = { states: [], sockets: 0, presses: 0, refused: [] };
const line = new Line({
  room: link.room,
  url: socketOf(link.server),
  world: { ...here, open: (url) => ((told.sockets += 1), here.open(url)) },
  onState: (state) => told.states.push(state),
});

const press = async (type, fields = {}) => {
  const answer = await line.press(type, fields);
  told.presses += 1;
  if (answer.t === "refused") told.refused.push(answer.code);
};

let isOver = false;
process.stdin.resume().on("end", () => (isOver = true));
line.start();
await press("agree", { version: 1 });
await press("attest");
console.log("in");
while (!isOver) await press("attest");
console.log(JSON.stringify(told));
line.stop("left");
