// Read `proof.json` as what it is: something a stranger wrote. Its form is told in `capture/proof.py`.
import { fromHex, utf8 } from "./bytes.js";
import { Unreadable } from "./faults.js";

export const PROOF = "proof/proof.json";
const VERSION = 1;
const MAX_PATH = 64;

export function readJson(content, part) {
  try {
    return JSON.parse(utf8(content));
  } catch {
    throw new Unreadable(`The part “${part}” is no JSON.`);
  }
}

/** The proof's captures by id, its quotations, and its ledger. @throws {Unreadable} naming what is missing */
export function readProof(content) {
  const root = new Node(readJson(content, PROOF), PROOF);
  if (root.whole("version") !== VERSION) throw new Unreadable("This proof is of a newer kind than this page knows.");
  const captures = root.nodes("captures").map(readCapture);
  const quotations = root.nodes("quotations").map(readQuotation);
  const byId = new Map(captures.map((capture) => [capture.id, capture]));
  if (!quotations.length) throw new Unreadable("This proof holds no quotation.");
  if (byId.size !== captures.length) throw new Unreadable("This proof names a capture twice.");
  return { captures: byId, quotations, ledger: root.maybe("ledger", readLedger) };
}

/** An object of the JSON, which knows where it stands. */
class Node {
  constructor(value, where) {
    if (value === null || typeof value !== "object" || Array.isArray(value)) throw new Unreadable(`${where} is not an object.`);
    this.value = value;
    this.where = where;
  }

  take(name, holds) {
    const found = Object.hasOwn(this.value, name) ? this.value[name] : undefined;
    if (!holds(found)) throw new Unreadable(`${this.where}: “${name}” is missing or of another kind.`);
    return found;
  }

  text = (name) => this.take(name, (found) => typeof found === "string" && !/\p{Surrogate}/u.test(found)); // no half letters
  whole = (name) => this.take(name, Number.isInteger);
  flag = (name) => this.take(name, (found) => typeof found === "boolean");
  list = (name) => this.take(name, Array.isArray);
  node = (name) => new Node(this.value[name], `${this.where}/${name}`);
  nodes = (name) => this.list(name).map((value, at) => new Node(value, `${this.where}/${name}[${at}]`));
  maybe = (name, read) => (this.value[name] == null ? null : read(this.node(name)));
  optional = (name, take) => (this.value[name] == null ? null : take(name));
}

function readCapture(node) {
  const record = node.node("record");
  return {
    id: node.text("id"),
    url: node.text("url"),
    fetched: node.text("fetched"),
    status: node.optional("status", node.whole),
    mediaType: node.optional("media_type", node.text),
    file: record.text("file"),
    offset: record.whole("offset"),
    length: record.whole("length"),
    recordSha256: record.text("sha256"),
    payloadSha256: node.text("payload_sha256"),
    payloadOf: node.optional("payload_of", node.text),
    charset: node.text("charset"),
    charsetFrom: node.text("charset_from"),
    textRule: node.whole("text_rule"),
    place: node.maybe("ledger", readPlace),
  };
}

function readPlace(node) {
  const isHash = (one) => typeof one === "string" && /^[0-9a-f]{64}$/.test(one);
  const path = node.take("path", (found) => Array.isArray(found) && found.length <= MAX_PATH && found.every(isHash));
  return { leaf: node.text("leaf"), index: BigInt(node.whole("index")), path: path.map(fromHex) };
}

function readLedger(node) {
  const stamps = Array.isArray(node.value.stamps) ? node.nodes("stamps") : [];
  return {
    checkpoint: node.text("checkpoint"),
    key: node.text("key"),
    stamps: stamps.map((stamp) => ({
      authority: stamp.text("authority"),
      token: stamp.text("token"),
      stampedAt: stamp.optional("stamped_at", stamp.text),
    })),
  };
}

function readQuotation(node) {
  const own = node.node("dragoman");
  const body = node.node("body");
  const [targets, renderings] = [node.nodes("target"), own.nodes("renderings")];
  if (!renderings.length || targets.length !== renderings.length) {
    throw new Unreadable("A quotation has another number of renderings than of passages.");
  }
  return {
    id: node.text("id"),
    text: body.text("value"),
    language: typeof body.value.language === "string" ? body.value.language : "",
    capture: own.text("capture"),
    marks: own.list("marks"),
    shareQuoted: typeof own.value.share_quoted === "number" ? own.value.share_quoted : null,
    renderings: renderings.map((rendering, at) => ({
      text: rendering.text("text"),
      translator: rendering.text("translator"),
      reviewer: rendering.text("reviewer"),
      afterGap: rendering.flag("after_gap"),
      source: targets[at].text("source"),
      ...readSelector(targets[at].nodes("selector")),
    })),
  };
}

function readSelector(nodes) {
  const byType = Object.fromEntries(nodes.map((node) => [node.text("type"), node]));
  const { TextQuoteSelector: quote, TextPositionSelector: position } = byType;
  if (nodes.length !== 2 || !quote || !position) throw new Unreadable("A passage is not selected by its words and its position.");
  return {
    exact: quote.text("exact"),
    prefix: quote.text("prefix"),
    suffix: quote.text("suffix"),
    start: position.whole("start"),
    end: position.whole("end"),
  };
}
