// A second press of the same button within two seconds is a slip, not a second act; the server
// has its own guard. `data-warn-unsaved` asks before typed answers are left behind.
const HOLD = 2000;

function guardDoubleSubmit(event, say) {
  const form = event.target;
  if (form.method !== "post") return;
  const last = Number(form.dataset.sentAt || 0);
  if (Date.now() - last < HOLD) {
    event.preventDefault();
    say("Đang gửi, xin đợi…");
    return;
  }
  form.dataset.sentAt = String(Date.now());
  form.removeAttribute("data-changed");
}

// `data-focus`: at a counter every second counts, so the first thing still empty has the focus;
// when nothing is, the button has it and Enter goes on. Errors keep the focus they took.
function firstOpen(form) {
  const controls = [...form.elements].filter((one) => one.offsetParent && !one.disabled);
  const isOpen = (one) => {
    if (one.type === "radio") return !controls.some((o) => o.name === one.name && o.checked);
    if (one.type === "checkbox") return !one.checked;
    return /^(text|search|tel|email|number|textarea|select-one)$/.test(one.type) && !one.value;
  };
  return controls.find(isOpen) ?? controls.find((one) => one.type === "submit");
}

function focusFirst() {
  const form = document.querySelector("form[data-focus]");
  if (form && !document.querySelector("[data-focus-now]")) firstOpen(form)?.focus();
}

export function startForms(say) {
  focusFirst();
  document.addEventListener("submit", (event) => guardDoubleSubmit(event, say));
  document.addEventListener("input", (event) => {
    event.target.form?.matches("[data-warn-unsaved]") && (event.target.form.dataset.changed = "1");
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sentAt;
  });
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-warn-unsaved][data-changed]")) event.preventDefault();
  });
}
