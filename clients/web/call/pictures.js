/**
 * The pictures in the chairs. One is shown while it moves: whoever has closed their camera, or whose
 * line is too slow for it, has their initial back soon.
 */

/** Milliseconds after which a picture that stands still is taken away. */
export const STILL = 2_000;
/** Milliseconds between two looks. */
export const LOOKS = 500;

/** @typedef {{track: MediaStreamTrack, element: HTMLVideoElement, frames: number, at: number, isSeen: boolean}} Picture */

export class Pictures {
  /** @type {Map<string, Picture>} */
  #shown = new Map();
  /** @type {any} */
  #timer = null;

  /**
   * @param {object} given
   * @param {() => HTMLVideoElement} given.element
   * @param {(track: MediaStreamTrack) => MediaStream} given.stream
   * @param {Pick<import("../wire/world.js").World, "steady" | "after" | "forget">} given.world
   * @param {() => void} given.onChange
   */
  constructor(given) {
    this.given = given;
  }

  /** Those are seen, and nobody else. @param {Map<string, MediaStreamTrack | undefined>} tracks by person */
  follow(tracks) {
    for (const [person, { track, element }] of this.#shown) {
      if (tracks.get(person) === track) continue;
      element.srcObject = null;
      this.#shown.delete(person);
    }
    for (const [person, track] of tracks) if (track && !this.#shown.has(person)) this.#start(person, track);
    if (this.#shown.size && !this.#timer) this.#look();
  }

  /** What is drawn in that person's chair; null where no picture was ever sent. @param {string} person */
  of(person) {
    return this.#shown.get(person) ?? null;
  }

  /** @param {string} person @param {MediaStreamTrack} track */
  #start(person, track) {
    const element = this.given.element();
    element.muted = element.playsInline = element.autoplay = true;
    element.srcObject = this.given.stream(track);
    this.#shown.set(person, { track, element, frames: 0, at: 0, isSeen: false });
  }

  #look() {
    const now = this.given.world.steady();
    let hasChanged = false;
    for (const one of this.#shown.values()) {
      const wasSeen = one.isSeen;
      looked(one, now);
      hasChanged ||= wasSeen !== one.isSeen;
      // Browsers stop what was taken out of the page, and let it stand when it is put back.
      if (one.element.isConnected && one.element.paused) one.element.play().catch(() => {});
    }
    this.#timer = this.#shown.size ? this.given.world.after(() => this.#look(), LOOKS) : null;
    if (hasChanged) this.given.onChange();
  }
}

/** @param {Picture} one @param {number} now */
function looked(one, now) {
  const frames = one.element.getVideoPlaybackQuality().totalVideoFrames;
  if (frames !== one.frames) one.at = now;
  one.isSeen = frames > 0 && now - one.at < STILL;
  one.frames = frames;
}
