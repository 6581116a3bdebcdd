// The difference of two versions: n and p go from change to change.
import { plain, typing } from "./rows.js";

const changes = [...document.querySelectorAll("[data-change]")];
let at = -1;

document.addEventListener("keydown", (event) => {
  if (!plain(event) || typing(event.target) || event.defaultPrevented || !["n", "p"].includes(event.key) || !changes.length) return;
  event.preventDefault();
  at = Math.min(Math.max(at + (event.key === "n" ? 1 : -1), 0), changes.length - 1);
  changes[at].focus({ preventScroll: true });
  changes[at].scrollIntoView({ block: "center" });
});
document.addEventListener("focusin", (event) => {
  const change = event.target.closest?.("[data-change]");
  if (change) at = changes.indexOf(change);
});
