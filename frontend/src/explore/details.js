// What is told of the chosen node, with the ways on from it.
function element(name, attributes = {}, ...children) {
  const made = Object.assign(document.createElement(name), attributes);
  made.append(...children);
  return made;
}

const percent = (share) => `${(100 * share).toFixed(1)} %`;

function tie(edge) {
  if (!edge.items) return edge.kind;
  const items = `${edge.items.toLocaleString("en")} ${edge.items === 1 ? "request" : "requests"}`;
  return `${items}, ${percent(edge.share)} overturned (${percent(edge.low)} to ${percent(edge.high)})`;
}

/** Show a node in the panel; `go` opens its neighbours. */
export function tell(panel, graph, node, go) {
  const data = graph.getNodeAttributes(node);
  const ties = graph
    .edges(node)
    .map((edge) => [graph.getEdgeAttributes(edge), graph.opposite(node, edge)])
    .sort((one, other) => other[0].items - one[0].items)
    .slice(0, 8)
    .map(([edge, other]) => element("li", {}, `${graph.getNodeAttribute(other, "label")}: ${tie(edge)}`));
  const parts = [
    element("h2", {}, data.label),
    element("p", { className: "quiet" }, data.what + (data.items ? ` · ${data.items.toLocaleString("en")} ${data.items === 1 ? "request" : "requests"}` : "")),
    element("p", {}, element("a", { href: data.href, className: "button" }, "Its page")),
  ];
  if (data.go) {
    const button = element("button", { type: "button", className: "main" }, "Show its neighbours");
    button.addEventListener("click", () => go(data.go));
    parts.push(element("p", {}, button));
  } else if (!data.open) {
    parts.push(element("p", { className: "quiet" }, "No more nodes can be open; close one to open this one."));
  }
  if (ties.length) parts.push(element("h3", {}, "Tied to"), element("ul", {}, ...ties));
  panel.replaceChildren(...parts);
}

/** Say what to do while nothing is chosen. */
export function invite(panel) {
  panel.replaceChildren(
    element("p", {}, "Click a node, or press Enter on it, to see its neighbours too."),
    element("p", { className: "quiet" }, "The larger a disc, the more disputed requests the node shares with those that are open. The same stands in lists below."),
  );
}
