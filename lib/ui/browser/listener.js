// Has the part of the page that it stands in redrawn when the page says so. It asks as a widget would, by itself: the
// server then draws it beside whatever a person has asked for at the same moment.
class Listener {
  constructor() {
    this.hear = ({ detail }) => {
      if (detail.parts.includes(this.data.part)) this.setTriggerValue("due", detail.token);
    };
    window.addEventListener(REDRAW, this.hear);
  }
}

export default function (component) {
  const root = component.parentElement;
  root.listener ??= new Listener();
  root.listener.data = component.data;
  root.listener.setTriggerValue = component.setTriggerValue;
  return () => {
    window.removeEventListener(REDRAW, root.listener.hear);
    root.listener = null;
  };
}
