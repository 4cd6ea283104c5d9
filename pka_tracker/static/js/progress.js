// Keeps the progress of what is made in the background current while the page is looked at, and shows the result.
const EVERY = 1500; // ms
const place = document.querySelector("[data-progress]");

async function look() {
  if (!document.hidden) {
    try {
      const answer = await fetch(place.dataset.progress, { headers: { Accept: "application/json" } });
      if (!answer.ok) return; // signed out, or no longer theirs: the page stays as it is
      const { ready, share, text } = await answer.json();
      if (ready) return location.reload();
      const bar = place.querySelector("progress");
      bar.value = share * bar.max;
      place.querySelector("[data-progress-text]").textContent = text;
    } catch {
      // no network: look again
    }
  }
  setTimeout(look, EVERY);
}

if (place) setTimeout(look, EVERY);
