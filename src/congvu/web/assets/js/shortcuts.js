// One-letter shortcuts: never while typing, can be switched off (WCAG 2.1.4), listed under "?".
// `data-shortcut="s"` or `data-shortcut="g i"` on a link or button names its own.
const OFF = "congvu.phim-tat.tat";
let pending = "";

const isOff = () => localStorage.getItem(OFF) === "1";
const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]");
const rows = () => [...document.querySelectorAll("[data-rows] tbody > tr")];

function move(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.classList.contains("is-at"));
  const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
  all[at]?.classList.remove("is-at");
  next.classList.add("is-at");
  (next.querySelector("a") ?? next.querySelector("button, input"))?.focus();
  next.scrollIntoView({ block: "nearest" });
}

function press(keys) {
  const target = document.querySelector(`[data-shortcut="${CSS.escape(keys)}"]`);
  target?.click();
  return Boolean(target);
}

function listOwn(dialog) {
  const own = dialog.querySelector("[data-shortcuts-here]");
  own.replaceChildren();
  for (const target of document.querySelectorAll("[data-shortcut]")) {
    const line = document.createElement("div");
    const key = document.createElement("dt");
    for (const letter of target.dataset.shortcut.split(" ")) {
      const kbd = document.createElement("kbd");
      kbd.textContent = letter;
      key.append(kbd, " ");
    }
    const words = document.createElement("dd");
    words.textContent = target.querySelector("span")?.textContent.trim() || target.textContent.trim();
    line.append(key, words);
    own.append(line);
  }
}

function open() {
  const dialog = document.querySelector("[data-shortcuts]");
  if (!dialog || dialog.open) return;
  listOwn(dialog);
  dialog.querySelector("[data-shortcuts-switch]").checked = !isOff();
  dialog.showModal();
}

const FIXED = {
  x: () => document.querySelector("[data-rows] tr.is-at input[type=checkbox]")?.click(),
  "?": open,
  "/": () => document.querySelector("[data-shortcut-search]")?.focus(),
};

// Moving belongs to pages with rows; elsewhere the same letter may name a button of the page.
const MOVES = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 };

function moves(event) {
  const isArrow = event.key.startsWith("Arrow");
  if (!(event.key in MOVES) || !rows().length) return false;
  if (isArrow && !event.target.closest("[data-rows]")) return false;
  event.preventDefault();
  move(MOVES[event.key]);
  return true;
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]") || isOff()) return;
  const keys = pending ? `${pending} ${event.key}` : event.key;
  pending = "";
  if (keys === event.key && moves(event)) return;
  if (FIXED[keys]) {
    event.preventDefault();
    FIXED[keys]();
  } else if (!press(keys) && /^[a-z]$/.test(event.key)) {
    pending = document.querySelector(`[data-shortcut^="${event.key} "]`) ? event.key : "";
  }
}

export function startShortcuts() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("change", (event) => {
    if (event.target.matches?.("[data-shortcuts-switch]")) {
      localStorage.setItem(OFF, event.target.checked ? "0" : "1");
    }
  });
  for (const button of document.querySelectorAll("[data-show-shortcuts]")) {
    button.hidden = false;
    button.addEventListener("click", open);
  }
}
