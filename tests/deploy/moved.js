// `window.moved` resolves when the page has lost its replica, has been drawn by another one, and shows the panel of this
// executor without a notice: with the milliseconds since 1970. It is rejected when that takes longer than `patience`.
({ name, patience }) => {
  const app = () => document.querySelector('[data-testid="stApp"]')?.dataset ?? {};
  const heading = () => document.querySelector('section[role="dialog"] .stHeading h2')?.textContent;
  const notice = () => document.querySelector("html[data-cut-off], .banner:popover-open");
  const until = Date.now() + patience;
  let lost = false;
  let drawing = false;
  let drawn = false;
  window.moved = new Promise((resolve, reject) => {
    const look = () => {
      const { testConnectionState: connection, testScriptState: script } = app();
      const connected = connection === "CONNECTED";
      lost ||= !connected;
      drawing ||= lost && connected && script === "running";
      drawn ||= drawing && script === "notRunning";
      if (drawn && connected && heading() === name && !notice()) resolve(Date.now());
      else if (Date.now() > until) reject(new Error(`lost: ${lost}, drawn: ${drawn}, panel of ${heading()}`));
      else requestAnimationFrame(look);
    };
    look();
  });
};
