// Node's `ws`: a room is a set, a message is encoded once and framed for each member.
import { createServer } from "node:http";
import { WebSocketServer } from "ws";

const STEPS = Array.from({ length: 15 }, (_, n) => ({ id: `step-${n}`, phase: "discuss", case: 1 }));
const rooms = new Map();

const http = createServer();
const server = new WebSocketServer({ server: http, perMessageDeflate: false });

server.on("connection", (socket, request) => {
  let room = rooms.get(request.url);
  if (!room) rooms.set(request.url, (room = { members: new Set(), seq: 0 }));
  socket.on("message", (data) => {
    const command = JSON.parse(data);
    if (command.t === "hello") {
      room.members.add(socket);
      socket.send(JSON.stringify({ t: "welcome", seq: room.seq, set: { steps: STEPS } }));
      return;
    }
    room.seq += 1;
    const said = Buffer.from(JSON.stringify({ ...command, t: "state", seq: room.seq }));
    for (const member of room.members) member.send(said, { binary: false });
  });
  socket.on("close", () => room.members.delete(socket));
  socket.on("error", () => socket.terminate());
});

http.listen({ port: Number(process.argv[2]), host: "127.0.0.1", backlog: 4096 });
