// Comfort only: every page works without this file.
import htmx from "htmx.org";
import { startColours } from "./colours.js";
import { startFiles } from "./files.js";
import { startForms } from "./forms.js";
import { startShortcuts } from "./shortcuts.js";

window.htmx = htmx;

export function say(text) {
  const live = document.querySelector("[data-live]");
  if (!live) return;
  live.textContent = text;
  setTimeout(() => {
    if (live.textContent === text) live.textContent = "";
  }, 8000);
}

function start() {
  document.querySelector("[data-focus-now]")?.focus();
  startColours();
  startFiles();
  startForms(say);
  startShortcuts();
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
    for (const menu of document.querySelectorAll(".cv-account[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("htmx:error", () =>
    say("Không nối được với máy chủ. Hãy kiểm tra mạng rồi thử lại; chưa có gì bị mất."),
  );
  document.addEventListener("htmx:response:error", () =>
    say("Máy chủ đang bận, thao tác vừa rồi chưa được thực hiện. Hãy thử lại."),
  );
}

start();
