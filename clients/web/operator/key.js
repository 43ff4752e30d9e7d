/**
 * The operator's key in the browser. It is kept in `sessionStorage`, under one name: a reload would
 * otherwise send the operator back to the terminal, while `localStorage` would leave a key that
 * makes keys behind in a shared browser. It ends with the tab, or with "forget the key"; scripts of
 * others, which could read it, are shut out by the page's policy. A browser that keeps nothing has
 * the key until the page is left.
 */

import { ofWindow } from "../page/store.js";

const NAME = "pushback.operator.key";
const KEY = /pbk_(?:test_)?[a-z0-9]{20}_[A-Za-z0-9_-]{20,64}/;

/**
 * The key in what somebody pasted: the key itself, or the whole link that holds it.
 * @param {string} text
 */
export function keyIn(text) {
  return text.match(KEY)?.[0] ?? "";
}

/** The key of this tab, empty if there is none. */
export function remembered() {
  return ofWindow.get(NAME) ?? "";
}

/** @param {string} key */
export function remember(key) {
  ofWindow.set(NAME, key);
}

export function forget() {
  ofWindow.remove(NAME);
}
