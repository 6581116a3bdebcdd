// Keys that work on every page of the desk: go to a place, search, help.
const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;
const help = document.getElementById("keys");
let going = 0;

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-help]")) help.showModal();
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || help.open) return;
  if (Date.now() - going < 1500) {
    going = 0;
    const place = document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
    if (place) {
      event.preventDefault();
      event.stopImmediatePropagation();
      place.click();
    }
  } else if (event.key === "g") {
    going = Date.now();
  } else if (event.key === "/") {
    event.preventDefault();
    document.getElementById("find").focus();
  } else if (event.key === "?") {
    help.showModal();
  }
});

// A request that failed says so in the page; what was typed stays where it is.
const say = (text) => {
  document.getElementById("toast").textContent = text;
};
document.addEventListener("htmx:sendError", () => say("The desk did not answer. Nothing was lost: try again."));
document.addEventListener("htmx:responseError", (event) => {
  const { xhr } = event.detail;
  const { status, responseText } = xhr;
  const plain = (xhr.getResponseHeader("Content-Type") ?? "").startsWith("text/plain");
  say(plain && [401, 403, 409].includes(status) ? responseText : "The desk could not do this. Nothing was lost: try again, or reload the page.");
});
