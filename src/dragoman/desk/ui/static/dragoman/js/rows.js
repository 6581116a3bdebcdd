// Moving through a list of rows by key; the row in hand has the class "here" and holds the focus.
export const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;
export const plain = (event) => !(event.ctrlKey || event.metaKey || event.altKey);
export const busy = () => document.querySelector("dialog[open]") !== null;

export function mark(row, focus = true) {
  for (const other of document.querySelectorAll(".row.here")) other.classList.remove("here");
  if (!row) return;
  row.classList.add("here");
  if (focus) row.querySelector("a")?.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

export const here = () => document.querySelector(".row.here");

export function step(rows, by) {
  const at = rows.indexOf(here());
  const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))];
  if (next) mark(next);
  return next;
}

// Presses whatever carries this key inside an element; a <summary> opens and its field takes the focus.
export function press(inside, key) {
  const target = inside?.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!target) return false;
  target.click();
  if (target.tagName === "SUMMARY") target.parentElement.querySelector("input:not([type=hidden])")?.focus();
  return true;
}

// Escape leaves an opened reason without losing the place.
export function leaveReason(target) {
  const open = target.closest("details[open]");
  if (!open) return false;
  open.open = false;
  open.querySelector("summary").focus();
  return true;
}
