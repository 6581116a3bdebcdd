// What a time stamp says: when, and of which bytes. Whether its authority really signed it is for the command to check.
// Source: RFC 3161, 2.4.2; RFC 5652, 5; ITU-T X.690 (DER)
import { equal, fromBase64, hash, hex } from "./bytes.js";
import { Fault } from "./faults.js";

const SEQUENCE = 0x30;
const INTEGER = 0x02;
const OCTETS = 0x04;
const OID = 0x06;
const TIME = 0x18;
const IN_CONTEXT = 0xa0;
const STAMP_INFO = "2a864886f70d0109100104"; // id-ct-TSTInfo
const HASHES = { "608648016503040201": "SHA-256", "608648016503040202": "SHA-384", "608648016503040203": "SHA-512" };

/**
 * The time that a token states over exactly these bytes, such as `2026-11-20T09:30:05Z`.
 *
 * @param {{token: string, stampedAt: string|null}} stamp @throws {Fault}
 */
export async function readStamp({ token, stampedAt }, stamped) {
  const { hashName, imprint, time } = readInfo(fromBase64(token));
  if (!equal(await hash(hashName, stamped), imprint)) throw new Fault("The time stamp is of other bytes than this checkpoint's.");
  if (stampedAt !== null && stampedAt !== time) throw new Fault("The proof names another time than the stamp.");
  return time;
}

function readInfo(content) {
  try {
    const [whole] = partsOf(content);
    let parts = partsOf(whole.content);
    if (parts[0].tag !== OID) parts = partsOf(parts[1].content); // a response: its status, then the token
    const [signed] = partsOf(parts[1].content);
    const wrapped = partsOf(signed.content).find((part) => part.tag === SEQUENCE);
    const [kind, held] = partsOf(wrapped.content);
    if (hex(kind.content) !== STAMP_INFO || held.tag !== IN_CONTEXT) throw new Error("no time stamp");
    const [octets] = partsOf(held.content, OCTETS);
    const [info] = partsOf(octets.content, SEQUENCE);
    return readFields(partsOf(info.content, INTEGER));
  } catch {
    throw new Fault("What should be a time stamp is none.");
  }
}

function readFields([, , messageImprint, , time]) {
  const [algorithm, imprint] = partsOf(messageImprint.content, SEQUENCE);
  const hashName = HASHES[hex(partsOf(algorithm.content, OID)[0].content)];
  const [, ...fields] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{1,6}))?Z$/.exec(new TextDecoder().decode(time.content));
  if (time.tag !== TIME || !hashName) throw new Error("not the fields of a time stamp");
  const [year, month, day, hour, minute, second, fraction] = fields;
  const part = fraction ? `.${fraction.padEnd(6, "0")}` : "";
  return { hashName, imprint: imprint.content, time: `${year}-${month}-${day}T${hour}:${minute}:${second}${part}Z` };
}

/** The elements that stand one after another; the first one's tag may be demanded. */
function partsOf(bytes, tag) {
  const parts = [];
  for (let at = 0; at < bytes.length; ) {
    let [length, start] = [bytes[at + 1], at + 2];
    if (length & 0x80) {
      const count = length & 0x7f;
      if (count < 1 || count > 4) throw new Error("a length that DER does not write");
      length = bytes.subarray(start, start + count).reduce((sum, byte) => sum * 256 + byte, 0);
      start += count;
    }
    if (!(start + length <= bytes.length)) throw new Error("an element ends outside");
    parts.push({ tag: bytes[at], content: bytes.subarray(start, start + length) });
    at = start + length;
  }
  if (tag !== undefined && parts[0]?.tag !== tag) throw new Error("another element stands here");
  return parts;
}
