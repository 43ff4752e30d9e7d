import assert from "node:assert/strict";
import { test } from "node:test";
import { Store } from "../../../clients/web/page/store.js";

const refusing = () => {
  throw new DOMException("no", "SecurityError");
};

/** As a browser has it, with the keys as its own properties. @returns {any} */
function storage() {
  /** @type {any} */
  const kept = {};
  const own = (/** @type {string} */ name, /** @type {any} */ value) => Object.defineProperty(kept, name, { value, enumerable: false, writable: true });
  own("getItem", (/** @type {string} */ key) => kept[key] ?? null);
  own("setItem", (/** @type {string} */ key, /** @type {string} */ value) => void (kept[key] = value));
  own("removeItem", (/** @type {string} */ key) => void delete kept[key]);
  return kept;
}

/** @param {Store} store */
function remembers(store) {
  assert.equal(store.get("a"), null);
  store.set("a", "1");
  store.set("a", "2");
  store.set("b", "3");
  assert.deepEqual([store.get("a"), store.keys.sort()], ["2", ["a", "b"]]);
  store.remove("a");
  assert.deepEqual([store.get("a"), store.keys], [null, ["b"]]);
}

test("a browser that keeps things keeps them", () => {
  const kept = storage();
  remembers(new Store(() => kept));
  assert.deepEqual(Object.entries(kept), [["b", "3"]]);
});

test("a browser that refuses its store is a page's memory", () => remembers(new Store(refusing)));

test("a store that is full, or refuses later, is none either", () => {
  for (const name of ["setItem", "getItem", "removeItem"]) {
    const kept = storage();
    kept[name] = refusing;
    const store = new Store(() => kept);
    store.set("a", "1");
    store.remove("b");
    if (name !== "getItem") assert.equal(store.get("a"), "1");
    else assert.equal(store.get("a"), null);
  }
});
