import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import "./graphiql.css";

import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import { createRoot } from "react-dom/client";

import { examples } from "./examples.js";

const fetcher = createGraphiQLFetcher({ url: "/graphql" });

createRoot(document.getElementById("graphiql")).render(
  <GraphiQL
    fetcher={fetcher}
    defaultTabs={examples}
    defaultEditorToolsVisibility={false}
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
