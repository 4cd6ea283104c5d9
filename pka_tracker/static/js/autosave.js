// A form that saves by itself. It is posted to its own address and answered in JSON (routes/texts/saving.py); what
// could not be saved is said beside the button, stays in the fields and on this device (copies.js).
import { showDerived, showErrors, showMeter, showMissing } from "./answers.js";
import { Copy } from "./copies.js";
import { putBack, renderedText, textOf } from "./fields.js";
import { KEEPALIVE, post } from "./post.js";
import { signIn } from "./sign_in.js";

const PAUSE = 1200; // ms after the last key
const PATIENCE = 10000; // ms that a pressed button waits for what is under way
const RETRY = [3000, 8000, 20000, 60000]; // ms between tries while there is no network
const words = document.body.dataset;
const wait = (time) => new Promise((done) => setTimeout(done, time));

export function startAutosave(form) {
  const saver = new Saver(form);
  for (const kind of ["input", "change", "autosave"]) form.addEventListener(kind, () => saver.changed());
  form.addEventListener("focusout", () => saver.soon(300));
  form.addEventListener("submit", (event) => saver.submitted(event));
  if (saver.unsaved()) saver.changed(); // a browser put back what was typed before a reload
  return saver;
}

class Saver {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-save-state]");
    this.kept = renderedText(form); // what the server has
    this.unanswered = null; // what was sent and may have arrived
    this.origin = this.address(); // a new comment moves
    this.copy = new Copy();
    this.tries = 0;
    this.settled = [this.status?.dataset.state ?? "", this.status?.textContent]; // what it says when all is kept
    // Where both texts are shown, saving is a choice, not something that happens.
    this.paused = this.choosing = Boolean(form.parentElement.querySelector(".both-texts"));
    if (this.paused) this.say("choice", words.choose);
  }

  text() {
    return textOf(this.form);
  }

  address() {
    return new URL(this.form.getAttribute("action") || location.href, location.href).pathname;
  }

  unsaved() {
    return !this.leaving && (this.text() !== this.kept || Boolean(this.unanswered));
  }

  pending() {
    return this.unsaved() && !this.problem && !this.paused;
  }

  safeToLeave() {
    if (!this.unsaved()) return true;
    if (this.problem || this.paused || this.text().length > KEEPALIVE) return false;
    if (this.busy) return this.text() === this.unanswered?.text;
    this.save("now");
    return true;
  }

  changed() {
    this.keepCopy();
    if (this.paused) return;
    if (!this.unsaved()) return this.status?.dataset.state === "unsaved" && this.say(...this.settled);
    if (!this.problem) this.say("unsaved", words.unsaved);
    if (!this.tries) this.soon(PAUSE);
  }

  // The copy on this device: all that the server is not known to have.
  keepCopy(more) {
    const [text, seen] = [this.text(), this.form.elements.seen?.value];
    if (text === this.kept && !this.unanswered && !this.partly && !this.paused) return this.copy.drop();
    const place = { form: this.address(), origin: this.origin, page: location.pathname, title: document.querySelector("h1")?.textContent.trim() };
    return this.copy.keep({ ...place, text, seen, base: this.kept, sent: this.unanswered, ...more });
  }

  // Goes on with what a closed tab left behind; false where that is a choice for a person.
  takeOver(copy) {
    const { seen, review } = this.form.elements;
    const current = copy.form === this.address() && (!seen || seen.value === copy.seen);
    if (copy.refused || this.busy || this.unsaved() || !(current || copy.sent || copy.form !== this.address())) return false;
    if (review && new URLSearchParams(copy.text).get("review") !== review.value) return false;
    if (!putBack(this.form, copy.text)) return false;
    if (!current) [seen.value, this.kept] = [copy.seen, copy.base]; // the server says whether it is outdated
    if (copy.form !== this.address()) this.move(copy.form);
    this.unanswered = copy.sent;
    this.copy.adopt(copy);
    this.changed();
    this.note = words.restored;
    this.say("unsaved", words.restored);
    this.soon(0);
    return true;
  }

  soon(time) {
    clearTimeout(this.timer);
    if (!this.leaving) this.timer = setTimeout(() => this.save(), time);
  }

  // One request at a time; what was typed meanwhile follows when it is answered.
  save(now) {
    if (this.busy || this.paused || !this.unsaved() || this.text() === this.refused) return this.busy;
    return this.begin(now);
  }

  begin(now) {
    clearTimeout(this.timer);
    this.busy = this.send(now).finally(() => {
      this.busy = null;
      if (!this.problem && !this.paused && this.unsaved()) this.soon(this.note ? 0 : PAUSE);
    });
    return this.busy;
  }

  async flush() {
    await this.busy;
    await this.save();
    if (this.pending()) await this.save(); // the first was a repetition
  }

  // What may have arrived without an answer is sent again as it was, before anything newer: the server then finds
  // that it has it, and nothing is written twice or refused as outdated.
  async send(now) {
    const { seen, csrf_token: token } = this.form.elements;
    const inputs = new Map([...this.form.elements].filter((input) => input.name).map((input) => [input.name, input]));
    this.repeating = Boolean(this.unanswered);
    this.unanswered ??= { text: this.text(), seen: seen?.value, address: this.form.getAttribute("action") || location.href };
    const sent = this.unanswered;
    const held = this.keepCopy();
    if (!now) await Promise.race([held, wait(300)]);
    if (!this.problem) this.say("saving", words.saving);
    const answer = await post(sent, token?.value).catch(() => null);
    if (answer) this.take(...answer, sent.text, inputs);
    else if (!this.leaving) this.again(words.offline, words.deviceOffline);
  }

  take(status, told, sent, inputs) {
    if (status >= 500 || status === 429) return this.again(words.failed, words.deviceFailed);
    this.away = false;
    this.foreign = Boolean(told?.foreign);
    // A door that was closed says nothing about an earlier try.
    if (status !== 401 && !told?.csrf_token && !this.foreign) this.unanswered = null;
    if (status === 409 && this.repeating && this.text() !== sent) return this.soon(0); // the newer text may be there
    if (status !== 200) this.keepCopy({ refused: [403, 404, 409, 413].includes(status) && !this.foreign });
    if (status === 400 && told?.csrf_token) return this.renew(told);
    if (status === 401) return this.signedOut(told);
    if (status === 409) return this.conflict(told);
    if (!told || (status !== 200 && status !== 422)) return this.fail(told?.message ?? words.press);
    this.tries = 0;
    this.renewed = this.problem = false;
    if (status === 200) this.paused = false;
    if (told.seen && this.form.elements.seen) this.form.elements.seen.value = told.seen;
    if (told.seen || status === 200) this.kept = sent;
    if (told.action) this.move(told.action);
    this.partly = status !== 200;
    this.keepCopy();
    showMeter(told.meter);
    showMissing(told.missing);
    showDerived(this.form, told);
    showErrors(this.form, told.errors ?? {}, inputs);
    this.settled = told.errors ? ["problem", words.check] : ["saved", [told.saved, this.note].filter(Boolean).join(" · ")];
    this.note = this.unsaved() ? this.note : null;
    if (!told.errors && this.unsaved()) return this.say("unsaved", words.unsaved); // more was typed meanwhile
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

  again(text, held) {
    this.away = true;
    this.fail(this.copy.held ? held : text);
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
    if (this.status?.querySelector("button[type=button]")) return; // said already; it may have the focus
    const address = told?.login_url ?? "/login";
    const button = this.button(words.signIn, "button");
    const link = Object.assign(document.createElement("a"), { target: "_blank", textContent: words.signInTab, href: address });
    button.addEventListener("click", () => signIn(address));
    this.fail(words.signedOut, button, " ", link);
  }

  conflict(told) {
    this.paused = true;
    this.fail(told?.message ?? words.press, this.button(words.seeBoth, "submit"));
  }

  button(textContent, type) {
    const className = "button button--secondary button--small";
    return Object.assign(document.createElement("button"), { type, textContent, className });
  }

  fail(text, ...more) {
    this.problem = true;
    this.say("problem", text, ...more);
  }

  say(state, text, ...more) {
    if (!this.status) return;
    this.status.dataset.state = state;
    this.status.replaceChildren(text ?? "", ...(more.length ? [" ", ...more] : []));
  }

  // The button waits for the receipt, so that the copy on this device goes with it; two requests at once would look
  // like two people. If somebody saved meanwhile, the server compares both texts with what this window last saw saved.
  submitted(event) {
    clearTimeout(this.timer);
    if (this.form.elements.base && !this.choosing) this.form.elements.base.value = this.kept;
    if (this.received || (!this.busy && !this.paused && !this.unsaved())) return (this.leaving = true);
    event.preventDefault();
    if (!this.submitting) this.submitting = this.receive(event.submitter).finally(() => (this.submitting = null));
  }

  async receive(button) {
    await Promise.race([this.paused ? this.begin() : this.flush(), wait(PATIENCE)]);
    if (this.away || this.foreign) return; // it stays here; the page says so
    this.received = true;
    this.form.requestSubmit(button?.isConnected ? button : null);
    this.received = false;
  }
}
