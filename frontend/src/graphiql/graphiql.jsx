import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import "./graphiql.css";

import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import { createRoot } from "react-dom/client";

import { examples } from "./examples.js";

const fetcher = createGraphiQLFetcher({ url: "/graphql" });

// A named question that the address asks for comes first.
const begin = JSON.parse(document.getElementById("begin")?.textContent ?? "null");
const variables = begin && Object.keys(begin.variables).length ? JSON.stringify(begin.variables, null, 2) : undefined;
const opened = begin ? { initialQuery: begin.query, initialVariables: variables } : {};
const tabs = begin ? [{ query: begin.query, variables }, ...examples] : examples;

createRoot(document.getElementById("graphiql")).render(
  <GraphiQL
    fetcher={fetcher}
    {...opened}
    defaultTabs={tabs}
    defaultEditorToolsVisibility={variables ? "variables" : false}
    shouldPersistHeaders={false}
    isHeadersEditorEnabled={false}
  >
    <GraphiQL.Logo>
      <a href="/" className="imr-graph-logo">
        imr-graph
      </a>
    </GraphiQL.Logo>
  </GraphiQL>,
);
