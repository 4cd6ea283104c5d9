// What the server says about a form, shown at its fields, its rows and the meter, without moving the focus and without
// a word from a screen reader.

export function showErrors(form, errors, inputs) {
  for (const place of form.querySelectorAll(".field__error")) place.hidden = true;
  for (const field of form.querySelectorAll(".field--error")) field.classList.remove("field--error");
  for (const input of form.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
  if (!Object.keys(errors).length) form.parentElement.querySelector(":scope > .error-summary")?.remove();
  for (const [name, messages] of Object.entries(errors)) {
    const input = inputs.get(name);
    const field = input?.closest(".field");
    if (field) showError(field, input.closest("fieldset.field") ?? input, messages[0]);
  }
}

function showError(field, target, text) {
  let place = field.querySelector(".field__error");
  if (!place) {
    place = Object.assign(document.createElement("p"), { className: "field__error", id: `${target.id}-error` });
    (field.querySelector(".field__hint") ?? field.querySelector("label, legend")).after(place);
  }
  place.textContent = text;
  place.hidden = false;
  field.classList.add("field--error");
  target.setAttribute("aria-invalid", "true");
  const described = new Set((target.getAttribute("aria-describedby") ?? "").split(/\s+/).filter(Boolean));
  target.setAttribute("aria-describedby", [...described.add(place.id)].join(" "));
}

export function showMeter(told) {
  if (!told) return;
  for (const meter of document.querySelectorAll("[data-meter] .meter")) {
    const words = meter.dataset;
    meter.querySelector("progress").value = told.percent;
    meter.querySelector(".meter__text strong").textContent = `${told.percent} %`;
    meter.querySelector(".meter__text .muted").textContent =
      told.missing === 0 ? words.none : (told.missing === 1 ? words.one : words.many).replace("{n}", told.missing);
    meter.classList.toggle("meter--complete", told.missing === 0);
  }
}

// What follows from what was saved: words beside rows and at their dates, and a total. A row is known by its name,
// wherever it moved.
export function showDerived(form, told) {
  if (!told.derived) return;
  for (const row of form.querySelectorAll("[data-row]")) {
    const name = row.querySelector("input[type=hidden][name$='-id']").value;
    put(row.querySelector("[data-row-derived]"), told.derived[name]);
    for (const place of row.querySelectorAll("[data-remark]")) put(place, told.remarks[name]?.[place.dataset.remark]);
  }
  const total = form.querySelector("[data-total]");
  if (total) total.textContent = told.total;
}

function put(place, text = "") {
  if (place.textContent !== text) place.textContent = text;
  place.hidden = !text;
}

// The box of what is missing stays as open as the reader left it, and keeps the focus.
export function showMissing(html) {
  const place = document.querySelector("[data-missing]");
  if (!place || html === undefined) return;
  const fresh = Object.assign(document.createElement("template"), { innerHTML: html }).content;
  const [box, next] = [place.querySelector("details"), fresh.querySelector("details")];
  if (!box || !next) return place.replaceChildren(fresh);
  const [list, items] = [box.querySelector("ul"), next.querySelector("ul")];
  if (list.innerHTML === items.innerHTML) return;
  const focused = list.contains(document.activeElement);
  box.querySelector("summary").textContent = next.querySelector("summary").textContent;
  list.replaceWith(items);
  if (focused) box.querySelector("summary").focus();
}
