// Asks a SPARQL endpoint by Comunica: node comunica.js ENDPOINT select|construct|ask < QUERY
// Prints rows (or sorted N-Triples, or a boolean) as JSON.
import { text } from "node:stream/consumers";

import { QueryEngine } from "@comunica/query-sparql";

const [endpoint, form] = process.argv.slice(2);
const query = await text(process.stdin);
const engine = new QueryEngine();
// The endpoint is given as it stands: the engine looks by itself what kind of source it is.
const context = { sources: [endpoint] };

const answer = {
  async select() {
    const bindings = await (await engine.queryBindings(query, context)).toArray();
    return bindings.map((row) => Object.fromEntries([...row].map(([name, term]) => [name.value, term.value])));
  },
  async construct() {
    const quads = await (await engine.queryQuads(query, context)).toArray();
    return quads.map((quad) => [quad.subject.value, quad.predicate.value, quad.object.value]).sort();
  },
  ask: () => engine.queryBoolean(query, context),
};
console.log(JSON.stringify(await answer[form]()));
