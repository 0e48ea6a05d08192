// Walks through a list with the arrow keys and two buttons. It counts by itself and tells the place that was reached,
// not the step, so that no key is lost while the server is still drawing the place before. And it lets Escape close the
// panel from a table too, which keeps that key to itself.
const STEPS = { ArrowUp: -1, ArrowDown: 1 };
const REST = 400; // milliseconds without a step after which a person is taken to have arrived
const TABLE_OF_PANEL = "[role='dialog'] canvas, [role='dialog'] [role='grid']"; // the one behind it has no say
const OWN_KEYS = `input, textarea, select, [contenteditable='true'], [role='listbox'], [role='menu'], ${TABLE_OF_PANEL}`;

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
    if (event.key === "Escape") this.leave(event.target);
    if (!step || !plain || event.target.closest?.(OWN_KEYS)) return;
    event.preventDefault();
    event.stopPropagation();
    this.step(step);
  }

  leave(from) {
    const panel = from.closest?.(TABLE_OF_PANEL)?.closest("[role='dialog']");
    panel?.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
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
