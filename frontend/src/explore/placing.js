// Where nodes stand: neighbours in a ring around the node that they were opened from, then a few steps of
// forces. Nothing is drawn by lot, so the same address gives the same picture.
import forceAtlas2 from "graphology-layout-forceatlas2";

const STEPS = 180;
const NEAR = 40;
const FAR = 90;
const GOLDEN = Math.PI * (3 - Math.sqrt(5));

const around = ({ x, y }, reach, angle) => ({ x: x + reach * Math.cos(angle), y: y + reach * Math.sin(angle) });

/** Where the nodes of a page begin: those that stand where they are, others around a neighbour that is open. */
export function beginnings(graph, data) {
  const places = new Map();
  const standing = (node) => places.get(node) ?? (graph.hasNode(node) ? graph.getNodeAttributes(node) : null);
  const tied = new Map();
  for (const { source, target } of data.edges) {
    tied.set(target, [...(tied.get(target) ?? []), source]);
    tied.set(source, [...(tied.get(source) ?? []), target]);
  }
  const opened = data.nodes.filter((node) => node.open);
  opened.forEach(({ id }, index) => {
    if (!standing(id)) places.set(id, index ? around({ x: 0, y: 0 }, FAR, index * GOLDEN) : { x: 0, y: 0 });
  });
  const ids = new Set(opened.map((node) => node.id));
  const fresh = data.nodes.filter((node) => !standing(node.id));
  fresh.forEach(({ id }, index) => {
    const centre = (tied.get(id) ?? []).find((other) => ids.has(other));
    const middle = centre ? standing(centre) : { x: 0, y: 0 };
    places.set(id, around(middle, NEAR, (2 * Math.PI * index) / fresh.length));
  });
  return places;
}

/** Let forces part the nodes. */
export function part(graph) {
  const settings = { ...forceAtlas2.inferSettings(graph), adjustSizes: true, gravity: 0.6, scalingRatio: 24, slowDown: 4, edgeWeightInfluence: 0 };
  forceAtlas2.assign(graph, { iterations: STEPS, settings });
}
