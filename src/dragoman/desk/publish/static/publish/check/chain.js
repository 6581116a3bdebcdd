// The chain of a quotation, link by link: the same checks in the same order as `dragoman verify`, without asking anybody.
import { encode } from "./bytes.js";
import { Evidence, WARC } from "./evidence.js";
import { Beyond, Fault, Unreadable } from "./faults.js";
import { findDivergence, parse } from "./marks.js";
import { isSignedBy, readCheckpoint, readKey } from "./note.js";
import { checkParts } from "./package.js";
import { PROOF, readProof } from "./proof.js";
import { readStamp } from "./stamps.js";
import { unwrap } from "./zip.js";

const NEEDED = [WARC, "indexes/index.cdx", "pages/pages.jsonl", PROOF, "datapackage.json", "datapackage-digest.json"];

/** A proof file, opened. @throws {Unreadable} @throws {Beyond} */
export async function openProof(whole) {
  const members = unwrap(whole);
  const missing = NEEDED.find((name) => !members.has(name));
  if (missing) throw new Unreadable(`The part “${missing}” is missing.`);
  return new Proof(members, readProof(members.get(PROOF)));
}

class Proof {
  constructor(members, stated) {
    this.members = members;
    this.stated = stated;
    this.opened = new Map();
  }

  quotation(id) {
    return this.stated.quotations.find((quotation) => quotation.id === id) ?? null;
  }

  /** The capture of this id, or null. It is opened once. */
  evidence(id) {
    const stated = this.stated.captures.get(id);
    if (stated && !this.opened.has(id)) {
      const earlier = stated.payloadOf === null ? null : this.earlier(stated.payloadOf);
      this.opened.set(id, new Evidence(stated, this.members.get(WARC), earlier));
    }
    return this.opened.get(id) ?? null;
  }

  /** The capture that holds the payload of one whose page was as before, or null. It refers to none itself, whatever it says. */
  earlier(id) {
    const stated = this.stated.captures.get(id);
    if (!stated || stated.payloadOf === null) return this.evidence(id);
    return new Evidence(stated, this.members.get(WARC), null);
  }

  /**
   * The links of one quotation, each as soon as it is found: {name, state, sentence}. States: `held`, `failed`, `partly`
   * (what a browser can see of it agrees), `self-asserted`, `unchecked` (a browser cannot), `not-present`.
   *
   * @param {{shown: string, key: string, siteKeys: string[]}} reader the sentence on the page, its marks without types;
   *   the key that the reader gave, or ""; the keys that the site names
   */
  async *check(quotation, { shown, key, siteKeys }) {
    const { ledger } = this.stated;
    const evidence = this.evidence(quotation.capture);
    const gone = () => {
      throw new Fault("The capture that it cites is not in this proof.");
    };
    yield link("file", async () => checkParts(this.members, await keyOf(key), await keyOf(ledger?.key)));
    yield link("quotation", () => checkWords(quotation, shown));
    yield link("text", () => evidence?.checkPassages(quotation.renderings) ?? gone());
    yield link("bytes", () => evidence?.bytes ?? gone());
    const isEntered = ledger || evidence?.stated.place;
    yield isEntered || !evidence ? link("ledger", () => evidence?.checkLeaf(this.head()) ?? gone()) : absent("ledger");
    yield ledger || key ? link("checkpoint", () => this.checkSignature(key, siteKeys)) : absent("checkpoint");
    yield ledger?.stamps.length ? link("time", () => this.checkStamps()) : absent("time");
  }

  /** The ledger's head, its signature not yet checked; null when it cannot be read. */
  head() {
    try {
      return readCheckpoint(this.stated.ledger.checkpoint);
    } catch {
      return null;
    }
  }

  async checkSignature(given, siteKeys) {
    const { ledger } = this.stated;
    if (!ledger) throw new Fault("A key was given, but this proof holds no checkpoint signed with it.");
    const head = readCheckpoint(ledger.checkpoint);
    const key = await readKey(given || ledger.key);
    if (head.origin !== key.name) throw new Fault(`The checkpoint is of the ledger ${head.origin}, the key of ${key.name}.`);
    if (!(await isSignedBy(head, key))) {
      throw new Fault(`The checkpoint is not signed by ${given ? "the key that you gave" : "the key in the file"} (${key.name}+${key.id}).`);
    }
    const named = `${head.origin}, ${head.size} ${head.size === 1n ? "leaf" : "leaves"}, key ${key.id}`;
    if (given) return `Signed by the key that you gave: ${named}.`;
    const who = siteKeys.includes(key.text) ? "the key that this site names" : "a key that only the proof file names";
    return { state: "self-asserted", sentence: `Signed by ${who}: ${named}. Who could swap the file could swap that key too.` };
  }

  async checkStamps() {
    const { checkpoint, stamps } = this.stated.ledger;
    const said = [];
    for (const stamp of stamps) said.push(`${stamp.authority} says ${await readStamp(stamp, encode(checkpoint))}`);
    const sentence = `${said.join("; ")}, of just this checkpoint. The authority's own signature is checked by the command only.`;
    return { state: "partly", sentence };
  }
}

async function link(name, check) {
  try {
    const found = await check();
    return typeof found === "string" ? { name, state: "held", sentence: found } : { name, ...found };
  } catch (error) {
    if (error instanceof Beyond) return { name, state: "unchecked", sentence: error.message };
    if (error instanceof Fault || error instanceof Unreadable) return { name, state: "failed", sentence: error.message };
    return { name, state: "failed", sentence: `This part of the proof cannot be read (${error.message}).` };
  }
}

/** A key that is read, or null: what is wrong with one is said where the checkpoint is checked. */
const keyOf = (text) => (text ? readKey(text).catch(() => null) : null);

const absent = (name) => ({ name, state: "not-present", sentence: "" });

function checkWords(quotation, shown) {
  if (showSentence(quotation.text) !== shown) throw new Fault("The proof is of another sentence than the one on this page.");
  const marks = parse(quotation.text).filter((run) => run.kind !== "words");
  if (!sameMarks(marks, quotation.marks)) throw new Fault("The marks that the proof lists are not those in the sentence.");
  const renderings = quotation.renderings.flatMap(({ text, afterGap }) => (afterGap ? ["[…]", text] : [text]));
  const divergence = findDivergence(quotation.text, renderings);
  if (divergence) throw new Fault(divergence);
  const count = quotation.renderings.length;
  return `Every word outside the marks follows ${count === 1 ? "its rendering" : `its ${count} renderings`}.`;
}

function sameMarks(found, stated) {
  const spell = ({ kind, text, start, end }) => JSON.stringify([kind, text, start, end]);
  const isMark = (one) => one !== null && typeof one === "object" && Object.keys(one).length === 4;
  return found.length === stated.length && stated.every((one, at) => isMark(one) && spell(one) === spell(found[at]));
}

/** A sentence as a page shows it: marks without their types, white space in one form, no direction controls. */
export function showSentence(text) {
  const shown = parse(text).map((run) => (run.kind === "words" ? run.text : `[${run.text}]`));
  return settle(shown.join(""));
}

export const settle = (text) => text.replace(/[\u202a-\u202e\u2066-\u2069]/g, "").replace(/\s+/g, " ").trim();
