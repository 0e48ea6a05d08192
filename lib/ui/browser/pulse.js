// Says whether the page is live, paused or cut off, and how old is what it shows; tells when the tab is hidden, and
// asks for the parts that look different to be redrawn.
const SECOND = 1000;
const CONNECTION_GRACE = 2; // seconds
const LOST_AFTER_BEATS = 3;
const LOST_GRACE = 5; // seconds: a beat's own time on a busy machine

class Pulse {
  constructor(root) {
    this.dot = root.querySelector(".dot");
    this.words = root.querySelector(".words");
    this.age = root.querySelector(".age");
    this.banner = root.querySelector(".banner");
    this.said = this.banner.querySelector(".said");
    this.since = this.banner.querySelector(".since");
    this.disconnectedAt = null;
    this.asked = null;
    this.onVisibility = () => this.tellHidden();
    document.addEventListener("visibilitychange", this.onVisibility);
    this.timer = setInterval(() => this.tick(), SECOND);
  }

  update({ data, setStateValue, setTriggerValue }) {
    if (data.beat !== this.data?.beat) this.arrived = performance.now();
    this.data = data;
    this.setStateValue = setStateValue;
    this.tellHidden();
    if (data.due && data.beat !== this.asked) {
      this.asked = data.beat;
      whenQuiet(() => data.beat === this.data.beat && setTriggerValue("redraw", data.beat));
    }
    this.tick();
  }

  tellHidden() {
    if (document.hidden !== this.data.hidden && document.hidden !== this.told) {
      this.told = document.hidden;
      this.setStateValue("hidden", document.hidden);
    } else if (document.hidden === this.data.hidden) {
      this.told = null;
    }
  }

  sinceArrival() {
    return (performance.now() - this.arrived) / SECOND;
  }

  lost() {
    const app = document.querySelector('[data-testid="stApp"]');
    const connected = app?.getAttribute("data-test-connection-state") === "CONNECTED";
    if (connected) this.disconnectedAt = null;
    else this.disconnectedAt ??= performance.now();
    if (!connected) return (performance.now() - this.disconnectedAt) / SECOND > CONNECTION_GRACE;
    const overdue = this.sinceArrival() > LOST_AFTER_BEATS * this.data.interval + LOST_GRACE;
    return this.data.state === "live" && !document.hidden && overdue;
  }

  tick() {
    const { state, why, shown, interval } = this.data;
    const age = span(this.data.age + this.sinceArrival());
    const lost = this.lost();
    document.documentElement.toggleAttribute("data-cut-off", lost);
    this.show(lost ? "lost" : state, lost ? "No connection" : why);
    this.age.textContent = state === "live" && !lost ? `every ${span(interval)}` : `as of ${shown}, ${age} ago`;
    this.warn(lost, age);
  }

  show(state, words) {
    this.dot.dataset.state = state;
    if (this.words.textContent !== words) this.words.textContent = words;
  }

  warn(lost, age) {
    if (lost) {
      this.since.textContent = `What you see is from ${this.data.shown}, ${age} ago.`;
      if (!this.banner.matches(":popover-open")) this.banner.showPopover();
    } else if (this.banner.matches(":popover-open")) {
      this.banner.hidePopover();
    }
  }

  end() {
    document.removeEventListener("visibilitychange", this.onVisibility);
    clearInterval(this.timer);
    document.documentElement.removeAttribute("data-cut-off");
  }
}

export default function (component) {
  const root = component.parentElement;
  root.pulse ??= new Pulse(root);
  root.pulse.update(component);
  return () => {
    root.pulse.end();
    root.pulse = null;
  };
}
