// What the server says about a form, shown at its fields and at the meter, without moving the focus.

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
