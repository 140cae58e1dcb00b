// The SPARQL editor: one query, one answer. Nothing is kept in the browser; a query's address keeps it.
import "@zazuko/yasgui/build/yasgui.min.css";
import "./sparql.css";

import { Yasgui } from "@zazuko/yasgui";

import { offer } from "./completers.js";

const { Yasqe, Yasr } = Yasgui;
const begin = JSON.parse(document.getElementById("begin")?.textContent ?? "null");

function request() {
  return {
    endpoint: new URL(begin.endpoint, location.href).href,
    method: "POST",
    queryArgument: "query",
    acceptHeaderSelect: "application/sparql-results+json",
    acceptHeaderGraph: "text/turtle",
    acceptHeaderUpdate: "application/sparql-results+json",
    namedGraphs: [],
    defaultGraphs: [],
    args: [],
    headers: {},
    withCredentials: false,
    adjustQueryBeforeRequest: false,
  };
}

/** Our own addresses of what an answer names, where it is ours: its page instead of its IRI. */
function ours(link) {
  const iri = link.getAttribute("href") ?? "";
  if (iri.startsWith(begin.concepts)) link.href = `/data/concept/${iri.slice(begin.concepts.length)}`;
  else if (/\/determination\/[^/]+/.test(iri)) link.href = iri.slice(iri.indexOf("/determination/"));
  else return;
  link.removeAttribute("target");
}

function edit() {
  document.getElementById("editor").hidden = false;
  document.getElementById("plain").hidden = true;
  const autocompleters = offer(begin.completion, begin.prefixes);
  const yasqe = new Yasqe(document.getElementById("query"), {
    value: begin.query,
    requestConfig: request,
    autocompleters,
    persistenceId: null,
    consumeShareLink: null,
    createShortLink: undefined,
    prefixCcApi: null,
    resizeable: true,
    editorHeight: "24rem",
    showQueryButton: true,
    screenReaderLabel: "SPARQL query",
    // The keyboard gets out of the editor as it got in.
    extraKeys: { ...Yasqe.defaults.extraKeys, Tab: false, "Shift-Tab": false },
    createShareableLink: (editor) => permalink(editor),
  });
  const answer = document.getElementById("answer");
  const yasr = new Yasr(answer, {
    persistenceId: null,
    maxPersistentResponseSize: 0,
    prefixes: () => ({ ...begin.prefixes, ...yasqe.getPrefixesFromQuery() }),
    pluginOrder: ["table", "response"],
    defaultPlugin: "table",
    // Plain values first; their datatypes come with a click.
    plugins: { ...Yasr.defaults.plugins, table: { ...Yasr.defaults.plugins.table, dynamicConfig: { compact: true, isEllipsed: false } } },
    getPlainQueryLinkToEndpoint: () => address(yasqe, {}),
    getDownloadFileName: () => "answer",
  });
  yasqe.on("queryResponse", (_, response, duration) => yasr.setResponse(response, duration));
  yasqe.on("change", links);
  new MutationObserver(() => {
    answer.querySelectorAll("a[href^='http']").forEach(ours);
    answer.querySelectorAll("select.tableSizer:not([aria-label])").forEach((select) => select.setAttribute("aria-label", "Rows of a page"));
  }).observe(answer, { childList: true, subtree: true });
  document.querySelector("#query .CodeMirror-scroll").tabIndex = 0;

  function links() {
    document.getElementById("permalink").href = permalink(yasqe);
    document.getElementById("csv").href = address(yasqe, { format: "csv" });
    document.getElementById("json").href = address(yasqe, { format: "json" });
  }
  links();
  // For tests and for the curious.
  document.getElementById("query").yasqe = yasqe;
}

function address(yasqe, more) {
  return `${begin.endpoint}?${new URLSearchParams({ query: yasqe.getValue(), ...more })}`;
}

/** The page that opens with this query; what stands behind "#" is never sent to the server. */
function permalink(yasqe) {
  return `${begin.endpoint}#${new URLSearchParams({ query: yasqe.getValue() })}`;
}

if (begin) {
  const kept = new URLSearchParams(location.hash.slice(1)).get("query");
  if (kept) begin.query = kept;
  edit();
  addEventListener("hashchange", () => {
    const query = new URLSearchParams(location.hash.slice(1)).get("query");
    if (query) document.getElementById("query").yasqe.setValue(query);
  });
}
