// Counts the arrow keys that are pressed while the panel is there but its walk has not come yet (walk.js): it takes them
// over, so that not even a key that was pressed at once is lost.
const STEPS = { ArrowUp: -1, ArrowDown: 1 };
const TABLE_OF_PANEL = "[role='dialog'] canvas, [role='dialog'] [role='grid']"; // the one behind it has no say
// A person types or chooses there.
const OWN_KEYS = `input, textarea, select, [contenteditable='true'], [role='listbox'], [role='menu'], ${TABLE_OF_PANEL}`;

function stepOf(event) {
  const plain = !(event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.isComposing);
  return plain && !event.composedPath()[0]?.closest?.(OWN_KEYS) ? STEPS[event.key] : undefined;
}

