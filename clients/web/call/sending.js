/**
 * What one sends out: one connection with one microphone and at most one camera, agreed upon at once
 * and never again. Which device feeds it, and whether any does, changes without a word to anybody.
 */

/** @typedef {"audio" | "video"} Kind */
/** @typedef {(how: RTCConfiguration) => RTCPeerConnection} Connect */

/** Bits per second of a picture, which nobody sees larger than a chair. */
export const MOST_BITS = 300_000;

export class Sending {
  /** @type {RTCPeerConnection | null} */
  #connection = null;
  /** @type {Map<Kind, RTCRtpSender>} */
  #senders = new Map();
  /** @type {Map<Kind, MediaStreamTrack | null>} */
  #tracks = new Map();

  /**
   * @param {object} given
   * @param {Connect} given.connect
   * @param {(frame: Record<string, any>) => void} given.say
   * @param {() => void} given.onFailed
   */
  constructor(given) {
    this.given = given;
  }

  /**
   * Offer a new connection.
   * @param {RTCIceServer[]} iceServers
   * @param {readonly Kind[]} kinds
   */
  async begin(iceServers, kinds) {
    this.end();
    const connection = (this.#connection = this.given.connect({ iceServers, bundlePolicy: "max-bundle" }));
    const isOurs = () => this.#connection === connection;
    for (const kind of kinds) this.#senders.set(kind, this.#added(connection, kind));
    connection.onicecandidate = ({ candidate }) => {
      if (isOurs()) this.given.say({ t: "candidate", of: "out", candidate: candidate?.toJSON() ?? null });
    };
    connection.onconnectionstatechange = () => {
      if (isOurs() && connection.connectionState === "failed") this.given.onFailed();
    };
    await connection.setLocalDescription().catch(() => {}); // it was ended meanwhile
    if (isOurs()) this.given.say({ t: "publish", sdp: connection.localDescription?.sdp });
  }

  /** The answer to the offer. @param {string} sdp */
  async answer(sdp) {
    const connection = this.#connection;
    if (connection?.signalingState !== "have-local-offer") return;
    await connection.setRemoteDescription({ type: "answer", sdp }).catch(() => this.#connection === connection && this.given.onFailed());
  }

  /** What feeds it from now on; nothing does where it is null. @param {Kind} kind @param {MediaStreamTrack | null} track */
  async feed(kind, track) {
    if (this.#tracks.get(kind) === track) return;
    this.#tracks.set(kind, track);
    await this.#senders.get(kind)?.replaceTrack(track).catch(() => {}); // a connection that is over
  }

  /** What becomes of packets on the way out. */
  async stats() {
    return [...((await this.#connection?.getStats()) ?? new Map()).values()];
  }

  end() {
    this.#connection?.close();
    this.#connection = null;
    this.#senders.clear();
  }

  /** @param {RTCPeerConnection} connection @param {Kind} kind */
  #added(connection, kind) {
    const sendEncodings = kind === "video" ? [{ maxBitrate: MOST_BITS }] : [{}];
    const fed = this.#tracks.get(kind) ?? kind;
    return connection.addTransceiver(fed, { direction: "sendonly", sendEncodings }).sender;
  }
}
