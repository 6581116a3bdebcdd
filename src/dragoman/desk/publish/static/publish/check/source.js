// What a reader compares: each passage beside its translation, what was left out between, and the whole source.
import { unitsAt } from "./evidence.js";
import { element, foreign, foreignAttributes, ownAttributes } from "./page.js";

/** Where each passage stands in the text, in UTF-16 units. */
const spansOf = (text, quotation) => quotation.renderings.map(({ start, end }) => unitsAt(text, [start, end]));

const count = (text) => Array.from(text).length;
const characters = (number) => `${number.toLocaleString("en")} character${number === 1 ? "" : "s"}`;

/** Original and translation side by side, and between them what was left out. */
export function showPassages(place, { text, quotation, language }) {
  const spans = spansOf(text, quotation);
  const rows = quotation.renderings.flatMap((rendering, at) => {
    const between = at ? text.slice(spans[at - 1][1], spans[at][0]).trim() : "";
    const row = element(
      "div",
      { class: "pair" },
      element("p", { class: "reading", ...foreignAttributes(language) }, ...foreign(rendering.exact)),
      element("p", { class: "rendering", ...ownAttributes(quotation.language) }, ...foreign(rendering.text)),
    );
    return between ? [leftOut(between, language), row] : [row];
  });
  place.replaceChildren(element("h3", {}, "Each passage quoted, beside its whole translation"), ...rows);
}

function leftOut(between, language) {
  const paragraphs = between.split(/\n+/).map((line) => element("p", { class: "reading", ...foreignAttributes(language) }, ...foreign(line)));
  return element("details", { class: "left-out" }, element("summary", {}, `Left out here: ${characters(count(between))}`), ...paragraphs);
}

/** The whole text of the captured page, passages highlighted, in a region that scrolls to the first. */
export function showSource(place, { text, quotation, language, number }) {
  const spans = spansOf(text, quotation).sort(([one], [other]) => one - other);
  const quoted = spans.reduce((sum, [start, end]) => sum + count(text.slice(start, end)), 0);
  const whole = count(text);
  const title = element("h3", { id: `source-${number}` }, "The whole source, as it was captured");
  const region = element(
    "div",
    { class: "original source", role: "region", tabindex: "0", "aria-labelledby": title.id },
    ...paragraphsOf(text, spans).map((nodes) => element("p", { class: "reading", ...foreignAttributes(language) }, ...nodes)),
  );
  place.replaceChildren(title, element("p", { class: "soft small" }, share(quoted, whole, quotation.shareQuoted)), region);
  const mark = region.querySelector("mark");
  if (mark) region.scrollTop = mark.offsetTop - region.clientHeight / 4;
}

function share(quoted, whole, shareOfArticle) {
  const ofPage = `Highlighted: ${characters(quoted)} of ${whole.toLocaleString("en")} on the page, menus and all (${percent(quoted / whole)}).`;
  return shareOfArticle === null ? ofPage : `${ofPage} Of the article alone, says the desk: ${percent(shareOfArticle)}.`;
}

const percent = (part) => `${(100 * part).toFixed(part < 0.1 ? 1 : 0)} %`;

/** The text's lines, each as nodes: words, and highlighted passages. */
function paragraphsOf(text, spans) {
  const paragraphs = [];
  let start = 0;
  for (const line of text.split("\n")) {
    const end = start + line.length;
    if (line.trim()) paragraphs.push(nodesOf(text, [start, end], spans));
    start = end + 1;
  }
  return paragraphs;
}

function nodesOf(text, [start, end], spans) {
  const nodes = [];
  let at = start;
  for (const [from, to] of spans) {
    const [left, right] = [Math.max(from, at), Math.min(to, end)];
    if (left >= right) continue;
    nodes.push(...foreign(text.slice(at, left)), element("mark", {}, ...foreign(text.slice(left, right))));
    at = right;
  }
  nodes.push(...foreign(text.slice(at, end)));
  return nodes;
}
