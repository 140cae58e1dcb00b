// One chart of the data that chart.js describes, by Observable Plot.
import * as Plot from "@observablehq/plot";
import { legend } from "./legend.js";
import { decisionColour, marked, page } from "./palette.js";
import { clipped, numbers, widest } from "./words.js";

const NARROW = 560;
const KINDS = { bars, columns, lines, heat };

/** An element with the chart: width in pixels, title for those who do not see it. */
export function draw(data, width, title) {
  const colours = page();
  const chart = KINDS[data.kind](data, width, colours, numbers(data.unit));
  const svg = chart.querySelector(":scope > svg") ?? chart;
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", `${title} ${data.title || ""}: chart; the table has its numbers.`.trim());
  // The picture is one thing to those who do not see it; its parts have no names of their own.
  for (const part of svg.querySelectorAll("[aria-label], [aria-description], [aria-hidden]")) {
    for (const name of ["aria-label", "aria-description", "aria-hidden"]) part.removeAttribute(name);
  }
  return chart;
}

function common(width, colours) {
  return { width, style: { background: "none", color: colours.ink, fontSize: "12px", overflow: "visible" } };
}

function bars(data, width, colours, format) {
  const narrow = width < NARROW;
  const rows = data.rows.map((row, place) => ({ ...row, place }));
  const room = narrow ? width - 18 : Math.min(width * 0.42, widest(rows.map((row) => row[data.y])) + 16);
  const label = (row) => clipped(row[data.y], room - 12);
  const ends = data.low && data.high;
  const fill = data.unit === "share" ? colours.overturned : colours.accent;
  // On a narrow window a label stands above its bar.
  const height = narrow ? 46 : 26;
  const high = Math.max(...rows.map((row) => (ends ? row[data.high] : row[data.x])));
  return Plot.plot({
    ...common(width, colours),
    height: rows.length * height + 40,
    marginLeft: narrow ? 14 : room,
    marginRight: narrow ? 44 : 70,
    marginTop: 34,
    marginBottom: 4,
    x: {
      axis: "top", domain: [0, data.unit === "share" ? Math.min(1, high * 1.05) : high * 1.02], grid: true,
      label: data.title, labelAnchor: "left", tickFormat: ticked(data, format), ticks: narrow ? 4 : 6, labelArrow: "none",
    },
    y: { axis: null, domain: rows.map((row) => row.place), padding: 0 },
    marks: [
      Plot.barX(rows, {
        x: data.x, y: "place", fill, fillOpacity: ends ? 0.4 : 0.75,
        insetTop: narrow ? 22 : 5, insetBottom: 5,
      }),
      ends && Plot.ruleY(rows, {
        x1: data.low, x2: data.high, y: "place", stroke: colours.ink, strokeWidth: 2, dy: narrow ? 8.5 : 0,
      }),
      ends && Plot.dot(rows, {
        x: data.x, y: "place", fill, stroke: colours.paper, strokeWidth: 1, r: 4.5, dy: narrow ? 8.5 : 0,
      }),
      Plot.ruleX([0], { stroke: colours.quiet }),
      narrow
        ? Plot.text(rows, { x: 0, y: "place", text: label, textAnchor: "start", dy: -9, fill: colours.ink })
        : Plot.text(rows, { x: 0, y: "place", text: label, textAnchor: "end", dx: -8, fill: colours.ink }),
      Plot.text(rows, {
        x: ends ? data.high : data.x, y: "place", dx: 6, dy: narrow ? 8.5 : 0, textAnchor: "start",
        text: (row) => (row.of && data.unit === "share" ? `of ${row.of.toLocaleString("en")}` : format(row[data.x])),
        fill: colours.quiet, fontVariant: "tabular-nums",
      }),
      Plot.tip(rows, Plot.pointerY({ x: data.x, y: "place", title: (row) => told(data, row, row[data.y], format), ...tip(colours) })),
    ],
  });
}

function columns(data, width, colours, format) {
  const names = [...new Set(data.rows.map((row) => row[data.by]))];
  const decision = Object.fromEntries(data.rows.map((row) => [row[data.by], row.decision]));
  const colour = Object.fromEntries(names.map((name) => [name, decisionColour(colours, decision[name])]));
  const labels = [...new Set(data.rows.map((row) => row[data.x]))];
  const chart = Plot.plot({
    ...common(width, colours),
    height: Math.min(320, Math.max(220, width * 0.45)),
    marginLeft: 52,
    marginTop: 30,
    marginBottom: 44,
    x: {
      domain: labels, label: data.xLabel || null, labelArrow: "none", padding: 0.25,
      ticks: spaced(labels, width, 60),
    },
    y: { grid: true, label: data.title, tickFormat: ticked(data, format), labelArrow: "none", nice: true },
    marks: [
      Plot.barY(data.rows, {
        x: data.x, y: data.value, z: data.by, fill: (row) => colour[row[data.by]], order: names,
        stroke: colours.paper, strokeWidth: 0.75,
      }),
      Plot.ruleY([0], { stroke: colours.quiet }),
      Plot.tip(data.rows, Plot.pointerX(Plot.stackY({
        x: data.x, y: data.value, z: data.by, order: names,
        title: (row) => `${row[data.x]}\n${row[data.by]}: ${format(row[data.value])}`, ...tip(colours),
      }))),
    ],
  });
  return framed(chart, names.map((name) => ({ name, colour: colour[name], sign: decision[name] || "square" })));
}

function lines(data, width, colours, format) {
  const spans = [...new Set(data.rows.map((row) => row[data.x]))].sort();
  const names = data.series || (data.by ? [...new Set(data.rows.map((row) => row[data.by]))] : [""]);
  const styled = new Map(names.map((name, place) => [name, marked(colours, names.length > 1 ? place : -1)]));
  const of = (row) => styled.get(data.by ? row[data.by] : "");
  const colour = (row) => of(row).colour;
  const rows = [...data.rows].sort((a, b) => (a[data.x] < b[data.x] ? -1 : 1));
  const z = data.by || (() => "");
  // A band between two or three points would show intervals of times that are none: lines up and down do.
  const few = spans.length < 4;
  const ends = data.low && data.high ? { x: data.x, y1: data.low, y2: data.high } : null;
  const chart = Plot.plot({
    ...common(width, colours),
    height: Math.min(380, Math.max(240, width * 0.5)),
    marginLeft: 52,
    marginTop: 30,
    marginBottom: 36,
    x: { type: "point", domain: spans, label: null, ticks: spaced(spans, width, spans[0]?.length > 4 ? 76 : 48) },
    y: { grid: true, label: data.title, tickFormat: format, labelArrow: "none", nice: true, zero: true },
    marks: [
      ends && (few ? Plot.ruleX(rows, { ...ends, stroke: colour, strokeOpacity: 0.6, strokeWidth: 4 })
        : Plot.areaY(rows, { ...ends, z, fill: colour, fillOpacity: names.length > 1 ? 0.12 : 0.22 })),
      Plot.ruleY([0], { stroke: colours.quiet }),
      Plot.lineY(rows, { x: data.x, y: data.y, z, stroke: colour, strokeWidth: 2 }),
      Plot.dot(rows, { x: data.x, y: data.y, z, fill: colour, symbol: (row) => of(row).symbol, r: 4 }),
      Plot.tip(rows, Plot.pointer({
        x: data.x, y: data.y,
        title: (row) => told(data, row, [row[data.x], data.by && row[data.by]].filter(Boolean).join("\n"), format),
        ...tip(colours),
      })),
    ],
    symbol: { type: "identity" },
  });
  return names.length > 1
    ? framed(chart, names.map((name) => ({ name, colour: styled.get(name).colour, sign: styled.get(name).symbol })))
    : chart;
}

function heat(data, width, colours, format) {
  const across = data.columns || [...new Set(data.rows.map((row) => row[data.x]))];
  const down = data.lines || [...new Set(data.rows.map((row) => row[data.y]))];
  const room = Math.min(width * (width < NARROW ? 0.36 : 0.3), widest(down) + 12);
  // A map keeps cells of a size that can be read, and scrolls in its figure where these need more.
  const top = Math.min(190, widest(across) + 16);
  const cell = Math.max(34, Math.min(64, (width - room - top * 0.9) / across.length));
  const slant = Math.ceil(top * 0.9);
  const whole = room + cell * across.length + slant;
  const most = Math.max(...data.rows.map((row) => row[data.value]), 0.0001);
  const chart = Plot.plot({
    ...common(Math.ceil(whole), colours),
    height: top + down.length * 30 + 8,
    marginLeft: room,
    marginTop: top,
    marginRight: slant,
    marginBottom: 8,
    x: { domain: across, axis: "top", label: null, tickRotate: -45, tickSize: 0, padding: 0.04,
         tickFormat: (name) => clipped(name, top * 1.2) },
    y: { domain: down, label: null, tickSize: 0, padding: 0.06, tickFormat: (name) => clipped(name, room - 14) },
    color: { type: data.unit === "share" ? "linear" : "sqrt", domain: [0, most],
             range: [colours.sunken, colours.overturned], interpolate: "rgb" },
    marks: [
      Plot.cell(data.rows, { x: data.x, y: data.y, fill: data.value, rx: 2 }),
      Plot.text(data.rows, {
        x: data.x, y: data.y, text: (row) => format(row[data.value]), fontVariant: "tabular-nums",
        fill: (row) => (shade(row[data.value] / most, data.unit) > 0.52 ? colours.paper : colours.ink),
      }),
      Plot.tip(data.rows, Plot.pointer({
        x: data.x, y: data.y, title: (row) => told(data, row, `${row[data.y]}\n${row[data.x]}`, format), ...tip(colours),
      })),
    ],
  });
  chart.style.maxWidth = "none";
  return chart;
}

// Counts have no halves.
function ticked(data, format) {
  return data.unit === "share" ? format : (value) => (Number.isInteger(value) ? format(value) : "");
}

function shade(part, unit) {
  return unit === "share" ? part : Math.sqrt(part);
}

function told(data, row, name, format) {
  const number = row[data.value ?? data.y] ?? row[data.x];
  const ends = data.low && row[data.low] != null ? ` (${format(row[data.low])} to ${format(row[data.high])})` : "";
  const of = row.of != null ? `\nof ${row.of.toLocaleString("en")} ${row.of === 1 ? "request" : "requests"}` : "";
  return `${name}\n${data.title}: ${format(number)}${ends}${data.unit === "share" ? of : ""}`;
}

function tip(colours) {
  return { fill: colours.raised, stroke: colours.line, textPadding: 8, lineWidth: 28 };
}

function spaced(names, width, room) {
  const step = Math.max(1, Math.ceil((names.length * room) / Math.max(width - 60, 1)));
  return names.filter((_, place) => place % step === 0);
}

function framed(chart, entries) {
  const held = document.createElement("div");
  held.append(legend(entries), chart);
  return held;
}
