/** A clock that a test moves, and what was put off by it. */
export class Clockwork {
  now = 0;
  /** @type {{at: number, work: () => void}[]} */
  timers = [];

  steady = () => this.now;
  after = (/** @type {() => void} */ work, /** @type {number} */ ms) => {
    const timer = { at: this.now + ms, work };
    this.timers.push(timer);
    return timer;
  };
  forget = (/** @type {any} */ timer) => {
    this.timers = this.timers.filter((one) => one !== timer);
  };

  /** @param {number} ms */
  pass(ms) {
    this.now += ms;
    const due = this.timers.filter((one) => one.at <= this.now);
    for (const timer of due) {
      if (this.timers.includes(timer)) timer.work();
      this.forget(timer);
    }
  }
}
