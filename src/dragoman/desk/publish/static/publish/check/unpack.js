// Undo gzip and the content codings of HTTP, as far as a browser can.
import { concat } from "./bytes.js";
import { Beyond, Fault } from "./faults.js";

const MAX_BYTES = 100_000_000;
const NAMES = { "x-gzip": "gzip" };
const KNOWN = ["gzip", "deflate", "br", "zstd"];

/** The text of exactly one gzip member. @throws {Fault} */
export async function unpackMember(member) {
  try {
    return await decompress(member, "gzip");
  } catch (error) {
    throw error instanceof Beyond ? error : new Fault("The record cannot be unpacked.");
  }
}

/**
 * The payload as the page's author wrote it: codings undone, last one first. A coding that is not known, and `gzip` on a
 * body without gzip's mark, count as none: servers say so wrongly.
 *
 * @throws {Beyond} a browser cannot undo it
 */
export async function decodePayload(body, codings) {
  for (const coding of [...codings].reverse()) {
    const name = NAMES[coding] ?? coding;
    if (!KNOWN.includes(name) || !body.length || (name === "gzip" && !(body[0] === 0x1f && body[1] === 0x8b))) continue;
    body = await undo(body, name);
  }
  return body;
}

async function undo(body, name) {
  const packed = { br: "Brotli", zstd: "Zstandard" }[name];
  if (packed) throw new Beyond(`The page is packed with ${packed}, which a browser does not unpack for a script.`);
  // Some servers send bare deflate; those with zlib's two bytes are told by their check. Source: RFC 1950, 2.2
  const wrapped = (body[0] & 0x0f) === 8 && ((body[0] << 8) | body[1]) % 31 === 0;
  const format = name === "deflate" && !wrapped ? "deflate-raw" : name;
  try {
    return await decompress(body, format);
  } catch (error) {
    if (error instanceof Beyond) throw error;
    throw new Beyond("The page's compression was cut or damaged when it came, so a browser gives nothing of it.");
  }
}

async function decompress(bytes, format) {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(format)).getReader();
  const pieces = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return concat(...pieces);
    size += value.length;
    if (size > MAX_BYTES) throw new Beyond("The page unpacks to more than a browser should hold.");
    pieces.push(value);
  }
}
