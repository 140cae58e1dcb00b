// The picture of /explore. The page itself holds the nodes and edges; opening a node takes up the page of its
// address, so that picture, lists and address always say the same.
import "./explore.css";

import Graph from "graphology";
import Sigma from "sigma";

import { invite, tell } from "./details.js";
import { labelPainter } from "./drawing.js";
import { beginnings, part } from "./placing.js";

const stage = document.getElementById("stage");
const find = document.getElementById("find");

function theme() {
  const style = getComputedStyle(stage);
  const bright = style.color.match(/\d+/g).slice(0, 3).map(Number).every((channel) => channel > 128);
  return { ink: style.color, paper: style.backgroundColor, line: bright ? "#525b66" : "#c2c9d0", strong: bright ? "#e5e8eb" : "#1c2126" };
}

function sizes(data) {
  const most = Math.max(1, ...data.edges.map((edge) => edge.items));
  const heaviest = new Map();
  for (const edge of data.edges)
    for (const end of [edge.source, edge.target])
      heaviest.set(end, Math.max(heaviest.get(end) ?? 0, edge.items));
  return (node) => (node.open ? 15 : 6 + 7 * Math.sqrt((heaviest.get(node.id) ?? 0) / most));
}

/** Take up what a page says; nodes that stand keep their places. */
function take(graph, data) {
  const wanted = new Set(data.nodes.map((node) => node.id));
  graph.clearEdges();
  for (const node of graph.nodes()) if (!wanted.has(node)) graph.dropNode(node);
  const size = sizes(data);
  const places = beginnings(graph, data);
  for (const node of data.nodes)
    graph.mergeNode(node.id, {
      ...node,
      ...places.get(node.id),
      color: node.colour,
      size: size(node),
      ring: node.open ? 3 : 1,
      forceLabel: true,
      zIndex: node.open ? 1 : 0,
    });
  for (const edge of data.edges)
    graph.mergeEdge(edge.source, edge.target, { ...edge, size: edge.items ? 1 + Math.log10(edge.items) : 1 });
  if (places.size) part(graph);
}

function picture() {
  const box = document.getElementById("graph");
  const panel = document.getElementById("details");
  const graph = new Graph({ type: "undirected", multi: false });
  const painter = labelPainter(theme);
  let chosen = null;
  let asked = 0;

  stage.hidden = false;
  take(graph, JSON.parse(document.getElementById("neighbourhood").textContent));
  const sigma = new Sigma(graph, box, {
    allowInvalidContainer: true,
    labelFont: "system-ui, sans-serif",
    labelSize: 13,
    labelRenderedSizeThreshold: 0,
    defaultDrawNodeLabel: painter.draw,
    defaultDrawNodeHover: painter.draw,
    zIndex: true,
    minCameraRatio: 0.1,
    maxCameraRatio: 3,
    stagePadding: 60,
    nodeReducer: (node, data) => ({ ...data, chosen: node === chosen, ring: node === chosen ? 4 : data.ring }),
    edgeReducer: (edge, data) => ({
      ...data,
      color: chosen && graph.hasExtremity(edge, chosen) ? theme().strong : theme().line,
    }),
  });
  sigma.on("beforeRender", () =>
    painter.begin(
      graph.mapNodes((node, data) => {
        const { x, y } = sigma.graphToViewport(data);
        const reach = sigma.scaleSize(data.size);
        return Object.assign([x - reach, y - reach, x + reach, y + reach], { node });
      }),
    ),
  );

  function choose(node) {
    chosen = node;
    if (node) tell(panel, graph, node, open);
    else invite(panel);
    sigma.refresh({ skipIndexation: true });
  }

  async function open(address, push = true) {
    const turn = ++asked;
    box.setAttribute("aria-busy", "true");
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (turn !== asked) return;
    const told = page.getElementById("neighbourhood");
    if (!told || !page.getElementById("stage")) {
      location.assign(address);
      return;
    }
    for (const part of document.querySelectorAll("[data-part]"))
      part.replaceWith(document.adoptNode(page.querySelector(`[data-part="${part.dataset.part}"]`)));
    if (push) history.pushState(null, "", address);
    take(graph, JSON.parse(told.textContent));
    choose(graph.hasNode(chosen) ? chosen : null);
    sigma.getCamera().animatedReset();
    box.removeAttribute("aria-busy");
    suggestions();
  }

  sigma.on("clickNode", ({ node }) => {
    choose(node);
    const { go } = graph.getNodeAttributes(node);
    if (go) open(go);
  });
  sigma.on("clickStage", () => choose(null));
  sigma.on("enterNode", () => (box.style.cursor = "pointer"));
  sigma.on("leaveNode", () => (box.style.cursor = ""));

  /** The next node in a direction of the screen: near, and not far off the way. */
  function beside(right, down) {
    const at = chosen ? sigma.graphToViewport(graph.getNodeAttributes(chosen)) : { x: box.clientWidth / 2, y: box.clientHeight / 2 };
    let best = null;
    let least = Infinity;
    for (const node of graph.nodes()) {
      if (node === chosen) continue;
      const there = sigma.graphToViewport(graph.getNodeAttributes(node));
      const [dx, dy] = [there.x - at.x, there.y - at.y];
      const along = dx * right + dy * down;
      if (along <= 0) continue;
      const cost = along + 2.5 * Math.abs(dx * down - dy * right);
      if (cost < least) [best, least] = [node, cost];
    }
    return best;
  }

  const camera = sigma.getCamera();
  const zooms = { in: () => camera.animatedZoom(), out: () => camera.animatedUnzoom(), all: () => camera.animatedReset() };
  const arrows = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
  const keys = { "+": zooms.in, "-": zooms.out, 0: zooms.all, Escape: () => choose(null) };
  box.addEventListener("keydown", (event) => {
    if (event.key in arrows) {
      const next = beside(...arrows[event.key]);
      if (next) choose(next);
    } else if (event.key === "Enter" && chosen) {
      const { go } = graph.getNodeAttributes(chosen);
      if (go) open(go);
    } else if (event.key in keys) {
      keys[event.key]();
    } else return;
    event.preventDefault();
  });
  for (const button of stage.querySelectorAll("[data-zoom]"))
    button.addEventListener("click", zooms[button.dataset.zoom]);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-part] a[href^='/explore?']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    open(link.getAttribute("href"));
  });
  addEventListener("popstate", () => open(location.pathname + location.search, false));
  new MutationObserver(() => sigma.refresh({ skipIndexation: true })).observe(document.documentElement, { attributes: true });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => sigma.refresh({ skipIndexation: true }));

  choose(null);
  // For tests and for the curious: where a node stands on the screen.
  box.whereIs = (node) => sigma.graphToViewport(graph.getNodeAttributes(node));
}

let waiting;

/** Names of nodes while one types; a name that is chosen is found by the server like any other. */
function suggestions() {
  const field = document.getElementById("words");
  field?.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      if (field.value.trim().length < 2) return;
      const answer = await fetch(`/explore/names?words=${encodeURIComponent(field.value)}`);
      if (!answer.ok) return;
      const { nodes } = await answer.json();
      document.getElementById("names").replaceChildren(
        ...nodes.map(({ id, label, kind }) => Object.assign(document.createElement("option"), { value: id, label: `${label} (${kind})` })),
      );
    }, 150);
  });
}

if (find) suggestions();
if (stage) picture();
