// Asks a server by sparql-http-client.
//   node sparql-http-client.js query ENDPOINT select|construct|ask < QUERY
//     by GET, by a POSTed form and by a POSTed query: the three answers as JSON
//   node sparql-http-client.js store STORE < GRAPH
//     how many triples the graph of that IRI has, read by the graph store protocol
import { text } from "node:stream/consumers";

import dataModel from "@rdfjs/data-model";
import ParsingClient from "sparql-http-client/ParsingClient.js";
import StreamClient from "sparql-http-client/StreamClient.js";

const [what, url, form] = process.argv.slice(2);
const asked = (await text(process.stdin)).trim();

function plain(answer) {
  if (typeof answer === "boolean") return answer;
  const found = [...answer];
  return form === "construct"
    ? found.map((quad) => [quad.subject.value, quad.predicate.value, quad.object.value]).sort()
    : found.map((row) => Object.fromEntries(Object.entries(row).map(([name, term]) => [name, term.value])));
}

async function query() {
  const client = new ParsingClient({ endpointUrl: url });
  const answers = [];
  for (const operation of ["get", "postUrlencoded", "postDirect"]) {
    answers.push(plain(await client.query[form](asked, { operation })));
  }
  return answers;
}

async function store() {
  const client = new StreamClient({ storeUrl: url });
  const triples = await client.store.get(dataModel.namedNode(asked));
  let count = 0;
  for await (const _ of triples) count += 1;
  return count;
}

console.log(JSON.stringify(await (what === "store" ? store() : query())));
