/**
 * The circle in BigBlueButton's side bar. Your backend, named in the plugin's settings, knows by its own login
 * who somebody is: it says where the room of this meeting is, and signs grants. Nobody is muted by this plugin.
 */

import { BbbPluginSdk, GenericContentSidekickArea, type PluginApi } from "bigbluebutton-html-plugin-sdk";
import { createElement, useEffect, type ReactElement } from "react";
import { createRoot, type Root } from "react-dom/client";
import "pushback-client/circle";

const ID = "pushback-circle";

/** What your backend says about a meeting; it allows this page's origin, with credentials. */
interface Where {
  server: string;
  room: string;
}

async function asked(backend: string, path: string, meeting: string): Promise<Response> {
  const answer = await fetch(`${backend}${path}?meeting=${encodeURIComponent(meeting)}`, { credentials: "include" });
  if (!answer.ok) throw new Error(`the backend answers ${answer.status}`);
  return answer;
}

function drawn(place: HTMLElement, backend: string, meeting: string): Root {
  const circle = document.createElement("pushback-circle");
  circle.style.blockSize = "100%";
  circle.textContent = "The circle comes.";
  circle.grant = async () => (await asked(backend, "/grant", meeting)).text();
  place.append(circle);
  asked(backend, "/where", meeting)
    .then((answer) => answer.json() as Promise<Where>)
    .then(({ server, room }) => [circle.setAttribute("server", server), circle.setAttribute("room", room)])
    .catch(() => (circle.textContent = "The circle cannot be shown."));
  // BigBlueButton wants a root to take away; the element lives beside React and needs nothing of it.
  return createRoot(place.appendChild(document.createElement("div")));
}

export function Circle({ uuid, name }: { uuid: string; name: string }): ReactElement | null {
  BbbPluginSdk.initialize(uuid);
  const api: PluginApi = BbbPluginSdk.getPluginApi(uuid, name);
  const backend = String(api.usePluginSettings?.().data?.["backend"] ?? "");
  const meeting = api.useMeeting?.()?.data?.meetingId ?? "";
  useEffect(() => {
    if (!backend || !meeting) return;
    const contentFunction = (place: HTMLElement) => drawn(place, backend, meeting);
    api.setGenericContentItems([new GenericContentSidekickArea({ id: ID, name: "The circle", section: "Pushback", buttonIcon: "group", open: true, contentFunction })]);
  }, [backend, meeting]);
  return null;
}

const { uuid = "", pluginName = "" } = { uuid: document.currentScript?.getAttribute("uuid") ?? "", pluginName: document.currentScript?.getAttribute("pluginName") ?? "" };
createRoot(document.getElementById(uuid) ?? document.body.appendChild(document.createElement("div"))).render(createElement(Circle, { uuid, name: pluginName }));
