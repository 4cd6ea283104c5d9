// Repeated rows without waiting for the server: add, remove with undo, move. Their buttons are plain
// submits, so a browser without scripts does the same with a page in between.
const words = document.body.dataset;

export function startRows(section) {
  const list = section.querySelector("[data-rows-list]");
  const pattern = list.querySelector("[data-row]")?.cloneNode(true);
  const done = (message) => {
    number(section, list);
    say(message);
    section.dispatchEvent(new Event("autosave", { bubbles: true }));
  };
  section.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const row = button?.closest("[data-row]");
    if (!button || !pattern) return;
    if (button.matches("[data-row-add]")) add(list, pattern);
    else if (button.matches("[data-row-remove]")) remove(row, done);
    else if (button.matches("[data-row-up]")) move(row, previous(row), "before", button);
    else if (button.matches("[data-row-down]")) move(row, next(row), "after", button);
    else return;
    event.preventDefault();
    done(button.matches("[data-row-add]") ? words.rowAdded : button.matches("[data-row-remove]") ? words.rowRemoved : words.rowMoved);
  });
}

const previous = (row) => siblings(row)[siblings(row).indexOf(row) - 1];
const next = (row) => siblings(row)[siblings(row).indexOf(row) + 1];
const siblings = (row) => [...row.parentElement.querySelectorAll(":scope > [data-row]")];

function add(list, pattern) {
  const row = pattern.cloneNode(true);
  row.querySelectorAll("input, textarea, select").forEach((input) => {
    input.value = "";
    input.checked = false;
    input.removeAttribute("aria-invalid");
  });
  row.querySelectorAll("textarea").forEach((area) => (area.textContent = ""));
  row.querySelectorAll(".field__error, [data-row-derived]").forEach((place) => (place.hidden = true));
  list.append(row);
  const first = row.querySelector("textarea, select, input:not([type=hidden])");
  requestAnimationFrame(() => first?.focus());
}

function remove(row, done) {
  const note = document.createElement("p");
  const undo = document.createElement("button");
  Object.assign(undo, { type: "button", className: "button button--secondary", textContent: words.undo });
  note.className = "row-removed";
  note.append(words.rowRemoved, " ", undo);
  row.replaceWith(note);
  undo.focus();
  undo.addEventListener("click", (event) => {
    event.stopPropagation();
    note.replaceWith(row);
    row.querySelector("textarea, select, input:not([type=hidden])")?.focus();
    done(words.rowAdded);
  });
}

function move(row, target, side, button) {
  if (!target) return;
  target[side](row);
  button.focus();
}

// Names, ids and labels carry the place of a row, for example rows-2-name.
function number(section, list) {
  const key = section.dataset.rows;
  const place = new RegExp(`^(${key}-)\\d+(-|$)`);
  list.querySelectorAll("[data-row]").forEach((row, index) => {
    const rename = (text) => text.replace(place, `$1${index}$2`);
    row.querySelectorAll("[name], [id], [for], [aria-describedby]").forEach((element) => {
      for (const name of ["name", "id", "for"]) {
        if (element.hasAttribute(name)) element.setAttribute(name, rename(element.getAttribute(name)));
      }
      const described = element.getAttribute("aria-describedby");
      if (described) element.setAttribute("aria-describedby", described.trim().split(/\s+/).map(rename).join(" "));
    });
    row.querySelectorAll('button[name="rows"]').forEach((button) => {
      button.value = button.value.replace(/\d+$/, index);
    });
    row.querySelectorAll("[data-row-number]").forEach((place_) => (place_.textContent = index + 1));
  });
}

function say(text) {
  const place = document.querySelector("[data-announce]");
  if (place) place.textContent = text;
}
