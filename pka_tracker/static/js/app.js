// What every page gets: forms that save by themselves, rows, one submit per click, focus on errors.
import { startAutosave } from "./autosave.js";
import { startRows } from "./rows.js";

document.querySelector("[data-focus]")?.focus();
document.querySelectorAll("form[data-autosave]").forEach(startAutosave);
document.querySelectorAll("[data-rows]").forEach(startRows);

// A double click sends a form once. The button keeps its name and value, so it is not disabled.
document.addEventListener("submit", (event) => {
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

// The account menu closes on Escape and on a click elsewhere.
const menu = document.querySelector(".account-menu");
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && menu?.open) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  if (menu?.open && !menu.contains(event.target)) menu.open = false;
});
