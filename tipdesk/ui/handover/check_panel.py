"""The place to drop a bundle, the progress of its check, and what was found.

What was found is told as four answers, each by itself, the data, every fault, and the digits
(`report_cards`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from tipdesk.bundle.problems import Code
from tipdesk.bundle.report import Signer
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.handover.receiving import CheckedBundle, Finding, check
from tipdesk.i18n.text import (
    MASK,
    _,
    clean,
    foreign,
    format_datetime,
    isolate,
    isolated,
    language,
    listed,
    ngettext,
)
from tipdesk.texts.messages import problem
from tipdesk.ui.setup.trust_digits import NumberedDigits
from tipdesk.ui.toolkit.dialogs import show_error
from tipdesk.ui.toolkit.parts import (
    Strip,
    as_card,
    button,
    card,
    clear,
    column,
    copyable,
    has_focus,
    label,
    note,
    row,
    size_text,
)
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.tables import Value, facts
from tipdesk.ui.toolkit.theme import pixmap, px

# --- what was found ---------------------------------------------------------------------------


_ORDER = ("error", "aside", "warning")
_YES = ("check-circle-fill", "ok")
_NO = ("x-circle-fill", "danger")
_OPEN = ("question", "text3")


def report_cards(checked: CheckedBundle, *, masked: bool = False) -> list[QWidget]:
    """Everything that was found, from the headline to the digits; `masked` hides who signed."""
    cards: list[QWidget] = [_headline(checked), _answers(checked, masked=masked)]
    if checked.temporary:
        text = _(
            "A temporary certificate counts like any other. Its holder made it for some weeks, "
            "with a voucher of the certification authority that the trust list names."
        )
        cards.append(note(text))
    if checked.already:
        text = _("It was received under number {number}.")
        if checked.holds:
            text = _(
                "It was received before under number {number}; the receipt can be given again."
            )
        cards.append(note(text.format(number=isolated(checked.already))))
    if checked.quarantined_before and not checked.set_aside:
        cards.append(note(_("It was kept aside before and waits for the answer that is final.")))
    if findings := tuple(_to_say(checked)):
        errors_first = sorted(findings, key=lambda finding: _ORDER.index(finding.severity))
        lines = [_finding(finding) for finding in errors_first]
        cards.append(card(label(_("What was found"), "h2"), *lines, spacing=px(10)))
    cards.append(_data(checked, masked=masked))
    if not checked.bundle_id:
        cards.append(
            note(
                _(
                    "Nothing tells which case bundle this is, so no refusal can be "
                    "signed. Ask the sender for the file again."
                )
            )
        )
    return cards


def _to_say(checked: CheckedBundle) -> Iterator[Finding]:
    """The findings; of those that have not come, without what lies beside it on the drive."""
    beside = {number for number, _path in checked.comes_first}
    for finding in checked.findings:
        if finding.code != Code.W_MISSING.value:
            yield finding
        elif gone := tuple(number for number in finding.numbers if number not in beside):
            yield replace(finding, numbers=gone)


def _headline(checked: CheckedBundle) -> QWidget:
    if checked.waits:
        text = _(
            "This case bundle is set aside already. A prosecutor decides about it, on the page "
            "“Set aside”; nothing is to be answered here."
        )
        return note(text, "notewarn")
    if checked.goes_to_quarantine and checked.set_aside:
        text = _(
            "This case bundle is intact, but a prosecutor has to decide about what is said below. "
            "It can be kept until then."
        )
        return note(text, "notewarn")
    if checked.goes_to_quarantine:
        text = _(
            "This case bundle is intact, but nothing proves when it was signed. It can be "
            "kept aside."
        )
        return note(text, "notewarn")
    if checked.holds and checked.is_notice:
        text = _(
            "This is an electronic notice, and it passes verification. One officer signed it, and "
            "nobody approved it; its file comes later and gets the same number."
        )
        return note(text, "noteok")
    if checked.holds:
        return note(
            _("This case bundle passes verification. It can be opened and received."), "noteok"
        )
    return note(
        _("This case bundle does not pass verification. It is not opened; it can be refused."),
        "notedanger",
    )


def _answers(checked: CheckedBundle, *, masked: bool) -> QWidget:
    """Complete, intact, signed, trusted: each answered apart, in a tile of its own."""
    holder = QWidget()
    box = QHBoxLayout(holder)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(px(12))
    signer = _name(checked, checked.report.signed_by, masked=masked) or _("Signer unknown")
    if not checked.readable:
        not_opened = _("Not answered: it could not be opened")
        unanswered = (_OPEN, not_opened)
        tiles = [(_("Complete"), *unanswered), (_("Intact"), *unanswered)]
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
        True: (_YES, _("Yes: by the certification authority of the trust list")),
        False: (_NO, _("No")),
        None: (_OPEN, _("Not answered")),
    }[checked.trusted]
    tiles.append((_("Signed by"), _YES if checked.signed_by else _OPEN, signer))
    tiles.append((_("Trusted"), *trusted))
    for title, picture, text in tiles:
        box.addWidget(_tile(title, picture, text), 1)
    return holder


def _name(checked: CheckedBundle, signer: Signer | None, *, masked: bool) -> str:
    """Whom a signature names, "" nobody, and whether their certificate is one for some weeks."""
    if signer is None or not signer.name:
        return ""
    name = MASK if masked else isolate(clean(signer.name))
    if signer not in checked.temporary:
        return name
    return isolated(" · ".join((name, _("temporary certificate"))))


def _tile(title: str, picture: tuple[str, str], text: str) -> QWidget:
    frame = QFrame()
    as_card(frame)
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
    if finding.numbers:
        numbers = _("Numbers: {numbers}").format(numbers=listed(finding.numbers, language()))
        where = f"{where} • {numbers}"
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


def _data(checked: CheckedBundle, *, masked: bool) -> QWidget:
    details: list[tuple[str, Value]] = [
        (_("File on the USB drive"), copyable(clean(checked.source_name)))
    ]
    if checked.record is not None:
        record = checked.record
        details += [
            (_("File number"), foreign(record.number)),
            (_("Person code"), foreign(record.person_code)),
            (_("Revision"), isolated(str(record.revision))),
        ]
    if checked.agency:
        details.append((_("Agency"), isolate(clean(checked.agency))))
    if checked.approved_by:
        approver = _name(checked, checked.report.approved_by, masked=masked)
        details.append((_("Approved by"), approver))
    if checked.signed_at is not None:
        when = isolated(format_datetime(checked.signed_at, language()))
        details.append((_("Signed at (as claimed)"), when))
    if checked.fingerprint:
        heard = _("Compare with the digits that the officer reads to you.")
        groups = row(NumberedDigits(checked.fingerprint.split()), 1)
        digits = column(groups, label(heard, "muted", wrap=True), spacing=px(4))
        details.append((_("Fingerprint"), digits))
    return card(facts(details))


class CheckPanel(QWidget):
    """Holds at most one checked bundle; `changed` when it came or went."""

    changed = Signal()
    station_asked = Signal()  # trust list or certificate are missing
    first_asked = Signal(object)  # Path, of a case bundle that comes before the one shown

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._work = services.jobs.work()
        self._turn = 0  # counts what was begun and left; late answers are dropped
        self.checked: CheckedBundle | None = None
        self.source: Path | None = None
        self.busy = False
        self._masked = False
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._state = label("", "muted", wrap=True)
        self._stop = button(_("Stop"), "stop-circle")
        self._stop.clicked.connect(self._on_stop)
        self._running = card(self._state, self._progress, row(self._stop, 1))
        self._running.setVisible(False)
        self._content = QWidget()
        self._box = QVBoxLayout(self._content)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(px(12))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._running)
        outer.addWidget(self._content, 1)

    def show_drop(self) -> None:
        """Forget a checked bundle and wait for another one."""
        self.forget()
        clear(self._box)
        keys = self._services.session.keys
        if keys.trust() is None or keys.age_identity() is None:
            self._box.addWidget(self._missing())
        drop = QFrame()
        drop.setObjectName("drop")
        box = QVBoxLayout(drop)
        box.setContentsMargins(px(30), px(70), px(30), px(70))
        box.setSpacing(px(8))
        picture = label()
        picture.setPixmap(pixmap("tray-arrow-down", "primary", 48))
        hint = _("or choose it from the USB drive. It is verified before anything is opened.")
        for part in (picture, label(_("Drop a case bundle here"), "h2"), label(hint, "muted")):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            box.addWidget(part)
        self._box.addWidget(drop)
        self._box.addStretch(1)
        self.changed.emit()

    def _missing(self) -> QWidget:
        go = button(_("To the station page"), "gear")
        go.clicked.connect(self.station_asked)
        text = _(
            "This station needs a trust list and a certificate before it can verify a case bundle."
        )
        return Strip(text, "notewarn", go)

    def check(self, path: Path) -> None:
        """Verify the bundle at `path` in the background."""
        if self.busy:
            return
        self.forget()
        try:
            plan = self._services.session.receiving.plan(path)
        except TipdeskError as error:
            self.show_drop()
            show_error(self, error)
            return
        self.source = path
        self._turn += 1
        self.busy = True
        self._work = self._services.jobs.work(self._on_progress)
        self._show_running(path)
        self._services.jobs.run(
            partial(check, plan, self._work),
            done=partial(self._on_checked, self._turn),
            failed=partial(self._on_failed, self._turn),
            unwanted=CheckedBundle.close,
            about=self.under_way(),
        )
        self.changed.emit()

    def _show_running(self, path: Path) -> None:
        clear(self._box)
        self._progress.setMaximum(0)
        self._state.setText(_("Checking {name}…").format(name=foreign(path.name)))
        self._stop.setEnabled(True)
        self._running.setVisible(True)
        self._stop.setFocus()

    def _on_progress(self, done: int, total: int) -> None:
        self._progress.setMaximum(1000)
        self._progress.setValue(round(1000 * done / total) if total else 0)
        self._state.setText(
            _("Checked: {done} of {total}").format(done=size_text(done), total=size_text(total))
        )

    def _rest(self) -> None:
        """Nothing is checked any more. Who waited at «stop» comes to what was found."""
        self.busy = False
        if has_focus(self._running):
            self._content.setFocus()
        self._running.setVisible(False)

    @Slot()
    def _on_stop(self) -> None:
        self._stop.setEnabled(False)
        self._work.cancel()

    def _on_failed(self, turn: int, error: TipdeskError) -> None:
        if self._services.open_session is None or turn != self._turn:  # left meanwhile
            return
        self._rest()
        self.show_drop()
        show_error(self, error)

    def _on_checked(self, turn: int, checked: CheckedBundle) -> None:
        if self._services.open_session is None or turn != self._turn:  # left meanwhile
            checked.close()
            return
        self._rest()
        self.checked = checked
        self._services.session.receiving.note_arrival(checked)
        self._show_report(checked)
        self.changed.emit()

    def set_masked(self, masked: bool) -> None:
        """Hide or show who signed (F7)."""
        self._masked = masked
        if self.checked is not None:
            self._show_report(self.checked)

    def _show_report(self, checked: CheckedBundle) -> None:
        clear(self._box)
        for part in report_cards(checked, masked=self._masked):
            self._box.addWidget(part)
        if checked.comes_first:
            self._box.insertWidget(1, self._comes_first(checked))
        self._box.addStretch(1)

    def _comes_first(self, checked: CheckedBundle) -> QWidget:
        """Earlier ones lie beside it: taken in their order, no receipt calls one missing."""
        number, path = checked.comes_first[0]
        numbers = [isolated(str(lying)) for lying, _path in checked.comes_first]
        text = ngettext(
            "The case bundle before this one lies beside it: number {numbers}. Receive it first: "
            "else the receipt calls it missing.",
            "{count} case bundles before this one lie beside it: numbers {numbers}. Receive them "
            "first: else the receipt calls them missing.",
            len(numbers),
        ).format(count=isolated(str(len(numbers))), numbers=listed(numbers, language()))
        go = button(_("Verify number {number}").format(number=isolated(str(number))))
        go.clicked.connect(lambda: self.first_asked.emit(path))
        return Strip(text, "note", go)

    def forget(self) -> None:
        """Close what was checked and not answered; its staging is deleted."""
        if self.checked is not None:
            self.checked.close()
        self.checked = None

    def under_way(self) -> str:
        """What `stop` would end; "" when nothing."""
        return _("Verification of the case bundle is not finished yet") if self.busy else ""

    def stop(self) -> None:
        """End a running check, which leaves nothing behind."""
        self._work.cancel()
        self._turn += 1
        self._rest()
        self.forget()
