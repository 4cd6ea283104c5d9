// Each chosen file is sent at once, one after the other, with its progress and what became of it in words.
for (const area of document.querySelectorAll("[data-uploads]")) {
  const said = area.dataset;
  const form = area.closest("form");
  const shown = area.querySelector("[data-uploads-list]");
  const waiting = [];
  let sending = false;

  // The button is for browsers without scripts; a form with other fields keeps its own.
  document.querySelector("[data-uploads-button]")?.setAttribute("hidden", "");
  for (const input of area.querySelectorAll("input[type=file]")) {
    input.addEventListener("change", () => {
      for (const file of input.files) waiting.push({ file, line: addLine(file.name) });
      input.value = ""; // already on its way: the form's own button must not send it again
      next();
    });
  }
  window.addEventListener("beforeunload", (event) => sending && event.preventDefault());
  form.addEventListener("submit", (event) => {
    if (!sending) return;
    event.preventDefault(); // what is on its way belongs to what the button says
    event.stopImmediatePropagation();
    shown.lastElementChild.scrollIntoView({ block: "nearest" });
  });

  function addLine(name) {
    const line = document.createElement("li");
    line.append(Object.assign(document.createElement("strong"), { textContent: name }));
    line.append(Object.assign(document.createElement("progress"), { max: 100, value: 0, ariaLabel: name }));
    line.append(document.createElement("span"));
    shown.append(line);
    return line;
  }

  function tell(line, words, state) {
    line.querySelector("span").textContent = words;
    if (!state) return;
    line.dataset.state = state;
    line.querySelector("progress").remove();
    document.querySelector("[data-announce]").textContent = `${line.firstChild.textContent}: ${words}`;
  }

  async function next() {
    if (sending) return;
    sending = true;
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      if (one.file.size > Number(said.most)) tell(one.line, said.large, "refused");
      else await send(one);
    }
    sending = false;
  }

  function send({ file, line }) {
    const body = new FormData();
    body.set("csrf_token", form.elements.csrf_token?.value ?? "");
    body.append("files", file);
    const request = new XMLHttpRequest(); // fetch cannot tell how much has left
    request.open("POST", said.uploads);
    request.responseType = "json";
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-Account", document.body.dataset.account ?? "");
    return new Promise((done) => {
      request.upload.addEventListener("progress", (event) => {
        const percent = Math.round((100 * event.loaded) / (event.total || 1));
        line.querySelector("progress").value = percent;
        tell(line, percent < 100 ? said.sending.replace("{n}", `${percent} %`) : said.working);
      });
      request.addEventListener("error", () => done(tell(line, said.lost, "refused")));
      request.addEventListener("load", () => done(arrived(request, line)));
      request.send(body);
    });
  }

  function arrived(request, line) {
    if (request.status !== 201) return tell(line, request.response?.message ?? said.failed, "refused");
    tell(line, request.response.message || said.done, "kept");
    const known = document.getElementById(`file${request.response.id}`);
    if (!known) document.querySelector(".files")?.insertAdjacentHTML("beforeend", request.response.html);
    document.querySelector("[data-uploads-empty]")?.setAttribute("hidden", "");
  }
}
