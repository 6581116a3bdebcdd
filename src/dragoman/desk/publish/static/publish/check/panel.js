// *Check this quotation*: opens the proof file in the reader's browser and shows each link of the chain as it is found.
// After the file is fetched, nothing is asked of any server.
import { openProof, settle } from "./chain.js";
import { Beyond, Unreadable } from "./faults.js";
import { element } from "./page.js";
import { showPassages, showSource } from "./source.js";

const NAMES = { file: "Proof file", quotation: "Quotation", text: "Text", bytes: "Bytes", ledger: "Ledger", checkpoint: "Checkpoint", time: "Time" };
const STATES = {
  held: ["✓", "holds"],
  failed: ["✕", "does not hold"],
  partly: ["◐", "agrees, as far as a browser can tell"],
  "self-asserted": ["◐", "holds by its own word"],
  unchecked: ["?", "cannot be checked in a browser"],
  "not-present": ["–", "is not in this proof"],
};
const proofs = new Map(); // by address: the promise of an opened proof
const keyLists = new Map(); // by address: the promise of the keys that the site names
let readersKey = "";

for (const details of document.querySelectorAll("details.check")) {
  const panel = details.querySelector(".live");
  if (!panel) continue;
  build(panel);
  details.addEventListener("toggle", () => details.open && !panel.dataset.state && run(panel));
  if (details.open) run(panel);
}

/** Put the panel's empty parts in place. */
function build(panel) {
  const number = panel.dataset.number;
  const again = element("button", { type: "button", class: "button" }, "Check again");
  again.addEventListener("click", () => run(panel));
  const field = element("input", { id: `key-${number}`, name: "key", autocomplete: "off", spellcheck: "false", dir: "ltr", "aria-describedby": `key-hint-${number}` });
  const form = element(
    "form",
    { class: "field key" },
    element("label", { for: field.id }, "The ledger's key, as you have it from elsewhere"),
    element("p", { class: "hint", id: `key-hint-${number}` }, "From the desk's printed imprint, or from somebody you trust. It looks like name+1a2b3c4d+AY…"),
    field,
    element("button", { class: "button" }, "Check with this key"),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    readersKey = field.value.trim();
    run(panel);
  });
  panel.replaceChildren(
    element("h3", {}, "Checked in your browser, just now"),
    element("p", { class: "verdict", role: "status" }),
    element("ol", { class: "steps found", "aria-label": "Steps of the check" }),
    element("div", { class: "passages" }),
    element("div", { class: "whole" }),
    element("div", { class: "buttons" }, again),
    form,
  );
}

async function run(panel) {
  if (panel.dataset.state === "running") return;
  panel.dataset.state = "running";
  const key = readersKey;
  excerptOf(panel).hidden = false;
  const [verdict, steps] = [panel.querySelector(".verdict"), panel.querySelector(".found")];
  for (const part of [steps, panel.querySelector(".passages"), panel.querySelector(".whole")]) part.replaceChildren();
  say(verdict, "", "Checking …");
  try {
    await check(panel, steps, verdict);
  } catch (error) {
    const isKnown = error instanceof Unreadable || error instanceof Beyond;
    const sentence = isKnown ? error.message : `The check itself failed (${error.message}).`;
    steps.append(step({ name: "file", state: error instanceof Beyond ? "unchecked" : "failed", sentence }));
    say(verdict, error instanceof Beyond ? "open" : "bad", `The proof file cannot be checked here: ${sentence} The command may tell more.`);
  }
  panel.dataset.state = "done";
  if (key !== readersKey) run(panel); // given meanwhile
}

/** What the page shows of the original without scripts; the whole source takes its place. */
const excerptOf = (panel) => panel.closest(".inside").querySelector(".original.excerpted");

async function check(panel, steps, verdict) {
  if (!crypto.subtle || !globalThis.DecompressionStream) {
    throw new Beyond("This browser has no means to hash and to unpack, or gives them only to pages that come by https.");
  }
  const naming = fetched(keyLists, panel.dataset.keys, readKeyList).catch(() => []);
  const proof = await fetched(proofs, panel.dataset.proof, async (response) => openProof(new Uint8Array(await response.arrayBuffer())));
  const siteKeys = await naming;
  const quotation = proof.quotation(`#excerpt-${panel.dataset.number}`);
  if (!quotation) throw new Unreadable("The proof does not hold this quotation.");
  const found = [];
  for await (const link of proof.check(quotation, { shown: sentenceOnPage(panel), key: readersKey, siteKeys })) {
    found.push(link);
    steps.append(step(link));
    await painted();
  }
  conclude(verdict, found);
  const text = found.find(({ name }) => name === "text");
  if (text.state === "held") show(panel, proof.evidence(quotation.capture), quotation);
}

/** The promise of what an address holds, read once; a failure is not kept, so that it can be tried again. */
function fetched(kept, address, read) {
  if (!kept.has(address)) {
    const promise = fetchFrom(address).then(read);
    promise.catch(() => kept.delete(address));
    kept.set(address, promise);
  }
  return kept.get(address);
}

async function fetchFrom(address) {
  let response;
  try {
    response = await fetch(address, { credentials: "same-origin" });
  } catch {
    throw new Unreadable("It could not be fetched. When you are connected again, press “Check again”.");
  }
  if (!response.ok) throw new Unreadable(`The server did not hand it out (${response.status}).`);
  return response;
}

/** Lines of *from how many leaves on* and *key*. */
const readKeyList = async (response) => (await response.text()).split("\n").map((line) => line.split(" ")[1] ?? "");

/** The quotation as this page shows it, without the note's number and the signs for hidden characters. */
function sentenceOnPage(panel) {
  const copy = panel.closest("figure").querySelector("blockquote").cloneNode(true);
  for (const extra of copy.querySelectorAll(".call, .control")) extra.remove();
  return settle(Array.from(copy.querySelectorAll("p"), (paragraph) => paragraph.textContent).join(" "));
}

function step({ name, state, sentence }) {
  const [sign, word] = STATES[state];
  const found = sentence ? `${word}: ${sentence}` : `${word}.`;
  return element("li", { class: state }, element("span", { "aria-hidden": "true" }, sign), " ", element("b", {}, NAMES[name]), ` ${found}`);
}

/** Let the browser draw the step before the next one is computed; a hidden page draws nothing and waits for nothing. */
const painted = () => (document.hidden ? null : new Promise((resolve) => setTimeout(resolve)));

function show(panel, evidence, quotation) {
  const language = panel.dataset.language;
  showPassages(panel.querySelector(".passages"), { text: evidence.text, quotation, language });
  showSource(panel.querySelector(".whole"), { text: evidence.text, quotation, language, number: panel.dataset.number });
  excerptOf(panel).hidden = true;
}

function conclude(verdict, found) {
  const failed = found.filter(({ state }) => state === "failed");
  const unchecked = found.filter(({ state }) => state === "unchecked");
  if (failed.length) {
    const reasons = failed.map(({ name, sentence }) => `${NAMES[name]}: ${sentence}`);
    say(verdict, "bad", `This quotation does not hold. ${reasons.join(" ")}`);
  } else if (unchecked.length) {
    const open = unchecked.map(({ name }) => NAMES[name].toLowerCase()).join(", ");
    say(verdict, "open", `Nothing failed, but a browser cannot check everything here (${open}). The command below can.`);
  } else if (found.some(({ state }) => state === "self-asserted")) {
    say(verdict, "good", "This quotation holds. One thing is this site's own word: whose key signed the ledger. You can give a key that you trust below.");
  } else {
    say(verdict, "good", "This quotation holds: every step that a browser can check was checked on this device.");
  }
}

function say(verdict, mood, sentence) {
  verdict.className = `verdict ${mood}`.trim();
  verdict.textContent = sentence;
}
