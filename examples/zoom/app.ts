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
/** Who was asked for since they sat back. */
let asked = new Set<string>();

async function backend(path: string): Promise<Response> {
  const { context } = await zoomSdk.getAppContext();
  const answer = await fetch(path, { method: "POST", headers: { "x-zoom-app-context": context } });
  if (!answer.ok) throw new Error(`the backend answers ${answer.status}`);
  return answer;
}

async function mute(closed: Closed): Promise<void> {
  const news = closed.filter(({ uuid }) => uuid && !asked.has(uuid));
  asked = new Set(closed.map(({ uuid }) => uuid));
  asks.textContent = closed.map(({ name }) => `${name}: asked Zoom to mute (requested, not enforced)`).join(" ");
  // An empty list is everybody to Zoom, and more than ten are refused.
  if (!news.length || news.length > 10) return;
  try {
    await zoomSdk.toggleParticipantMediaAudio({ participantUUIDs: news.map(({ uuid }) => uuid), audio: false });
  } catch {
    asks.textContent = closed.map(({ name }) => `${name}: Zoom did not take it, so ask aloud`).join(" ");
  }
}

await zoomSdk.config({ version: "0.16", capabilities: ["getAppContext", "getUserContext", "toggleParticipantMediaAudio"] });
const { role } = await zoomSdk.getUserContext();
const { server, room, floor }: Where = await (await backend("/where")).json();
circle.grant = async () => (await backend("/grant")).text();
circle.setAttribute("server", server);
circle.setAttribute("room", room);
if (floor && ["host", "coHost"].includes(role)) new EventSource(floor).onmessage = ({ data }) => void mute(JSON.parse(data));
