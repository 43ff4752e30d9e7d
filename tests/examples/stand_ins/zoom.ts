/** As much of Zoom as the app uses, in the vendor's types; it records what it was asked to do. */

import type zoomSdk from "@zoom/appssdk";
import type { Apis } from "@zoom/appssdk";

type Sdk = typeof zoomSdk;
type Used = Pick<Sdk, "config" | "getAppContext" | "getUserContext" | "toggleParticipantMediaAudio">;

const asked: unknown[] = [];
let allowed: Apis[] = [];
const may = (api: Apis) => {
  if (!allowed.includes(api)) throw new Error(`${api} is no capability of this app`);
};

const standIn: Used = {
  config: async ({ capabilities }) => {
    allowed = capabilities;
    return { runningContext: "inMeeting", unsupportedApis: [], clientVersion: "6", browserVersion: "", auth: { status: "authorized" } } as unknown as Awaited<ReturnType<Sdk["config"]>>;
  },
  getAppContext: async () => (may("getAppContext"), { context: "sealed" }),
  getUserContext: async () => (may("getUserContext"), ({ status: "authorized", screenName: "Ada", participantId: "1", participantUUID: "uuid-ada", role: "host" }) as Awaited<ReturnType<Sdk["getUserContext"]>>),
  toggleParticipantMediaAudio: async (options) => (may("toggleParticipantMediaAudio"), asked.push(options), { message: "Success" }) as unknown as Awaited<ReturnType<Sdk["toggleParticipantMediaAudio"]>>,
};

Object.assign(globalThis, { asked });
export default standIn;
