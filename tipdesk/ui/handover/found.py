"""What a check of a bundle found: four answers apart, the data, every fault, the digits."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from tipdesk.desk.handover.receiving import CheckedBundle, Finding
from tipdesk.i18n.catalogue import _, language
from tipdesk.i18n.dates import format_datetime
from tipdesk.i18n.text import clean, isolate, isolated
from tipdesk.texts.messages import problem
from tipdesk.ui.setup.trust_digits import digits_label
from tipdesk.ui.toolkit.facts import Value, facts, foreign
from tipdesk.ui.toolkit.icons import pixmap
from tipdesk.ui.toolkit.parts import card, column, copyable, label, note
from tipdesk.ui.toolkit.tables import MASK
from tipdesk.ui.toolkit.theme import px

_YES = ("check-circle-fill", "ok")
_NO = ("x-circle-fill", "danger")
_OPEN = ("question", "text3")


def report_cards(checked: CheckedBundle, *, masked: bool = False) -> list[QWidget]:
    """Everything that was found, from the headline to the digits; `masked` hides who signed."""
    made: list[QWidget] = [_headline(checked), _answers(checked, masked=masked)]
    if checked.already:
        text = _("It was received under number {number}.")
        if checked.holds:
            text = _(
                "It was received before under number {number}; the receipt can be given again."
            )
        made.append(note(text.format(number=isolated(checked.already))))
    if checked.aside:
        made.append(note(_("It was kept aside before and waits for the answer that is final.")))
    if checked.findings:
        errors_first = sorted(checked.findings, key=lambda one: one.severity != "error")
        lines = [_finding(one) for one in errors_first]
        made.append(card(label(_("What was found"), "h2"), *lines, spacing=px(10)))
    made.append(_data(checked))
    if not checked.bundle_id:
        made.append(
            note(
                _(
                    "Nothing tells which bundle this is, so no refusal can be signed. Ask the "
                    "sender for the file again."
                )
            )
        )
    return made


def _headline(checked: CheckedBundle) -> QWidget:
    if checked.only_aside:
        text = _("This bundle holds, but nothing proves when it was signed. It can be kept aside.")
        return note(text, "notewarn")
    if checked.holds:
        return note(_("This bundle holds. It can be opened and received."), "noteok")
    return note(_("This bundle does not hold. It is not opened; it can be refused."), "notedanger")


def _answers(checked: CheckedBundle, *, masked: bool) -> QWidget:
    """Complete, intact, signed, trusted: each answered apart, in a tile of its own."""
    holder = QWidget()
    box = QHBoxLayout(holder)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(px(12))
    named = MASK if masked and checked.signed_by else isolate(clean(checked.signed_by))
    signer = named or _("Nobody that can be named")
    if not checked.readable:
        not_opened = _("Not answered: it could not be opened")
        whole = (_OPEN, not_opened)
        tiles = [(_("Complete"), *whole), (_("Intact"), *whole)]
    else:
        tiles = [
            (
                _("Complete"),
                _YES if checked.complete else _NO,
                _("Yes: nothing is missing")
                if checked.complete
                else _("No: something is missing or was added"),
            ),
            (
                _("Intact"),
                _YES if checked.intact else _NO,
                _("Yes: it is as it was signed")
                if checked.intact
                else _("No: something was changed"),
            ),
        ]
    trusted = {
        True: (_YES, _("Yes: by the authority of the trust pack")),
        False: (_NO, _("No")),
        None: (_OPEN, _("Not answered")),
    }[checked.trusted]
    tiles.append((_("Signed by"), _YES if checked.signed_by else _OPEN, signer))
    tiles.append((_("Trusted"), *trusted))
    for title, picture, text in tiles:
        box.addWidget(_tile(title, picture, text), 1)
    return holder


def _tile(title: str, picture: tuple[str, str], text: str) -> QWidget:
    frame = QFrame()
    frame.setObjectName("card")
    frame.setAccessibleName(f"{title}: {text}")
    sign = label()
    sign.setPixmap(pixmap(*picture, 24))
    line = QHBoxLayout()
    line.setSpacing(px(8))
    line.addWidget(sign)
    line.addWidget(label(title, "h3"), 1)
    box = QVBoxLayout(frame)
    box.setContentsMargins(px(16), px(12), px(16), px(12))
    box.setSpacing(px(6))
    box.addLayout(line)
    box.addWidget(label(text, "muted", wrap=True))
    box.addStretch(1)
    return frame


def _finding(finding: Finding) -> QWidget:
    sign = label()
    wrong = finding.severity == "error"
    sign.setPixmap(pixmap("x-circle" if wrong else "warning-circle", "danger" if wrong else "warn"))
    where = isolated(finding.code)
    if finding.path:
        where = f"{where} • {foreign(finding.path)}"
    holder = QWidget()
    box = QHBoxLayout(holder)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(px(10))
    box.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
    words = column(
        label(isolate(problem(finding.code)), wrap=True), label(where, "faint", wrap=True),
        spacing=0,
    )  # fmt: skip
    box.addWidget(words, 1)
    return holder


def _data(checked: CheckedBundle) -> QWidget:
    told: list[tuple[str, Value]] = [(_("File on the stick"), copyable(clean(checked.source_name)))]
    if checked.record is not None:
        record = checked.record
        told += [
            (_("File number"), foreign(record.number)),
            (_("Person code"), foreign(record.person_code)),
            (_("Revision"), isolated(str(record.revision))),
        ]
    if checked.agency:
        told.append((_("Agency"), isolate(clean(checked.agency))))
    if checked.signed_at is not None:
        when = isolated(format_datetime(checked.signed_at, language()))
        told.append((_("Signed at (as claimed)"), when))
    if checked.fingerprint:
        heard = _("Compare with the digits that the officer reads to you.")
        digits = column(
            digits_label(checked.fingerprint), label(heard, "muted", wrap=True), spacing=0
        )
        told.append((_("Fingerprint"), digits))
    return card(facts(told))
