// Ed25519 signatures: by WebCrypto where the browser has it, else by the plain arithmetic below. Source: RFC 8032, 5.1
import { concat, equal, hash } from "./bytes.js";

/** Whether this public key has signed exactly this message. */
export async function verifies(publicKey, signature, message) {
  let key;
  try {
    key = await crypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
  } catch {
    return verifiesPlainly(publicKey, signature, message);
  }
  return crypto.subtle.verify("Ed25519", key, signature, message);
}

const P = 2n ** 255n - 19n; // of the field
const L = 2n ** 252n + 27742317777372353535851937790883648493n; // order of the base point
const D = mod(-121665n * power(121666n, P - 2n));
const ROOT_OF_MINUS_ONE = power(2n, (P - 1n) / 4n);
const BASE = decompress(toLittleEndian(mod(4n * power(5n, P - 2n))));
const ZERO = [0n, 1n, 1n, 0n];

/** The same without the browser's help: nothing here is secret, so it need not take the same time for every key. */
export async function verifiesPlainly(publicKey, signature, message) {
  if (signature.length !== 64 || publicKey.length !== 32) return false;
  const [rBytes, s] = [signature.subarray(0, 32), fromLittleEndian(signature.subarray(32))];
  const key = decompress(publicKey);
  if (!key || s >= L) return false;
  const k = fromLittleEndian(await hash("SHA-512", concat(rBytes, publicKey, message))) % L;
  // s B = R + k A, so that R must be s B - k A.
  return equal(compress(add(multiply(BASE, s), multiply(negate(key), k))), rBytes);
}

function mod(value) {
  const rest = value % P;
  return rest < 0n ? rest + P : rest;
}

function power(base, exponent) {
  let result = 1n;
  for (let square = mod(base); exponent; exponent >>= 1n, square = mod(square * square)) {
    if (exponent & 1n) result = mod(result * square);
  }
  return result;
}

/** Points are [X, Y, Z, T] with x = X/Z, y = Y/Z, xy = T/Z. Source: RFC 8032, 5.1.4 */
function add([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const a = mod((y1 - x1) * (y2 - x2));
  const b = mod((y1 + x1) * (y2 + x2));
  const c = mod(2n * t1 * t2 * D);
  const d = mod(2n * z1 * z2);
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

const negate = ([x, y, z, t]) => [mod(-x), y, z, mod(-t)];

function multiply(point, scalar) {
  let sum = ZERO;
  for (let double = point; scalar; scalar >>= 1n, double = add(double, double)) {
    if (scalar & 1n) sum = add(sum, double);
  }
  return sum;
}

/** The point of 32 bytes, or null when they are none. Source: RFC 8032, 5.1.3 */
function decompress(bytes) {
  const whole = fromLittleEndian(bytes);
  const sign = whole >> 255n;
  const y = whole & (2n ** 255n - 1n);
  if (y >= P) return null;
  const u = mod(y * y - 1n);
  const v = mod(D * y * y + 1n);
  let x = mod(u * v ** 3n * power(u * v ** 7n, (P - 5n) / 8n));
  if (mod(v * x * x) === mod(-u)) x = mod(x * ROOT_OF_MINUS_ONE);
  if (mod(v * x * x) !== u || (x === 0n && sign)) return null;
  if ((x & 1n) !== sign) x = P - x;
  return [x, y, 1n, mod(x * y)];
}

function compress([x, y, z]) {
  const inverse = power(z, P - 2n);
  return toLittleEndian(mod(y * inverse) | ((mod(x * inverse) & 1n) << 255n));
}

function fromLittleEndian(bytes) {
  return bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

function toLittleEndian(value) {
  return Uint8Array.from({ length: 32 }, (_, at) => Number((value >> BigInt(8 * at)) & 0xffn));
}
