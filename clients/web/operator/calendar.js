/**
 * A calendar file for one link (RFC 5545). It names nobody: calendars are shared, and read by the
 * people around their owner. Pure.
 */

const LONGEST_LINE = 75;
const octets = new TextEncoder();

/**
 * @typedef {object} Entry
 * @property {string} uid the same for the same link, so that a second import changes the first
 * @property {string} title
 * @property {string} about
 * @property {string} url
 * @property {number} starts
 * @property {number} minutes
 * @property {number} now
 */

/** @param {Entry} entry */
export function calendar({ uid, title, about, url, starts, minutes, now }) {
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Pushback//Operator//EN",
    "BEGIN:VEVENT",
    `UID:${uid}`,
    `DTSTAMP:${instant(now)}`,
    `DTSTART:${instant(starts)}`,
    `DTEND:${instant(starts + minutes * 60_000)}`,
    `SUMMARY:${escaped(title)}`,
    `DESCRIPTION:${escaped(`${about}\n${url}`)}`,
    `URL:${url}`,
    "CLASS:PRIVATE",
    "END:VEVENT",
    "END:VCALENDAR",
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join("");
}

/** In UTC, so that no calendar has to know our zone. @param {number} at */
function instant(at) {
  return `${new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
}

/** @param {string} text */
function escaped(text) {
  return text.replace(/[\\;,]/g, "\\$&").replace(/\r?\n/g, "\\n");
}

/** No line longer than 75 octets, none cut within a character. @param {string} line */
function folded(line) {
  const lines = [""];
  let length = 0;
  for (const character of line) {
    const size = octets.encode(character).length;
    if (length + size > LONGEST_LINE) {
      lines.push(" ");
      length = 1;
    }
    lines[lines.length - 1] += character;
    length += size;
  }
  return lines.join("\r\n");
}
