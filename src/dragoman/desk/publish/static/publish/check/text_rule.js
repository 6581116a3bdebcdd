// The text rule, version 1: what "stands in these bytes" means. The rule is told in `capture/text_rule.py`; this is the same
// in a browser's words, and both must agree on every golden case.
import { latin1 } from "./bytes.js";
import { chooseCharset, decode } from "./charset.js";
import { Beyond } from "./faults.js";
import { isBottomless } from "./nesting.js";

export const RULE = 1;

const BLOCKS = new Set(
  (
    "address article aside blockquote body caption center col colgroup dd details dialog dir div dl dt fieldset figcaption " +
    "figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li listing main menu nav ol optgroup " +
    "option p plaintext pre search section select summary table tbody td textarea tfoot th thead title tr ul xmp"
  ).split(" "),
);
const SKIPPED = new Set(["script", "style", "noscript", "template"]);
const SPACES = /[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g; // Source: Unicode, White_Space
const STRING = /"((?:[^"\\\x00-\x1f]|\\(?:["\\\/bfnrt]|u[0-9A-Fa-f]{4}))*)"([ \t\r\n]*:)?/g;
const FIRST_BYTES = 1024;
const MAX_DEPTH = 500; // Chromium puts what is nested deeper than 512 elements elsewhere

/**
 * Text, charset, and which step gave the charset.
 *
 * @param {string|null} detected the charset that detection once gave, as a proof records it
 * @throws {Fault} no charset is known @throws {Beyond} a browser cannot read this page as the rule says
 */
export function readText(payload, contentType, detected) {
  const kind = kindOf(payload, contentType);
  if (kind === "none") return { text: "", charset: "", how: "none" };
  const [charset, how] = chooseCharset(payload, contentType, { html: kind === "html", detected });
  const source = decode(payload, charset);
  const text = kind === "html" ? readHtml(source) : kind === "json" ? readJson(source) : source;
  return { text: text.normalize("NFC"), charset, how };
}

function kindOf(payload, contentType) {
  const mediaType = (contentType ?? "").split(";")[0].trim().toLowerCase();
  if (["", "application/octet-stream", "unknown/unknown", "*/*"].includes(mediaType)) return kindOfUnnamed(payload);
  if (["text/html", "text/xml", "application/xml"].includes(mediaType) || mediaType.endsWith("+xml")) return "html";
  if (["application/json", "text/json"].includes(mediaType) || mediaType.endsWith("+json")) return "json";
  return mediaType.startsWith("text/") ? "plain" : "none";
}

function kindOfUnnamed(payload) {
  let start = latin1(payload.subarray(0, FIRST_BYTES));
  if (/^(\xff\xfe|\xfe\xff)/.test(start)) start = start.replaceAll("\0", "").slice(2);
  if (/^(\xef\xbb\xbf)?[ \t\r\n\f]*</.test(start)) return "html";
  return start.includes("\0") ? "none" : "plain";
}

function readHtml(source) {
  if (isBottomless(source)) return "";
  const pieces = [];
  let node = new DOMParser().parseFromString(source.replaceAll("\0", ""), "text/html").documentElement;
  let depth = 0;
  while (node) {
    const name = node.localName;
    if (node.nodeType === Node.TEXT_NODE) pieces.push(node.data.replace(SPACES, " "));
    else if (name === "br" || BLOCKS.has(name)) pieces.push("\n");
    const child = name && name !== "br" && !SKIPPED.has(name) ? node.firstChild : null;
    if (child) {
      depth += 1;
      if (depth > MAX_DEPTH) throw new Beyond("The page is nested deeper than a browser keeps apart.");
      node = child;
      continue;
    }
    if (BLOCKS.has(name)) pieces.push("\n");
    while (node && !node.nextSibling) {
      node = node.parentElement;
      depth -= 1;
      if (node && BLOCKS.has(node.localName)) pieces.push("\n");
    }
    node = node?.nextSibling;
  }
  const joined = pieces.join("").replace(/ {2,}/g, " ").replace(/ ?\n[ \n]*/g, "\n");
  return joined.replace(/^[ \n]+|[ \n]+$/g, "");
}

function readJson(source) {
  const values = [];
  for (const [, inside, colon] of source.matchAll(STRING)) {
    if (colon === undefined) values.push(JSON.parse(`"${inside}"`).replace(/\p{Surrogate}/gu, "\ufffd"));
  }
  return values.join("\n");
}
