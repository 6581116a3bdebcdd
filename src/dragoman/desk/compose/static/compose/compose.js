// Shift ticks all sentences between the last one ticked and this one.
let last = null;

document.addEventListener("click", (event) => {
  const box = event.target;
  if (!(box instanceof HTMLInputElement) || box.name !== "segment") return;
  const boxes = [...box.form.querySelectorAll('input[name="segment"]')];
  if (event.shiftKey && last && boxes.includes(last)) {
    const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
    for (const between of boxes.slice(from, to + 1)) if (!between.disabled) between.checked = box.checked;
  }
  last = box;
});
