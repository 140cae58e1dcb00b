import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// The page is served at /graphql and its files at /static/, both by imr-graph's own server.
export default defineConfig({
  base: "/static/",
  plugins: [react()],
  worker: { format: "es" },
  build: {
    outDir: "../server/static",
    emptyOutDir: true,
    // Monaco alone is larger than Vite's usual threshold.
    chunkSizeWarningLimit: 5000,
  },
});
