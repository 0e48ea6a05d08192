// Copies the address of the view, an executor as JSON, which is asked for when somebody wants it, and a command line.
const TOLD_FOR = 2000; // milliseconds

function copyByHand(text) {
  const area = document.createElement("textarea");
  area.value = text;
  area.style.cssText = "position: fixed; opacity: 0";
  (document.querySelector("[role='dialog']") ?? document.body).append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  if (!copied) throw new Error("the browser does not let the page copy");
}

async function copy(text) {
  if (navigator.clipboard?.write && window.ClipboardItem) {
    const blob = Promise.resolve(text).then((value) => new Blob([value], { type: "text/plain" }));
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
  } else {
    copyByHand(await text);
  }
}

class Share {
  constructor(root) {
    this.told = root.querySelector(".told");
    this.texts = { link: () => location.href, command: () => this.data.command, json: () => this.json() };
    for (const [name, text] of Object.entries(this.texts)) {
      const button = root.querySelector(`.${name}`);
      button.onclick = () => this.press(button, text());
    }
  }

  update({ data, setTriggerValue }) {
    this.data = data;
    this.setTriggerValue = setTriggerValue;
    if (data.json !== null) this.arrive?.(data.json);
  }

  json() {
    if (this.data.json !== null) return this.data.json;
    const text = new Promise((resolve) => (this.arrive = resolve));
    this.setTriggerValue("json", true);
    return text;
  }

  async press(button, text) {
    try {
      await copy(text);
      this.tell(`${button.dataset.what} copied`);
    } catch {
      this.tell(`Not copied: press ${button.textContent.trim()} once more`);
    }
  }

  tell(words) {
    this.told.textContent = words;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.told.textContent = ""), TOLD_FOR);
  }
}

export default function (component) {
  const root = component.parentElement;
  root.share ??= new Share(root);
  root.share.update(component);
}
