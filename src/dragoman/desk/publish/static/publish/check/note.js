// Signed heads of the ledger, and the keys that sign them. Source: C2SP signed-note; C2SP tlog-checkpoint
import { concat, encode, fromBase64, hex, sha256, toBase64 } from "./bytes.js";
import { verifies } from "./ed25519.js";
import { Fault } from "./faults.js";

const NAME = /^[^\s+]{1,200}$/;
const MAX_NOTE_CHARS = 20_000;
const ED25519 = 1;

/** A note as {origin, size, root, text, signatures}; nothing is checked yet. @throws {Fault} */
export function readCheckpoint(note) {
  const gap = note.lastIndexOf("\n\n");
  const lines = note.slice(gap + 2).split("\n");
  if (gap < 0 || note.length > MAX_NOTE_CHARS || lines.pop() !== "" || !lines.length || /[\x00-\x09\x0b-\x1f\x7f]/.test(note)) {
    throw new Fault("This is no signed checkpoint.");
  }
  const head = note.slice(0, gap).split("\n");
  if (head.length < 3 || !head.every(Boolean) || !/^(0|[1-9][0-9]{0,18})$/.test(head[1])) {
    throw new Fault("The checkpoint's lines are not those of a checkpoint.");
  }
  const root = fromBase64(head[2]);
  if (root.length !== 32) throw new Fault("The checkpoint's root is no SHA-256.");
  return { origin: head[0], size: BigInt(head[1]), root, text: `${note.slice(0, gap)}\n`, signatures: lines.map(readSignature) };
}

function readSignature(line) {
  const [, name, encoded] = /^— ([^\s+]{1,200}) ([^ ]*)$/.exec(line) ?? [];
  const signature = fromBase64(encoded ?? "");
  if (signature.length <= 4) throw new Fault("A signature line of the checkpoint is malformed.");
  return { name, id: hex(signature.subarray(0, 4)), signature: signature.subarray(4) };
}

/** A public key `name+id+base64` as {name, id, bytes, text}. @throws {Fault} */
export async function readKey(stated) {
  const text = stated.trim();
  const [name, id] = text.split("+", 2);
  const content = fromBase64(text.slice(`${name}+${id}+`.length));
  if (!NAME.test(name) || content.length !== 33 || content[0] !== ED25519) {
    throw new Fault("This is no public key of a ledger (name+id+base64).");
  }
  const real = hex((await sha256(concat(encode(`${name}\n`), content))).subarray(0, 4));
  if (text !== `${name}+${real}+${toBase64(content)}`) {
    throw new Fault("The public key does not match its own id: a letter is wrong or missing.");
  }
  return { name, id, bytes: content.subarray(1), text };
}

/** Whether this key has signed exactly this checkpoint. */
export async function isSignedBy(checkpoint, key) {
  const lines = checkpoint.signatures.filter(({ name, id }) => name === key.name && id === key.id);
  return lines.length === 1 && verifies(key.bytes, lines[0].signature, encode(checkpoint.text));
}
