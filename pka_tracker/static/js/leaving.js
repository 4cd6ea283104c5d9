// When a page goes away or comes back: what is typed is sent, and nothing is left behind unasked.
const wait = (time) => new Promise((done) => setTimeout(done, time));

export function watchLeaving(savers) {
  document.addEventListener("visibilitychange", () => document.hidden && savers.forEach((saver) => saver.save("now")));
  for (const kind of ["online", "focus", "signed-in"]) {
    window.addEventListener(kind, () => savers.forEach((saver) => saver.soon(0)));
  }
  window.addEventListener("pageshow", () => savers.forEach((saver) => (saver.leaving = false)));
  // Asks before leaving only where text would be lost; else the browser finishes what is on its way.
  window.addEventListener("beforeunload", (event) => {
    if (savers.filter((saver) => !saver.safeToLeave()).length) event.preventDefault();
  });
  document.addEventListener("click", (event) => followLate(event, savers));
}

// A link waits a moment for the text, so that the next page shows it.
async function followLate(event, savers) {
  const link = event.target.closest("a[href]");
  const late = savers.filter((saver) => saver.pending());
  if (!link || !late.length || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (link.target || link.origin !== location.origin || link.getAttribute("href").startsWith("#")) return;
  event.preventDefault();
  await Promise.race([Promise.all(late.map((saver) => saver.flush())), wait(3000)]);
  location.assign(link.href);
}
