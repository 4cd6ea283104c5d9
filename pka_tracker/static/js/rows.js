// Repeated rows without waiting for the server: add, remove with undo, move. Their buttons are plain
// submits, so a browser without scripts does the same with a page in between.
import { newId } from "./ids.js";

const words = document.body.dataset;
const lists = new Map();
// The place of a row that is in no list, or not yet: radio buttons of equal name would share one choice.
const AWAY = 9999;
const FIELDS = "textarea, select, input:not([type=hidden])";

export function startRows(section) {
  const list = section.querySelector("[data-rows-list]");
  const first = list.querySelector("[data-row]");
  if (!first) return; // nothing to copy from: the server makes the first row
  const rows = new Rows(section, list, emptied(first));
  lists.set(section, rows);
  section.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const row = button?.closest("[data-row]");
    const act = button && ["add", "remove", "up", "down"].find((verb) => button.matches(`[data-row-${verb}]`));
    if (!act) return;
    event.preventDefault();
    rows[act](row, button);
  });
}

// As many rows as the names of a kept text speak of.
export function sizeRows(section, names) {
  lists.get(section)?.resize(names);
}

class Rows {
  constructor(section, list, pattern) {
    Object.assign(this, { section, list, pattern });
    this.place = new RegExp(`^(${section.dataset.rows}-)\\d+(-|$)`);
  }

  // A row has its name from here, so that the same row sent twice is one row.
  append(index) {
    const row = this.pattern.cloneNode(true);
    this.number(row, index);
    row.querySelector("input[type=hidden][name$='-id']").value = newId();
    this.list.append(row);
    return row;
  }

  resize(names) {
    const places = names.map((name) => name.match(this.place)?.[0].match(/\d+/g).pop());
    const wanted = 1 + Math.max(-1, ...places.filter(Boolean).map(Number));
    this.all().slice(wanted).forEach((row) => row.remove());
    while (this.all().length < wanted) this.append(this.all().length);
  }

  add() {
    const row = this.append(AWAY);
    this.changed(words.rowAdded);
    row.querySelector(FIELDS)?.focus();
  }

  remove(row) {
    this.list.querySelector(".row-removed")?.remove();
    const note = document.createElement("p");
    const undo = document.createElement("button");
    Object.assign(undo, { type: "button", className: "button button--secondary button--small", textContent: words.undo });
    note.className = "row-removed";
    note.append(words.rowRemoved, " ", undo);
    row.replaceWith(note);
    this.number(row, AWAY);
    this.changed(words.rowRemoved);
    undo.focus();
    undo.addEventListener("click", () => {
      note.replaceWith(row);
      this.changed(words.rowAdded);
      row.focus();
    });
  }

  up(row, button) {
    this.move(row, this.all()[this.all().indexOf(row) - 1], "before", button);
  }

  down(row, button) {
    this.move(row, this.all()[this.all().indexOf(row) + 1], "after", button);
  }

  move(row, target, side, button) {
    if (!target) return;
    target[side](row);
    this.changed(words.rowMoved);
    const shown = button.offsetParent ? button : row.querySelector("[data-row-up], [data-row-down]");
    (shown.offsetParent ? shown : row.querySelector("[data-row-down]")).focus();
    row.scrollIntoView({ block: "nearest" });
  }

  all() {
    return [...this.list.querySelectorAll("[data-row]")];
  }

  changed(message) {
    // While rows trade places, radio buttons meet under one name and lose their choice.
    const chosen = [...this.list.querySelectorAll("input:checked")];
    this.all().forEach((row, index) => this.number(row, index));
    chosen.forEach((input) => (input.checked = true));
    const place = document.querySelector("[data-announce]");
    if (place) place.textContent = message;
    this.section.dispatchEvent(new Event("autosave", { bubbles: true }));
  }

  // Names, ids and labels carry the place of a row, for example rows-2-name.
  number(row, index) {
    const rename = (text) => text.replace(this.place, `$1${index}$2`);
    for (const element of row.querySelectorAll("[name], [id], [for], [aria-describedby]")) {
      for (const name of ["name", "id", "for"]) {
        if (element.hasAttribute(name)) element.setAttribute(name, rename(element.getAttribute(name)));
      }
      const described = element.getAttribute("aria-describedby");
      if (described) element.setAttribute("aria-describedby", described.trim().split(/\s+/).map(rename).join(" "));
    }
    row.querySelectorAll('button[name="rows"]').forEach((button) => (button.value = button.value.replace(/\d+$/, index)));
    row.querySelectorAll("[data-row-number]").forEach((number) => (number.textContent = index + 1));
  }
}

function emptied(row) {
  const pattern = row.cloneNode(true);
  pattern.querySelectorAll("textarea").forEach((area) => (area.textContent = ""));
  pattern.querySelectorAll("option[selected]").forEach((option) => option.removeAttribute("selected"));
  pattern.querySelectorAll("input").forEach((input) => {
    if (!input.matches("[type=radio], [type=checkbox]")) input.setAttribute("value", "");
    input.toggleAttribute("checked", input.matches("[type=radio][value='']"));
  });
  pattern.querySelectorAll("[aria-invalid]").forEach((input) => input.removeAttribute("aria-invalid"));
  pattern.querySelectorAll(".field--error").forEach((field) => field.classList.remove("field--error"));
  pattern.querySelectorAll(".field__error, .field__count").forEach((place) => place.remove());
  pattern.querySelectorAll("[data-row-derived], [data-remark]").forEach((place) => Object.assign(place, { hidden: true, textContent: "" }));
  return pattern.cloneNode(true);
}
