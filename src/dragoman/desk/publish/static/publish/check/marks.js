// Marks in a quotation, and whether every word outside them follows the renderings. The rules are told in `text/marks.py`.
import { SPACE } from "./charset.js";

const CUT = "[…]";
const MARK = /\[([^\[\]]*)\]/g;
const CUT_TEXT = new RegExp(`^[${SPACE}]*(?:…|\\.[${SPACE}]?\\.[${SPACE}]?\\.)[${SPACE}]*$`);
const TYPE = new RegExp(`^[${SPACE}]*(gloss|identity|scene)[${SPACE}]*:([^]*)$`, "i");
const ENDS = new RegExp(`^[${SPACE}]+|[${SPACE}]+$`, "g");
const IS_SPACE = new RegExp(`^[${SPACE}]$`);
const ALNUM = /^[\p{L}\p{N}]$/u;
const IN_WORD = /^[\p{L}\p{N}\p{M}\u200c\u200d]$/u;
const INSIDE_WORDS = "'‘’-‐‑";

const strip = (text) => text.replace(ENDS, "");
const codePoints = (text) => Array.from(text).length;

/** Words and marks in order: {kind, text, start, end}, `[start, end)` in code points. */
export function parse(text) {
  const runs = [];
  let [unit, at] = [0, 0];
  const take = (kind, shown, whole) => {
    const end = at + codePoints(whole);
    runs.push({ kind, text: shown, start: at, end });
    at = end;
  };
  for (const match of text.matchAll(MARK)) {
    if (match.index > unit) take("words", text.slice(unit, match.index), text.slice(unit, match.index));
    take(...readMark(match[1]), match[0]);
    unit = match.index + match[0].length;
  }
  if (unit < text.length) take("words", text.slice(unit), text.slice(unit));
  return runs;
}

function readMark(inside) {
  if (CUT_TEXT.test(inside)) return ["cut", "…"];
  const typed = TYPE.exec(inside);
  return typed ? [typed[1].toLowerCase(), strip(typed[2])] : ["addition", strip(inside)];
}

/** What is wrong with a quotation, first fault first, as a sentence; null when every word follows its renderings. */
export function findDivergence(quotation, renderings) {
  const runs = parse(quotation);
  const mine = wordsOutside(runs);
  if (mine.every((word) => word.isCut)) return "The excerpt quotes no word.";
  return findFaultyMark(runs) ?? compare(mine, renderings.flatMap((rendering) => wordsOutside(parse(rendering))));
}

/** The words a reader takes for the speaker's, and one that stands for each cut. */
function wordsOutside(runs) {
  const words = [];
  let afterMark = false;
  for (const run of runs) {
    if (run.kind === "words") {
      const read = readWords(run.text, afterMark);
      words.push(...read);
      afterMark &&= !read.length;
    } else {
      afterMark = true;
      if (run.kind === "cut") words.push({ isCut: true, text: CUT });
    }
  }
  return words;
}

/** Words and punctuation marks; any other invisible character is a word of its own, so that none can be slipped in. */
function readWords(text, afterMark) {
  const letters = Array.from(text);
  const words = [];
  for (let at = 0, end = 0; at < letters.length; at = end) {
    end = Math.max(wordEnd(letters, at), at + 1);
    if (IS_SPACE.test(letters[at]) || "[]".includes(letters[at])) continue;
    const word = letters.slice(at, end).join("");
    const key = word.normalize("NFC").replace(/[“”„‟«»〝〞]/g, '"').replace(/[‘’‚‛‹›]/g, "'");
    words.push({ isCut: false, text: word, key, mayChangeCase: afterMark && !words.length });
  }
  return words;
}

function wordEnd(letters, start) {
  const inWord = (at) => at < letters.length && IN_WORD.test(letters[at]);
  let end = start;
  while (inWord(end) || (end > start && end < letters.length && INSIDE_WORDS.includes(letters[end]) && inWord(end + 1))) end += 1;
  return end;
}

function findFaultyMark(runs) {
  for (const [place, run] of runs.entries()) {
    if (run.kind === "words") {
      const bracket = /[[\]]/.exec(run.text);
      if (bracket) return `This bracket ${bracket[0]} has no partner.`;
    } else if (!run.text) {
      return "A mark holds no words.";
    } else if (joins(run, runs[place - 1], runs[place + 1])) {
      return `The mark “${run.text}” joins the word beside it: a new word is made of the source's.`;
    }
  }
  return null;
}

function joins(run, before, after) {
  const last = (text) => Array.from(text).at(-1) ?? "";
  const first = (text) => Array.from(text)[0] ?? "";
  const touchesBefore = before?.kind === "words" && ALNUM.test(last(before.text));
  const touchesAfter = after?.kind === "words" && ALNUM.test(first(after.text));
  if (run.kind === "cut") return touchesBefore && touchesAfter;
  return (touchesBefore && ALNUM.test(first(run.text))) || (touchesAfter && ALNUM.test(last(run.text)));
}

/** The first place where the words part, or null. */
function compare(mine, theirs) {
  let start = 0;
  while (start < Math.min(mine.length, theirs.length) && equals(mine[start], theirs[start])) start += 1;
  let [end, rest] = [mine.length, theirs.length];
  while (end > start && rest > start && equals(mine[end - 1], theirs[rest - 1])) [end, rest] = [end - 1, rest - 1];
  const [q, r] = [mine.slice(start, end), theirs.slice(start, rest)];
  if (matches(q, r)) return null;
  if (!r.length) return `“${q[0].text}” is not in the rendering, and not marked as ours.`;
  if (!q.length) return `“${r[0].text}” is left out, and no cut is marked.`;
  if (q[0].isCut) return "Somewhere after a cut the words no longer follow the renderings.";
  return `Here stands “${q[0].text}”; the rendering has “${r[0].text}”.`;
}

function equals(word, other) {
  if (word.isCut || other.isCut) return false;
  if (word.key === other.key) return true;
  if (!word.mayChangeCase) return false;
  const [[first, ...rest], [otherFirst, ...otherRest]] = [Array.from(word.key), Array.from(other.key)];
  return first.toLowerCase() === otherFirst.toLowerCase() && rest.join("") === otherRest.join("");
}

/** Whether q, its cuts standing for any words, is r: leftmost, with one step back to the last cut. */
function matches(q, r) {
  let [i, j, cut, resume] = [0, 0, -1, -1];
  while (j < r.length) {
    if (i < q.length && q[i].isCut) [cut, resume, i] = [i, j, i + 1];
    else if (i < q.length && equals(q[i], r[j])) [i, j] = [i + 1, j + 1];
    else if (cut >= 0) {
      resume += 1;
      [i, j] = [cut + 1, resume];
    } else return false;
  }
  return q.slice(i).every((word) => word.isCut);
}
