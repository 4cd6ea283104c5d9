// Text that an earlier tab left on this device: back into its fields where the server still has what it was typed
// on, else shown beside what is saved. Who types chooses; nothing is overwritten.
import { forget, leftBehind } from "./copies.js";
import { showCounts } from "./counts.js";
import { differences, renderedText, sameText, useText } from "./fields.js";
import { post } from "./post.js";

const words = document.body.dataset;

export async function restore(savers) {
  const left = await leftBehind();
  for (const copy of left) {
    const saver = savers.find((one) => one.address() === copy.form) ?? savers.find((one) => one.origin === copy.origin);
    if (saver) await bring(copy, saver);
    else if (copy.page === location.pathname) show(copy);
  }
  if (location.pathname === "/") listElsewhere(left);
}

async function bring(copy, saver) {
  if (saver.paused) return saver.copy.old.length || saver.copy.adopt(copy); // both texts are on the page already
  if (sameText(copy.text, renderedText(saver.form))) return forget(copy);
  const known = await settled(copy, saver);
  if (!saver.takeOver(known)) return show(known, saver);
  unfold(saver.form);
  tell(saver.form);
}

// Whatever shows something of the fields shows it again.
function tell(form) {
  form.dispatchEvent(new Event("restored", { bubbles: true }));
  showCounts();
}

// Where the server has another text than the copy was typed on: asks whether that is what the closed tab had sent.
async function settled(copy, saver) {
  const { seen, csrf_token: token } = saver.form.elements;
  if (!copy.sent || copy.form !== saver.address() || seen?.value === copy.seen) return copy;
  const [status, told] = await post(copy.sent, token?.value).catch(() => [0]);
  if (status === 409) return { ...copy, sent: null };
  return told?.seen ? { ...copy, sent: null, seen: told.seen } : copy;
}

function show(copy, saver) {
  const box = element("section", { className: "notice notice--warn no-print" });
  const title = element("h2", { className: "notice__title", textContent: words.copyTitle });
  box.append(title, element("p", { textContent: saver ? words.copyBeside : words.copyAlone }));
  for (const [label, text] of differences(saver?.form, copy.text)) {
    if (label) box.append(element("h3", { textContent: label }));
    box.append(element("p", { className: "text-block", textContent: text || "–" }));
  }
  const buttons = element("p", { className: "button-row" });
  if (saver) buttons.append(button(words.useCopy, () => use(copy, saver) && box.remove()));
  else if (/\/(edit|answer)$/.test(copy.form)) buttons.append(element("a", { href: copy.form, textContent: copy.title }));
  buttons.append(button(words.discard, () => forget(copy).then(() => box.remove())));
  box.append(buttons);
  const place = saver?.form ?? document.querySelector("main > :nth-child(2)");
  place ? place.before(box) : document.querySelector("main").append(box);
  unfold(box);
}

// What the fields do not take stays in the notice, to be copied by hand.
function use(copy, saver) {
  const all = useText(saver.form, copy.text);
  if (all) saver.copy.adopt(copy);
  saver.changed();
  tell(saver.form);
  return all;
}

// The start page says where text waits; only its own form can send it.
function listElsewhere(left) {
  const pages = new Map(left.map((copy) => [copy.page, copy.title]));
  if (!pages.size) return;
  const box = element("section", { className: "notice notice--warn" });
  const list = element("ul", {});
  for (const [href, textContent] of pages) {
    const item = element("li", {});
    item.append(element("a", { href, textContent }));
    list.append(item);
  }
  box.append(element("h2", { className: "notice__title", textContent: words.copyTitle }));
  box.append(element("p", { textContent: words.copyElsewhere }), list);
  document.querySelector("main .page-header").after(box);
}

function button(textContent, press) {
  const found = element("button", { type: "button", textContent, className: "button button--secondary button--small" });
  found.addEventListener("click", press);
  return found;
}

const element = (name, values) => Object.assign(document.createElement(name), values);

function unfold(place) {
  for (let fold = place.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
}
