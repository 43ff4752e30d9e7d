/**
 * How people come to a panel in somebody else's page: by a grant, which lets in once. Nothing of it is
 * kept in the browser: its stores may be shared with a page of ours in another window.
 */

import { enterByGrant } from "../wire/door.js";

const nothing = () => {};

/** @type {import("../page/by_link.js").Way} */
export const BY_GRANT = {
  takesPart: false,
  enter: enterByGrant,
  dropSecret: nothing,
  forget: nothing,
  forgetElsewhere: nothing,
  hasLeft: () => false,
  leaves: nothing,
  remember: nothing,
  remembered: () => null,
};
