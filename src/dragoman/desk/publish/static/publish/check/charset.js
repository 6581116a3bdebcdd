// Which charset holds, and what its bytes mean. The order is the text rule's: HTTP, byte order mark, <meta>, detection.
import { latin1 } from "./bytes.js";
import { Fault } from "./faults.js";

// Python's white space, which is Unicode's and four separators; `\s` of JavaScript is another set.
export const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const PARAMETER = new RegExp(`;[${SPACE}]*charset[${SPACE}]*=[${SPACE}]*["']?([^"';${SPACE}]+)`, "i");
const META = /<meta[\t-\r \/][^>]*?charset[\t-\r ]*=[\t-\r ]*["']?[\t-\r ]*([A-Za-z0-9_:.+-]+)/gi;
const META_BYTES = 4096;
const META_INSTEAD = { "utf-16le": "utf-8", "utf-16be": "utf-8", "x-user-defined": "windows-1252" }; // Source: WHATWG HTML, 13.2.3.2
const MARKS = [[[0xef, 0xbb, 0xbf], "utf-8"], [[0xff, 0xfe], "utf-16le"], [[0xfe, 0xff], "utf-16be"]];
// Charsets that the standard refuses to read; `TextDecoder` does not know them at all. Source: WHATWG Encoding, 4.2
const REFUSED = /^[\t\n\f\r ]*(csiso2022kr|hz-gb-2312|iso-2022-(cn|cn-ext|kr)|replacement)[\t\n\f\r ]*$/i;

/** The standard's name of a charset label; null when it knows none. */
export function readLabel(label) {
  if (REFUSED.test(label)) return "replacement";
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return null;
  }
}

/**
 * The charset that the rule gives, and which step gave it.
 *
 * @param {string|null} detected what detection once gave, as the proof records it: a browser does not detect anew
 */
export function chooseCharset(payload, contentType, { html, detected }) {
  const stated = PARAMETER.exec(contentType ?? "");
  const named = stated && readLabel(stated[1]);
  if (named) return [named, "http"];
  for (const [mark, name] of MARKS) {
    if (mark.every((byte, at) => payload[at] === byte)) return [name, "bom"];
  }
  const meta = html && charsetOfMeta(payload);
  if (meta) return [meta, "meta"];
  const known = readLabel(detected ?? "");
  if (!known) throw new Fault("The proof does not say in which charset the page is read.");
  return [known, "detected"];
}

/** The charset of the first <meta> outside comments that names a known one. */
function charsetOfMeta(payload) {
  const start = latin1(payload.subarray(0, META_BYTES)).replace(/<!--[^]*?-->/g, "");
  for (const [, label] of start.matchAll(META)) {
    const name = readLabel(label);
    if (name) return META_INSTEAD[name] ?? name;
  }
  return null;
}

/** Text of the bytes; what is no text in this charset becomes U+FFFD. A leading byte order mark is dropped. */
export function decode(payload, charset) {
  if (charset === "replacement") return payload.length ? "\ufffd" : "";
  const text = new TextDecoder(charset, { ignoreBOM: true }).decode(payload);
  return text.startsWith("\ufeff") ? text.slice(1) : text;
}
