"""A fingerprint of the chain from outside: typed from paper, or read from a USB drive."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from tipdesk.cases.custody.anchors import Anchor, read_anchor
from tipdesk.cases.custody.reading import ChainReading
from tipdesk.desk.custody.outside_anchors import anchors_on
from tipdesk.i18n.text import _, is_rtl, isolated
from tipdesk.ui.toolkit.choosing_files import choose_file, choose_folder
from tipdesk.ui.toolkit.dialogs import Dialog, Shape
from tipdesk.ui.toolkit.fields import TextLine
from tipdesk.ui.toolkit.jobs import wait_for
from tipdesk.ui.toolkit.parts import Strip, button, label, labelled, row
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px

_LONGEST = 200  # characters of a line; a code has some 100


class _CompareAnchor(Dialog):
    """What was compared stays until the dialog is closed (`anchors`)."""

    def __init__(self, services: Services, reading: ChainReading, parent: QWidget) -> None:
        title = _("Compare a fingerprint of the chain")
        super().__init__(parent, title, Shape(least_width=640))
        self._services, self._reading = services, reading
        self.anchors: tuple[Anchor, ...] = ()
        self._seq, self._digits = TextLine(ltr=True), TextLine(ltr=True)
        for field in (self._seq, self._digits):
            field.setMaxLength(_LONGEST)
        self._seq.setFixedWidth(px(120))
        self._good, self._bad = Strip(kind="noteok"), Strip(kind="notedanger")
        self._problem = label("", "error", wrap=True)
        self._ok = button(_("Compare"), "check", "primary")
        self._ok.setDefault(True)
        folder = button(_("Read from a USB drive…"), "folder-open")
        file = button(_("Read from a file…"), "file-text")
        close = button(_("Close"))
        box = self.box
        self.add_heading(title)
        box.addWidget(label(_about(), "muted", wrap=True))
        box.addWidget(
            row(
                labelled(_("Number of the entry"), self._seq),
                labelled(_("The 25 digits"), self._digits),
                wide=1,
            )
        )
        box.addWidget(row(file, folder, 1))
        for part in (self._problem, self._good, self._bad):
            part.hide()
            box.addWidget(part)
        self.add_buttons(close, 1, self._ok)
        self._ok.clicked.connect(self._on_compare)
        folder.clicked.connect(self._on_folder)
        file.clicked.connect(self._on_file)
        close.clicked.connect(self.reject)
        self._seq.setFocus()

    @Slot()
    def _on_compare(self) -> None:
        """A reader of codes types everything into the first line."""
        seq, digits = self._seq.text().strip(), self._digits.text().strip()
        anchor = read_anchor(f"{seq} : {digits}" if digits else seq)
        if anchor is None:
            self._tell((), _("Type the number of the entry and all 25 digits of its fingerprint."))
            self._digits.setFocus()
            return
        self._tell((anchor,))

    @Slot()
    def _on_folder(self) -> None:
        self._take(choose_folder(self, _("Read from a USB drive…")))

    @Slot()
    def _on_file(self) -> None:
        self._take(choose_file(self, _("Read from a file…")))

    def _take(self, chosen: Path | None) -> None:
        if chosen is None:
            return
        task = partial(anchors_on, chosen, self._services.clock())
        anchors = wait_for(self._services.jobs, self, _("Compare a fingerprint of the chain"), task)
        if anchors:
            self._tell(anchors)

    def _tell(self, anchors: tuple[Anchor, ...], problem: str = "") -> None:
        self.anchors = (*self.anchors, *anchors)
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        contained = [_what(anchor) for anchor in anchors if self._reading.contains(anchor)]
        lost = [_what(anchor) for anchor in anchors if not self._reading.contains(anchor)]
        separator = "، " if is_rtl() else ", "
        for strip, names, text in (
            (self._good, contained, _("The chain still contains {what}.")),
            (self._bad, lost, _lost_text()),
        ):
            strip.set_text(text.format(what=separator.join(names)))
            strip.setVisible(bool(names))


def _about() -> str:
    return _(
        "Every printed document carries the number of an entry and 25 digits in its "
        "foot. If the chain still contains that entry, nothing before it was removed "
        "or rewritten since the document was printed. Backups, case bundles and the "
        "Prosecution's receipts carry one too."
    )


def _lost_text() -> str:
    return _(
        "The chain does not contain {what}. Read the digits once more. If they are "
        "right, the vault was rolled back, or the chain was rewritten: keep the page "
        "and call whoever looks after the station."
    )


def _what(anchor: Anchor) -> str:
    if anchor.source:
        return isolated(anchor.source)
    return _("entry {number}").format(number=isolated(str(anchor.seq)))


def compare_anchors(
    services: Services, reading: ChainReading, parent: QWidget
) -> tuple[Anchor, ...]:
    """Compare until the dialog is closed; what was compared."""
    dialog = _CompareAnchor(services, reading, parent)
    dialog.exec()
    compared = dialog.anchors
    dialog.deleteLater()
    return compared
