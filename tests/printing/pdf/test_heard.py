"""Papers for people who hear them, before two programs of others that know PDF/UA-1.

What they warn of is no fault: outloud calls several codes for one letter a doubtful text, which is how
Arabic joins. Nor is what it says of lines that no reader hears: the head of a table stands on each of
its pages and is said once, as ISO 14289-1 wants it of whatever a page repeats (7.8); that nothing
else is left unsaid is among our own rules (`archive_rules`).
"""

from __future__ import annotations

import io
from pathlib import Path

import outloud
import pdfua
import pytest
from pypdf import PdfReader, PdfWriter

from tests.printing.archive_rules import elements
from tests.printing.every_paper import filled, for_her, further

_PAPERS = {
    **filled(),
    **further(),
    **{f"hers-{name}": make for name, make in for_her(large=False).items()},
    **{f"large-{name}": make for name, make in for_her(large=True).items()},
}
_REPEATED = "TAG-002"  # prose that is marked as an ornament
_OFTEN = {"statement", "review", "card-amh", "closing-english-blank"}


def _errors(pdf: bytes, folder: Path) -> list[str]:
    """What both call an error, and what they could not answer."""
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    errors = [
        f"pdfua {outcome.rule_id} {outcome.skipped_reason or outcome.findings[0]}"
        for outcome in pdfua.validate(str(path)).outcomes
        if outcome.skipped_reason or outcome.findings
    ]
    result = outloud.check(str(path), skip=(_REPEATED,))
    errors += [f"outloud {item}" for item in result.findings if item.severity == "error"]
    errors += [f"outloud {run}" for run in result.runs if run.status == "crashed"]
    return errors + ([f"outloud {result.error}"] if result.error else [])


@pytest.mark.parametrize(
    "name",
    [name if name in _OFTEN else pytest.param(name, marks=pytest.mark.long) for name in _PAPERS],
)
def test_neither_finds_an_error_in_a_paper(name: str, tmp_path: Path) -> None:
    assert _errors(_PAPERS[name](), tmp_path) == []


def test_both_find_what_is_not_heard(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(_PAPERS["closing"]())))
    for element, _parent in elements(writer.root_object):
        element.pop("/Alt", None)
    writer.root_object.pop("/Lang")
    broken = io.BytesIO()
    writer.write(broken)
    whose = {error.split()[0] for error in _errors(broken.getvalue(), tmp_path)}
    assert whose == {"pdfua", "outloud"}
