/** Plays what others say; nothing of it is looked at. */

/** @typedef {HTMLAudioElement & {setSinkId?: (id: string) => Promise<void>}} Player */

export class Sounds {
  /** Whether the browser waits for the person's own hand before it plays anything. */
  isBlocked = false;
  #isSilent = false;
  /** The loudspeaker, by its id. */
  speaker = "";
  /** @type {Map<string, {track: MediaStreamTrack, player: Player}>} */
  #playing = new Map();

  /** @param {{player: () => Player, stream: (track: MediaStreamTrack) => MediaStream, onChange: () => void}} given */
  constructor(given) {
    this.given = given;
  }

  /** Those are heard, and nobody else. @param {Map<string, import("./hearing.js").Heard>} people */
  follow(people) {
    for (const [person, { track }] of this.#playing) {
      if (people.get(person)?.audio !== track) this.#stop(person);
    }
    for (const [person, { audio }] of people) {
      if (audio && !this.#playing.has(person)) this.#start(person, audio);
    }
  }

  /** Nobody is heard here while that is so. @param {boolean} isSilent */
  silence(isSilent) {
    this.#isSilent = isSilent;
    for (const { player } of this.#playing.values()) player.muted = isSilent;
  }

  /** By the person's own hand, which browsers ask for. */
  hear() {
    this.isBlocked = false;
    for (const { player } of this.#playing.values()) this.#play(player);
    this.given.onChange();
  }

  /** Another loudspeaker. @param {string} id */
  through(id) {
    this.speaker = id;
    for (const { player } of this.#playing.values()) player.setSinkId?.(id).catch(() => {}); // it is gone: the usual one plays
  }

  /** @param {string} person @param {MediaStreamTrack} track */
  #start(person, track) {
    const player = this.given.player();
    player.srcObject = this.given.stream(track);
    player.muted = this.#isSilent;
    if (this.speaker) player.setSinkId?.(this.speaker).catch(() => {});
    this.#playing.set(person, { track, player });
    this.#play(player);
  }

  /** @param {string} person */
  #stop(person) {
    const found = this.#playing.get(person);
    if (found) found.player.srcObject = null;
    this.#playing.delete(person);
  }

  /** @param {Player} player */
  #play(player) {
    player.play().catch((fault) => {
      if (fault.name !== "NotAllowedError") return;
      this.isBlocked = true;
      this.given.onChange();
    });
  }
}
