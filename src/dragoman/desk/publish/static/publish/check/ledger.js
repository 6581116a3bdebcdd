// The leaf of a capture, and its path to the ledger's root. Source: RFC 8785 (the leaf's form); RFC 9162, 2.1
import { concat, encode, equal, sha256 } from "./bytes.js";
import { Fault } from "./faults.js";

const NAMES = ["capture", "fetched", "outcome", "payload_sha256", "record_sha256", "salt", "status", "url", "version"];
const MAX_LEAF_CHARS = 100_000;

/** A leaf's content, which must be written exactly as it was hashed. @throws {Fault} */
export function readLeaf(encoded) {
  let leaf;
  try {
    leaf = encoded.length <= MAX_LEAF_CHARS ? JSON.parse(encoded) : null;
  } catch {
    leaf = null;
  }
  if (leaf === null || typeof leaf !== "object" || Object.keys(leaf).sort().join() !== NAMES.join() || leaf.version !== 1) {
    throw new Fault("The ledger's leaf is not well-formed.");
  }
  // The canonical form is what JavaScript writes, its names in order: texts and whole numbers are all there is.
  if (JSON.stringify(leaf, NAMES) !== encoded) throw new Fault("The ledger's leaf is not in its canonical form.");
  return leaf;
}

export const hashLeaf = (encoded) => sha256(concat([0], encode(encoded)));

const hashChildren = (left, right) => sha256(concat([1], left, right));

/** Whether the path leads from leaf `index` to the root of a tree of `size` leaves. Source: RFC 9162, 2.1.3.2 */
export async function leadsToRoot(leafHash, { index, path, size, root }) {
  if (index < 0n || index >= size) return false;
  let [first, second, found] = [index, size - 1n, leafHash];
  for (const sibling of path) {
    if (second === 0n) return false;
    if (first & 1n || first === second) {
      found = await hashChildren(sibling, found);
      while (first && !(first & 1n)) [first, second] = [first >> 1n, second >> 1n];
    } else {
      found = await hashChildren(found, sibling);
    }
    [first, second] = [first >> 1n, second >> 1n];
  }
  return second === 0n && equal(found, root);
}
