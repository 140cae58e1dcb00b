// Light, dark, or as the system says; kept in this browser alone.
const KEY = "imr-graph-theme";
const CHOICES = { auto: "Theme: system", light: "Theme: light", dark: "Theme: dark" };

function kept() {
  try {
    const choice = localStorage.getItem(KEY);
    return choice in CHOICES ? choice : "auto";
  } catch {
    return "auto"; // the browser keeps nothing
  }
}

function apply(choice) {
  document.documentElement.style.colorScheme = choice === "auto" ? "" : choice;
}

export function themeButton() {
  let choice = kept();
  const button = document.createElement("button");
  button.type = "button";
  button.className = "theme";
  const show = () => {
    apply(choice);
    button.textContent = CHOICES[choice];
  };
  button.addEventListener("click", () => {
    const names = Object.keys(CHOICES);
    choice = names[(names.indexOf(choice) + 1) % names.length];
    try {
      localStorage.setItem(KEY, choice);
    } catch {
      // kept for this page only
    }
    show();
  });
  show();
  return button;
}
