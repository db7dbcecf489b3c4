// Comfort only: every page works without this file.
import htmx from "htmx.org";
import { startAnswers } from "./answers.js";
import { startColours } from "./colours.js";
import { startFiles } from "./files.js";
import { startForms } from "./forms.js";
import { startShortcuts } from "./shortcuts.js";

window.htmx = htmx;

function say(text) {
  const live = document.querySelector("[data-live]");
  if (!live) return;
  live.textContent = text;
  setTimeout(() => {
    if (live.textContent === text) live.textContent = "";
  }, 8000);
}

function start() {
  document.querySelector("[data-focus-now]")?.focus();
  startAnswers(say);
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
}

start();
