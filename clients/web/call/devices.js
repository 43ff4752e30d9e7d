/** The microphone and the camera of this machine: which there are, which was chosen, and what is wrong. */

/** @typedef {import("./sending.js").Kind} Kind */
/** @typedef {"denied" | "none" | "busy" | "insecure"} Trouble */

/** What each fault of `getUserMedia` comes to (W3C, Media Capture and Streams, 10.2.1). @type {Record<string, Trouble>} */
const TROUBLES = { NotAllowedError: "denied", SecurityError: "denied", NotFoundError: "none", OverconstrainedError: "none" };

/** @type {Record<Kind, MediaTrackConstraints>} */
const WANTED = {
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  video: { width: { ideal: 360 }, height: { ideal: 360 }, frameRate: { ideal: 20, max: 30 } },
};

export class Devices {
  /** @type {Partial<Record<Kind, MediaStreamTrack>>} */
  tracks = {};
  /** What is wrong with which, until it opens. @type {Partial<Record<Kind, Trouble>>} */
  troubles = {};
  /** Those that there are, once the browser names them. @type {MediaDeviceInfo[]} */
  all = [];
  /** Which was chosen, by its id; the browser's choice where there is none. @type {Partial<Record<Kind, string>>} */
  chosen = {};
  /** What is being asked for: a person is asked once. @type {Partial<Record<Kind, Promise<MediaStreamTrack | null>>>} */
  #opening = {};
  /** How often each was let go of. @type {Record<Kind, number>} */
  #closings = { audio: 0, video: 0 };

  /**
   * @param {MediaDevices | undefined} media none where the page came over an open line
   * @param {{onChange: () => void, onEnded: (kind: Kind) => void}} told `onEnded`: one was unplugged, or taken away
   */
  constructor(media, told) {
    this.media = media;
    this.told = told;
    media?.addEventListener("devicechange", () => this.#list());
  }

  /**
   * The one that is open, or a newly opened one; null where there is none to be had.
   * @param {Kind} kind
   * @returns {Promise<MediaStreamTrack | null>}
   */
  async open(kind) {
    if (this.tracks[kind]) return this.tracks[kind];
    this.#opening[kind] ??= this.#taken(kind).finally(() => delete this.#opening[kind]);
    return this.#opening[kind];
  }

  /**
   * Another one from now on. What was open before is so until the other is.
   * @param {Kind} kind
   * @param {string} id
   */
  async choose(kind, id) {
    this.chosen[kind] = id;
    const before = this.tracks[kind];
    if (!before) return null;
    const track = await this.#taken(kind);
    if (track) before.stop();
    return track;
  }

  /** Let go of it: its light goes out, that of one which the person is just being asked for as well. @param {Kind} kind */
  close(kind) {
    this.#closings[kind] += 1;
    const track = this.tracks[kind];
    if (!track) return;
    track.stop();
    delete this.tracks[kind];
    this.told.onChange();
  }

  /** @param {Kind} kind */
  async #taken(kind) {
    const closings = this.#closings[kind];
    const track = await this.#asked(kind);
    if (track && closings !== this.#closings[kind]) {
      track.stop();
      return null;
    }
    if (track) {
      this.tracks[kind] = track;
      track.onended = () => this.#ended(kind, track);
      await this.#list();
    }
    this.told.onChange();
    return track;
  }

  /** @param {Kind} kind */
  async #asked(kind) {
    const deviceId = this.chosen[kind];
    const wanted = { ...WANTED[kind], ...(deviceId && { deviceId: { ideal: deviceId } }) };
    try {
      if (!this.media) throw new InsecureLine();
      const stream = await this.media.getUserMedia({ [kind]: wanted });
      delete this.troubles[kind];
      return stream.getTracks()[0];
    } catch (fault) {
      this.troubles[kind] = fault instanceof InsecureLine ? "insecure" : TROUBLES[/** @type {any} */ (fault).name] ?? "busy";
      return null;
    }
  }

  /** @param {Kind} kind @param {MediaStreamTrack} track */
  #ended(kind, track) {
    if (this.tracks[kind] !== track) return;
    delete this.tracks[kind];
    this.told.onEnded(kind);
  }

  async #list() {
    const all = await this.media?.enumerateDevices().catch(() => []);
    this.all = (all ?? []).filter((one) => one.deviceId && one.label);
    this.told.onChange();
  }
}

class InsecureLine extends Error {}
