/**
 * What one hears and sees: everybody else's streams over one connection. The call offers it, again
 * whenever somebody comes or goes, and says whose each stream is.
 */

/** @typedef {{audio?: MediaStreamTrack, video?: MediaStreamTrack}} Heard */
/** @typedef {{sdp: string, streams: {mid: string, person: string, kind: "audio" | "video"}[]}} Offer */

export class Hearing {
  /** Whose streams there are. @type {Map<string, Heard>} */
  people = new Map();
  /** @type {RTCPeerConnection | null} */
  #connection = null;
  /** One offer after the other. */
  #turn = Promise.resolve();

  /**
   * @param {object} given
   * @param {import("./sending.js").Connect} given.connect
   * @param {(frame: Record<string, any>) => void} given.say
   * @param {() => void} given.onChange
   * @param {() => void} given.onFailed
   */
  constructor(given) {
    this.given = given;
  }

  /** Wait for offers. @param {RTCIceServer[]} iceServers */
  begin(iceServers) {
    this.end();
    const connection = (this.#connection = this.given.connect({ iceServers, bundlePolicy: "max-bundle" }));
    const isOurs = () => this.#connection === connection;
    connection.onicecandidate = ({ candidate }) => {
      if (isOurs()) this.given.say({ t: "candidate", of: "in", candidate: candidate?.toJSON() ?? null });
    };
    connection.onconnectionstatechange = () => {
      if (isOurs() && connection.connectionState === "failed") this.given.onFailed();
    };
  }

  /** @param {Offer} offer */
  take(offer) {
    const connection = this.#connection;
    if (!connection) return this.#turn;
    const isOurs = () => this.#connection === connection;
    this.#turn = this.#turn.then(() => (isOurs() ? this.#answer(connection, offer) : undefined)).catch(() => {
      if (isOurs()) this.given.onFailed();
    });
    return this.#turn;
  }

  /** What becomes of packets on the way here. */
  async stats() {
    return [...((await this.#connection?.getStats()) ?? new Map()).values()];
  }

  end() {
    this.#connection?.close();
    this.#connection = null;
    this.people = new Map();
  }

  /**
   * @param {RTCPeerConnection} connection
   * @param {Offer} offer
   */
  async #answer(connection, { sdp, streams }) {
    await connection.setRemoteDescription({ type: "offer", sdp });
    await connection.setLocalDescription();
    if (this.#connection !== connection) return;
    this.given.say({ t: "answer", sdp: connection.localDescription?.sdp });
    this.people = whose(connection.getTransceivers(), streams);
    this.given.onChange();
  }
}

/**
 * Each person's streams; a place in the connection may have been somebody else's before.
 * @param {RTCRtpTransceiver[]} transceivers
 * @param {Offer["streams"]} streams
 */
export function whose(transceivers, streams) {
  /** @type {Map<string, Heard>} */
  const people = new Map();
  for (const { mid, person, kind } of streams) {
    const found = transceivers.find((one) => one.mid === mid && one.direction !== "inactive" && one.direction !== "stopped");
    if (found?.receiver.track.kind === kind) people.set(person, { ...people.get(person), [kind]: found.receiver.track });
  }
  return people;
}
