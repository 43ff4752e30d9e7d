/** Follow and lead a room of Pushback from a program. Begin with `connect`, and with the README. */

export { BadWebhook, Refused, Stopped } from "./refused.js";
export { Report } from "./report.js";
export { Room, connect, connectByKey, connectByTicket } from "./room.js";
export { verified } from "./webhooks.js";
