"""CTranslate2 for real, on models built here by hand: each family's folder and language tokens."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dragoman.errors import EngineRefused, EngineUnavailable
from dragoman.translate.drafting import Draft, draft
from dragoman.translate.engine import Passage, Task
from dragoman.translate.engine_settings import EngineSetting, Sensitivity, read_engines
from tests.translate import tiny_model
from tests.translate.settings import TASK, Steps, write

SOURCES = ("قال الوزير إن الحكومة ستواصل العمل اليوم .", "لم يحضر الرئيس أمس .")
TARGETS = ("said minister that government continues work today .", "not attended president yesterday .")
LAYOUTS = {
    "opus-mt": tiny_model.OPUS,
    "opus-mt of many targets": tiny_model.OPUS_MANY,
    "nllb": tiny_model.NLLB,
    "madlad": tiny_model.MADLAD,
}


def setting(folder: Path, model: Path) -> EngineSetting:
    text = f'[engines.own]\nkind = "ctranslate2"\nfolder = "{model}"\nthreads = 1\nbeam_size = 2'
    return read_engines(write(folder, text), {})["own"]


def results(using: EngineSetting, texts=SOURCES, task: Task = TASK) -> list:
    passages = [Passage(text) for text in texts]
    return list(draft(passages, task, using=using, sensitivity=Sensitivity.CONFIDENTIAL, outside=Steps().outside()))


@pytest.fixture(scope="module")
def opus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_model.build(tmp_path_factory.mktemp("models") / "opus")


@pytest.mark.parametrize("family", LAYOUTS)
def test_each_family_translates_and_shows_no_token_of_its_own(family: str, tmp_path):
    model = tiny_model.build(tmp_path / "model", LAYOUTS[family])
    using = setting(tmp_path, model)
    drafts = results(using)
    assert [one.text for one in drafts] == list(TARGETS)
    assert drafts[0].origin.identity.model == f"{family.partition(' ')[0]}: model"
    assert using.engine.check().startswith(f"ready; {family.partition(' ')[0]}, cpu float32")


def test_the_version_is_that_of_the_files(opus, tmp_path):
    first = setting(tmp_path, opus).engine.identity().version
    assert setting(tmp_path, opus).engine.identity().version == first
    other = tiny_model.build(tmp_path / "opus", lexicon={**tiny_model.LEXICON, "قال": "stated"})
    assert setting(tmp_path, other).engine.identity().version != first


def test_a_draft_into_one_language_is_not_taken_for_another(opus, tmp_path):
    engine = setting(tmp_path, opus).engine
    assert engine.prompt(Passage("نعم"), Task("ar", "en")).sha256 != engine.prompt(Passage("نعم"), Task("ar", "fr")).sha256


def test_tokens_are_counted(opus, tmp_path):
    first, *_ = results(setting(tmp_path, opus))
    assert (first.call.passages, first.call.usage.input_tokens) == (2, 13)


def test_a_passage_beyond_the_model_is_refused_and_the_rest_goes_on(opus, tmp_path):
    drafts = results(setting(tmp_path, opus), [SOURCES[0], "قال " * 600, "قال " * 200, SOURCES[1]])
    assert [one.text if isinstance(one, Draft) else one.refusal.reason for one in drafts] == [
        TARGETS[0],
        "cut-off",  # more tokens than any such model takes
        "failed",  # more places than this one has
        TARGETS[1],
    ]


@pytest.mark.parametrize("layout", [tiny_model.OPUS_MANY, tiny_model.NLLB, tiny_model.MADLAD])
def test_a_language_that_the_model_lacks_is_told(layout, tmp_path):
    using = setting(tmp_path, tiny_model.build(tmp_path / "model", layout))
    with pytest.raises(EngineRefused, match=r"own cannot write Ukrainian \(uk\)\. The model does not know the language uk"):
        results(using, task=Task("ar", "uk"))


def damage(model: Path, name: str, content: bytes | None) -> None:
    if content is None:
        (model / name).unlink()
    else:
        (model / name).write_bytes(content)


DAMAGED = {
    "no weights": ("model.bin", None, r"no model\.bin"),
    "weights cut off": ("model.bin", b"\x06\x00\x00\x00", "cannot be loaded"),
    "no pieces": ("source.spm", None, "needs its sentencepiece"),
    "pieces of something else": ("source.spm", b"no pieces", "cannot be loaded"),
    "no vocabulary": ("source_vocabulary.json", None, "is damaged"),
    "vocabulary cut off": ("source_vocabulary.json", b'["a", "b', "is damaged"),
    "vocabulary of numbers": ("source_vocabulary.json", b"[1, 2]", "is damaged"),
    "another configuration": ("config.json", b"[]", "is damaged"),
}


@pytest.mark.parametrize("case", DAMAGED)
def test_a_damaged_folder_is_told(case: str, tmp_path):
    name, content, told = DAMAGED[case]
    model = tiny_model.build(tmp_path / "model")
    damage(model, name, content)
    with pytest.raises(EngineUnavailable, match=told):
        results(setting(tmp_path, model))


def test_a_vocabulary_of_older_converters_is_read(tmp_path):
    model = tiny_model.build(tmp_path / "model", tiny_model.NLLB)
    tokens = json.loads((model / "source_vocabulary.json").read_text())
    (model / "source_vocabulary.json").unlink()
    (model / "source_vocabulary.txt").write_text("\n".join(tokens), encoding="utf-8")
    prompt = setting(tmp_path, model).engine.prompt(Passage("نعم"), TASK)
    assert json.loads(prompt.rest)["before_source"] == ["arb_Arab"]
