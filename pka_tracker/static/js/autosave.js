// A form that saves by itself. It is posted to its own address and answered in JSON; what could not be
// saved is said beside the button and stays in the fields.
const PAUSE = 1200; // ms after the last key
const RETRY = [2000, 5000, 15000, 30000]; // ms between tries while there is no network
const words = document.body.dataset;

export function startAutosave(form) {
  const saver = new Saver(form);
  form.addEventListener("input", (event) => event.target.closest("[data-no-autosave]") || saver.changed());
  form.addEventListener("change", (event) => event.target.closest("[data-no-autosave]") || saver.changed());
  form.addEventListener("autosave", () => saver.changed());
  form.addEventListener("focusout", () => saver.soon(200));
  form.addEventListener("submit", () => saver.stop());
  document.addEventListener("visibilitychange", () => document.hidden && saver.flush());
  window.addEventListener("pagehide", () => saver.flush());
  window.addEventListener("online", () => saver.soon(0));
  window.addEventListener("focus", () => saver.soon(0));
  window.addEventListener("beforeunload", (event) => saver.unsaved() && event.preventDefault());
}

class Saver {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-save-state]");
    this.kept = this.text();
    this.tries = 0;
  }

  text() {
    const data = new FormData(this.form);
    ["csrf_token", "seen"].forEach((name) => data.delete(name));
    return new URLSearchParams(data).toString();
  }

  unsaved() {
    return !this.stopped && this.text() !== this.kept;
  }

  changed() {
    if (this.unsaved()) this.say("saving", words.unsaved);
    this.soon(PAUSE);
  }

  soon(wait) {
    if (this.stopped || this.blocked) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  flush() {
    if (this.unsaved() && !this.blocked) this.save(true);
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
    this.request?.abort();
  }

  async save(leaving = false) {
    if (this.saving || !this.unsaved()) return;
    const sent = this.text();
    this.saving = true;
    this.say("saving", words.saving);
    this.request = new AbortController();
    try {
      const answer = await fetch(this.form.action, {
        method: "POST",
        body: new URLSearchParams(new FormData(this.form)),
        headers: { Accept: "application/json" },
        keepalive: leaving && sent.length < 60000,
        signal: this.request.signal,
      });
      this.tries = 0;
      await this.take(answer, sent);
    } catch (error) {
      if (error.name !== "AbortError") this.again();
    } finally {
      this.saving = false;
    }
    if (this.unsaved() && !this.tries) this.soon(PAUSE);
  }

  again() {
    this.say("problem", words.offline);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), RETRY[Math.min(this.tries++, RETRY.length - 1)]);
  }

  async take(answer, sent) {
    const told = answer.headers.get("content-type")?.includes("json") ? await answer.json() : {};
    if (answer.status === 400 && told.csrf_token) return this.renew(told.csrf_token);
    if (answer.status === 401) return this.signedOut(told);
    if (answer.status === 409) return this.conflict(told);
    if (!answer.ok && answer.status !== 422) return this.refuse(told.message);
    if (told.seen) {
      this.kept = sent;
      this.set("seen", told.seen);
    }
    for (const [name, value] of Object.entries(told.ids ?? {})) this.set(name, value, true);
    if (told.action) this.form.action = told.action;
    this.meter(told.meter);
    this.mark(told.errors ?? {});
    this.say(told.errors ? "problem" : "saved", told.errors ? words.check : told.saved);
  }

  set(name, value, keep = false) {
    const input = this.form.elements[name];
    if (!input || input.value === value) return;
    input.value = value;
    if (keep) this.kept = this.text(); // an id given by the server is not something typed
  }

  renew(token) {
    document.querySelectorAll('input[name="csrf_token"]').forEach((input) => (input.value = token));
    if (this.renewed) return this.refuse();
    this.renewed = true;
    setTimeout(() => this.save().then(() => (this.renewed = false)), 0);
  }

  signedOut(told) {
    const link = document.createElement("a");
    Object.assign(link, { href: told.login_url ?? "/login", target: "_blank", textContent: words.signIn });
    this.say("problem", `${told.message ?? words.signedOut} `, link);
  }

  conflict(told) {
    this.blocked = true;
    const button = document.createElement("button");
    Object.assign(button, { className: "button button--secondary", textContent: words.seeBoth });
    this.say("problem", `${told.message ?? ""} `, button);
  }

  refuse(message) {
    this.say("problem", message ?? words.unsaved);
  }

  mark(errors) {
    this.form.querySelectorAll('[aria-invalid="true"]').forEach((input) => input.removeAttribute("aria-invalid"));
    this.form.querySelectorAll(".field__error").forEach((place) => (place.hidden = true));
    for (const [name, messages] of Object.entries(errors)) {
      const input = this.form.elements[name];
      const place = input && document.getElementById(`${input.id}-error`);
      if (!place) continue;
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", place.id);
      Object.assign(place, { hidden: false, textContent: messages[0] });
    }
  }

  meter(told) {
    const bar = told && document.querySelector("[data-meter] progress");
    if (!bar) return;
    bar.value = told.percent;
    const text = document.querySelector("[data-meter] .meter__text strong");
    if (text) text.textContent = `${told.percent} %`;
  }

  say(state, text, more) {
    if (!this.status) return;
    this.status.dataset.state = state;
    this.status.replaceChildren(text ?? "", ...(more ? [more] : []));
  }
}
