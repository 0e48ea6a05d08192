// Asks parts of the page to be redrawn; each has a listener of its own (listener.js).
const REDRAW = "deployments-redraw";

function redraw(parts, token) {
  window.dispatchEvent(new CustomEvent(REDRAW, { detail: { parts, token } }));
}

