"""What is said when a bundle is on the stick: its digits, where it lies, what follows."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget

from tipdesk.cases.model import Case
from tipdesk.desk.handover.packing import ExportResult
from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolate, isolated
from tipdesk.ui.handover import export_contents
from tipdesk.ui.setup.trust_digits import digits_label
from tipdesk.ui.toolkit.facts import Value, facts
from tipdesk.ui.toolkit.parts import card, copyable, label, note, row
from tipdesk.ui.toolkit.sizes import size_text
from tipdesk.ui.toolkit.theme import px


def result_parts(case: Case, result: ExportResult, cover: QPushButton) -> list[QWidget]:
    """From top to bottom; `cover` prints the cover."""
    done = _("The bundle is on the stick and was read back without a difference.")
    made: list[QWidget] = [note(done, "noteok")]
    if result.tidied:
        made.append(note(export_contents.tidied_text(result.tidied)))
    read = _("Read these digits to the Prosecution's office; they show the same ones.")
    digits = digits_label(result.fingerprint)
    made.append(card(label(_("Fingerprint"), "h2"), digits, label(read, "muted", wrap=True)))
    told: list[tuple[str, Value]] = [
        (_("File"), isolated(case.number)),
        (_("Recipient"), isolate(result.recipient)),
        (_("File on the stick"), copyable(result.path.name)),
        (_("Size"), size_text(result.size)),
    ]
    made.append(card(facts(told), row(cover, 1), spacing=px(14)))
    follows = _(
        "Carry the stick by hand. When it comes back with a receipt, choose “Import a receipt” "
        "in the file list."
    )
    return [*made, note(follows)]
