// Reads one GEXF file a line of stdin (its path) and answers with one line of JSON: the graph as
// graphology sees it, or what went wrong. graphology-gexf's parser is the browser's; xmldom stands
// in for the browser's DOM.
"use strict";

const fs = require("node:fs");
const readline = require("node:readline");
const { DOMParser } = require("@xmldom/xmldom");

const strict = {
  warning: () => {},
  error: (message) => { throw new Error(message); },
  fatalError: (message) => { throw new Error(message); },
};
globalThis.DOMParser = class {
  parseFromString(text, type) {
    return new DOMParser({ errorHandler: strict }).parseFromString(text, type);
  }
};
globalThis.Document = new DOMParser().parseFromString("<t/>", "application/xml").constructor;

const Graph = require("graphology");
const gexf = require("graphology-gexf");

readline.createInterface({ input: process.stdin }).on("line", (path) => {
  let answer;
  try {
    const graph = gexf.parse(Graph, fs.readFileSync(path, "utf8"));
    answer = { order: graph.order, size: graph.size, type: graph.type, ...graph.export() };
  } catch (error) {
    answer = { error: String(error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
});
