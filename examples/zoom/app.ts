/**
 * The circle beside a Zoom meeting. Your backend opens the app context that Zoom has sealed, so it knows who
 * somebody is without a login. A host's panel asks Zoom to mute who sits back: class *requested*, since they
 * can unmute themselves; it is asked once each time, and nobody is ever unmuted.
 */

import zoomSdk from "@zoom/appssdk";
import "pushback-client/circle";

/** What your backend says for a sealed context: the room, and to a leader's panel where the floor is told. */
interface Where {
  server: string;
  room: string;
  floor?: string;
}
/** Of somebody who sits back: where Zoom has them, as your backend knows by their own context. */
type Closed = { uuid: string; name: string }[];

const asks = document.querySelector<HTMLElement>("#asks")!;
const circle = document.querySelector("pushback-circle")!;
/** Who was asked for since they sat back, and whether Zoom took it. */
const asked = new Map<string, boolean>();
let closed: Closed = [];

async function backend(path: string): Promise<Response> {
  const { context } = await zoomSdk.getAppContext();
  const answer = await fetch(path, { method: "POST", headers: { "x-zoom-app-context": context } });
  if (!answer.ok) throw new Error(`the backend answers ${answer.status}`);
  return answer;
}

async function mute(now: Closed): Promise<void> {
  closed = now;
  for (const uuid of asked.keys()) if (!closed.some((one) => one.uuid === uuid)) asked.delete(uuid);
  const news = closed.map(({ uuid }) => uuid).filter((uuid) => uuid && !asked.has(uuid));
  // An empty list is everybody to Zoom, and more than ten are refused.
  if (news.length && news.length <= 10) {
    for (const uuid of news) asked.set(uuid, false);
    const isTaken = await zoomSdk.toggleParticipantMediaAudio({ participantUUIDs: news, audio: false }).then(() => true, () => false);
    for (const uuid of news) if (asked.has(uuid)) asked.set(uuid, isTaken);
  }
  const says = (uuid: string) => (asked.get(uuid) ? "asked Zoom to mute (requested, not enforced)" : "Zoom was not asked or did not take it, so ask aloud");
  asks.textContent = closed.map(({ uuid, name }) => `${name}: ${says(uuid)}`).join(" ");
}

await zoomSdk.config({ version: "0.16", capabilities: ["getAppContext", "getUserContext", "toggleParticipantMediaAudio"] });
const { role } = await zoomSdk.getUserContext();
const { server, room, floor }: Where = await (await backend("/where")).json();
circle.grant = async () => (await backend("/grant")).text();
circle.setAttribute("server", server);
circle.setAttribute("room", room);
if (floor && ["host", "coHost"].includes(role)) new EventSource(floor).onmessage = ({ data }) => void mute(JSON.parse(data));
