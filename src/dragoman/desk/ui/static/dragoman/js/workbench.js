// The workbench: saved as you type, Ctrl+Enter saves and goes on, nothing typed is ever lost.
const bench = document.querySelector(".bench");
document.documentElement.classList.add("scripted");

const key = (field) => `draft:${bench.dataset.person}:${field.id}`;
const store = (act) => {
  try {
    return act(localStorage);
  } catch { /* without storage the server's copy is the only one */
    return null;
  }
};
const status = (field) => field.form.querySelector(".status");
const unsaved = new Set();

const typed = (field) => {
  unsaved.add(field.id);
  store((kept) => kept.setItem(key(field), field.value));
  status(field).classList.add("waiting");
};
const saved = (field, text) => {
  if (field.value !== text) return; // more was typed while this was under way
  unsaved.delete(field.id);
  store((kept) => kept.removeItem(key(field)));
  status(field).classList.remove("waiting");
};

if (bench) {
  // What a lost connection kept from the server stands in this browser: put it back.
  for (const field of bench.querySelectorAll("textarea[name=text]")) {
    const kept = store((all) => all.getItem(key(field)));
    if (kept !== null && kept !== field.value) {
      field.value = kept;
      typed(field);
      status(field).title = "Put back from this browser after an interruption";
    }
  }

  bench.addEventListener("input", (event) => {
    if (event.target.name === "text") typed(event.target);
  });

  bench.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || field.name !== "text") return;
    event.preventDefault();
    if (unsaved.has(field.id)) htmx.trigger(field, "save");
    const fields = [...bench.querySelectorAll("textarea[name=text]")];
    const next = fields[fields.indexOf(field) + 1];
    (next ?? field).focus();
    next?.closest(".seg").scrollIntoView({ block: "nearest" });
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { requestConfig, xhr } = event.detail;
    const field = requestConfig.elt.closest("form")?.querySelector("textarea[name=text]");
    if (!field || xhr.status !== 200) return;
    if (requestConfig.elt === field && !xhr.responseText.includes('class="fault"')) saved(field, requestConfig.parameters.text);
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const target = event.detail.target;
    if (!target.classList?.contains("seg")) return;
    const field = target.querySelector("textarea[name=text]");
    if (field) {
      unsaved.delete(field.id);
      store((kept) => kept.removeItem(key(field)));
    }
    const fields = [...bench.querySelectorAll("textarea[name=text]")];
    const after = document.getElementById(target.id);
    const next = fields.find((one) => after.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
    (next ?? after.querySelector("button, a")).focus({ preventScroll: false });
  });
  addEventListener("beforeunload", (event) => {
    if (unsaved.size) event.preventDefault();
  });
}
