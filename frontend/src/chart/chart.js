// Draws the charts of a page beside their tables. The page comes first: the drawing library is fetched when
// a chart comes near the window, and nothing is lost without it, since every chart has its table.
//
//   <figure class="chart" data-chart="ID" data-title="What it shows"><figcaption>…</figcaption></figure>
//   <script type="application/json" id="ID">{"kind": "bars", "rows": […], …}</script>
//
// kind     bars | columns | lines | heat
// rows     objects; the other fields say which of their fields is what
// x, y     across and up: of bars the number and the label, of columns and lines the span and the number
// low, high  ends of the interval, if there is one
// by       parts columns and lines; series: its values, the largest first
// value    of a heat map, the number; columns, lines: the labels across and down, the largest first
// unit     "share" (of one) or "number"; title: what the number is; xLabel: what stands across
import "./chart.css";

const REDRAWN_AFTER = 120;

export function drawCharts(within = document) {
  for (const figure of within.querySelectorAll("figure.chart[data-chart]:not([data-drawn])")) {
    figure.dataset.drawn = "waiting";
    const near = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        near.disconnect();
        begin(figure);
      },
      { rootMargin: "400px" },
    );
    near.observe(figure);
  }
}

async function begin(figure) {
  const told = document.getElementById(figure.dataset.chart);
  if (!told) return;
  const data = JSON.parse(told.textContent);
  const { draw } = await import("./draw.js");
  let width = 0;
  const place = document.createElement("div");
  place.className = "drawing";
  figure.prepend(place);
  const redraw = () => {
    width = Math.floor(figure.clientWidth);
    if (width > 0) place.replaceChildren(draw(data, width, figure.dataset.title || ""));
    figure.dataset.drawn = "yes";
    // What scrolls must take the keyboard.
    if (figure.scrollWidth > figure.clientWidth + 1) figure.tabIndex = 0;
    else figure.removeAttribute("tabindex");
  };
  redraw();
  let due = 0;
  new ResizeObserver(() => {
    if (Math.abs(figure.clientWidth - width) < 2) return;
    clearTimeout(due);
    due = setTimeout(redraw, REDRAWN_AFTER);
  }).observe(figure);
  // Colours are the page's own properties, read as the chart is drawn: drawn anew when they change.
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ["style"] });
}

drawCharts();
