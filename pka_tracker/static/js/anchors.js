// Comments on the words: marks the words that comments speak of, and lets a reviewer select some. Without scripts,
// or where a browser cannot mark, a comment shows its words above its text all the same.
const CONTEXT = 60;
const LONGEST = 400;
const offer = document.querySelector("[data-quote-offer]");
let chosen = null;

mark();
if (offer) {
  document.addEventListener("restored", (event) => event.target.elements.quote && show(event.target));
  const look = () => {
    chosen = selected();
    offer.hidden = !chosen;
  };
  document.addEventListener("selectionchange", look);
  look(); // words may be selected before this script has come
  offer.querySelector("button").addEventListener("mousedown", (event) => event.preventDefault());
  offer.querySelector("button").addEventListener("click", comment);
  document.addEventListener("click", (event) => event.target.closest("[data-quote-drop]") && fill(event.target.closest("form"), {}));
}

// The text of a section with even spaces, and where each of its characters stands in the page.
function textOf(place) {
  const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
  const at = [];
  let text = "";
  while (walker.nextNode()) {
    const node = walker.currentNode;
    for (let index = 0; index < node.length; index += 1) {
      const sign = /\s/.test(node.data[index]) ? " " : node.data[index];
      if (sign === " " && (!text || text.endsWith(" "))) continue;
      text += sign;
      at.push([node, index]);
    }
    if (text && !text.endsWith(" ")) {
      text += " ";
      at.push([node, node.length - 1]);
    }
  }
  return { text, at };
}

function mark() {
  if (!window.Highlight || !CSS.highlights) return;
  const ranges = [...document.querySelectorAll("[data-words]")].map(rangeOf).filter(Boolean);
  if (ranges.length) CSS.highlights.set("commented", new Highlight(...ranges));
}

function rangeOf(quote) {
  const place = document.querySelector(`[data-reading="${quote.dataset.section}"]`);
  if (!place) return null;
  const { text, at } = textOf(place);
  let start = -1;
  for (let left = Number(quote.dataset.place); left >= 0; left -= 1) start = text.indexOf(quote.dataset.words, start + 1);
  if (start < 0) return null;
  const range = document.createRange();
  range.setStart(...at[start]);
  const [node, index] = at[start + quote.dataset.words.length - 1];
  range.setEnd(node, index + 1);
  return range;
}

function selected() {
  const selection = document.getSelection();
  const words = selection.toString().replace(/\s+/g, " ").trim();
  if (!words || words.length > LONGEST || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const node = range.commonAncestorContainer;
  // Within one field: across fields the words would have a label in between.
  const field = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest(".reading-text, .reading-table td");
  const place = field?.closest("[data-reading]");
  const form = place?.closest("[data-step]")?.querySelector(".desk__write form");
  if (!form) return null;
  const before = document.createRange();
  before.setStart(place, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const after = document.createRange();
  after.setStart(range.endContainer, range.endOffset);
  after.setEnd(place, place.childNodes.length);
  const even = (part) => part.toString().replace(/\s+/g, " ");
  return { form, quote: words, prefix: even(before).slice(-CONTEXT), suffix: even(after).slice(0, CONTEXT) };
}

function comment() {
  if (!chosen) return;
  const { form, ...anchor } = chosen;
  form.closest("details").open = true;
  fill(form, anchor);
  document.getSelection().removeAllRanges();
  form.querySelector("textarea").focus();
}

function fill(form, { quote = "", prefix = "", suffix = "" }) {
  Object.entries({ quote, prefix, suffix }).forEach(([name, value]) => (form.elements[name].value = value));
  show(form);
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

function show(form) {
  const [shown, quote] = [form.querySelector("[data-quote]"), form.elements.quote.value];
  shown.querySelector("blockquote").textContent = quote;
  shown.hidden = !quote;
}
