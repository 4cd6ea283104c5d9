// A form that saves by itself. It is posted to its own address and answered in JSON (routes/saving.py); what
// could not be saved is said beside the button and stays in the fields.
import { showErrors, showMeter } from "./answers.js";

const PAUSE = 1200; // ms after the last key
const PATIENCE = 20000; // ms until an answer is given up
const RETRY = [3000, 8000, 20000, 60000]; // ms between tries while there is no network
const KEEPALIVE = 60000; // characters a browser sends for a page that is already gone
const words = document.body.dataset;
const savers = new Set();
const wait = (time) => new Promise((done) => setTimeout(done, time));

export function startAutosave(form) {
  const saver = new Saver(form);
  savers.add(saver);
  for (const kind of ["input", "change", "autosave"]) form.addEventListener(kind, () => saver.changed());
  form.addEventListener("focusout", () => saver.soon(300));
  form.addEventListener("submit", (event) => saver.submitted(event));
}

document.addEventListener("visibilitychange", () => document.hidden && savers.forEach((saver) => saver.save()));
for (const kind of ["online", "focus"]) window.addEventListener(kind, () => savers.forEach((saver) => saver.soon(0)));
window.addEventListener("pageshow", () => savers.forEach((saver) => (saver.leaving = false)));
// Asks before leaving only where text would be lost; else the browser finishes what is on its way.
window.addEventListener("beforeunload", (event) => {
  if ([...savers].filter((saver) => !saver.safeToLeave()).length) event.preventDefault();
});
// A link waits a moment for the text, so that the next page shows it.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[href]");
  const late = [...savers].filter((saver) => saver.pending());
  if (!link || !late.length || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (link.target || link.origin !== location.origin || link.getAttribute("href").startsWith("#")) return;
  event.preventDefault();
  await Promise.race([Promise.all(late.map((saver) => saver.flush())), wait(3000)]);
  location.assign(link.href);
});

class Saver {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-save-state]");
    this.kept = this.text();
    this.tries = 0;
    this.settled = [this.status?.dataset.state ?? "", this.status?.textContent]; // what it says when all is kept
    // Where both texts are shown, saving is a choice, not something that happens.
    this.compared = Boolean(document.querySelector("[data-conflict], .both-texts"));
    this.paused = this.compared;
    if (this.paused) this.say("choice", words.choose);
  }

  data() {
    const data = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) if (typeof value === "string") data.append(name, value);
    return data;
  }

  text() {
    const data = this.data();
    ["csrf_token", "seen", "base"].forEach((name) => data.delete(name));
    return data.toString();
  }

  unsaved() {
    return !this.leaving && this.text() !== this.kept;
  }

  pending() {
    return this.unsaved() && !this.problem && !this.paused;
  }

  safeToLeave() {
    if (!this.unsaved()) return true;
    if (this.problem || this.paused || this.text().length > KEEPALIVE) return false;
    if (this.busy) return this.text() === this.sent;
    this.save();
    return true;
  }

  changed() {
    if (this.paused) return;
    if (!this.unsaved()) return this.status?.dataset.state === "unsaved" && this.say(...this.settled);
    if (!this.problem) this.say("unsaved", words.unsaved);
    if (!this.tries) this.soon(PAUSE);
  }

  soon(time) {
    clearTimeout(this.timer);
    if (!this.leaving) this.timer = setTimeout(() => this.save(), time);
  }

  // One request at a time; what was typed meanwhile follows when it is answered.
  save() {
    if (this.busy || this.paused || !this.unsaved() || this.text() === this.refused) return this.busy;
    clearTimeout(this.timer);
    this.busy = this.send().finally(() => {
      this.busy = null;
      if (!this.problem && !this.paused && this.unsaved()) this.soon(PAUSE);
    });
    return this.busy;
  }

  async flush() {
    await this.busy;
    await this.save();
  }

  async send() {
    const [data, sent] = [this.data(), this.text()];
    const inputs = new Map([...this.form.elements].filter((input) => input.name).map((input) => [input.name, input]));
    this.sent = sent;
    if (!this.problem) this.say("saving", words.saving);
    this.request = new AbortController();
    const clock = setTimeout(() => this.request.abort(), PATIENCE);
    try {
      const answer = await fetch(this.form.getAttribute("action") || location.href, {
        method: "POST",
        body: data,
        headers: { Accept: "application/json" },
        keepalive: data.toString().length < KEEPALIVE,
        signal: this.request.signal,
      });
      const told = answer.headers.get("content-type")?.includes("json") ? await answer.json() : null;
      this.take(answer.status, told, sent, inputs);
    } catch {
      if (!this.leaving) this.again(words.offline);
    } finally {
      clearTimeout(clock);
    }
  }

  take(status, told, sent, inputs) {
    if (status === 400 && told?.csrf_token) return this.renew(told);
    if (status === 401) return this.signedOut(told);
    if (status === 409) return this.conflict(told);
    if (status >= 500 || status === 429) return this.again(words.failed);
    if (!told || (status !== 200 && status !== 422)) return this.fail(told?.message ?? words.press);
    this.tries = 0;
    this.renewed = this.problem = false;
    const same = this.text() === sent;
    // By element, not by name: rows may have traded places since.
    for (const [name, value] of Object.entries({ ...told.ids, ...(told.seen && { seen: told.seen }) })) {
      if (inputs.has(name)) inputs.get(name).value = value;
    }
    if (told.seen || status === 200) this.kept = same ? this.text() : sent;
    if (told.action) this.move(told.action);
    showMeter(told.meter);
    showErrors(this.form, told.errors ?? {}, inputs);
    this.settled = told.errors ? ["problem", words.check] : ["saved", told.saved];
    if (!told.errors || told.seen) return this.say(...this.settled);
    this.refused = sent; // the same again would only be refused again
    this.fail(words.unsaved);
  }

  // From now on it is saved elsewhere: a new note or comment got an address of its own.
  move(address) {
    const own = this.form.getAttribute("action");
    const page = !own || new URL(own, location.href).pathname === location.pathname;
    this.form.setAttribute("action", address);
    if (page) history.replaceState(history.state, "", address);
  }

  again(text) {
    this.fail(text);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), RETRY[Math.min(this.tries++, RETRY.length - 1)]);
  }

  renew(told) {
    document.querySelectorAll('input[name="csrf_token"]').forEach((input) => (input.value = told.csrf_token));
    if (this.renewed) return this.fail(told.message ?? words.press);
    this.renewed = true;
    this.soon(0);
  }

  signedOut(told) {
    const link = Object.assign(document.createElement("a"), { target: "_blank", textContent: words.signIn });
    link.href = told?.login_url ?? "/login";
    this.fail(words.signedOut, link);
  }

  conflict(told) {
    this.paused = true;
    const button = Object.assign(document.createElement("button"), { textContent: words.seeBoth });
    button.className = "button button--secondary button--small";
    this.fail(told?.message ?? words.press, button);
  }

  fail(text, more) {
    this.problem = true;
    this.say("problem", text, more);
  }

  say(state, text, more) {
    if (!this.status) return;
    this.status.dataset.state = state;
    this.status.replaceChildren(text ?? "", ...(more ? [" ", more] : []));
  }

  // If somebody saved meanwhile, the server compares both texts with what this window last saw saved.
  sendBase() {
    const base = this.form.elements.base;
    if (base && !this.compared) base.value = this.kept;
  }

  // The button waits for a request that is under way: two at once would look like two people.
  submitted(event) {
    clearTimeout(this.timer);
    this.sendBase();
    if (!this.busy) {
      this.leaving = true;
      return;
    }
    event.preventDefault();
    if (this.submitting) return;
    this.submitting = true;
    const button = event.submitter;
    Promise.race([this.busy, wait(PATIENCE / 2)]).then(() => {
      this.leaving = true;
      this.submitting = false;
      this.busy = null;
      this.form.requestSubmit(button?.isConnected ? button : null);
    });
  }
}
