// Bytes, their digests and their spellings.

export async function hash(name, bytes) {
  return new Uint8Array(await crypto.subtle.digest(name, bytes));
}

export const sha256 = (bytes) => hash("SHA-256", bytes);

export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export const sha256Hex = async (bytes) => hex(await sha256(bytes));

/** Bytes of a hexadecimal text that is known to be one. */
export const fromHex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));

export const encode = (text) => new TextEncoder().encode(text);

/** One character a byte, as ISO 8859-1 has it; `TextDecoder` gives windows-1252 under that name. */
export function latin1(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}

/** Text of bytes that must be UTF-8, or null. A byte order mark stays. */
export function utf8(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

export function equal(one, other) {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Where a row of bytes begins, or -1. */
export function find(bytes, wanted, from = 0) {
  for (let at = bytes.indexOf(wanted[0], from); at >= 0; at = bytes.indexOf(wanted[0], at + 1)) {
    if (wanted.every((byte, next) => bytes[at + next] === byte)) return at;
  }
  return -1;
}

export const toBase64 = (bytes) => btoa(latin1(bytes));

/** Base64 with its padding, strictly: one text for one content. Empty when it is not that. */
export function fromBase64(text) {
  let raw;
  try {
    raw = atob(text);
  } catch {
    return new Uint8Array();
  }
  return btoa(raw) === text ? Uint8Array.from(raw, (letter) => letter.charCodeAt(0)) : new Uint8Array();
}
