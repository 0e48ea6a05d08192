// A time span in words, as lib.fleet.words.duration puts it.
const UNITS = [
  [86400, "d", 3600, "h"],
  [3600, "h", 60, "min"],
  [60, "min", 1, "s"],
];

function span(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  for (const [size, unit, smallerSize, smaller] of UNITS) {
    if (whole >= size) {
      const rest = Math.floor((whole % size) / smallerSize);
      const most = `${Math.floor(whole / size)}\u202f${unit}`;
      return rest ? `${most} ${rest}\u202f${smaller}` : most;
    }
  }
  return `${whole}\u202fs`;
}

