// The record of a page that was as before: its body stands in the record it refers to. Source: WARC 1.1, 6.7.2
import { sha256Hex } from "./bytes.js";
import { Fault } from "./faults.js";

export const REVISIT = "revisit";
const PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest";

/** The record with its payload: a revisit's is the one it refers to. @throws {Fault} when the two do not belong together */
export async function complete(record, earlier) {
  if (record.type !== REVISIT && !earlier) return record;
  if (!earlier) throw new Fault("The earlier record that holds the payload is missing.");
  const { profile, refersTo, payloadDigest } = record;
  if (record.type !== REVISIT || profile !== PROFILE || record.payload.length) {
    throw new Fault("The record is no revisit of an unchanged page.");
  }
  if (refersTo.id !== earlier.id || earlier.type !== "response") {
    throw new Fault("The record refers to another one than the one that is there.");
  }
  if (refersTo.url !== earlier.url || record.url !== earlier.url) {
    throw new Fault("The record refers to a record of another address.");
  }
  if (refersTo.date !== earlier.date) throw new Fault("The record refers to a record of another time.");
  if (payloadDigest !== `sha256:${await sha256Hex(earlier.payload)}`) {
    throw new Fault("The payload that the record refers to does not match its digest.");
  }
  return { ...record, payload: earlier.payload };
}
