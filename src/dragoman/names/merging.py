"""Which row takes the place of which, through chains of merges."""

from __future__ import annotations

from collections.abc import Mapping


def follow_merges(merges: Mapping[str, str], known: set[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Follow each merge to its end. All of `merges`' ids are known; their targets need not be.

    Returns:
        (targets, faults): id → the id at the end of its chain; and id → what is wrong with its merge. A row that is
        part of a circle, or whose target no row has, stays; what merges into it still does.
    """
    targets: dict[str, str] = {}
    faults: dict[str, str] = {}
    for start in merges:
        chain: dict[str, None] = {}
        at = start
        while at in merges and at not in targets and at not in faults and at not in chain:
            chain[at] = None
            at = merges[at]
        links = list(chain)
        if at in chain:
            circle = links[links.index(at) :]
            faults.update(dict.fromkeys(circle, f"merged in a circle: {' → '.join([*circle[:5], at])}"))
            links = links[: links.index(at)]
        elif at not in known and links:
            faults[links[-1]] = f"merged into {at!r}, which no row has"
            at = links.pop()
        targets.update(dict.fromkeys(links, targets.get(at, at)))
    return targets, faults
