"""Signed documents of a file: a scan is taken in, read, and filed as the original that it shows.

What a scan holds, what is odd about it and what of it was not read is said in words (`scan_lines`,
`unread_lines`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tipdesk.cases.model import Act, Case
from tipdesk.cases.paper.prints import page_ranges
from tipdesk.cases.paper.signed_papers import (
    PageDoubt,
    PageVerdict,
    SignedPaper,
    SignedSet,
    WhyScanEnded,
)
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.paper import signed_papers
from tipdesk.i18n.text import _, format_datetime, isolated, language, listed, ngettext
from tipdesk.ui.paper.documents import copy_names, document_name
from tipdesk.ui.paper.emergency_packs import pack_line
from tipdesk.ui.toolkit.choosing_files import choose_file
from tipdesk.ui.toolkit.dialogs import ask, say, show_error
from tipdesk.ui.toolkit.jobs import wait_for
from tipdesk.ui.toolkit.parts import button, card, column, label, row
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import pixmap, px
from tipdesk.ui.viewers.attachment_line import said_closed
from tipdesk.ui.viewers.attachment_view import AttachmentContent, can_be_shown, show_attachment

# --- what is said of a scan -------------------------------------------------------------------


Line = tuple[str, str]
"""A sentence and its style."""


def pages_text(pages: Sequence[int]) -> str:
    """Pages as they are listed in a sentence."""
    return listed(page_ranges(pages).split(", "), language())


def scan_lines(scan: signed_papers.SignedScan) -> list[Line]:
    """All that is said of a filed scan but who filed it."""
    lines = [line for signed_set in scan.sets for line in set_lines(signed_set)]
    if scan.kept.need:
        text = _("Reply slip of a service, to the letter about the need in row {number}")
        lines.append((text.format(number=isolated(str(scan.kept.need))), "fieldLabel"))
    lines += [(before_text(earlier), "muted") for earlier in scan.before]
    return lines + list(unread_lines(scan.kept))


def set_lines(signed: SignedSet) -> list[Line]:
    """What is said of one signed paper: which copy of which state, whose, what is missing, that the
    record was changed since, and what this station's prints do not bear out."""
    newest = signed.newest
    lines = [(_head(signed), "fieldLabel")]
    if whose := copy_names().get(signed.whose):
        lines.append((whose, "muted"))
    if len(signed.parts) > 1:
        lines += [(_part(part), "muted") for part in signed.parts]
    if len({part.digest for part in signed.parts}) > 1:
        text = _(
            "The pages of an older state say the same in the newer one: only what had changed was "
            "printed anew."
        )
        lines.append((text, "muted"))
    if signed.missing:
        text = _("Pages that were not scanned: {pages} (of {count})")
        missing = text.format(count=isolated(str(newest.of)), pages=pages_text(signed.missing))
        lines.append((missing, "error"))
    if signed.elsewhere:
        text = ngettext(
            "Only pages that had changed were printed with this copy. Page {pages} "
            "stayed as it is in an older copy: the document is complete with that one.",
            "Only pages that had changed were printed with this copy. Pages {pages} "
            "stayed as they are in an older copy: the document is complete with that "
            "one.",
            len(signed.elsewhere),
        )
        lines.append((text.format(pages=pages_text(signed.elsewhere)), "error"))
    if newest.verdict is PageVerdict.OLDER:
        text = _(
            "The record was changed after this was printed. It is kept as what was signed then."
        )
        lines.append((text, "error"))
    return lines + [
        (_doubt(doubt, part), "error") for part in signed.parts for doubt in part.doubts
    ]


def _head(signed: SignedSet) -> str:
    paper, name = signed.newest, document_name(signed.newest.document)
    if paper.verdict is PageVerdict.BY_HAND:
        return _("{document}, written by hand on the emergency pack").format(document=name)
    if len(signed.parts) > 1:
        return _("{document}, of which pages were replaced").format(document=name)
    revision = isolated(str(paper.revision))
    if paper.copy:
        return _("{document}, record revision {revision}, copy {copy}").format(
            document=name, revision=revision, copy=isolated(str(paper.copy))
        )
    return _("{document}, record revision {revision}").format(document=name, revision=revision)


def _part(paper: SignedPaper) -> str:
    text = ngettext(
        "Page {pages}: record revision {revision}, copy {copy}",
        "Pages {pages}: record revision {revision}, copy {copy}",
        len(paper.present),
    )
    return text.format(
        pages=pages_text(paper.present),
        revision=isolated(str(paper.revision)),
        copy=isolated(str(paper.copy)),
    )


def _doubt(doubt: PageDoubt, paper: SignedPaper) -> str:
    if doubt is PageDoubt.COPY and not paper.copy:
        return _("It carries no copy number, so it was not printed from this file at this station.")
    return {
        PageDoubt.NOT_PRINTED: _(
            "No print of this document in this state of the record is on record here. "
            "It may have been printed elsewhere, from a case bundle for instance."
        ),
        PageDoubt.COPY: _("No copy of this document with the number {copy} is on record here."),
        PageDoubt.COPY_STATE: _(
            "The copy with the number {copy} was printed here in another state of the record."
        ),
        PageDoubt.PAGE: _("Of the copy with the number {copy} other pages were printed here."),
        PageDoubt.REVISION: _(
            "The code says record revision {revision}, and this state of the record has "
            "another one."
        ),
    }[doubt].format(copy=isolated(str(paper.copy)), revision=isolated(str(paper.revision)))


def unread_lines(details: signed_papers.KeptScan) -> Iterator[Line]:
    """What of a scan could not be read, and so is known to nobody but who looks at it."""
    if details.bare:
        text = _("On these pages of the scan no code could be read: {pages}")
        yield text.format(pages=pages_text(details.bare)), "error"
    if details.ended is not None:
        yield ended_text(details.ended, details.read), "error"


def ended_text(ended: WhyScanEnded, read: int) -> str:
    """Why a scan was not read to its end, of which so many pages were."""
    return {
        WhyScanEnded.PAGES: _(
            "From page {page} on the scan was not read: it has more pages than are read at once."
        ),
        WhyScanEnded.TIME: _("From page {page} on the scan was not read: it took too long."),
        WhyScanEnded.SIZE: _(
            "From page {page} on the scan was not read: its pages are larger than what is read at "
            "once."
        ),
        WhyScanEnded.DAMAGED: _(
            "From page {page} on the scan was not read: the file is damaged there."
        ),
    }[ended].format(page=isolated(str(read + 1)))


def before_text(before: signed_papers.FiledBefore) -> str:
    """That the same was filed before, when and by whom."""
    when = isolated(format_datetime(before.at, language()))
    officer, paper = isolated(before.by), before.paper
    if paper is None:
        text = _("This very scan was filed before, by {officer}, {when}.")
        return text.format(officer=officer, when=when)
    text = ngettext(
        "{document}: page {pages} of copy {copy} was filed before, by {officer}, {when}.",
        "{document}: pages {pages} of copy {copy} were filed before, by {officer}, {when}.",
        len(before.pages),
    )
    return text.format(
        document=document_name(paper.document),
        pages=pages_text(before.pages),
        copy=isolated(str(paper.copy)),
        officer=officer,
        when=when,
    )


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
        add = button(_("File a signed document…"), "signature")
        add.clicked.connect(self._on_add)
        text = _(
            "Scan or photograph the signed pages. The code in the corner of each page says which "
            "state of this file it is."
        )
        lines = [label(_("Signed documents"), "h3"), label(text, "muted", wrap=True)]
        if typed_in := pack_line(services.session, case):
            lines.append(label(typed_in, "muted", wrap=True))
        about = column(*lines, spacing=px(2))
        box.addWidget(row(about, add, spacing=px(12), wide=0))
        for scan in scans:
            box.addWidget(self._line(scan))
        add.setVisible(services.session.may(Act.FILE_SIGNED))

    def _line(self, scan: signed_papers.SignedScan) -> QWidget:
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
        look = button(_("View it"), "eye", "ghost")
        look.clicked.connect(partial(self._on_look, scan))
        scan_card = card(row(sign, about, look, spacing=px(8), wide=1))
        scan_card.setAccessibleName(lines[0][0] if lines else filed)
        look.setVisible(
            can_be_shown(attachment.media_type, attachment.size)
            and not (self._masked or attachment.closed)
        )
        return scan_card

    def _on_look(self, scan: signed_papers.SignedScan, _checked: bool = False) -> None:
        try:
            opener = self._services.session.signed_papers.opener(scan)
        except TipdeskError as error:
            show_error(self, error)
            return
        title = next((text for text, _style in scan_lines(scan)), "")
        content = AttachmentContent(scan.attachment.name, scan.attachment.size, opener.open, title)
        show_attachment(self._services, self, content)

    def _on_add(self, _checked: bool = False) -> None:
        path = choose_file(self, _("The scan of the signed pages"))
        if path is None:
            return
        try:
            plan = self._services.session.signed_papers.plan(self._case.id)
        except TipdeskError as error:
            show_error(self, error)
            return
        task = partial(signed_papers.read_scan, plan, path)
        title = _("Reading the signed pages…")
        scanned = wait_for(self._services.jobs, self, title, task)
        if scanned is None or self._services.open_session is None:
            return
        try:
            wanted = self._is_wanted(scanned)
        except TipdeskError as error:
            signed_papers.forget_scan(plan, scanned)
            show_error(self, error)
            return
        if wanted:
            self._file(plan, scanned)
        else:
            signed_papers.forget_scan(plan, scanned)

    def _is_wanted(self, scanned: signed_papers.Scanned) -> bool:
        """Ask before what was not read whole, or is there already, is filed. Raises PageRefused."""
        signed_papers.check_scan(scanned.scan, scanned.ended)
        if scanned.ended is not None:
            text = _(
                "Check the pages that were not read: none of another file may be among "
                "them. The scan stays here with what it holds, and leaves with no case "
                "bundle; scan these pages by themselves."
            )
            question = f"{ended_text(scanned.ended, len(scanned.codes))}\n{text}"
            if not ask(
                self, _("Only a part of the scan was read"), question, _("File what was read")
            ):
                return False
        before = self._services.session.signed_papers.before(self._case.id, scanned)
        if not before:
            return True
        if before[0].paper is None:
            text = _("It is the same file, byte by byte: filing it again adds nothing.")
            deed, identical = _("File it once more"), True
        else:
            text = _("A second scan of the signed original may be meant. Both are kept.")
            deed, identical = _("File as a further scan of the original"), False
        question = "\n".join((*map(before_text, before), text))
        title, back = _("This was filed already"), _("Do not file it")
        return ask(self, title, question, deed, back, grave=identical)

    def _file(self, plan: signed_papers.ScanPlan, scanned: signed_papers.Scanned) -> None:
        if self._services.open_session is None:  # locked meanwhile: the next opening clears up
            return
        try:
            filed = self._services.session.signed_papers.file(self._case.id, scanned)
        except TipdeskError as error:
            signed_papers.forget_scan(plan, scanned)
            show_error(self, error)
            return
        lines = [text for text, _style in scan_lines(filed)]
        if filed.kept.bare or any(signed_set.missing for signed_set in filed.sets):
            lines.append(_("Scan the whole document again with these pages, and file it as well."))
        say(self, _("Filed as scan of the signed original"), "\n".join(lines))
        self.changed.emit()
