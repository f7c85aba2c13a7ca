"""Signed papers of a file: a scan is taken in, read, and filed as the original that it shows."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tipdesk.cases.model import Case
from tipdesk.cases.permissions import Act
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.paper.signed_papers import (
    Scanned,
    ScanPlan,
    SignedScan,
    check_scan,
    forget_scan,
    read_scan,
)
from tipdesk.i18n.catalogue import _, language
from tipdesk.i18n.dates import format_datetime
from tipdesk.i18n.text import isolated
from tipdesk.ui.paper.emergency_packs import pack_line
from tipdesk.ui.paper.signed_words import before_text, ended_text, scan_lines
from tipdesk.ui.toolkit.choosing_files import choose_file
from tipdesk.ui.toolkit.dialogs import ask, say, show_error
from tipdesk.ui.toolkit.icons import pixmap
from tipdesk.ui.toolkit.parts import button, card, column, label, row
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px
from tipdesk.ui.toolkit.waiting import wait_for
from tipdesk.ui.viewers.attachment_line import said_closed
from tipdesk.ui.viewers.attachment_view import Shown, can_be_shown, show_attachment


class SignedPapersPart(QWidget):
    """The signed papers of one file, and the way to file another one. Made anew with each look."""

    changed = Signal()

    def __init__(self, services: Services, case: Case, *, masked: bool) -> None:
        super().__init__()
        self._services, self._case, self._masked = services, case, masked
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(10))
        scans = services.session.signed_papers.kept(case.id)
        add = button(_("File a signed paper…"), "signature")
        add.clicked.connect(self._on_add)
        text = _(
            "Scan or photograph the signed pages. The code in the corner of each page says which "
            "state of this file it is."
        )
        told = [label(_("Signed papers"), "h3"), label(text, "muted", wrap=True)]
        if typed_in := pack_line(services.session, case):
            told.append(label(typed_in, "muted", wrap=True))
        about = column(*told, spacing=px(2))
        box.addWidget(row(about, add, spacing=px(12), wide=0))
        for scan in scans:
            box.addWidget(self._line(scan))
        add.setVisible(services.session.may(Act.FILE_SIGNED))

    def _line(self, scan: SignedScan) -> QWidget:
        sign = label()
        sign.setPixmap(pixmap("signature", "primary", 22))
        attachment = scan.attachment
        when = isolated(format_datetime(attachment.added_at, language()))
        filed = _("Filed by {officer}, {when}").format(
            officer=isolated(attachment.added_by), when=when
        )
        lines = scan_lines(scan)
        if attachment.closed:
            lines.append((said_closed(), "muted"))
        about = column(
            *(label(text, style, wrap=True) for text, style in lines),
            label(filed, "muted", wrap=True),
            spacing=px(2),
        )
        look = button(_("Look at it"), "eye", "ghost")
        look.clicked.connect(partial(self._on_look, scan))
        made = card(row(sign, about, look, spacing=px(8), wide=1))
        made.setAccessibleName(lines[0][0] if lines else filed)
        look.setVisible(
            can_be_shown(attachment.media_type, attachment.size)
            and not (self._masked or attachment.closed)
        )
        return made

    def _on_look(self, scan: SignedScan, _checked: bool = False) -> None:
        try:
            opener = self._services.session.signed_papers.opener(scan)
        except TipdeskError as error:
            show_error(self, error)
            return
        title = next((text for text, _style in scan_lines(scan)), "")
        shown = Shown(scan.attachment.name, scan.attachment.size, opener.open, title)
        show_attachment(self._services, self, shown)

    def _on_add(self, _checked: bool = False) -> None:
        path = choose_file(self, _("The scan of the signed pages"))
        if path is None:
            return
        try:
            plan = self._services.session.signed_papers.plan(self._case.id)
        except TipdeskError as error:
            show_error(self, error)
            return
        task = partial(read_scan, plan, path)
        title = _("Reading the signed pages…")
        scanned = wait_for(self._services.jobs, self, title, task)
        if scanned is None or self._services.open_session is None:
            return
        try:
            wanted = self._is_wanted(scanned)
        except TipdeskError as error:
            forget_scan(plan, scanned)
            show_error(self, error)
            return
        if wanted:
            self._file(plan, scanned)
        else:
            forget_scan(plan, scanned)

    def _is_wanted(self, scanned: Scanned) -> bool:
        """Ask before what was not read whole, or is there already, is filed. Raises PageRefused."""
        check_scan(scanned.scan, scanned.ended)
        if scanned.ended is not None:
            text = _(
                "Look through the pages that were not read: none of another file may be among "
                "them. The scan stays here with what it holds, and leaves with no bundle; scan "
                "these pages by themselves."
            )
            told = f"{ended_text(scanned.ended, len(scanned.codes))}\n{text}"
            if not ask(self, _("Only a part of the scan was read"), told, _("File what was read")):
                return False
        before = self._services.session.signed_papers.before(self._case.id, scanned)
        if not before:
            return True
        if before[0].paper is None:
            text = _("It is the same file, byte by byte: filing it again adds nothing.")
            deed, same = _("File it once more"), True
        else:
            text = _("A second signed original can be meant. Both are kept.")
            deed, same = _("File as a further original"), False
        told = "\n".join((*map(before_text, before), text))
        title, back = _("This was filed already"), _("Do not file it")
        return ask(self, title, told, deed, back, grave=same)

    def _file(self, plan: ScanPlan, scanned: Scanned) -> None:
        if self._services.open_session is None:  # locked meanwhile: the next opening clears up
            return
        try:
            filed = self._services.session.signed_papers.file(self._case.id, scanned)
        except TipdeskError as error:
            forget_scan(plan, scanned)
            show_error(self, error)
            return
        told = [text for text, _style in scan_lines(filed)]
        if filed.kept.bare or any(one.missing for one in filed.sets):
            told.append(_("Scan the whole paper again with these pages, and file it as well."))
        say(self, _("Filed as the signed original"), "\n".join(told))
        self.changed.emit()
