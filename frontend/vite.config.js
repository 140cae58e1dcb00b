import { existsSync, readdirSync } from "node:fs";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// Every folder of src that has a script of its own name is a bundle: src/site/site.js is "site". The
// server's pages find what a bundle was built into through manifest.json.
const bundles = Object.fromEntries(
  readdirSync("src").flatMap((name) =>
    ["js", "jsx"]
      .map((ending) => `src/${name}/${name}.${ending}`)
      .filter((path) => existsSync(path))
      .map((path) => [name, path]),
  ),
);

export default defineConfig({
  base: "/static/pages/",
  plugins: [react()],
  worker: { format: "es" },
  build: {
    outDir: "../server/static/pages",
    emptyOutDir: true,
    manifest: "manifest.json",
    rollupOptions: { input: bundles },
    // Monaco alone is larger than Vite's usual threshold.
    chunkSizeWarningLimit: 5000,
  },
});
