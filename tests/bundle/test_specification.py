"""The specification of the exchange format names every verdict that the reader gives, and no other."""

import re
from pathlib import Path

from tipdesk.bundle.messages.bodies import MessageType
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


def test_every_code_of_the_reader_is_specified_and_no_other() -> None:
    specified = {code for code in re.findall(r"`([EAW]_[A-Z_]+)`", TEXT) if code[-1] != "_"}
    own = {code.value for code in {*Code} - OF_OTHER_FILES}
    assert {*map(str, OF_REFUSAL)} <= specified
    assert own - specified == set()
    assert specified - own <= {code.value for code in OF_OTHER_FILES}


def test_which_messages_nobody_writes_yet_is_said_as_it_is() -> None:
    """At the head of the page, of the types that no use case and no page names."""
    (line,) = re.findall(r"(?m)^> the messages \(§10\) (.+)$", TEXT)
    program = Path(__file__).resolve().parents[2] / "tipdesk"
    written = {
        name
        for layer in ("desk", "ui")
        for path in (program / layer).rglob("*.py")
        for name in re.findall(r"MessageType\.([A-Z0-9_]+)", path.read_text("utf-8"))
    }
    unwritten = {known.value for known in MessageType if known.name not in written}
    assert set(re.findall(r"`(\w+)`", line)) == unwritten
