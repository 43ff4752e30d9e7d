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

  /** Asks the server for nothing but a file, so it waits for nothing else. @param {string} url */
  async show(url) {
    try {
      this.code = await codeOf(url);
      this.url = url;
      this.office.onChange();
    } catch (refusal) {
      this.office.refused(refusal);
    }
  }

  hide() {
    this.url = "";
    this.code = null;
    this.office.onChange();
  }
}
