// Texts whose colour, with all opacities, has too little contrast to what is behind it. Disabled controls may be faint.
(within) => {
  const LEAST = 4.5;
  const LEAST_OF_ICONS = 3;
  const parsed = (colour) => {
    const [r, g, b, alpha = 1] = colour.match(/[\d.]+/g).map(Number);
    return { rgb: [r, g, b], alpha };
  };
  const over = (top, alpha, bottom) => top.map((part, at) => part * alpha + bottom[at] * (1 - alpha));
  const luminance = (rgb) => {
    const [r, g, b] = rgb
      .map((part) => part / 255)
      .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const lineage = (element) => {
    const found = [];
    for (let each = element; each; each = each.parentElement) found.push(each);
    return found;
  };
  const ground = (element) =>
    lineage(element)
      .map((each) => parsed(getComputedStyle(each).backgroundColor))
      .reduceRight((below, { rgb, alpha }) => over(rgb, alpha, below), [255, 255, 255]);
  const opacity = (element) => lineage(element).reduce((product, each) => product * getComputedStyle(each).opacity, 1);
  const text = (element) => [...element.childNodes].filter((each) => each.nodeType === Node.TEXT_NODE).map((each) => each.data).join(" ").trim();
  const placeholder = (element) => (element.matches("input:placeholder-shown") ? element.placeholder : "");

  const contrast = (element) => {
    const style = getComputedStyle(element, placeholder(element) ? "::placeholder" : null);
    const { rgb, alpha } = parsed(element instanceof SVGElement ? style.fill : style.color);
    const behind = ground(element);
    const own = placeholder(element) ? style.opacity : 1;
    const [a, b] = [over(rgb, alpha * own * opacity(element), behind), behind].map(luminance);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  };
  return [...document.querySelectorAll(`${within} *`)]
    .filter((each) => (text(each) || placeholder(each)) && each.checkVisibility({ visibilityProperty: true }))
    .filter((each) => !each.closest("canvas, style, script, template"))
    .filter((each) => !each.closest(":disabled, [aria-disabled='true'], [disabled], label:has(+ * :disabled)"))
    .map((each) => [contrast(each), each.matches("[translate='no']") ? LEAST_OF_ICONS : LEAST, text(each) || placeholder(each)])
    .filter(([ratio, least]) => ratio < least)
    .map(([ratio, , said]) => `${ratio.toFixed(2)} : 1  ${said.slice(0, 60)}`);
}
