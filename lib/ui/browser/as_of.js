// Says of when something is, and how long ago that is by now.
const SECOND = 1000;

class AsOf {
  constructor(root) {
    this.words = root.querySelector(".as-of");
    this.timer = setInterval(() => this.tick(), SECOND);
  }

  update(data) {
    if (data.at !== this.data?.at) this.arrived = performance.now();
    this.data = data;
    this.tick();
  }

  tick() {
    const age = this.data.age + (performance.now() - this.arrived) / SECOND;
    this.words.textContent = `${this.data.words} ${this.data.at}, ${span(age)} ago`;
  }
}

export default function ({ data, parentElement: root }) {
  root.asOf ??= new AsOf(root);
  root.asOf.update(data);
  return () => {
    clearInterval(root.asOf.timer);
    root.asOf = null;
  };
}
