// A question's form: suggestions that follow what one types. Without it, the fields suggest the commonest.
import "./question.css";

const AFTER = 150;

for (const field of document.querySelectorAll("input[data-suggest]")) {
  const list = document.getElementById(field.getAttribute("list"));
  let due = 0;
  let asking = null;
  field.addEventListener("input", () => {
    clearTimeout(due);
    due = setTimeout(async () => {
      asking?.abort();
      asking = new AbortController();
      const asked = new URLSearchParams({ kind: field.dataset.suggest, words: field.value });
      try {
        const answer = await fetch(`/suggest?${asked}`, { signal: asking.signal });
        if (answer.ok) show(list, (await answer.json()).suggestions);
      } catch (error) {
        if (error.name !== "AbortError") console.info("no suggestions:", error.message);
      }
    }, AFTER);
  });
}

function show(list, suggestions) {
  list.replaceChildren(
    ...suggestions.map(({ value, label, items }) => {
      const option = document.createElement("option");
      option.value = value;
      const count = `${items.toLocaleString("en")} ${items === 1 ? "item" : "items"}`;
      option.textContent = label === value ? count : `${label} ${count}`;
      return option;
    }),
  );
}
