// How many characters are left, once the end is near; and text areas that grow where CSS cannot do it.
const words = document.body.dataset;
const NEAR = 0.85;
const grows = !CSS.supports("field-sizing", "content");

export function startCounts() {
  showCounts();
  document.addEventListener("input", (event) => update(event.target));
}

export function showCounts() {
  document.querySelectorAll("textarea, input[data-max]").forEach(update);
}

function update(input) {
  if (grows && input.matches("textarea")) grow(input);
  const most = Number(input.dataset.max);
  if (!most) return;
  const length = input.value.replace(/\r?\n/g, "\n").length;
  let place = input.parentElement.querySelector(".field__count");
  if (length < most * NEAR) return place?.remove();
  if (!place) {
    place = document.createElement("p");
    place.className = "field__count";
    input.after(place);
  }
  place.classList.toggle("field__count--over", length > most);
  place.textContent = (length > most ? words.tooLong : words.left).replace("{n}", Math.abs(most - length));
}

function grow(area) {
  while (area.scrollHeight > area.clientHeight + 4 && area.rows < 20) area.rows += 1;
}
