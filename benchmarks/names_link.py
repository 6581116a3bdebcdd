"""10,000 known names found in 10 MB of running Arabic text: ours against a bare automaton (pyahocorasick).

The automaton gets every surface form written out (hamza seats, keyboards, one-letter prefixes) and reports raw hits; ours
gets the 10,000 names, folds the text, reads clitics, and gives mentions with candidates and exact places. Names are made of
common words, and one sentence in three holds one, with a prefix and vowel signs now and then. Target: 15 MB/s on one core.

A register of 200,000 persons, two names each, is read from its file and made ready in a process of its own, which tells its
CPU seconds and its peak of resident memory.
"""

from __future__ import annotations

import json
import multiprocessing
import random
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import ahocorasick

from benchmarks.harness import Row, report
from dragoman.names.linker import Linker
from dragoman.names.register import Entity, EntityKind, Name, Register, load_register

LARGE_ROWS, LARGE_FAMILIES = 200_000, 60_000
NAMES, TEXT_BYTES, ROUNDS, SENTENCES_A_TEXT = 10_000, 10_000_000, 3, 60
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
SEATS = (("أ", "ا"), ("ى", "ي"), ("ة", "ه"), ("ي", "ی"), ("ك", "ک"))


def make_names(dice: random.Random) -> list[str]:
    """Two or three words each; first words are shared by many names, as given names are."""
    given = ["".join(dice.choices(LETTERS + "أىة", k=dice.randint(3, 6))) for _ in range(800)]
    family = ["".join(dice.choices(LETTERS + "أىة", k=dice.randint(4, 8))) for _ in range(6_000)]
    names: dict[str, None] = {}
    while len(names) < NAMES:
        names[" ".join([dice.choice(given), *dice.sample(family, dice.randint(1, 2))])] = None
    return list(names)


def surface_forms(name: str) -> set[str]:
    """What an automaton without folding must be given."""
    forms = {name}
    for letter, other in SEATS:
        forms |= {form.replace(letter, other) for form in forms}
    return forms | {clitic + form for form in forms for clitic in "وبلفك"}


def make_texts(dice: random.Random, names: list[str]) -> list[str]:
    """Texts of 60 sentences: words of a Zipf-like vocabulary, given names among them, whole names in one sentence of three."""
    words = ["".join(dice.choices(LETTERS, k=dice.randint(2, 8))) for _ in range(30_000)]
    words += [name.split(" ")[0] for name in names[:3000]]
    sentences: list[str] = []
    size = 0
    while size < TEXT_BYTES:
        sentence = dice.choices(words, k=dice.randint(10, 40))
        if dice.random() < 0.33:
            sentence.insert(dice.randrange(len(sentence)), dice.choice(["", "", "و", "ل", "ب"]) + dice.choice(names))
        sentences.append(" ".join(sentence) + ". ")
        size += len(sentences[-1].encode())
    return ["".join(sentences[at : at + SENTENCES_A_TEXT]) for at in range(0, len(sentences), SENTENCES_A_TEXT)]


def write_register(dice: random.Random, path: Path) -> None:
    """A large register: given names are shared by many, family names by few."""
    given = [_two_spellings(dice, 3, 6) for _ in range(3_000)]
    family = [_two_spellings(dice, 4, 8) for _ in range(LARGE_FAMILIES)]
    with path.open("w", encoding="utf-8") as file:
        for number in range(LARGE_ROWS):
            words = [dice.choice(given), *dice.sample(family, dice.randint(1, 2))]
            arabic, latin = (" ".join(spellings) for spellings in zip(*words, strict=True))
            row = {"id": str(number), "kind": "person", "house": latin, "names": {"ar": arabic}}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _two_spellings(dice: random.Random, least: int, most: int) -> tuple[str, str]:
    latin = "".join(dice.choices("abdefghijklmnoprstuvyz", k=dice.randint(least + 1, most + 2)))
    return "".join(dice.choices(LETTERS, k=dice.randint(least, most))), latin.capitalize()


def make_ready(path: Path) -> tuple[float, float]:
    """CPU seconds to read a register and make its linker, and the process's peak of resident memory in MB."""
    started = time.process_time()
    Linker(load_register(path))
    return time.process_time() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def large_register(dice: random.Random) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as folder, multiprocessing.get_context("spawn").Pool(1) as process:
        path = Path(folder) / "register.jsonl"
        write_register(dice, path)
        return process.apply(make_ready, (path,))


def best_speed(find: Callable[[str], int], texts: list[str], megabytes: float) -> tuple[float, int]:
    """Megabytes a CPU second, the best round; and what was found."""
    best, hits = 0.0, 0
    for _ in range(ROUNDS):
        started = time.process_time()
        hits = sum(find(text) for text in texts)
        best = max(best, megabytes / (time.process_time() - started))
    return best, hits


def main() -> None:
    dice = random.Random(10)
    names = make_names(dice)
    texts = make_texts(dice, names)
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    entities = (Entity(str(number), EntityKind.PERSON, name, (Name(name, "ar"),)) for number, name in enumerate(names))
    started = time.process_time()
    linker = Linker(Register.of(entities))
    made = time.process_time() - started
    automaton = ahocorasick.Automaton()
    for number, name in enumerate(names):
        for form in surface_forms(name):
            automaton.add_word(form, number)
    automaton.make_automaton()
    ours, mentions = best_speed(lambda text: len(linker.link(text, "ar")), texts, megabytes)
    bare, hits = best_speed(lambda text: sum(1 for _ in automaton.iter(text)), texts, megabytes)
    ready, peak = large_register(dice)
    print(
        f"{len(texts)} texts, {megabytes:.1f} MB; ours {mentions} mentions, made in {made:.1f} s; the automaton {hits} raw hits"
    )
    report(
        [
            Row("link 10,000 names", ours=ours, peer=bare, peer_name="bare automaton", unit="MB/CPU s", target=15),
            Row("a register of 200,000, ready", ours=ready, unit="CPU s", target=6, less_is_better=True),
            Row("its process, at the peak", ours=peak, unit="MB", target=250, less_is_better=True),
        ]
    )


if __name__ == "__main__":
    main()
