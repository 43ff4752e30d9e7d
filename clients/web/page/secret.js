/**
 * The link's secret on its way in: out of the address bar at once, and kept with this entry of the
 * tab's history until it has opened: whoever loads the page again at the door need not look for the
 * link. Whoever duplicates the tab before that has it twice.
 */

/** What this page was opened with, now or before it was loaded again; empty where that was no link. */
export function takeSecret() {
  const secret = location.hash.slice(1) || (history.state?.secret ?? "");
  if (secret) history.replaceState({ secret }, "", location.pathname);
  return secret;
}

/** It has opened, or never will. */
export function dropSecret() {
  history.replaceState(null, "", location.pathname);
}
