// Walks through a list with the arrow keys and two buttons. It counts by itself and tells the place that was reached,
// not the step, so that no key is lost while the server is still drawing the place before.
const STEPS = { ArrowUp: -1, ArrowDown: 1 };
const REST = 400; // milliseconds without a step after which a person is taken to have arrived
const OWN_KEYS = [
  "input, textarea, select, [contenteditable='true'], [role='listbox'], [role='menu']", // a person types or chooses
  "[role='dialog'] canvas, [role='dialog'] [role='grid']", // a table of the panel; the one behind it has no say
].join(", ");

class Walk {
  constructor(root) {
    this.previous = root.querySelector(".previous");
    this.next = root.querySelector(".next");
    this.underWay = null;
    this.place = root.querySelector(".place");
    this.previous.onclick = () => this.step(-1);
    this.next.onclick = () => this.step(1);
    this.onKey = (event) => this.key(event);
    document.addEventListener("keydown", this.onKey, true);
    this.comeToRest();
  }

  update({ data, setStateValue }) {
    this.setStateValue = setStateValue;
    this.atRest = data.atRest;
    const arrived = this.underWay === null || data.handled === this.underWay || data.list !== this.list;
    Object.assign(this, { total: data.total, list: data.list });
    if (arrived) {
      this.goal = data.at;
      this.underWay = null;
    }
    this.place.textContent = data.place;
    this.buttons();
  }

  key(event) {
    const step = STEPS[event.key];
    const plain = !(event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.isComposing);
    if (!step || !plain || event.composedPath()[0]?.closest?.(OWN_KEYS)) return;
    event.preventDefault();
    event.stopPropagation();
    this.step(step);
  }

  step(by) {
    const to = this.goal === null ? null : this.goal + by;
    if (to === null || to < 0 || to >= this.total) return;
    this.goal = to;
    this.underWay = `${performance.timeOrigin} ${performance.now()}`; // two steps to one place are two
    this.setStateValue("to", { at: to, list: this.list, step: this.underWay });
    this.buttons();
    this.comeToRest();
  }

  comeToRest() {
    clearTimeout(this.rest);
    this.rest = setTimeout(() => redraw(this.atRest, `rest ${performance.now()}`), REST);
  }

  buttons() {
    this.previous.disabled = this.goal === null || this.goal <= 0;
    this.next.disabled = this.goal === null || this.goal >= this.total - 1;
  }

  end() {
    clearTimeout(this.rest);
    document.removeEventListener("keydown", this.onKey, true);
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
