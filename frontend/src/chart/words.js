// How long words are in the chart's type, and how its numbers are written.
const TYPE = "12px system-ui, sans-serif";
const context = document.createElement("canvas").getContext("2d");

function long(text) {
  context.font = TYPE;
  return context.measureText(text).width;
}

/** The width of the widest of some words, in pixels. */
export function widest(texts) {
  return Math.max(0, ...texts.map((text) => long(text ?? "")));
}

/** Words that fit a width, as many of the first as there is room for; labels begin with what tells them apart. */
export function clipped(text, width) {
  const words = text ?? "";
  if (long(words) <= width) return words;
  for (let kept = words.length - 1; kept > 1; kept -= 1) {
    const shown = `${words.slice(0, kept).trimEnd()}…`;
    if (long(shown) <= width) return shown;
  }
  return "…";
}

/** Writes numbers of a unit: shares as per cent. */
export function numbers(unit) {
  if (unit !== "share") return (value) => (value == null ? "" : value.toLocaleString("en", { maximumFractionDigits: 2 }));
  return (value) => (value == null ? "" : `${(100 * value).toLocaleString("en", { maximumFractionDigits: 1 })} %`);
}
