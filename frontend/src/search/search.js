// The search page works by links and a form; this adds a field to each long facet, which suggests values as
// one types, and a field that narrows the page of all values.
import "./search.css";

const PAUSE = 150; // milliseconds without typing before suggestions are asked for

function textField(label) {
  const field = document.createElement("input");
  field.type = "text";
  field.autocomplete = "off";
  field.placeholder = label;
  field.setAttribute("aria-label", label);
  return field;
}

// The address of this search with one value more, from its first page on.
function widened(dimension, path) {
  const address = new URL(location.href);
  address.searchParams.delete("after");
  if (!address.searchParams.getAll(dimension).includes(path)) address.searchParams.append(dimension, path);
  return address;
}

function suggestValues(facet) {
  const dimension = facet.dataset.dimension;
  const field = textField(`Find: ${facet.querySelector("h3").textContent}`);
  const list = document.createElement("datalist");
  list.id = `values-${dimension}`;
  field.setAttribute("list", list.id);
  const paths = new Map();
  let waiting = 0;
  let asked = "";

  async function ask(words) {
    asked = words;
    const response = await fetch(`/suggest?${new URLSearchParams({ kind: dimension, words })}`);
    if (!response.ok || asked !== words) return;
    const { suggestions } = await response.json();
    for (const one of suggestions) paths.set(one.value.toLowerCase(), one.path);
    list.replaceChildren(
      ...suggestions.map((one) => {
        const option = document.createElement("option");
        option.value = one.value;
        option.label = `${one.value} (${one.items.toLocaleString("en")})`;
        return option;
      }),
    );
  }

  const choose = () => {
    const path = paths.get(field.value.trim().toLowerCase());
    if (path) location.assign(widened(dimension, path));
  };
  field.addEventListener("focus", () => ask(field.value), { once: true });
  field.addEventListener("input", (event) => {
    // Typing goes on; a suggestion that is taken replaces what was typed.
    if (!event.inputType || event.inputType === "insertReplacementText") return choose();
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE, field.value);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") choose();
  });
  facet.querySelector("ul").after(field, list);
}

function narrowTable(table) {
  const rows = [...table.tBodies[0].rows];
  const field = textField("Show only values with these words");
  const box = document.createElement("p");
  box.className = "values-filter";
  const said = document.createElement("span");
  said.className = "quiet";
  said.setAttribute("role", "status");
  box.append(field, said);
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const label = row.cells[0].textContent.toLowerCase();
      row.hidden = !words.every((word) => label.includes(word));
      shown += row.hidden ? 0 : 1;
    }
    said.textContent = words.length ? `${shown} of the ${rows.length} on this page` : "";
  });
  table.closest(".wide").before(box);
}

document.querySelectorAll(".facet[data-suggests]").forEach(suggestValues);
document.querySelectorAll("table.values").forEach(narrowTable);
// On a narrow screen the facets stand below what is found; closed, they are a list of kinds.
if (matchMedia("(max-width: 60rem)").matches) {
  for (const facet of document.querySelectorAll(".facet:not(:has(.chosen))")) facet.open = false;
}
