// What htmx brings back when it is not the fragment that was asked for.
const isWholePage = (text) => /^\s*<!doctype html/i.test(text ?? "");

// A whole page (sign-in after the session ended, a refusal) does not fit into a corner of this one.
function showWholePage(event) {
  const { ctx } = event.detail;
  if (!isWholePage(ctx.text) || ctx.select || ctx.target === document.body) return;
  if (ctx.response.status >= 500) return;
  if (ctx.request.method === "GET" || ctx.response.raw.redirected) {
    event.preventDefault();
    location.assign(ctx.response.raw.redirected ? ctx.response.raw.url : ctx.request.action);
  } else {
    ctx.target = document.body;
    ctx.swap = "innerHTML";
  }
}

export function startAnswers(say) {
  document.addEventListener("htmx:after:request", showWholePage);
  document.addEventListener("htmx:error", () =>
    say("Không nối được với máy chủ. Hãy kiểm tra mạng rồi thử lại; chưa có gì bị mất."),
  );
  document.addEventListener("htmx:response:error", (event) => {
    if (event.detail.ctx.response.status < 500) return;
    say("Máy chủ đang bận, thao tác vừa rồi chưa được thực hiện. Hãy thử lại.");
  });
}
