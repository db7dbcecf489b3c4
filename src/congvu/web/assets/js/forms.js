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

export function startForms(say) {
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
