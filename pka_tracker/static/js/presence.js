// Says that this page is open while it is visible, and shows who else has it open. Without an answer nothing happens.
import { newId } from "./ids.js";

const EVERY = 30000; // ms; the server forgets a window after 75 s
const SOON = 1500; // ms until a page that is only passed through counts
const place = document.querySelector("[data-presence]");
const mine = newId();
let timer;

if (place) {
  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : soon(SOON)));
  window.addEventListener("pageshow", () => soon(SOON));
  window.addEventListener("pagehide", leave);
}

function soon(time) {
  clearTimeout(timer);
  timer = setTimeout(say, time);
}

async function say() {
  if (document.hidden) return;
  soon(EVERY);
  try {
    const answer = await tell({});
    const { text } = answer.ok ? await answer.json() : { text: "" };
    if (place.textContent !== text) place.textContent = text; // a live region: only news is read out
  } catch {
    place.textContent = ""; // no network: nothing is known
  }
}

function leave() {
  clearTimeout(timer);
  tell({ gone: "yes" }).catch(() => {});
}

function tell(more) {
  const token = document.querySelector("input[name=csrf_token]")?.value ?? "";
  const body = new URLSearchParams({ place: place.dataset.presence, window: mine, csrf_token: token, ...more });
  const headers = { Accept: "application/json", "X-Account": document.body.dataset.account ?? "" };
  return fetch("/presence", { method: "POST", body, headers, keepalive: true });
}
