// Shows what was chosen, with a small picture where the browser can draw one.
const SIZE = new Intl.NumberFormat("vi", { maximumFractionDigits: 1 });

function row(file) {
  const item = document.createElement("li");
  if (/^image\/(jpeg|png|webp)$/.test(file.type)) {
    const picture = document.createElement("img");
    picture.alt = "";
    picture.src = URL.createObjectURL(file);
    picture.addEventListener("load", () => URL.revokeObjectURL(picture.src), { once: true });
    item.append(picture);
  }
  const words = document.createElement("span");
  words.textContent = `${file.name} · ${SIZE.format(file.size / 1048576)} MB`;
  item.append(words);
  return item;
}

export function startFiles() {
  document.addEventListener("change", (event) => {
    const list = event.target.closest?.("[data-file]")?.querySelector("[data-file-list]");
    if (list && event.target.type === "file") list.replaceChildren(...[...event.target.files].map(row));
  });
}
