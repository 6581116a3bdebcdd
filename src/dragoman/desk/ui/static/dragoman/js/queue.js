// The queue: decide on an item without leaving its row.
import { busy, here, leaveReason, mark, plain, press, step, typing } from "./rows.js";

const list = document.getElementById("rows");
const rows = () => [...list.querySelectorAll(".row")];
const place = `queue:${list?.dataset.view}`;
let last = null; // the row decided on last, for undo

const keep = (row) => {
  try {
    sessionStorage.setItem(place, row.dataset.item);
  } catch { /* a full or forbidden storage only costs the place */ }
};

const read = (row) => {
  keep(row);
  const link = row.querySelector("a.open");
  htmx.ajax("GET", link.getAttribute("hx-get"), { target: "#reading", swap: "innerHTML" });
};

if (list) {
  const kept = document.getElementById(`row-${sessionStorage.getItem(place)}`);
  if (kept) mark(kept, document.activeElement === document.body);

  list.addEventListener("focusin", (event) => {
    const row = event.target.closest(".row");
    if (row && row !== here()) mark(row, false);
  });
  list.addEventListener("click", (event) => {
    const row = event.target.closest(".row");
    if (row) keep(row);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && leaveReason(event.target)) return;
    if (!plain(event) || typing(event.target) || busy() || event.defaultPrevented) return;
    if (event.key === "j" || event.key === "k") {
      const row = step(rows(), event.key === "j" ? 1 : -1);
      if (row && document.querySelector("#reading article")) read(row);
      if (row === rows().at(-1)) list.querySelector(".older a")?.click();
    } else if (["s", "x", "f"].includes(event.key) && here()) {
      last = here().id;
      if (press(here(), event.key)) event.preventDefault();
    } else if (event.key === "u" && last) {
      const row = document.getElementById(last);
      mark(row);
      press(row, "u");
    } else if (event.key === "t") {
      press(document.getElementById("reading"), "t");
    } else if (event.key === "Enter" && here() && event.target === document.body) {
      read(here());
    }
  });

  // On a narrow screen there is no pane beside the list: open the item's own page.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const { elt, target } = event.detail;
    if (target.id !== "reading" || !matchMedia("(max-width: 48rem)").matches) return;
    event.preventDefault();
    location.assign((elt.href ? elt : here().querySelector("a.open")).href);
  });

  // A decided row stays where it is; the next one comes to hand, so that a shift is s, x, s, x ...
  document.addEventListener("htmx:afterSettle", (event) => {
    const target = event.detail.target;
    if (!target.classList?.contains("row")) return;
    const row = document.getElementById(target.id);
    if (!row) return;
    const next = row.classList.contains("decided") ? rows()[rows().indexOf(row) + 1] : row;
    mark(next ?? row);
    if (next && next !== row && document.querySelector("#reading article")) read(next);
  });
}
