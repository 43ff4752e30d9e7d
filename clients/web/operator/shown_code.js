/** The one QR code on the page, if there is any: a telephone is pointed at it, and it goes again. */

import { codeOf } from "./qr.js";

export class ShownCode {
  /** The link that is shown, empty if none is. */
  url = "";
  /** @type {import("./qr.js").Code | null} */
  code = null;

  /** @param {import("./office.js").Office} office */
  constructor(office) {
    this.office = office;
  }

  /** @param {string} url */
  show(url) {
    return this.office.attempt(async () => {
      this.code = await codeOf(url);
      this.url = url;
    });
  }

  hide() {
    this.url = "";
    this.code = null;
    this.office.onChange();
  }
}
