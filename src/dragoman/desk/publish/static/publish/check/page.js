// Small parts of a page, made without any markup in a string: what comes from a captured page is only ever text.

const OVERRIDES = { "\u202d": "LRO", "\u202e": "RLO" };

/** An element with its attributes and children. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Foreign text as nodes: a character that would reverse what follows is shown, never obeyed. */
export function foreign(text) {
  return text.split(/([\u202d\u202e])/).map((part) => {
    const sign = OVERRIDES[part];
    return sign ? element("span", { class: "control", title: "a hidden control character that reverses text" }, sign) : part;
  });
}

/** Attributes of an element that holds foreign text. */
export const foreignAttributes = (language) => (language && language !== "und" ? { dir: "auto", lang: language } : { dir: "auto" });

/** Attributes of an element that holds a rendering: it runs as the dispatch that quotes it does. */
export const ownAttributes = (language) => ({ ...foreignAttributes(language), dir: document.documentElement.dir || "auto" });
