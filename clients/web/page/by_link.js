/** How people come to a page of their own: by a link, and known again by a cookie. */

import { enter } from "../wire/door.js";
import { forget, forgetElsewhere, hasLeft, leaves, remember, remembered } from "./remembered.js";
import { dropSecret } from "./secret.js";

/** `takesPart`: where the meeting is heard through its page, this is it. */
export const BY_LINK = { takesPart: true, enter, dropSecret, forget, forgetElsewhere, hasLeft, leaves, remember, remembered };

/** @typedef {typeof BY_LINK} Way what a visit needs to know of it */
