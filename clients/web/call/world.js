/** What a call needs of a browser, and a browser as it has it. */

/**
 * @typedef {object} CallWorld
 * @property {import("./sending.js").Connect} connect
 * @property {MediaDevices | undefined} media
 * @property {(track: MediaStreamTrack) => MediaStream} stream
 * @property {() => import("./sounds.js").Player} player
 * @property {() => HTMLVideoElement} element
 */

/** Where this page's server takes the call's sockets. */
export const callAddress = () => `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/call`;

/** @returns {CallWorld} */
export function callWorld() {
  return {
    connect: (how) => new RTCPeerConnection(how),
    media: navigator.mediaDevices,
    stream: (track) => new MediaStream([track]),
    player: () => new Audio(),
    element: () => document.createElement("video"),
  };
}
