/** A calendar file of one link, made in the page and offered as a download. */

import { calendar } from "../calendar.js";
import { say } from "../../words/operator.js";

/**
 * @param {import("../making.js").Made} made
 * @param {import("../making.js").MadeLink} link
 * @param {number} number its place in the list: a file's name tells no person's
 */
export function offer(made, link, number) {
  const text = calendar({
    uid: `${made.room}-${link.id}@pushback`,
    title: say("calendar.title"),
    about: say("calendar.about"),
    url: link.url,
    starts: made.starts,
    minutes: made.minutes,
    now: Date.now(),
  });
  const address = URL.createObjectURL(new Blob([text], { type: "text/calendar;charset=utf-8" }));
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.download = `balint-group-${number}.ics`;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
