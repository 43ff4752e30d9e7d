/**
 * What became of the packets of both connections, between two looks: how many of a hundred were lost,
 * and how long one takes there and back. Packets are counted, whatever is in them; nothing else is read. Pure.
 */

/** @typedef {{sent: number, lost: number}} Flow */
/** @typedef {{out: Map<string, Flow>, in: Map<string, Flow>, trip: number | null}} Traffic `trip` in milliseconds */
/** @typedef {{loss: number | null, trip: number | null}} Look a share from 0 to 1, and milliseconds; null where there is nothing to tell by */

/** Fewer packets than this say nothing of a line. */
export const ENOUGH = 50;

/**
 * What the reports of `getStats` say of the line until now.
 * @param {Iterable<any>} stats
 * @returns {Traffic}
 */
export function traffic(stats) {
  const all = [...stats];
  const sent = new Map(all.filter(({ type }) => type === "outbound-rtp").map((one) => [one.ssrc, one.packetsSent]));
  /** @type {Traffic} */
  const found = { out: new Map(), in: new Map(), trip: null };
  for (const one of all) {
    if (one.type === "inbound-rtp") found.in.set(one.id, { sent: one.packetsReceived + one.packetsLost, lost: one.packetsLost });
    if (one.type === "remote-inbound-rtp" && sent.has(one.ssrc)) found.out.set(one.id, { sent: sent.get(one.ssrc), lost: one.packetsLost });
    if (one.type === "candidate-pair" && one.nominated && one.currentRoundTripTime !== undefined) found.trip = Math.max(found.trip ?? 0, 1_000 * one.currentRoundTripTime);
  }
  return found;
}

/**
 * What has happened since.
 * @param {Traffic} before
 * @param {Traffic} now
 * @returns {Look}
 */
export function since(before, now) {
  const ways = [lossOf(before.in, now.in), lossOf(before.out, now.out)].filter((one) => one !== null);
  return { loss: ways.length ? Math.max(...ways) : null, trip: now.trip };
}

/**
 * One's own line loses packets of every stream; what one stream alone loses was lost on somebody else's.
 * @param {Map<string, Flow>} before
 * @param {Map<string, Flow>} now
 */
function lossOf(before, now) {
  /** @type {number[]} */
  const shares = [];
  for (const [stream, { sent, lost }] of now) {
    const was = before.get(stream);
    const count = sent - (was?.sent ?? sent);
    if (count >= ENOUGH) shares.push(Math.max(0, lost - (was?.lost ?? lost)) / count);
  }
  return shares.length ? Math.min(...shares) : null;
}
