// A button that copies what stands in a field; without a clipboard it selects it, to be copied by hand.
for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      return;
    }
    document.querySelector("[data-announce]").textContent = button.dataset.done;
    button.textContent = button.dataset.done;
  });
}
