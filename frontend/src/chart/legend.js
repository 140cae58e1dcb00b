// A legend in words and signs, for those who tell no colours apart.
const SIGNS = {
  circle: "M6 1.5a4.5 4.5 0 1 0 .01 0z", square: "M2 2h8v8H2z", upheld: "M2 2h8v8H2z",
  triangle: "M6 1 11 10H1z", overturned: "M6 1 11 10H1z", diamond: "M6 .5 10.5 6 6 11.5 1.5 6z",
  modified: "M6 .5 10.5 6 6 11.5 1.5 6z", cross: "M4.5 1h3v3.5H11v3H7.5V11h-3V7.5H1v-3h3.5z",
  star: "m6 .5 1.5 3.8 4 .3-3.1 2.6 1 4L6 9l-3.4 2.2 1-4L.5 4.6l4-.3z", wye: "M4.5 6.5 1 4l1.8-2.6L6 4l3.2-2.6L11 4 7.5 6.5V11h-3z",
};
const SVG = "http://www.w3.org/2000/svg";

/** A list of names, each {name, colour, sign}. */
export function legend(entries) {
  const list = document.createElement("ul");
  list.className = "legend";
  for (const { name, colour, sign } of entries) {
    const item = document.createElement("li");
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("width", "12");
    svg.setAttribute("height", "12");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", SIGNS[sign] || SIGNS.square);
    path.setAttribute("fill", colour);
    svg.append(path);
    item.append(svg, name);
    list.append(item);
  }
  return list;
}
