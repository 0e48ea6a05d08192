// Runs the whole page again when the connection to the dashboard is back. Streamlit goes on as if nothing had happened,
// but a dashboard that was started anew, or was away for long, knows none of the parts that the page wants redrawn.
// Where the dashboard is there but refuses the page, as the login is over, the page is loaded anew, which leads to a login;
// not while the browser is on its way elsewhere, as to the provider that a person logs out of: that would end it.
const STATE = "data-test-connection-state";
const ON_THE_WAY = 10_000; // milliseconds

class Reconnected {
  constructor() {
    this.app = document.querySelector('[data-testid="stApp"]');
    this.observer = new MutationObserver(() => this.look());
    this.observer.observe(this.app, { attributeFilter: [STATE] });
    this.leaves = () => { this.leftAt = performance.now(); };
    this.leftAt = -Infinity;
    window.addEventListener("beforeunload", this.leaves);
    this.look();
  }

  end() {
    this.observer.disconnect();
    window.removeEventListener("beforeunload", this.leaves);
  }

  look() {
    const connected = this.app.getAttribute(STATE) === "CONNECTED";
    if (connected && this.wasCut) this.setTriggerValue("again", performance.now());
    if (!connected && !this.wasCut) this.askWhetherRefused();
    this.wasCut = !connected;
  }

  async askWhetherRefused() {
    const answer = await fetch(location.href, { method: "HEAD", headers: { Accept: "text/html" } }).catch(() => null);
    if (!answer || ![401, 403].includes(answer.status)) return;
    if (performance.now() - this.leftAt > ON_THE_WAY) location.reload();
    else setTimeout(() => this.askWhetherRefused(), ON_THE_WAY);
  }
}

export default function ({ parentElement: root, setTriggerValue }) {
  root.reconnected ??= new Reconnected();
  root.reconnected.setTriggerValue = setTriggerValue;
  return () => {
    root.reconnected.end();
    root.reconnected = null;
  };
}
