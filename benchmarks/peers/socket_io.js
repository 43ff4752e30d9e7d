// Socket.IO on Node: rooms and events of the library, WebSockets from the beginning.
import { createServer } from "node:http";
import { Server } from "socket.io";

const STEPS = Array.from({ length: 15 }, (_, n) => ({ id: `step-${n}`, phase: "discuss", case: 1 }));
const numbers = new Map();

const http = createServer();
const io = new Server(http, { transports: ["websocket"], perMessageDeflate: false, serveClient: false });

io.on("connection", (socket) => {
  let room = "";
  socket.on("hello", (said) => {
    room = said.room;
    socket.join(room);
    socket.emit("welcome", { t: "welcome", seq: numbers.get(room) ?? 0, set: { steps: STEPS } });
  });
  socket.on("do", (command) => {
    const seq = (numbers.get(room) ?? 0) + 1;
    numbers.set(room, seq);
    io.to(room).emit("state", { ...command, t: "state", seq });
  });
});

http.listen({ port: Number(process.argv[2]), host: "127.0.0.1", backlog: 4096 });
