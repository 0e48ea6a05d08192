// Tells once a part of the page has been painted, by the width of the window in pixels.
const LOOK_EVERY = 50; // milliseconds
const GIVE_UP = 4000;

export default function ({ data, setStateValue }) {
  let ended = false;
  const tell = () => {
    if (ended) return;
    ended = true;
    setStateValue("painted", innerWidth);
  };
  const look = () => {
    if (ended) return;
    if (document.querySelector(data.selector)) {
      requestAnimationFrame(() => requestIdleCallback(tell, { timeout: 1000 }));
    } else {
      setTimeout(look, LOOK_EVERY);
    }
  };
  const late = setTimeout(tell, GIVE_UP);
  look();
  return () => {
    ended = true;
    clearTimeout(late);
  };
}
