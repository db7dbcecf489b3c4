// The choice is kept in a cookie so that the server writes it into the page: no flash.
const COOKIE = "giao_dien";

function choose(choice) {
  document.documentElement.dataset.colorScheme = choice;
  const days = choice === "auto" ? 0 : 365;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${COOKIE}=${choice}; Path=/; Max-Age=${days * 86400}; SameSite=Lax${secure}`;
  show(choice);
}

function show(choice) {
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === choice));
  }
}

// Paper is white, whatever the screen is.
function printLight() {
  const root = document.documentElement;
  let chosen = root.dataset.colorScheme;
  window.addEventListener("beforeprint", () => {
    chosen = root.dataset.colorScheme;
    root.dataset.colorScheme = "light";
  });
  window.addEventListener("afterprint", () => {
    root.dataset.colorScheme = chosen;
  });
}

export function startColours() {
  for (const group of document.querySelectorAll("[data-theme-switch]")) {
    group.hidden = false;
    group.addEventListener("click", (event) => {
      const button = event.target.closest("[data-theme-choice]");
      if (button) choose(button.dataset.themeChoice);
    });
  }
  show(document.documentElement.dataset.colorScheme);
  printLight();
}
