// Brings a row of a table into view, gives the table the focus back, and opens the row that has it with Enter.
const PATIENCE = 8000; // milliseconds until the table has come on a cold browser
const MARGIN = 3; // rows kept above a row that is brought into view
const STEADY = 12; // frames in a row that the focus stays: a panel that closes moves it once more

class Table {
  constructor(focus) {
    this.focused = focus;
    this.onKey = (event) => this.key(event);
    this.onFocus = (event) => this.note(event.target);
    this.onPointer = () => this.leaveFocus();
    this.onRest = () => this.setTriggerValue("rest", performance.now());
    document.addEventListener("keydown", this.onKey, true);
    document.addEventListener("focusin", this.onFocus);
    document.addEventListener("pointerdown", this.onPointer, true);
    window.addEventListener("deployments-rest", this.onRest); // the walk has come to rest: mark its row
  }

  update({ data, setTriggerValue }) {
    this.data = data;
    this.setTriggerValue = setTriggerValue;
    if (data.name !== this.name) {
      this.name = data.name;
      if (data.row !== null) this.once(() => this.reveal());
    }
    if (data.focus !== this.focused) {
      this.focused = data.focus;
      this.detour = null;
      this.steady = 0;
      this.seeking = !this.isElsewhere();
      this.once(() => this.takeFocus());
    }
  }

  find(selector) {
    return document.querySelector(`${this.data.table} ${selector}`);
  }

  once(attempt) {
    const until = performance.now() + PATIENCE;
    const again = () => {
      if (!this.ended && !attempt() && performance.now() < until) requestAnimationFrame(again);
    };
    again();
  }

  reveal() {
    const scroller = this.find(".dvn-scroller");
    const { row, rowHeight } = this.data;
    if (!scroller || scroller.scrollHeight < (row + 1) * rowHeight) return false;
    const top = row * rowHeight;
    const seen = scroller.clientHeight - 2 * rowHeight; // without the header
    if (top < scroller.scrollTop || top > scroller.scrollTop + seen) {
      scroller.scrollTop = Math.max(0, top - MARGIN * rowHeight);
    }
    return true;
  }

  takeFocus() {
    if (document.querySelector("[role='dialog']")) return false;
    if (!this.seeking) return true;
    const { column, row } = this.data;
    const target = (row !== null && this.cell(column, row)) || this.find("canvas");
    if (!target) return false;
    const noticed = target.getAttribute("aria-selected") !== "false";
    if (document.activeElement === target && noticed) return (this.steady += 1) > STEADY;
    this.steady = 0;
    // The table takes no notice of the cell that had its focus last: then its neighbour has it until that is noticed.
    if (this.last === target.id) this.detour = this.cell(column + 1, row);
    if (this.detour && this.detour.getAttribute("aria-selected") !== "true") {
      this.detour.focus({ preventScroll: true });
      return false;
    }
    this.detour = null;
    target.focus({ preventScroll: true });
    return false;
  }

  // Whether a person has gone on to something else before the table heard that the panel is closed.
  isElsewhere() {
    const focused = document.activeElement;
    return focused !== document.body && !focused.closest(`${this.data.table}, [role='dialog']`);
  }

  // A person goes on by themselves.
  leaveFocus() {
    this.seeking = false;
  }

  note(focused) {
    if (focused.closest(`${this.data.table} td`)) this.last = focused.id;
  }

  cell(column, row) {
    return this.find(`[id='glide-cell-${column}-${row}']`);
  }

  key(event) {
    this.leaveFocus();
    if (document.querySelector("[role='dialog']")) this.countStep(event);
    else this.openRow(event);
  }

  countStep(event) {
    const step = stepOf(event);
    if (!step || window.deploymentsWalk || !document.querySelector(".st-key-flyout")) return;
    event.preventDefault();
    window.deploymentsSteps = (window.deploymentsSteps ?? 0) + step;
  }

  openRow(event) {
    const plain = !(event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.isComposing);
    const focused = document.activeElement;
    if (event.key !== "Enter" || !plain || !focused?.closest(`${this.data.table} [data-testid='stDataFrame']`)) return;
    event.preventDefault();
    event.stopPropagation();
    // The table moves its focus some time after an arrow key.
    requestAnimationFrame(() => this.once(() => this.open()));
  }

  open() {
    const cell = document.activeElement.closest(`${this.data.table} td`);
    const row = cell?.parentElement ?? this.find("tr[aria-selected='true']");
    const name = row?.querySelector(`td[id^='glide-cell-${this.data.column}-']`)?.textContent;
    if (name) this.setTriggerValue("open", name);
    return Boolean(name);
  }

  end() {
    this.ended = true;
    document.removeEventListener("keydown", this.onKey, true);
    document.removeEventListener("focusin", this.onFocus);
    document.removeEventListener("pointerdown", this.onPointer, true);
    window.removeEventListener("deployments-rest", this.onRest);
  }
}

export default function (component) {
  const root = component.parentElement;
  root.table ??= new Table(component.data.focus);
  root.table.update(component);
  return () => {
    root.table.end();
    root.table = null;
  };
}
