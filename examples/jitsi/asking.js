/**
 * A leader's browser asks Jitsi to mute whoever sits back: class *requested*. Jitsi lets the person open the
 * microphone again, and so do we: it is asked once each time somebody sits back, and nobody is ever unmuted.
 * What somebody calls themselves in Jitsi is a claim, which the leader confirms before anybody is muted by it.
 */

/** @type {Record<string, (name: string) => string>} */
const SAYS = {
  requested: (name) => `${name}: asked Jitsi to mute (requested, not enforced)`,
  powerless: (name) => `${name}: you are no moderator in Jitsi, so ask aloud`,
  unmatched: (name) => `${name}: nobody of this name is in Jitsi, so ask aloud`,
};

/** @typedef {{person: string, name: string}} Closed somebody of the circle: two may have one name */
export class Asking {
  /** Who is to be closed. @type {Closed[]} */
  #closed = [];
  /** Which place in Jitsi is which person's, as the leader has said. @type {Map<string, string>} */
  #confirmed = new Map();
  /** Which places were asked for already. @type {Set<string>} */
  #asked = new Set();
  #roles = new Map();
  #me = "";

  /** @param {any} api a `JitsiMeetExternalAPI` @param {(lines: {text: string, confirm?: () => void}[]) => void} show */
  constructor(api, show) {
    this.api = api;
    this.show = show;
    api.addListener("videoConferenceJoined", (/** @type {any} */ { id }) => (this.#me = id));
    api.addListener("participantRoleChanged", (/** @type {any} */ { id, role }) => this.#roles.set(id, role));
    for (const event of ["participantRoleChanged", "participantJoined", "participantLeft", "displayNameChange"]) api.addListener(event, () => this.#look());
  }

  /** The whole of it, each time. @param {Closed[]} closed */
  wants(closed) {
    for (const id of this.#asked) if (!closed.some(({ person }) => person === this.#confirmed.get(id))) this.#asked.delete(id);
    this.#closed = closed;
    this.#look();
  }

  /** @param {unknown} [_] what has changed */
  #look(_) {
    this.show(this.#closed.flatMap((one) => this.#lines(one)));
  }

  /** @param {Closed} one */
  #lines({ person, name }) {
    const isTheirs = (/** @type {any} */ { participantId: id, displayName }) => (this.#confirmed.has(id) ? this.#confirmed.get(id) === person : displayName === name);
    const places = /** @type {any[]} */ (this.api.getParticipantsInfo()).filter((one) => one.participantId !== this.#me && isTheirs(one));
    if (!places.length) return [{ text: SAYS.unmatched(name) }];
    if (this.#roles.get(this.#me) !== "moderator") return [{ text: SAYS.powerless(name) }];
    return places.map(({ participantId: id }) => {
      if (!this.#confirmed.has(id)) return { text: `Is “${name}” in Jitsi our ${name}? Ask Jitsi to mute them`, confirm: () => this.#look(this.#confirmed.set(id, person)) };
      if (!this.#asked.has(id)) this.api.executeCommand("muteRemoteParticipant", id, "audio");
      this.#asked.add(id);
      return { text: SAYS.requested(name) };
    });
  }
}
