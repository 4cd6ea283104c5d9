// What every page gets: forms that save by themselves, rows, one submit per click, focus where it belongs.
import { startAutosave } from "./autosave.js";
import { startCounts } from "./counts.js";
import { watchLeaving } from "./leaving.js";
import "./presence.js";
import { restore } from "./restore.js";
import { startRows } from "./rows.js";

const savers = [...document.querySelectorAll("form[data-autosave]")].map(startAutosave);
document.querySelectorAll("[data-rows]").forEach(startRows);
startCounts();
watchLeaving(savers);
restore(savers);

// Long lists begin folded on a phone, where they would hide all that follows.
if (matchMedia("(width <= 47rem)").matches) document.querySelectorAll("details[data-fold]").forEach((fold) => (fold.open = false));

// A double click sends a form once. The pressed button keeps its name and value, so it is not disabled.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.submitter?.hasAttribute("data-download")) return; // a file: the page stays
  if (event.target.dataset.sent) return event.preventDefault();
  event.target.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-disabled", "true");
});
// A page that comes back from the browser's memory may be sent again.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  document.querySelectorAll("[data-sent]").forEach((form) => delete form.dataset.sent);
  document.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
});

// A link to a field opens what folds it away and puts the cursor there.
function goTo(hash) {
  const target = hash.length > 1 && document.getElementById(decodeURIComponent(hash.slice(1)));
  if (!target) return;
  for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  if (target.matches("input, select, textarea, fieldset[tabindex]")) target.focus();
  else if (target.matches(".rows-block, .rows")) target.querySelector("input:not([type=hidden]), select, textarea, button")?.focus();
}
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]:not(.skip-link)');
  if (link) setTimeout(() => goTo(link.hash), 0);
});
goTo(location.hash);
document.querySelector("[data-focus]")?.focus();

// The account menu closes on Escape and on a click elsewhere.
const menu = document.querySelector(".account-menu");
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu?.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  if (menu?.open && !menu.contains(event.target)) menu.open = false;
});

// Paper shows what the screen folds away.
window.addEventListener("beforeprint", () => {
  document.querySelectorAll("main details:not([open], .no-print)").forEach((fold) => {
    fold.open = true;
    fold.dataset.folded = "yes";
  });
});
window.addEventListener("afterprint", () => {
  document.querySelectorAll("[data-folded]").forEach((fold) => {
    fold.open = false;
    delete fold.dataset.folded;
  });
});
