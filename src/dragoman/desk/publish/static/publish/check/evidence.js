// One cited capture of a proof, opened once for all quotations that cite it: its bytes, its text, its place in the ledger.
import { sha256Hex, toBase64 } from "./bytes.js";
import { Fault } from "./faults.js";
import { hashLeaf, leadsToRoot, readLeaf } from "./ledger.js";
import { complete, REVISIT } from "./revisit.js";
import { RULE, readText } from "./text_rule.js";
import { decodePayload } from "./unpack.js";
import { readRecord } from "./warc.js";

export const WARC = "archive/data.warc.gz";

export class Evidence {
  /**
   * @param {object} stated the capture as the proof tells it @param {Uint8Array} warc
   * @param {Evidence | null} earlier where the page was as before, the capture whose record holds its payload
   */
  constructor(stated, warc, earlier) {
    this.stated = stated;
    this.earlier = earlier;
    this.warc = warc;
    this.record = null;
    /** The page's text as the rule gives it, once it is read. */
    this.text = null;
    this.bytes = this.checkBytes();
    this.reading = this.bytes.catch(() => null).then(() => this.read());
    this.bytes.catch(() => null); // whoever asks hears of it
    this.reading.catch(() => null);
  }

  /** What was found, as a sentence. @throws {Fault} */
  async checkBytes() {
    const { file, offset, length } = this.stated;
    if (file !== WARC || offset < 0 || length < 1 || offset + length > this.warc.length) {
      throw new Fault("The record stands outside the proof's archive.");
    }
    const member = this.warc.subarray(offset, offset + length);
    if ((await sha256Hex(member)) !== this.stated.recordSha256) throw new Fault("The record does not match its SHA-256.");
    const record = await readRecord(member);
    await this.earlier?.bytes.catch(() => null);
    this.record = await complete(record, this.earlier?.record);
    const payloadSha256 = await sha256Hex(this.record.payload);
    this.compareRecord(payloadSha256);
    await this.holdsEarlier(() => this.earlier?.bytes);
    return `${this.record.payload.length.toLocaleString("en")} bytes match SHA-256 ${payloadSha256}.`;
  }

  compareRecord(payloadSha256) {
    const { record, stated } = this;
    const pairs = [
      ["is another capture's", record.id, stated.id],
      ["holds another payload: its SHA-256 differs", payloadSha256, stated.payloadSha256],
      ["is of another address", record.url, stated.url],
      ["is of another time", record.date, stated.fetched],
      ["holds another answer", `${record.status} ${record.contentType}`, `${stated.status} ${stated.mediaType}`],
      ["is no captured page or file", ["response", "resource", REVISIT].includes(record.type), true],
      ["refers to another record", record.refersTo.id || null, stated.payloadOf],
    ];
    for (const [fault, found, said] of pairs) {
      if (found !== said) throw new Fault(`The record ${fault}.`);
    }
  }

  /** A revisit holds only where the capture that has its payload does. */
  async holdsEarlier(check) {
    try {
      await check();
    } catch (error) {
      throw new Fault(`The earlier capture, which holds the payload, does not hold: ${error.message}`);
    }
  }

  async read() {
    if (!this.record) throw new Fault("The text cannot be looked for: the record is not whole.");
    const { textRule, charset, charsetFrom } = this.stated;
    if (textRule !== RULE) throw new Fault(`The proof uses version ${textRule} of the text rule, which this page does not know.`);
    const payload = await decodePayload(this.record.payload, this.record.codings);
    const found = readText(payload, this.record.contentType, charset);
    if (found.charset !== charset || found.how !== charsetFrom) {
      throw new Fault(`The page's charset is “${found.charset}” (from: ${found.how}), not as the proof says.`);
    }
    this.text = found.text;
  }

  /** Whether every passage stands exactly where the proof says, in the order quoted. @throws {Fault} @throws {Beyond} */
  async checkPassages(renderings) {
    await this.reading;
    let before = 0;
    for (const [place, passage] of renderings.entries()) {
      if (passage.source !== this.stated.url) throw new Fault(`Passage ${place + 1} names another address than its capture.`);
      if (!stands(this.text, passage)) throw new Fault(`Passage ${place + 1} does not stand in the captured bytes at its place.`);
      if (passage.start < before) throw new Fault(`Passage ${place + 1} stands before the one quoted before it.`);
      before = passage.end;
    }
    const passages = renderings.length === 1 ? "The passage stands" : `All ${renderings.length} passages stand`;
    return `${passages} in the captured bytes (${this.stated.charset}, from: ${this.stated.charsetFrom}).`;
  }

  /** Whether the leaf says what the proof says, and leads to the checkpoint's root. @throws {Fault} */
  async checkLeaf(checkpoint) {
    const { stated } = this;
    if (!stated.place) throw new Fault("The proof has a checkpoint, but no leaf for this capture.");
    if (!checkpoint) throw new Fault("Without a readable checkpoint there is no root that the leaf could lead to.");
    const leaf = readLeaf(stated.place.leaf);
    const pairs = [
      ["is another capture's", leaf.capture, stated.id],
      ["is of another address", leaf.url, stated.url],
      ["is of another time", leaf.fetched, stated.fetched],
      ["is of another answer", leaf.status, stated.status],
      ["has another payload's SHA-256", leaf.payload_sha256, stated.payloadSha256],
      ["has another record's SHA-256", leaf.record_sha256, stated.recordSha256],
    ];
    for (const [fault, entered, said] of pairs) {
      if (entered !== said) throw new Fault(`The leaf ${fault}.`);
    }
    const { index, path } = stated.place;
    const { size, root } = checkpoint;
    if (!(await leadsToRoot(await hashLeaf(stated.place.leaf), { index, path, size, root }))) {
      throw new Fault("The leaf's path does not lead to the checkpoint's root.");
    }
    await this.holdsEarlier(() => this.earlier?.checkLeaf(checkpoint));
    return `Leaf ${index} of ${size} leads to the root ${toBase64(root)}.`;
  }
}

/** Whether exactly these words stand at exactly this place in exactly this context. Never looks elsewhere. */
function stands(text, { exact, prefix, suffix, start, end }) {
  if (!(start >= 0 && start < end)) return false;
  const [before, from, to, after] = unitsAt(text, [Math.max(0, start - 32), start, end, end + 32]);
  if (to === null) return false;
  const matchesContext = text.slice(before, from) === prefix && text.slice(to, after ?? text.length) === suffix;
  return matchesContext && text.slice(from, to) === exact;
}

/** Where code points stand in UTF-16 units; null for what is beyond the end. The places are in rising order. */
export function unitsAt(text, places) {
  const units = [];
  let [unit, point] = [0, 0];
  for (const place of places) {
    while (point < place && unit < text.length) {
      unit += text.codePointAt(unit) > 0xffff ? 2 : 1;
      point += 1;
    }
    units.push(point === place ? unit : null);
  }
  return units;
}
