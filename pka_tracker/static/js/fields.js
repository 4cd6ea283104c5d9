// What a form says, as one text that can be compared, kept on this device and put back into the fields.
import { sizeRows } from "./rows.js";

const ABOUT = ["csrf_token", "seen", "base"]; // about the text, not of it
const NAMES = ["form_key", "review"]; // what a form is about; nobody typed it
const AROUND = [...NAMES, "prefix", "suffix"]; // kept, but not shown as text somebody typed
const FIELDS = "textarea, select, input:not([type=submit], [type=button], [type=file])";

export function textOf(form) {
  const data = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && !ABOUT.includes(name)) data.append(name, value);
  }
  return data.toString();
}

// The same as the server sent it, whatever a browser put back into the fields since.
export function renderedText(form) {
  const data = new URLSearchParams();
  for (const input of fieldsOf(form)) {
    if (!input.matches("[type=radio], [type=checkbox]") || input.defaultChecked) data.append(input.name, rendered(input));
  }
  return data.toString();
}

function rendered(input) {
  if (input.matches("select")) return ([...input.options].findLast((one) => one.defaultSelected) ?? input.options[0])?.value ?? "";
  if (input.matches("[type=radio], [type=checkbox]")) return input.value;
  return input.type === "date" && !/^\d{4}-\d\d-\d\d$/.test(input.defaultValue) ? "" : input.defaultValue;
}

const fieldsOf = (form) =>
  [...form.elements].filter((input) => input.name && !input.disabled && !ABOUT.includes(input.name) && input.matches(FIELDS));

// Whether a person would call both the same.
export function sameText(one, other) {
  return typed(one) === typed(other);
}

function typed(text) {
  const kept = [...new URLSearchParams(text)].filter(([name]) => !NAMES.includes(name) && !name.endsWith("-id"));
  return JSON.stringify(kept.map(([name, value]) => [name, value.replace(/\r\n?/g, "\n").trim()]));
}

// Puts a text back; false, with the fields as they were, where it does not fit them whole.
export function putBack(form, text) {
  const before = textOf(form);
  fill(form, text);
  if (sameText(textOf(form), text)) return true;
  fill(form, before);
  return false;
}

// As much of a text as the fields take, about what the page is about; says whether that was all.
export function useText(form, text) {
  const data = new URLSearchParams(text);
  for (const name of NAMES) if (form.elements[name]) data.set(name, form.elements[name].value);
  fill(form, data.toString());
  return sameText(textOf(form), text);
}

function fill(form, text) {
  const data = new URLSearchParams(text);
  form.querySelectorAll("[data-rows]").forEach((section) => sizeRows(section, [...data.keys()]));
  for (const input of fieldsOf(form)) {
    if (input.matches("[type=radio], [type=checkbox]")) input.checked = data.getAll(input.name).includes(input.value);
    else if (data.has(input.name)) input.value = data.get(input.name);
  }
}

// [label, value] of what the text says otherwise than the form, in reading order; without a form, all it says.
export function differences(form, text) {
  const [data, shown] = [new URLSearchParams(text), new URLSearchParams(form ? textOf(form) : "")];
  const names = [...new Set(data.keys())].filter((name) => !AROUND.includes(name) && !name.endsWith("-id"));
  const differ = names.filter((name) => data.getAll(name).join("\n").trim() !== shown.getAll(name).join("\n").trim());
  return differ.map((name) => [labelOf(form, name), data.getAll(name).map((value) => wordOf(form, name, value)).join("\n")]);
}

function inputOf(form, name) {
  const found = form?.elements[name] ?? form?.elements[name.replace(/-\d+-/, "-0-")];
  return found?.matches ? found : found?.[0];
}

function labelOf(form, name) {
  const place = inputOf(form, name)?.closest(".field, fieldset")?.querySelector("label, legend");
  const row = name.match(/-(\d+)-/);
  const label = place?.firstChild?.textContent.trim() ?? "";
  return row && label ? `${Number(row[1]) + 1}. ${label}` : label;
}

function wordOf(form, name, value) {
  const input = inputOf(form, name);
  if (input?.matches("select")) return [...input.options].find((one) => one.value === value)?.text ?? value;
  if (!input?.matches("[type=radio], [type=checkbox]")) return value;
  const chosen = [...form.elements].find((one) => one.name === input.name && one.value === value);
  return chosen?.closest("label")?.textContent.trim() ?? value;
}
