// Whether a proof's parts are those that its digests name, and who signed these.
// Source: WACZ 1.1.1; WACZ Signing and Verification 0.1.0, "Anonymous Signature"; RFC 8410 (the key's form)
import { encode, equal, fromBase64, fromHex, sha256Hex, toBase64, utf8 } from "./bytes.js";
import { verifies } from "./ed25519.js";
import { Fault } from "./faults.js";
import { readJson } from "./proof.js";

const PACKAGE = "datapackage.json";
const DIGEST = "datapackage-digest.json";
const ED25519_INFO = fromHex("302a300506032b6570032100");

/**
 * What was found, as a sentence.
 *
 * @param {object|null} given the key that the reader gave, read @param {object|null} named the key that the proof names, read
 * @throws {Fault}
 */
export async function checkParts(members, given, named) {
  const content = readJson(members.get(PACKAGE), PACKAGE);
  if (!Array.isArray(content?.resources)) throw new Fault(`The part “${PACKAGE}” lists no parts.`);
  const signed = readSignature(members.get(DIGEST));
  const digest = `sha256:${await sha256Hex(members.get(PACKAGE))}`;
  const isWhole = utf8(members.get(DIGEST)) === describe(digest, content, signed);
  if (!isWhole || (signed && !(await verifies(signed.key, signed.signature, encode(digest))))) {
    throw new Fault(`${PACKAGE} or ${DIGEST} was altered: they do not match.`);
  }
  await compareParts(members, content.resources);
  if (given && !(signed && equal(signed.key, given.bytes))) throw new Fault("The file's digests are not signed by the key that you gave.");
  if (signed && named && !equal(signed.key, named.bytes)) throw new Fault("The file's digests are signed by another key than the proof names.");
  const by = signed ? `signed by ${given ? "the key that you gave" : "the key that the file names"}` : "which nobody signed";
  return `All ${members.size} parts match their digests, ${by}.`;
}

async function compareParts(members, resources) {
  const listed = new Map(resources.map((resource) => [resource?.path, resource]));
  for (const [name, part] of members) {
    if (name === PACKAGE || name === DIGEST) continue;
    const { hash, bytes } = listed.get(name) ?? {};
    if (hash !== `sha256:${await sha256Hex(part)}` || bytes !== part.length) {
      throw new Fault(`${name} was altered, or added later: it does not match its digest.`);
    }
    listed.delete(name);
  }
  if (listed.size) throw new Fault("A part that the file lists is missing.");
}

/** Key and signature, neither of them checked; null when there are none of this kind. */
function readSignature(content) {
  const signed = readJson(content, DIGEST)?.signedData;
  if (!signed) return null;
  const info = fromBase64(String(signed.publicKey));
  if (!equal(info.subarray(0, ED25519_INFO.length), ED25519_INFO)) return null;
  return { key: info.subarray(ED25519_INFO.length), signature: fromBase64(String(signed.signature)) };
}

/** The one content that the digest's part can have for a package and a signature. */
function describe(digest, { created, software }, signed) {
  const described = { path: PACKAGE, hash: digest };
  if (signed) {
    const publicKey = toBase64(new Uint8Array([...ED25519_INFO, ...signed.key]));
    described.signedData = { hash: digest, created, software, version: "0.1.0", signature: toBase64(signed.signature), publicKey };
  }
  return `${JSON.stringify(described, null, 1)}\n`;
}
