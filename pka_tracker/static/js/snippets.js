// Puts one of the reviewer's own snippets where the cursor is. Each comment form gets its list when it is opened.
const source = document.querySelector("template[data-snippets]");

if (source) {
  document.addEventListener("toggle", (event) => event.target.matches?.(".desk__write[open]") && offer(event.target), true);
  document.querySelectorAll(".desk__write[open]").forEach(offer);
}

function offer(fold) {
  if (fold.querySelector("[data-snippet]")) return;
  const area = fold.querySelector("textarea");
  const field = source.content.cloneNode(true);
  const select = field.querySelector("select");
  const label = field.querySelector("label");
  select.id = `${area.id}-snippet`;
  label.htmlFor = select.id;
  area.closest(".field").before(field);
  select.addEventListener("change", () => {
    area.setRangeText(select.value, area.selectionStart, area.selectionEnd, "end");
    select.value = "";
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
  });
}
