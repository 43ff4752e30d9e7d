/** Instants in the reader's own language and zone. */

/** As the reader writes it: British English is not American. */
function language() {
  const { lang } = document.documentElement;
  return navigator.languages.find((tag) => tag.toLowerCase().split("-")[0] === lang) ?? lang;
}

/** @param {number} number */
export function asNumber(number) {
  return new Intl.NumberFormat(language(), { maximumFractionDigits: 2 }).format(number);
}

/** Hours and minutes. @param {number} at */
export function atTime(at) {
  return new Intl.DateTimeFormat(language(), { hour: "2-digit", minute: "2-digit" }).format(at);
}

/** A day and a time. @param {number} at */
export function atDay(at) {
  return new Intl.DateTimeFormat(language(), { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" }).format(at);
}

/** In full, with the zone: it is read by people in several. @param {number} at */
export function inFull(at) {
  /** @type {Intl.DateTimeFormatOptions} */
  const form = { weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short" };
  return new Intl.DateTimeFormat(language(), form).format(at);
}
