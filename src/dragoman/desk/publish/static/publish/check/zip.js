// The zip around a proof: stored members in one fixed form. Source: PKWARE APPNOTE 6.3.10, 4.3
import { concat, encode, equal, utf8 } from "./bytes.js";
import { Beyond, Unreadable } from "./faults.js";

const LOCAL_BYTES = 30;
const VERSION = 20;
const UTF8_NAME = 0x0800;
const DATE = 0x0021; // 1980-01-01
const UNIX = 3 << 8;
const FILE_MODE = (0o100644 << 16) >>> 0;

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

/**
 * Members by name, in order. The file must be, byte for byte, the one form that the desk writes.
 *
 * @throws {Unreadable} no zip, or altered @throws {Beyond} another program has packed it
 */
export function unwrap(whole) {
  if (whole[0] !== 0x50 || whole[1] !== 0x4b) throw new Unreadable("What came is no proof file.");
  const view = new DataView(whole.buffer, whole.byteOffset, whole.byteLength);
  const members = new Map();
  let at = 0;
  while (at + LOCAL_BYTES <= whole.length && view.getUint32(at, true) === 0x04034b50) {
    const [method, crc] = [view.getUint16(at + 8, true), view.getUint32(at + 14, true)];
    const [packed, size] = [view.getUint32(at + 18, true), view.getUint32(at + 22, true)];
    const start = at + LOCAL_BYTES + view.getUint16(at + 26, true);
    if (method !== 0 || packed !== size || view.getUint16(at + 28, true) || start + size > whole.length) throw otherForm();
    const name = utf8(whole.subarray(at + LOCAL_BYTES, start));
    const content = whole.subarray(start, start + size);
    if (name === null || members.has(name)) throw otherForm();
    if (crc32(content) !== crc) throw new Unreadable(`The part “${name}” was altered: it does not match its checksum.`);
    members.set(name, content);
    at = start + size;
  }
  if (!equal(wrap(members), whole)) throw otherForm();
  return members;
}

const otherForm = () =>
  new Beyond("The file's zip wrapping was altered, or another program has packed it anew: a browser does not open that.");

/** The file of these members: the same members always give the same bytes. */
export function wrap(members) {
  const pieces = [];
  const directory = [];
  let offset = 0;
  for (const [name, content] of members) {
    const rawName = encode(name);
    const crc = crc32(content);
    const common = [[VERSION, 2], [UTF8_NAME, 2], [0, 2], [0, 2], [DATE, 2], [crc, 4], [content.length, 4], [content.length, 4], [rawName.length, 2]];
    const local = concat(pack([[0x04034b50, 4], ...common, [0, 2]]), rawName);
    const rest = [[0, 2], [0, 2], [0, 2], [0, 2], [FILE_MODE, 4], [offset, 4]];
    directory.push(pack([[0x02014b50, 4], [UNIX | VERSION, 2], ...common, ...rest]), rawName);
    pieces.push(local, content);
    offset += local.length + content.length;
  }
  const central = concat(...directory);
  const counts = [[0, 2], [0, 2], [members.size, 2], [members.size, 2], [central.length, 4], [offset, 4], [0, 2]];
  return concat(...pieces, central, pack([[0x06054b50, 4], ...counts]));
}

/** Numbers, each with its width in bytes, least byte first. */
function pack(fields) {
  const out = [];
  for (const [value, width] of fields) {
    for (let byte = 0; byte < width; byte += 1) out.push((value >>> (8 * byte)) & 0xff);
  }
  return Uint8Array.from(out);
}

function crc32(bytes) {
  let crc = 0xffffffff;
  for (let at = 0; at < bytes.length; at += 1) crc = CRC_TABLE[(crc ^ bytes[at]) & 0xff] ^ (crc >>> 8);
  return ~crc >>> 0;
}
