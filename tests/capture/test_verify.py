"""Checking proof files: what holds, which link a forged statement fails at, and how it is told."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import click
import pytest
from click.testing import CliRunner

from dragoman.capture.commands import verify as command
from dragoman.capture.container import unwrap
from dragoman.capture.proof import build
from dragoman.capture.proof_format import describe_marks
from dragoman.capture.report import isolate
from dragoman.capture.verify import verify
from tests.capture import proofs
from tests.capture.forgery import MEMBERS, failed, forge, states


@pytest.fixture
def proof(tmp_path: Path) -> Path:
    return proofs.write(tmp_path)


def test_a_good_proof_holds_link_by_link(proof):
    verdict = verify(proof)
    assert verdict.ok
    assert verdict.file.state == "held"
    expected = dict.fromkeys(("quotation", "text", "bytes", "ledger"), "held")
    assert states(verdict) == [expected | {"checkpoint": "self-asserted", "time": "not-present"}] * 3
    pinned = verify(proof, [proofs.KEY.verifier.text])
    assert pinned.ok
    assert states(pinned) == [expected | {"checkpoint": "held", "time": "not-present"}] * 3


def test_a_proof_without_a_ledger_says_so_and_does_not_pass_for_a_pinned_key(tmp_path):
    build(proofs.content(), tmp_path / "proof.wacz")
    verdict = verify(tmp_path / "proof.wacz")
    assert verdict.ok
    assert {(found["ledger"], found["checkpoint"]) for found in states(verdict)} == {("not-present", "not-present")}
    assert not verify(tmp_path / "proof.wacz", [proofs.KEY.verifier.text]).ok


def test_the_same_content_gives_the_same_file(tmp_path):
    (tmp_path / "other").mkdir()
    assert proofs.write(tmp_path).read_bytes() == proofs.write(tmp_path / "other").read_bytes()


def test_any_zip_tool_opens_it(proof):
    with zipfile.ZipFile(proof) as file:
        assert file.testzip() is None
        assert file.namelist() == MEMBERS


def test_a_proof_packed_anew_still_holds_and_says_so(proof):
    members, own = unwrap(proof.read_bytes())
    assert own
    with zipfile.ZipFile(proof, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    verdict = verify(proof)
    assert verdict.ok
    assert "packed the file anew" in verdict.file.sentence


@pytest.mark.parametrize(
    ("change", "link"),
    [
        (lambda c: c["quotations"][0]["body"].update(value="The spokesman denied it."), "quotation"),
        (lambda c: c["quotations"][0]["dragoman"]["marks"].clear(), "quotation"),
        (lambda c: c["quotations"][0]["dragoman"]["marks"][0].update(start=5), "quotation"),
        (lambda c: c["quotations"][0]["dragoman"]["renderings"][0].update(text="He said no."), "quotation"),
        (lambda c: c["quotations"][0]["target"][0]["selector"][0].update(exact="كلام آخر"), "text"),
        (lambda c: c["quotations"][0]["target"][0]["selector"][0].update(prefix=""), "text"),
        (lambda c: c["quotations"][0]["target"][0]["selector"][1].update(start=9), "text"),
        (lambda c: c["quotations"][0]["target"][0]["selector"][1].update(start=-1), "text"),
        (lambda c: c["quotations"][0]["target"][0]["selector"][1].update(end=10**30), "text"),
        (lambda c: c["quotations"][0]["target"][0].update(source="http://elsewhere.example/"), "text"),
        (lambda c: c["quotations"][0]["target"].reverse(), "text"),
        (lambda c: c["captures"][0].update(charset="windows-1255"), "text"),
        (lambda c: c["captures"][0].update(charset_from="meta"), "text"),
        (lambda c: c["captures"][0].update(text_rule=2), "text"),
        (lambda c: c["quotations"][0]["dragoman"].update(capture=str(proofs.SECOND_ID)), "text"),
        (lambda c: c["quotations"][0]["dragoman"].update(capture=str(UUID(int=9))), "bytes"),
        (lambda c: c["captures"][0].update(payload_sha256="0" * 64), "bytes"),
        (lambda c: c["captures"][0].update(url="http://news.example/other"), "bytes"),
        (lambda c: c["captures"][0].update(fetched="2026-11-19T09:30:00.123Z"), "bytes"),
        (lambda c: c["captures"][0].update(status=404), "bytes"),
        (lambda c: c["captures"][0].update(id=str(UUID(int=8))), "bytes"),
        (lambda c: c["captures"][0]["record"].update(sha256="0" * 64), "bytes"),
        (lambda c: c["captures"][0]["record"].update(offset=-5), "bytes"),
        (lambda c: c["captures"][0]["record"].update(length=10**30), "bytes"),
        (lambda c: c["captures"][0]["record"].update(file="/etc/passwd"), "bytes"),
    ],
)
def test_a_forged_statement_fails_at_its_link(proof, change, link):
    verdict = verify(forge(proof, change))
    assert not verdict.ok
    assert any(found[link] == "failed" for found in states(verdict))


def reword(content):
    """Edit a quotation and its rendering alike, so that one still follows the other."""
    quotation = content["quotations"][0]
    quotation["dragoman"]["renderings"][1]["text"] = "He added that no letter had arrived."
    quotation["body"]["value"] = quotation["body"]["value"].replace("the letter", "no letter")


def move_mark(content):
    """Let the desk's own word stand elsewhere in the sentence."""
    quotation = content["quotations"][1]
    text = quotation["body"]["value"].replace("held [only] yesterday", "[only] held yesterday")
    quotation["body"]["value"], quotation["dragoman"]["marks"] = text, describe_marks(text)


@pytest.mark.parametrize("change", [reword, move_mark])
def test_an_edit_that_contradicts_nothing_inside_is_seen_by_whoever_pinned_the_key(proof, change):
    """The words that the file compares are the forger's own. The desk's signature over the package is not."""
    forged = forge(proof, change)
    assert verify(forged).ok
    verdict = verify(forged, [proofs.KEY.verifier.text])
    assert failed(verdict) == {"file"}
    assert verdict.file.sentence == "The file's digests are not signed by the key given."


def test_two_records_exchanged_fail_at_the_bytes(tmp_path):
    content = proofs.content()
    first, second = content.captures
    swapped = (replace(first, response=second.response), replace(second, response=first.response))
    build(replace(content, captures=swapped), tmp_path / "proof.wacz")
    assert {link["bytes"] for link in states(verify(tmp_path / "proof.wacz"))} == {"failed"}


def test_a_page_that_says_something_else_fails_at_the_text(tmp_path):
    other = proofs.exchange(proofs.FIRST.url, proofs.page(("لا شيء",)).encode("cp1256"), "text/html; charset=windows-1256")
    content = proofs.content()
    captures = (proofs.cited(proofs.FIRST_ID, other), content.captures[1])
    build(replace(content, captures=captures), tmp_path / "proof.wacz")
    assert [link["text"] for link in states(verify(tmp_path / "proof.wacz"))] == ["failed", "failed", "held"]


def test_the_report_is_one_line_a_link_and_readable_without_colour(proof):
    result = CliRunner().invoke(command, [str(proof)])
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert sum("✓ quotation  holds" in line for line in lines) == 3
    assert sum("✓ ledger     holds Leaf" in line for line in lines) == 3
    assert sum("? checkpoint is self-asserted: Signed, but" in line for line in lines) == 3
    assert sum("– time       not in this proof" in line for line in lines) == 3
    pinned = CliRunner().invoke(command, [str(proof), "--key", proofs.KEY.verifier.text])
    assert pinned.exit_code == 0
    assert sum("✓ checkpoint holds Signed by the key given" in line for line in pinned.output.splitlines()) == 3
    assert lines[-1].startswith("✓ 3 quotations")
    failing = CliRunner().invoke(command, [str(forge(proof, lambda c: c["captures"][0].update(payload_sha256="0" * 64)))])
    assert failing.exit_code == 1
    assert "✗ bytes      FAILS" in failing.output
    assert failing.output.splitlines()[-1] == "✗ 2 of 3 quotations FAIL."


def test_json_names_every_link(proof):
    told = json.loads(CliRunner().invoke(command, [str(proof), "--json"]).output)
    assert told["ok"] is True
    assert [link["name"] for link in told["quotations"][0]["links"]] == [
        "quotation", "text", "bytes", "ledger", "checkpoint", "time",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("قال نعم", "\u2068قال نعم\u2069"),
        ("a\x1b[31mb\r\nc\x9b", "a [31mb  c "),
        ("\u202eevil\u2069 text", "evil text"),
        ("می\u200cخواهم\u200f", "\u2068می\u200cخواهم\u200f\u2069"),
        ("x" * 400, "\u2068" + "x" * 300 + "…\u2069"),
    ],
)
def test_foreign_text_cannot_steer_the_terminal(text, shown):
    assert isolate(text) == shown


CHECK_IMPORTS = """
import resource, sys
before = set(sys.modules)
from dragoman.cli import root
try:
    root([*sys.argv[1:]], standalone_mode=True)
except SystemExit as end:
    status = end.code
usage = resource.getrusage(resource.RUSAGE_SELF)
print(status, usage.ru_utime + usage.ru_stime, *{name.partition(".")[0] for name in set(sys.modules) - before}, file=sys.stderr)
"""
# What `pyproject.toml` names as dependencies, and what these need in turn.
VERIFIERS = {"click", "cryptography", "rfc3161_client", "selectolax", "webencodings", "cffi", "_cffi_backend"}


def test_ten_quotations_are_checked_fast_and_with_the_verifiers_dependencies_alone(tmp_path, authorities):
    proof = proofs.write(tmp_path, quotations=10, authorities=authorities)
    seconds = []
    for _ in range(3):
        argv = [sys.executable, "-c", CHECK_IMPORTS, "verify", str(proof), "--key", proofs.KEY.verifier.text]
        status, spent, *modules = subprocess.run(argv, capture_output=True, text=True, check=True).stderr.split()
        assert status == "0"
        installed = {path.name.partition(".")[0] for path in Path(click.__file__).parents[1].iterdir()}
        assert (set(modules) & installed) - {"dragoman"} <= VERIFIERS
        assert "rfc3161_client" in modules
        seconds.append(float(spent))
    # The target is 300 ms on a quiet machine; CPU time, with room for a busy one.
    assert min(seconds) < 0.6


def test_a_proof_without_stamps_loads_no_library_of_stamps(tmp_path):
    argv = [sys.executable, "-c", CHECK_IMPORTS, "verify", str(proofs.write(tmp_path))]
    assert "rfc3161_client" not in subprocess.run(argv, capture_output=True, text=True, check=True).stderr.split()
