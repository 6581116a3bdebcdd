// Tell beforehand whether a page is built to exhaust a parser. Source: WHATWG HTML, 13.2.4.3

const HARMLESS_TAGS = 2000;
const MAX_WORK = 20_000_000;
const FORMATTING_WEIGHT = 10;
const FORMATTING = new Set("a b big code em font i nobr s small strike strong tt u".split(" "));
// Elements without an end tag, or whose end tag is commonly left out.
const NOT_COUNTED = new Set(
  (
    "area base br col embed hr img input link meta param source track wbr " +
    "p li dt dd option optgroup tr td th thead tbody tfoot colgroup rt rp html head body"
  ).split(" "),
);

/** Whether the depth that each tag stands at adds up to more than any page a person wrote. */
export function isBottomless(source) {
  if ((source.match(/</g)?.length ?? 0) <= HARMLESS_TAGS) return false;
  let work = 0;
  let depth = 0;
  let formatting = 0;
  for (const [, end, letters] of source.matchAll(/<(\/?)([A-Za-z][A-Za-z0-9]*)/g)) {
    const name = letters.toLowerCase();
    const isFormatting = FORMATTING.has(name);
    const isCounted = !isFormatting && !NOT_COUNTED.has(name);
    if (end) {
      if (isFormatting) formatting = Math.max(0, formatting - 1);
      else if (isCounted) depth = Math.max(0, depth - 1);
      continue;
    }
    if (isFormatting) formatting += 1;
    else if (isCounted) depth += 1;
    work += depth + formatting * FORMATTING_WEIGHT;
    if (work > MAX_WORK) return true;
  }
  return false;
}
