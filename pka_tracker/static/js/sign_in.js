// Signing in again without leaving the page: the form of the sign-in page, in a dialog. What it answers is shown
// there in the server's own words: a wrong password, too many tries, a page that grew old.
const words = document.body.dataset;
let dialog;

export function signIn(address) {
  dialog ??= build();
  const url = new URL(address, location.href);
  url.searchParams.set("lang", document.documentElement.lang);
  return load(fetch(url));
}

function build() {
  const element = (name, values) => Object.assign(document.createElement(name), values);
  const made = element("dialog", { className: "card" });
  const [place, close] = [element("div", { role: "status" }), element("button", { type: "button", textContent: words.close })];
  made.setAttribute("aria-labelledby", "sign-in-title");
  close.className = "button button--quiet";
  close.addEventListener("click", () => made.close());
  made.append(element("h2", { id: "sign-in-title", textContent: words.signInTitle }));
  made.append(element("p", { textContent: words.signInLead }), place, close);
  document.body.append(made);
  return made;
}

async function load(request) {
  const place = dialog.querySelector("[role=status], div");
  try {
    const page = new DOMParser().parseFromString(await (await request).text(), "text/html");
    if (page.body.dataset.account) return finish(page);
    const form = page.querySelector("form:has(input[name=password])");
    if (!form) throw new Error("not the sign-in page");
    place.replaceChildren(...[page.querySelector(".error-summary"), form].filter(Boolean));
    prepare(form);
  } catch {
    place.prepend(words.noAnswer, " ");
  }
  if (!dialog.open) dialog.showModal();
  place.querySelector("input[name=password]")?.focus();
}

function prepare(form) {
  form.querySelectorAll("input[type=hidden]").forEach((input) => input.removeAttribute("id")); // the page has the same ids
  form.elements.email.value ||= words.email ?? "";
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.dataset.sent) return;
    form.dataset.sent = "yes";
    const body = new URLSearchParams(new FormData(form));
    load(fetch(form.getAttribute("action"), { method: "POST", body })).then(() => delete form.dataset.sent);
  });
}

// The forms of this page belong to the new session; whether it is the same person is checked with each save.
function finish(page) {
  const token = page.querySelector("input[name=csrf_token]")?.value;
  if (token) document.querySelectorAll("input[name=csrf_token]").forEach((input) => (input.value = token));
  dialog.close();
  dialog.querySelector("form")?.remove();
  window.dispatchEvent(new Event("signed-in"));
}
