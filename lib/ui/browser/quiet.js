// Does something once nothing is going on: no key or button was just pressed, and no request is being answered. What
// the page asks for by itself must not meet what a person asks for, as Streamlit may take the two for one.
const SINCE_INPUT = 150; // milliseconds
const LOOK_EVERY = 16;

window.deploymentsInput ??= (() => {
  const input = { at: -Infinity };
  const note = () => (input.at = performance.now());
  for (const kind of ["keydown", "pointerdown", "input"]) document.addEventListener(kind, note, true);
  return input;
})();

function isQuiet() {
  const app = document.querySelector('[data-testid="stApp"]');
  const atRest = app?.getAttribute("data-test-script-state") === "notRunning";
  return atRest && performance.now() - window.deploymentsInput.at > SINCE_INPUT;
}

function whenQuiet(action) {
  if (isQuiet()) action();
  else setTimeout(() => whenQuiet(action), LOOK_EVERY);
}

