"""The scripts of *Check this quotation* in a browser without any server: each file is handed out by the test itself."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Route

import dragoman.desk.publish

FOLDER = Path(dragoman.desk.publish.__file__).parent / "static" / "publish" / "check"
ADDRESS = "http://127.0.0.1:9"  # what browsers hold to be as safe as https, so that WebCrypto is there; nothing listens
_TYPES = {".js": "text/javascript", ".css": "text/css"}


def open_scripts(page: Page) -> Page:
    """An empty page of the address whose scripts are ours. Any other request fails the test."""
    page.route("**/*", _hand_out)
    page.goto(ADDRESS)
    return page


def _hand_out(route: Route) -> None:
    url = route.request.url
    assert url.startswith(ADDRESS), f"a request to {url}"
    name = url.removeprefix(ADDRESS).strip("/")
    if not name:
        route.fulfill(content_type="text/html", body="<!doctype html><title>scripts</title>")
    elif (FOLDER / name).is_file():
        route.fulfill(content_type=_TYPES[Path(name).suffix], body=(FOLDER / name).read_bytes())
    else:
        route.fulfill(status=404)


def call(page: Page, module: str, name: str, *arguments: Any) -> Any:
    """What an exported function gives; an error it throws comes back as `{"error": its kind, "sentence": ...}`.

    Bytes are handed in as bytes.
    """
    return page.evaluate(
        """async ([module, name, given]) => {
          const unpack = (one) => one && one.base64 !== undefined
            ? Uint8Array.from(atob(one.base64), (letter) => letter.charCodeAt(0)) : one;
          const found = await import(`/${module}`);
          try {
            return await found[name](...given.map(unpack));
          } catch (error) {
            return { error: error.constructor.name, sentence: error.message };
          }
        }""",
        [module, name, [_pack(argument) for argument in arguments]],
    )


def _pack(argument: Any) -> Any:
    return {"base64": base64.b64encode(argument).decode()} if isinstance(argument, bytes) else argument


def read_text(page: Page, payload: bytes, content_type: str | None, detected: str | None) -> Any:
    """The text rule's answer in the browser."""
    return call(page, "text_rule.js", "readText", payload, content_type, detected)


def check(page: Page, proof: bytes, quotation: str, shown: str, key: str = "") -> dict[str, tuple[str, str]]:
    """State and sentence of each link that the browser finds; `file` alone, `unreadable`, when the file can't be opened."""
    links = page.evaluate(
        """async ([base64, id, shown, key]) => {
          const { openProof } = await import("/chain.js");
          const links = [];
          try {
            const proof = await openProof(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)));
            for await (const link of proof.check(proof.quotation(id), { shown, key, siteKeys: [] })) links.push(link);
          } catch (error) {
            return [{ name: "file", state: "unreadable", sentence: error.message }];
          }
          return links;
        }""",
        [base64.b64encode(proof).decode(), quotation, shown, key],
    )
    return {link["name"]: (link["state"], link["sentence"]) for link in links}
