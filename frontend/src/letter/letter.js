// A letter's page: its words and its facts light each other up, by pointer, keyboard and address.
import "./letter.css";

const SETTLED = 100;
const root = document.documentElement;
const narrow = matchMedia("(max-width: 64rem)");
const facts = new Map([...document.querySelectorAll(".fact")].map((entry) => [entry.dataset.f, entry]));
const marks = new Map();
for (const mark of document.querySelectorAll(".words .mark")) {
  for (const number of mark.dataset.f.split(" ")) {
    if (!marks.has(number)) marks.set(number, []);
    marks.get(number).push(mark);
  }
}
const sheet = document.createElement("section");
sheet.className = "sheet";
sheet.hidden = true;
sheet.setAttribute("aria-label", "Chosen fact");
let chosen = null;
let cameFrom = null;

function paint(name, number) {
  for (const one of document.querySelectorAll(`.${name}`)) one.classList.remove(name);
  if (number === null) return;
  facts.get(number)?.classList.add(name);
  for (const mark of marks.get(number) ?? []) mark.classList.add(name);
}

function raise(number) {
  if (!narrow.matches) return;
  const copy = facts.get(number).cloneNode(true);
  for (const one of [copy, ...copy.querySelectorAll("[id]")]) one.removeAttribute("id");
  copy.removeAttribute("data-f");
  copy.classList.remove("lit", "near");
  const holder = document.createElement("div");
  holder.className = "fact";
  holder.append(...copy.childNodes);
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "Close";
  close.addEventListener("click", dismiss);
  sheet.replaceChildren(close, holder);
  sheet.hidden = false;
}

function choose(number, { from = null, words = false, entry = false, focus = false, address = true } = {}) {
  chosen = number;
  cameFrom = from;
  paint("near", null);
  paint("lit", number);
  const fact = facts.get(number);
  if (address) history.replaceState(null, "", `#${encodeURI(fact.id)}`);
  const [first] = marks.get(number) ?? [];
  if (words) first?.scrollIntoView({ block: narrow.matches ? "start" : "center" });
  if (entry && !narrow.matches) {
    // The panel alone is moved: the words that were chosen stay where they are.
    const panel = fact.closest(".panel");
    panel.scrollTop += fact.getBoundingClientRect().top - panel.getBoundingClientRect().top - panel.clientHeight / 3;
  }
  if (entry) raise(number);
  if (focus === "fact" && !narrow.matches) fact.focus({ preventScroll: true });
  if (focus === "fact" && narrow.matches) sheet.querySelector("button")?.focus();
  if (focus === "words") first?.focus({ preventScroll: true });
}

function dismiss() {
  const back = cameFrom;
  chosen = cameFrom = null;
  paint("lit", null);
  paint("near", null);
  sheet.hidden = true;
  history.replaceState(null, "", location.pathname + location.search);
  back?.focus({ preventScroll: true });
}

function factAt(hash) {
  let id = hash.slice(1);
  try {
    id = decodeURIComponent(id);
  } catch {
    return null; // no address of ours
  }
  const place = id && document.getElementById(id);
  return place ? (place.closest(".fact") ?? facts.get(/^w(\d+)$/.exec(id)?.[1]) ?? null) : null;
}

function follow() {
  const fact = factAt(location.hash);
  if (fact) choose(fact.dataset.f, { words: true, entry: true, address: false });
}

// What lies on one another is chosen in turn, the fact of the fewest words first.
function nextOf(mark) {
  const numbers = mark.dataset.f.split(" ");
  return numbers[(numbers.indexOf(chosen) + 1) % numbers.length];
}

function onLetter(event) {
  const mark = event.target.closest(".mark");
  if (!mark || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  // A click by the keyboard has no detail: the reader goes along.
  choose(nextOf(mark), { from: mark, entry: true, focus: event.detail === 0 ? "fact" : false });
}

function onPanel(event) {
  const fact = event.target.closest(".fact");
  const link = event.target.closest("a");
  if (!fact || (link && !link.matches(".place")) || event.ctrlKey || event.metaKey) return;
  if (!link && !getSelection().isCollapsed) return; // someone copies words
  if (link) event.preventDefault();
  choose(fact.dataset.f, { from: link ?? fact, words: true, focus: event.detail === 0 ? "words" : false });
}

function near(event) {
  const of = event.target.closest?.(".words .mark, .panel .fact");
  paint("near", of ? of.dataset.f.split(" ")[0] : null);
}

function switches() {
  const set = document.querySelector(".legend fieldset");
  const boxes = set ? [...set.querySelectorAll("input")] : [];
  if (boxes.length < 2) return;
  const button = document.createElement("button");
  button.type = "button";
  const name = () => (button.textContent = boxes.some((box) => box.checked) ? "Mark nothing" : "Mark all");
  button.addEventListener("click", () => {
    const on = !boxes.some((box) => box.checked);
    for (const box of boxes) box.checked = on;
    name();
  });
  set.addEventListener("change", name);
  set.append(button);
  name();
}

root.classList.add("scripted");
document.body.append(sheet);
switches();
const letter = document.querySelector(".letter");
const panel = document.querySelector(".panel");
letter.addEventListener("click", onLetter);
panel.addEventListener("click", onPanel);
for (const part of [letter, panel]) {
  part.addEventListener("pointerover", near);
  part.addEventListener("pointerleave", () => paint("near", null));
  part.addEventListener("focusin", near);
  part.addEventListener("focusout", () => paint("near", null));
}
panel.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches(".fact")) {
    choose(event.target.dataset.f, { from: event.target, words: true, focus: "words" });
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && chosen !== null) dismiss();
});
addEventListener("hashchange", follow);
follow();
// The browser keeps the entry of the address in view until all is loaded; the words are to be seen too.
if (document.readyState === "complete") setTimeout(follow, SETTLED);
else addEventListener("load", () => setTimeout(follow, SETTLED));
