// Runs the whole page again when the connection to the dashboard is back. Streamlit goes on as if nothing had happened,
// but a dashboard that was started anew, or was away for long, knows none of the parts that the page wants redrawn.
// Where the dashboard is there but refuses the page, as the login is over, the page is loaded anew, which leads to a login.
const STATE = "data-test-connection-state";

class Reconnected {
  constructor() {
    this.app = document.querySelector('[data-testid="stApp"]');
    this.observer = new MutationObserver(() => this.look());
    this.observer.observe(this.app, { attributeFilter: [STATE] });
    this.look();
  }

  look() {
    const connected = this.app.getAttribute(STATE) === "CONNECTED";
    if (connected && this.wasCut) this.setTriggerValue("again", performance.now());
    if (!connected && !this.wasCut) this.askWhetherRefused();
    this.wasCut = !connected;
  }

  async askWhetherRefused() {
    const answer = await fetch(location.href, { method: "HEAD", headers: { Accept: "text/html" } }).catch(() => null);
    if (answer && [401, 403].includes(answer.status)) location.reload();
  }
}

export default function ({ parentElement: root, setTriggerValue }) {
  root.reconnected ??= new Reconnected();
  root.reconnected.setTriggerValue = setTriggerValue;
  return () => {
    root.reconnected.observer.disconnect();
    root.reconnected = null;
  };
}
