// Read one WARC record, strictly, and say what does not agree in it. Source: WARC 1.1 (ISO 28500:2017)
import { find, latin1, sha256Hex, utf8 } from "./bytes.js";
import { Fault } from "./faults.js";
import { unpackMember } from "./unpack.js";

const END = [13, 10, 13, 10];
const VERSION = "WARC/1.1\r\n";

/**
 * One gzip member as a record: type, id, url, date, status, contentType, codings, payload; of a revisit also profile,
 * payloadDigest and what it refers to. @throws {Fault}
 */
export async function readRecord(member) {
  const text = await unpackMember(member);
  const gap = find(text, END);
  const head = gap < 0 ? "" : new TextDecoder("utf-8", { ignoreBOM: true }).decode(text.subarray(0, gap));
  if (!head.startsWith(VERSION)) throw new Fault("The record has no WARC header.");
  const headers = head.slice(VERSION.length).split("\r\n").map(readWarcHeader);
  const rest = text.subarray(gap + END.length);
  const length = Number(headerOf(headers, "content-length"));
  if (rest.length !== length + END.length || END.some((byte, at) => rest[length + at] !== byte)) {
    throw new Fault("The record's length is not what its header says.");
  }
  const block = rest.subarray(0, length);
  const type = headerOf(headers, "warc-type") ?? "";
  const [httpHead, payload] = ["request", "response", "revisit"].includes(type) ? splitHttp(block) : [block.subarray(0, 0), block];
  const stated = headerOf(headers, "warc-payload-digest");
  await checkDigest(headerOf(headers, "warc-block-digest"), block, "block");
  if (stated && type !== "revisit") await checkDigest(stated, payload, "payload"); // a revisit's is of another record's payload
  const httpHeaders = readHttpHeaders(httpHead);
  return {
    type,
    id: idOf(headers, "warc-record-id"),
    url: headerOf(headers, "warc-target-uri") ?? "",
    date: headerOf(headers, "warc-date"),
    status: type === "resource" ? null : readStatus(httpHead),
    contentType: httpHead.length ? headerOf(httpHeaders, "content-type") : headerOf(headers, "content-type"),
    codings: codingsOf(httpHeaders),
    payload,
    profile: headerOf(headers, "warc-profile"),
    payloadDigest: stated,
    refersTo: { id: idOf(headers, "warc-refers-to"), url: headerOf(headers, "warc-refers-to-target-uri"), date: headerOf(headers, "warc-refers-to-date") },
  };
}

const idOf = (headers, name) => (headerOf(headers, name) ?? "").replace(/^<urn:uuid:|>$/g, "");

function readWarcHeader(line) {
  const match = /^([A-Za-z-]+): ([^\x00-\x1f\x7f]*)$/.exec(line);
  if (!match) throw new Fault("The record's WARC header has a line that is no header.");
  return [match[1].toLowerCase(), match[2]];
}

/** The first value of a name in lower case, or null. */
const headerOf = (headers, name) => headers.find(([found]) => found === name)?.[1] ?? null;

/** The head ends at the first empty line, whether lines end in CRLF or LF alone. */
function splitHttp(block) {
  for (let at = block.indexOf(10); at >= 0; at = block.indexOf(10, at + 1)) {
    const next = block[at + 1] === 13 ? at + 2 : at + 1;
    if (block[next] === 10) return [block.subarray(0, next + 1), block.subarray(next + 1)];
  }
  return [block, block.subarray(block.length)];
}

async function checkDigest(stated, content, part) {
  if (stated !== `sha256:${await sha256Hex(content)}`) throw new Fault(`The record's ${part} does not match its digest.`);
}

function readStatus(httpHead) {
  const second = latin1(httpHead.subarray(0, 64)).trim().split(/\s+/)[1] ?? "";
  return /^[0-9]+$/.test(second) ? Number(second) : null;
}

/** Names (lower case) and values of a head, its first line left out; folded lines are joined by a space. */
function readHttpHeaders(head) {
  const headers = [];
  for (const ended of splitLines(head).slice(1)) {
    const line = ended.at(-1) === 13 ? ended.subarray(0, -1) : ended;
    const colon = line.indexOf(58);
    if ((line[0] === 32 || line[0] === 9) && headers.length) {
      const last = headers.at(-1);
      last[1] = `${last[1]} ${readText(line).trim()}`.trim();
    } else if (colon > 0) {
      headers.push([readText(line.subarray(0, colon)).trim().toLowerCase(), readText(line.subarray(colon + 1)).replace(/^[ \t]+|[ \t]+$/g, "")]);
    }
  }
  return headers;
}

function splitLines(bytes) {
  const lines = [];
  let start = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, start)) {
    lines.push(bytes.subarray(start, at));
    start = at + 1;
  }
  return [...lines, bytes.subarray(start)];
}

/** UTF-8 if it is that, else one character a byte. */
const readText = (bytes) => utf8(bytes) ?? latin1(bytes);

/** Codings still on the payload, in the order applied. */
function codingsOf(headers) {
  const list = (name) =>
    headers
      .filter(([found]) => found === name)
      .flatMap(([, text]) => text.split(","))
      .map((part) => part.trim().toLowerCase())
      .filter(Boolean);
  return [...list("content-encoding"), ...list("x-crawler-transfer-encoding").filter((coding) => coding !== "chunked")];
}
