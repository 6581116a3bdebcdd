// The workbench: saved as you type, Ctrl+Enter saves and goes on, nothing typed is ever lost.
const bench = document.querySelector(".bench");
document.documentElement.classList.add("scripted");

const key = (field) => `draft:${bench.dataset.person}:${field.lang}:${field.id}`;
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

  // Put into a field as if it had been typed, so that Ctrl+Z brings back what stood there.
  const put = (field, text, [start, end] = [0, field.value.length]) => {
    field.focus();
    field.setSelectionRange(start, end);
    const done = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
    if (!done) {
      field.setRangeText(text, start, end, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };
  const fieldOf = (element) => element.closest(".seg").querySelector("textarea[name=text]");

  const use = (button, field) => {
    if (button.dataset.draft) field.form.elements.draft.value = button.dataset.draft;
    put(field, button.dataset.text);
    htmx.trigger(field, "save");
  };
  // The server counts code points, the field UTF-16 units; words that have changed since are left alone.
  const mend = (button, field) => {
    const letters = [...field.value];
    const at = Number(button.dataset.at);
    const { was } = button.dataset;
    if (letters.slice(at, at + [...was].length).join("") !== was) return;
    const start = letters.slice(0, at).join("").length;
    put(field, button.dataset.fix, [start, start + was.length]);
    htmx.trigger(field, "save");
  };

  bench.addEventListener("click", (event) => {
    const button = event.target.closest("[data-use], [data-fix]");
    const field = button && fieldOf(button);
    if (!field) return;
    event.preventDefault();
    (button.dataset.use ? use : mend)(button, field);
  });

  bench.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.target.name !== "text") return;
    const row = event.target.closest(".seg");
    const number = /^(?:Digit|Numpad)([0-9])$/.exec(event.code)?.[1];
    let button = null;
    if (event.key === "Enter") button = row.querySelector("[data-fix]");
    else if (number === "0") button = row.querySelector("[data-use=draft]");
    else if (number) button = row.querySelectorAll("[data-use=memory]")[number - 1];
    if (!button) return;
    event.preventDefault();
    button.click();
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
