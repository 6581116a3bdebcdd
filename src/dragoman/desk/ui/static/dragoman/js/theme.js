// Sets light or dark before the first paint; the choice is kept in a cookie and survives a full storage.
(() => {
  const kept = /(?:^|; )theme=(light|dark)/.exec(document.cookie);
  const root = document.documentElement;
  if (kept) root.dataset.theme = kept[1];
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-toggle]")) return;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
  });
})();
