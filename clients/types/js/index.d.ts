export { Report } from "./report.js";
export { verified } from "./webhooks.js";
export { BadWebhook, Refused, Stopped } from "./refused.js";
export { Room, connect, connectByKey, connectByTicket } from "./room.js";
