/** A browser without media: a socket, connections and devices that a test answers for, and its clock. */

import { Clockwork } from "../page/clockwork.js";

export const settled = () => new Promise((go) => setImmediate(go));
export const WELCOME = { t: "welcome", ice_servers: [{ urls: ["stun:stun.example"] }] };

/** A track of a device or of somebody. */
export class Track {
  enabled = true;
  isStopped = false;
  /** @type {(() => void) | null} */
  onended = null;

  /** @param {string} kind */
  constructor(kind) {
    this.kind = kind;
  }

  stop() {
    this.isStopped = true;
  }
}

/** One end of a connection; an offer of it names what it sends. */
export class Connection {
  signalingState = "stable";
  connectionState = "new";
  localDescription = { sdp: "" };
  /** @type {any[]} */
  transceivers = [];
  isClosed = false;
  /** What it says of its packets. @type {any[]} */
  stats = [];

  /** @param {any} how */
  constructor(how) {
    this.how = how;
  }

  /** @param {any} fed @param {any} how */
  addTransceiver(fed, { direction }) {
    const sender = { track: typeof fed === "string" ? null : fed, replaceTrack: async (/** @type {any} */ track) => void (sender.track = track) };
    const one = { kind: typeof fed === "string" ? fed : fed.kind, direction, sender };
    this.transceivers.push(one);
    return one;
  }

  async getStats() {
    return new Map(this.stats.map((one, at) => [at, one]));
  }

  getTransceivers() {
    return this.transceivers;
  }

  async setLocalDescription() {
    const isOffer = this.signalingState === "stable";
    this.localDescription = { sdp: isOffer ? `offer of ${this.transceivers.map(({ kind }) => kind)}` : "answer" };
    this.signalingState = isOffer ? "have-local-offer" : "stable";
  }

  /** What is offered names its streams: `0 audio, 1 video`. @param {any} description */
  async setRemoteDescription({ type, sdp }) {
    if (sdp === "bad") throw new Error("bad");
    this.signalingState = type === "offer" ? "have-remote-offer" : "stable";
    if (type !== "offer") return;
    for (const [mid, kind] of sdp.split(", ").map((/** @type {string} */ one) => one.split(" "))) {
      if (!this.transceivers.some((one) => one.mid === mid)) this.transceivers.push({ mid, direction: "recvonly", receiver: { track: new Track(kind) } });
    }
  }

  close() {
    this.isClosed = true;
  }
}

/** Devices that are there unless a test says why not. */
export class Media {
  /** @type {Record<string, string>} */
  faults = {};
  /** @type {any[]} */
  asked = [];
  /** @type {any[]} */
  devices = [];

  addEventListener() {}

  /** @param {any} wanted */
  async getUserMedia(wanted) {
    const kind = Object.keys(wanted)[0];
    this.asked.push(wanted[kind]);
    if (this.faults[kind]) throw Object.assign(new Error(), { name: this.faults[kind] });
    return { getTracks: () => [new Track(kind)] };
  }

  async enumerateDevices() {
    return this.devices;
  }
}

export class World extends Clockwork {
  /** @type {any[]} */
  sockets = [];
  /** @type {any[]} */
  connections = [];
  /** @type {any[]} */
  players = [];
  /** @type {any} */
  refusal = null;
  media = new Media();

  ticket = async () => {
    if (this.refusal) throw this.refusal;
    return `ticket-${this.sockets.length + 1}`;
  };
  open = (/** @type {string} */ url) => {
    /** @type {any} */
    const socket = { url, readyState: 1, sent: [], close: () => (socket.readyState = 3) };
    socket.send = (/** @type {string} */ text) => socket.sent.push(JSON.parse(text));
    this.sockets.push(socket);
    return socket;
  };
  wall = () => this.now;
  chance = () => 0.5;
  uuid = () => "id";
  stream = (/** @type {any} */ track) => ({ track });
  connect = (/** @type {any} */ how) => {
    const connection = new Connection(how);
    this.connections.push(connection);
    return connection;
  };
  player = () => {
    const player = { srcObject: null, muted: false, play: async () => {} };
    this.players.push(player);
    return player;
  };
  element = () => ({ getVideoPlaybackQuality: () => ({ totalVideoFrames: 0 }), play: async () => {} });

  get last() {
    return this.sockets.at(-1);
  }

  /** The server says it. @param {Record<string, any>} frame */
  async says(frame) {
    this.last.onmessage({ data: JSON.stringify(frame) });
    await settled();
  }

  /** What the page has said, of one kind. @param {string} kind */
  said(kind) {
    return this.last.sent.filter((/** @type {any} */ frame) => frame.t === kind);
  }
}
