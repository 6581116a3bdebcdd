// An item: the same keys as in the queue, and a sentence shows its counterpart on the other side.
import { busy, leaveReason, plain, press, typing } from "./rows.js";

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && leaveReason(event.target)) return;
  if (!plain(event) || typing(event.target) || busy() || event.defaultPrevented) return;
  if (["s", "x", "f", "u", "t"].includes(event.key) && press(document.querySelector(".item-head"), event.key)) event.preventDefault();
});

const light = (segment, on) => {
  for (const part of document.querySelectorAll(`[data-segment="${CSS.escape(segment)}"]`)) part.classList.toggle("lit", on);
};
for (const name of ["pointerover", "pointerout"]) {
  document.addEventListener(name, (event) => {
    const sentence = event.target.closest?.(".paired [data-segment]");
    if (sentence) light(sentence.dataset.segment, name === "pointerover");
  });
}
