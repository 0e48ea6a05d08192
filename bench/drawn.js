// `drawn.after(event, look)` resolves with the milliseconds from the next such event until `look` sees another thing than
// before it, and the frame that shows it is painted. Events: `drawn.click`, `drawn.key`, `drawn.tick`.
const PATIENCE = 120_000; // milliseconds
const ROW_HEIGHT = 35;
const ROWS = 8;

window.drawn = {
  click: { type: "pointerdown", is: () => true },
  key: { type: "keydown", is: () => true },
  tick: { type: "message", is: (event) => event.data?.type === "streamlit:setComponentValue" },

  after({ type, is }, look) {
    const before = look();
    return new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error("nothing else was drawn")), PATIENCE);
      const begin = (event) => {
        if (!is(event)) return;
        window.removeEventListener(type, begin, true);
        const frame = () => {
          const seen = look();
          if (seen === undefined || seen === before) requestAnimationFrame(frame);
          else setTimeout(() => resolve(performance.now() - event.timeStamp)); // after the paint of this frame
        };
        requestAnimationFrame(frame);
      };
      window.addEventListener(type, begin, true);
    });
  },

  text(selector) {
    return document.querySelector(selector)?.textContent;
  },

  // A number that stands for the pixels of a table's first rows: of a thin strip through the text of each, as looking
  // must cost nothing. The table's text for screen readers would come 200 ms later.
  rows(selector) {
    const canvas = document.querySelector(`${selector} canvas`);
    const drawing = canvas.getContext("2d");
    let sum = 0;
    for (let row = 1; row <= ROWS; row += 1) {
      const { data } = drawing.getImageData(0, ROW_HEIGHT * (row + 0.45), canvas.width, 3);
      for (const pixel of new Uint32Array(data.buffer)) sum = (Math.imul(sum, 31) + pixel) | 0;
    }
    return sum;
  },
};
