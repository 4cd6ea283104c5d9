// The review desk and its queue without a mouse. An element says its key in data-key; [data-step] are the places
// that j and k walk through. Off while one types, and for good where the help sheet says so (WCAG 2.1.4).
const OFF = "keys-off";
const sheet = document.querySelector("[data-keys]");
const steps = () => [...document.querySelectorAll("[data-step]")];

const off = () => {
  try {
    return localStorage.getItem(OFF) === "yes";
  } catch {
    return false;
  }
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select, dialog[open]")) return;
  if (event.key === "?") return open(event);
  if (off()) return;
  if (event.key === "j" || event.key === "k") return walk(event, event.key === "j" ? 1 : -1, steps());
  if (event.key === "n" || event.key === "p") {
    return walk(event, event.key === "n" ? 1 : -1, steps().filter((step) => step.matches("[data-changed]")));
  }
  const selector = `[data-key="${CSS.escape(event.key)}"]`;
  const target = here()?.querySelector(selector) ?? document.querySelector(`${selector}:not([data-step] *)`);
  if (!target) return;
  event.preventDefault();
  if (target.matches("summary")) return write(target);
  if (target.matches("a, button, [type=checkbox]")) return target.click();
  target.focus();
});

document.querySelectorAll("[data-keys-open]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", open);
});

function open(event) {
  event.preventDefault();
  const box = sheet.querySelector("input");
  box.checked = !off();
  box.onchange = () => localStorage.setItem(OFF, box.checked ? "no" : "yes");
  sheet.showModal();
}

// Where one is: what has the focus, else what the address names, else nothing yet.
function here() {
  return document.activeElement?.closest("[data-step]") ?? document.querySelector("[data-step]:target");
}

function walk(event, way, places) {
  const order = steps();
  const from = order.indexOf(here());
  const next = way > 0 ? places.find((step) => order.indexOf(step) > from) : places.findLast((step) => order.indexOf(step) < from);
  if (!next) return;
  event.preventDefault();
  const goal = next.querySelector("a[href], h2") ?? next;
  if (!goal.matches("a")) goal.tabIndex = -1;
  goal.focus();
  next.scrollIntoView({ block: "start" });
}

function write(summary) {
  summary.parentElement.open = true;
  summary.parentElement.querySelector("textarea")?.focus();
}
