/** How loud one's own microphone is, for one's own eyes: computed here, shown here, kept nowhere. */

/** Milliseconds between two looks. */
const LOOKS = 100;
/** A voice at a desk comes to about this; the bar is then full. */
const VOICE = 0.15;

export class Level {
  /** 0 to 1. */
  value = 0;
  /** @type {AudioContext | null} */
  #context = null;
  /** @type {any} */
  #timer = null;
  /** @type {MediaStreamTrack | null} */
  #track = null;

  /** @param {() => void} onChange */
  constructor(onChange) {
    this.onChange = onChange;
  }

  /** Look at that one, or at none. @param {MediaStreamTrack | null} track */
  follow(track) {
    if (track === this.#track) return;
    this.stop();
    this.#track = track;
    if (!track) return;
    const context = (this.#context = new AudioContext());
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    this.#timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      this.value = loudness(samples);
      this.onChange();
    }, LOOKS);
  }

  stop() {
    clearInterval(this.#timer);
    this.#context?.close();
    this.#context = this.#track = null;
    this.value = 0;
  }
}

/** 0 to 1, in steps that an eye can tell apart. @param {Float32Array} samples */
export function loudness(samples) {
  const mean = samples.reduce((sum, one) => sum + one * one, 0) / samples.length;
  return Math.round(Math.min(1, Math.sqrt(mean) / VOICE) * 20) / 20;
}
