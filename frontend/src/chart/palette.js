// The page's own colours, and those of lines: eight that stay apart for the colour-blind, with signs besides.
const NAMES = ["ink", "paper", "quiet", "line", "raised", "sunken", "accent", "overturned", "upheld", "modified"];
const LIGHT = ["#0a5f9e", "#a63f00", "#007a5a", "#8a4a78", "#6b5a00", "#2f6f8f", "#5b5f66"];
const DARK = ["#74b6ec", "#f0915a", "#4cc9a0", "#d79ac5", "#d9c04a", "#8fd0e6", "#b4bac2"];
const SYMBOLS = ["circle", "triangle", "square", "diamond", "star", "cross", "wye"];

/** The colours as they are now: light or dark. */
export function page() {
  const probe = document.createElement("span");
  document.body.append(probe);
  const found = { dark: false };
  for (const name of NAMES) {
    probe.style.color = `var(--${name})`;
    found[name] = getComputedStyle(probe).color;
  }
  probe.style.color = "light-dark(#000000, #ffffff)";
  found.dark = getComputedStyle(probe).color.replace(/\s/g, "") === "rgb(255,255,255)";
  probe.remove();
  return found;
}

/** Colour and sign of the line at a place; those of the only one for -1. */
export function marked(colours, place) {
  if (place < 0) return { colour: colours.overturned, symbol: "circle" };
  const known = colours.dark ? DARK : LIGHT;
  return { colour: known[place % known.length], symbol: SYMBOLS[place % SYMBOLS.length] };
}

/** The colour of a decision; a quiet one for what is none. */
export function decisionColour(colours, decision) {
  return colours[decision] || colours.quiet;
}
