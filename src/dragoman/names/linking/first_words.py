"""Which words of a text may begin a known name: nearly all words end here, in bulk."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from dragoman.names.linking.filters import pair_hashes
from dragoman.names.linking.folded import ARABIC, CLITIC, CYRILLIC, LATIN, FoldedText, Hashes, Places
from dragoman.names.linking.inflection import LONGEST_CLITIC, LONGEST_ENDING
from dragoman.names.linking.tree import NameTree

_LEAST_LETTERS = 2
# Scripts whose words are tried without an ending.
_BITS = {"Cyrl": CYRILLIC, "Arab": ARABIC, "Latn": LATIN}


def first_words(folded: FoldedText, tree: NameTree, *, parted: bool, turkish: bool) -> list[tuple[int, int, int]]:
    """(word, letters of the clitic, letters of the ending) for each reading that may begin a name, in order.

    Args:
        parted: the text has apostrophes or joiners, so that endings behind them must be tried.
        turkish: endings of Latin words must be tried without an apostrophe too.
    """
    splits = list(_splits(folded, parted=parted, turkish=turkish))
    sizes = [len(words) for words, _, _ in splits]
    words = np.concatenate([words for words, _, _ in splits])
    skips = np.repeat([skip for _, skip, _ in splits], sizes)
    cuts = np.repeat([cut for _, _, cut in splits], sizes)
    hashes = folded.hashes(folded.starts[words] + skips, folded.ends[words] - cuts)
    met = np.flatnonzero(tree.starts.may_hold(hashes))
    kept = met[_may_be_named(folded, tree, hashes[met], words[met], parted=parted or turkish)]
    return sorted(zip(words[kept].tolist(), skips[kept].tolist(), cuts[kept].tolist(), strict=True))


def _splits(folded: FoldedText, *, parted: bool, turkish: bool) -> Iterator[tuple[Places, int, int]]:
    """Words to try whole, without a clitic, and without an ending, by the lengths of these."""
    starts, lengths = folded.starts, folded.ends - folded.starts
    yield np.arange(len(starts)), 0, 0
    kinds = folded.kinds[starts]
    words = np.flatnonzero((kinds & CLITIC) > 0)
    for skip in range(1, LONGEST_CLITIC + 1):
        words = words[lengths[words] >= skip + _LEAST_LETTERS]
        words = words[(folded.kinds[starts[words] + skip - 1] & CLITIC) > 0]
        if not words.size:
            break
        yield words, skip, 0
    for script, bit in _BITS.items():
        if bit != CYRILLIC and not parted and not (turkish and bit == LATIN):
            continue
        words = np.flatnonzero((kinds & bit) > 0)
        for cut in range(1, LONGEST_ENDING[script] + 1):
            words = words[lengths[words] >= cut + _LEAST_LETTERS]
            if not words.size:
                break
            yield words, 0, cut


def _may_be_named(folded: FoldedText, tree: NameTree, hashes: Hashes, words: Places, *, parted: bool) -> npt.NDArray[np.bool_]:
    """Which of the words may be a name by themselves, or a name's first word with its next one after it."""
    kept = tree.alone.may_hold(hashes)
    has_next = np.flatnonzero(words + 1 < len(folded.starts))
    kept[has_next] |= _may_go_on(folded, tree, hashes[has_next], words[has_next] + 1, parted=parted)
    return kept


def _may_go_on(folded: FoldedText, tree: NameTree, hashes: Hashes, following: Places, *, parted: bool) -> npt.NDArray[np.bool_]:
    """Whether the next word, whole or without an ending, follows the first in any name."""
    answer = np.zeros(len(following), np.bool_)
    met = int(np.bitwise_or.reduce(folded.kinds[folded.starts[following]], initial=0))
    tried = [LONGEST_ENDING[script] for script, bit in _BITS.items() if met & bit and (parted or bit == CYRILLIC)]
    for cut in range(max(tried, default=0) + 1):
        long = np.flatnonzero(folded.ends[following] - folded.starts[following] > cut)
        after = folded.hashes(folded.starts[following[long]], folded.ends[following[long]] - cut)
        answer[long] |= tree.pairs.may_hold(pair_hashes(hashes[long], after))
    return answer
