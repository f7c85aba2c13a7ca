"""The specification of the exchange format names every verdict that the reader gives, and no other."""

import re
from pathlib import Path

from tipdesk.bundle.problems import OF_REFUSAL, Code

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "bundle-format.md").read_text()
OF_OTHER_FILES = {
    Code.E_UNREADABLE,
    Code.E_NOT_CHECKED,
    Code.E_RECEIPT_FORM,
    Code.E_RECEIPT_UNKNOWN,
    Code.E_RECEIPT_MISMATCH,
    Code.E_FORM_FILE,
    Code.E_SOURCE_CHANGED,
    Code.E_READBACK,
}
"""Said by commands, of receipts and forms, or while a file is written."""
LATER = {"A_TWO_OWNERS"}
"""Verdicts of what no station writes yet."""


def test_every_code_of_the_reader_is_specified_and_no_other() -> None:
    specified = {code for code in re.findall(r"`([EAW]_[A-Z_]+)`", TEXT) if code[-1] != "_"}
    own = {code.value for code in {*Code} - OF_OTHER_FILES}
    assert {*map(str, OF_REFUSAL)} <= specified
    assert own - specified == set()
    assert specified - own - {code.value for code in OF_OTHER_FILES} <= LATER
