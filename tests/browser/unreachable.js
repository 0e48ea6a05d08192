// Controls that can't be hit with a thumb: smaller than 24 pixels, covered in their middle, or beside the window.
(within) => {
  const LEAST = 24;
  const small = ({ width, height }) => Math.round(Math.min(width, height)) < LEAST;
  const fault = (control) => {
    control.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
    const place = control.getBoundingClientRect();
    const [x, y] = [place.x + place.width / 2, place.y + place.height / 2];
    const hit = document.elementFromPoint(x, y);
    if (!hit) return "beside the window";
    if (!control.contains(hit)) return `covered by ${hit.outerHTML.slice(0, 80)}`;
    return small(place) ? `only ${Math.round(place.width)} x ${Math.round(place.height)}` : null;
  };
  const name = (control) => control.ariaLabel || control.textContent.trim() || control.querySelector("input")?.ariaLabel;
  return [...document.querySelectorAll(`${within} :is(a, button, summary, label:has(input), input:not(label *))`)]
    .filter((each) => !each.disabled && each.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
    .filter((each) => !each.closest("[inert], .skip, [data-testid='stSkipToContent']")) // these are seen while they have the focus
    .map((each) => [name(each), fault(each)])
    .filter(([, found]) => found)
    .map(([said, found]) => `${said}: ${found}`);
}
