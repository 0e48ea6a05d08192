// Walks through a list with the arrow keys and two buttons. It counts by itself and tells the place that was reached,
// not the step, so that no key is lost while the server is still drawing the place before. And it lets Escape close the
// panel from a table too, which keeps that key to itself.
const REST = 400; // milliseconds without a step after which a person is taken to have arrived
const ANSWER = 1500; // milliseconds after which a step is told once more
const HANDED_ON = 2000; // milliseconds for which a walk that is made anew takes over what was not answered
const TRIES = 3; // times that a place is asked for again which was answered with another one

class Walk {
  constructor(root) {
    this.previous = root.querySelector(".previous");
    this.next = root.querySelector(".next");
    this.underWay = null;
    this.place = root.querySelector(".place");
    this.previous.onclick = () => this.step(-1);
    this.next.onclick = () => this.step(1);
    this.onKey = (event) => this.key(event);
    this.onBack = () => (this.went = true);
    document.addEventListener("keydown", this.onKey, true);
    window.addEventListener("popstate", this.onBack);
    window.deploymentsWalk = this;
    this.comeToRest();
  }

  update({ data, setStateValue }) {
    this.setStateValue = setStateValue;
    const isNew = this.list === undefined;
    const sameList = data.list === this.list;
    const arrived = this.underWay === null || data.handled === this.underWay || !sameList;
    Object.assign(this, { total: data.total, list: data.list });
    if (this.underWay !== null && arrived && sameList && this.isElsewhere(data.at)) {
      this.tries += 1;
      this.ask();
    } else if (arrived) {
      this.goal = data.at;
      this.underWay = null;
    }
    this.place.textContent = data.place;
    if (isNew) this.takeUp();
    this.buttons();
    this.takeOver();
  }

  // Whether a step was answered with another place, although nobody has gone there: what the browser said of its
  // address meanwhile may have undone it.
  isElsewhere(at) {
    return at !== null && at !== this.goal && !this.went && this.tries < TRIES;
  }

  // Goes on with what the walk before had not been answered, where it was made anew in the midst of it.
  takeUp() {
    const { goal, list, at } = window.deploymentsUnanswered ?? {};
    window.deploymentsUnanswered = undefined;
    if (this.goal === null || list !== this.list || performance.now() - at > HANDED_ON) return;
    this.step(goal - this.goal);
  }

  takeOver() {
    const steps = window.deploymentsSteps ?? 0;
    window.deploymentsSteps = 0;
    if (steps) this.step(steps);
  }

  key(event) {
    if (event.key === "Escape") this.leave(event.target);
    const step = stepOf(event);
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    this.step(step);
  }

  leave(from) {
    this.left = true;
    const panel = from.closest?.(TABLE_OF_PANEL)?.closest("[role='dialog']");
    panel?.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  }

  step(by) {
    if (this.goal === null) return;
    const to = Math.min(Math.max(this.goal + by, 0), this.total - 1);
    if (to === this.goal) return;
    this.goal = to;
    this.went = false;
    this.tries = 0;
    this.ask();
    this.buttons();
    this.comeToRest();
  }

  ask() {
    // Two steps are two, to one place too; the clock is too coarse to tell steps apart that are taken at once.
    window.deploymentsStep = (window.deploymentsStep ?? 0) + 1;
    this.underWay = `${performance.timeOrigin} ${window.deploymentsStep}`;
    this.tell();
  }

  tell() {
    this.setStateValue("to", { at: this.goal, list: this.list, step: this.underWay, told: performance.now() });
    clearTimeout(this.doubt);
    this.doubt = setTimeout(() => this.underWay !== null && whenQuiet(() => this.tellAgain()), ANSWER);
  }

  tellAgain() {
    if (this.underWay !== null && window.deploymentsWalk === this) this.tell();
  }

  comeToRest() {
    clearTimeout(this.rest);
    this.rest = setTimeout(() => whenQuiet(() => window.dispatchEvent(new Event("deployments-rest"))), REST);
  }

  buttons() {
    this.previous.disabled = this.goal === null || this.goal <= 0;
    this.next.disabled = this.goal === null || this.goal >= this.total - 1;
  }

  end() {
    if (this.underWay !== null && !this.left) {
      window.deploymentsUnanswered = { goal: this.goal, list: this.list, at: performance.now() };
    }
    window.removeEventListener("popstate", this.onBack);
    clearTimeout(this.rest);
    clearTimeout(this.doubt);
    document.removeEventListener("keydown", this.onKey, true);
    if (window.deploymentsWalk === this) window.deploymentsWalk = undefined;
  }
}

export default function (component) {
  const root = component.parentElement;
  root.walk ??= new Walk(root);
  root.walk.update(component);
  return () => {
    root.walk.end();
    root.walk = null;
  };
}
