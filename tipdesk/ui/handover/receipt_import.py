"""Taking the Prosecution's answer from the USB drive, and saying what it means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from tipdesk.bundle.file_kind import OWN_SUFFIX, FileKind, kind_of
from tipdesk.bundle.messages.writing import SUFFIX as MESSAGE_SUFFIX
from tipdesk.bundle.receipt import SUFFIX
from tipdesk.cases.model import Act, Status
from tipdesk.core.drives import usb_drives
from tipdesk.desk.handover.receipts import NumberedFile, ReceiptMeaning, ReceiptOutcome
from tipdesk.desk.messages.messages import TakenMessage
from tipdesk.i18n.text import _, foreign, format_datetime, isolated, language
from tipdesk.texts.messages import problem
from tipdesk.ui.messages.taking import NextPages, beside_card, take_message
from tipdesk.ui.messages.unasked import tell_unasked
from tipdesk.ui.toolkit.choosing_files import choose_file
from tipdesk.ui.toolkit.dialogs import SENTENCE_MARGINS, Dialog, Shape, errors_said
from tipdesk.ui.toolkit.parts import button, card, column, label, note, row
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.tables import facts
from tipdesk.ui.toolkit.theme import pixmap, px

# Where a file stands after an answer that was about an earlier copy of it.
_OVERTAKEN = {
    ReceiptMeaning.ACCEPTED: (Status.EXPORTED, Status.REFUSED),
    ReceiptMeaning.REFUSED: (Status.EXPORTED, Status.RECEIVED),
}


def import_receipt(
    services: Services,
    parent: QWidget,
    path: Path | None = None,
    next_pages: NextPages | None = None,
) -> bool:
    """Record a receipt or message, say what it means and lead on; whether it was recorded. It is
    `path`, else the only new receipt on the USB drives that are connected, else one that is asked
    for: once a receipt is taken, whoever looks for another one is asked. What it is, its content
    decides."""
    pattern = f"{_('Receipts and messages')} (*{SUFFIX} *{MESSAGE_SUFFIX} *{OWN_SUFFIX})"
    session = services.session
    if session.may(Act.RECEIVE):
        path = path or session.handover.new_receipt(usb_drives())
    path = path or choose_file(parent, _("Import a receipt or message"), pattern)
    if path is None:
        return False
    with errors_said(parent) as attempt:
        is_sealed = kind_of(path) is FileKind.CASE_BUNDLE
    if attempt.failed:
        return False
    if is_sealed:
        return take_message(services, parent, path, next_pages)
    with errors_said(parent) as attempt:
        # First: what a prosecutor says settles what a receipt says.
        beside = session.messages.take_beside(path)
        outcome = session.handover.import_receipt(path)
    if attempt.failed:
        return False
    _tell(parent, outcome, beside)
    tell_unasked(parent, session.keys.told_unasked())
    return True


def _tell(parent: QWidget, outcome: ReceiptOutcome, beside: Sequence[TakenMessage]) -> None:
    picture, title, text = _outcome_text(outcome)
    dialog = Dialog(
        parent,
        _("Import a receipt or message"),
        Shape(least_width=560, margins=SENTENCE_MARGINS, spacing=16),
    )
    dialog.setAccessibleName(title)
    sign = label()
    sign.setPixmap(pixmap(*picture, 32))
    close = button(_("Close"), style="primary")
    close.setDefault(True)
    close.clicked.connect(dialog.accept)
    box = dialog.box
    head = column(label(title, "h2", wrap=True), label(text, "muted", wrap=True), spacing=px(4))
    box.addWidget(row(sign, head, spacing=px(14), wide=1))
    box.addWidget(card(facts(_lines(outcome))))
    for text in _to_do(outcome):
        box.addWidget(note(text, "notewarn"))
    for code in outcome.warnings:
        box.addWidget(note(problem(code), "notewarn"))
    if beside:
        box.addWidget(beside_card(beside))
    dialog.add_buttons(1, close)
    dialog.exec()
    dialog.deleteLater()


def _to_do(outcome: ReceiptOutcome) -> Iterator[str]:
    """What is to be done about other case bundles of the same series."""
    if outcome.not_arrived:
        yield _("Refer those files again, or bring the USB drive that did not arrive.")
    if outcome.said_unsent:
        yield _(
            "Somebody has told the Prosecution that a case bundle which left here was never sent. "
            "Tell your supervisor and the Prosecution today."
        )


def _outcome_text(outcome: ReceiptOutcome) -> tuple[tuple[str, str], str, str]:
    """Picture, title and what follows."""
    if outcome.of_annex and outcome.meaning is not ReceiptMeaning.DUPLICATE:
        return _of_annex(outcome)
    if outcome.of_notice and outcome.meaning in (ReceiptMeaning.ACCEPTED, ReceiptMeaning.REFUSED):
        return _of_notice(outcome)
    picture, title, text = _by_meaning(outcome)
    if outcome.not_arrived or outcome.said_unsent:
        text = _("The receipt is kept with the file.")
    if outcome.case.status in _OVERTAKEN.get(outcome.meaning, ()):
        text = _(
            "The answer is kept with the file. It is for what was sent earlier: the "
            "state of the file has not changed."
        )
    return picture, title, text


def _of_annex(outcome: ReceiptOutcome) -> tuple[tuple[str, str], str, str]:
    if outcome.meaning is ReceiptMeaning.REFUSED:
        text = _("Approve and refer the file once more: another annex is sealed then.")
        return ("warning-circle", "warn"), _("The protective annex was not accepted"), text
    text = _("Its prosecutor has it. The receipt is kept with the file.")
    return ("seal-check", "ok"), _("The protective annex has arrived"), text


def _of_notice(outcome: ReceiptOutcome) -> tuple[tuple[str, str], str, str]:
    if outcome.meaning is ReceiptMeaning.REFUSED:
        text = _("Hand the notice over on paper, or correct what is named here and send it again.")
        return ("warning-circle", "warn"), _("The electronic notice was not accepted"), text
    text = _(
        "The Prosecution was notified when the notice was handed over. The file itself is referred "
        "as always; it will have the same number."
    )
    return ("seal-check", "ok"), _("The electronic notice has arrived"), text


def _by_meaning(outcome: ReceiptOutcome) -> tuple[tuple[str, str], str, str]:
    return {
        ReceiptMeaning.ACCEPTED: (
            ("seal-check", "ok"),
            _("Received by the Prosecution"),
            _("Nothing more needs to be done. The receipt is kept with the file.")
            if outcome.case.status is Status.RECEIVED
            else _(
                "The receipt is kept with the file. It is for what was sent: the change made since "
                "has still to be completed, approved and referred."
            ),
        ),
        ReceiptMeaning.REFUSED: (
            ("warning-circle", "warn"),
            _("Not accepted by the Prosecution"),
            _(
                "Correct what is named here, let the supervisor approve once more, and "
                "refer the file again. Nothing of the file is lost."
            ),
        ),
        ReceiptMeaning.QUARANTINED: (
            ("warning-circle", "warn"),
            _("Kept aside by the Prosecution"),
            _("A prosecutor decides whether it is taken in. Another answer will follow."),
        ),
        ReceiptMeaning.UNDECIDED: (
            ("warning-circle", "warn"),
            _("A prosecutor has still to take it in"),
            _(
                "The receipt says that it was received, but it was kept aside there, and only a "
                "prosecutor's own message takes it in. The state of the file has not changed."
            ),
        ),
        ReceiptMeaning.DUPLICATE: (
            ("check-circle", "ok"),
            _("This receipt was imported before"),
            _("Nothing has changed."),
        ),
    }[outcome.meaning]


def _numbers(files: Sequence[NumberedFile]) -> str:
    """Numbers of case bundles, each with its file on a line of its own."""
    return "\n".join(
        f"{isolated(str(item.number))} ({isolated(item.case_number)})"
        if item.case_number
        else isolated(str(item.number))
        for item in files
    )


def _lines(outcome: ReceiptOutcome) -> list[tuple[str, str]]:
    lines = [(_("File"), isolated(outcome.case.number))]
    if outcome.number:
        lines.append((_("Registry number"), isolated(outcome.number)))
    if outcome.not_arrived:
        lines.append((_("Has not reached the Prosecution"), _numbers(outcome.not_arrived)))
    if outcome.said_unsent:
        lines.append((_("Sent, and reported as not sent"), _numbers(outcome.said_unsent)))
    if outcome.of_notice and outcome.case.notified_at is not None:
        when = isolated(format_datetime(outcome.case.notified_at, language()))
        lines.append((_("Handed over on"), when))
    if outcome.error_code:
        lines.append((_("Reason"), problem(outcome.error_code)))
    if outcome.signed_by:
        lines.append((_("Signed by"), foreign(outcome.signed_by)))
    when = isolated(format_datetime(outcome.received_at, language()))
    lines.append((_("Received at"), when))
    return lines
