"""What is said of signed papers: what a scan holds, what is odd about it, what was not read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tipdesk.cases.paper.prints import page_ranges
from tipdesk.cases.paper.signed_papers import Doubt, Ended, SignedPaper, SignedSet, Verdict
from tipdesk.desk.paper.signed_papers import FiledBefore, KeptScan, SignedScan
from tipdesk.i18n.catalogue import _, language, ngettext
from tipdesk.i18n.dates import format_datetime
from tipdesk.i18n.text import isolated, listed
from tipdesk.ui.paper.documents import copy_names, document_name

Line = tuple[str, str]
"""A sentence and its style."""


def pages_text(pages: Sequence[int]) -> str:
    """Pages as they are listed in a sentence."""
    return listed(page_ranges(pages).split(", "), language())


def scan_lines(scan: SignedScan) -> list[Line]:
    """All that is said of a filed scan but who filed it."""
    lines = [line for one in scan.sets for line in set_lines(one)]
    if scan.kept.need:
        text = _("Reply slip of a service, to the letter about the need in row {number}")
        lines.append((text.format(number=isolated(str(scan.kept.need))), "fieldLabel"))
    lines += [(before_text(one), "muted") for one in scan.before]
    return lines + list(unread_lines(scan.kept))


def set_lines(made: SignedSet) -> list[Line]:
    """What is said of one signed paper: which copy of which state, whose, what is missing, that the
    record was changed since, and what this station's prints do not bear out."""
    newest = made.newest
    lines = [(_head(made), "fieldLabel")]
    if whose := copy_names().get(made.whose):
        lines.append((whose, "muted"))
    if len(made.parts) > 1:
        lines += [(_part(one), "muted") for one in made.parts]
    if len({one.digest for one in made.parts}) > 1:
        text = _(
            "The pages of an older state say the same in the newer one: only what had changed was "
            "printed anew."
        )
        lines.append((text, "muted"))
    if made.missing:
        text = _("Pages that were not scanned: {pages} (of {count})")
        told = text.format(count=isolated(str(newest.of)), pages=pages_text(made.missing))
        lines.append((told, "error"))
    if made.elsewhere:
        text = ngettext(
            "Only pages that had changed were printed with this copy. Page {pages} stayed as it "
            "lies in an older copy: the paper is whole with that one.",
            "Only pages that had changed were printed with this copy. Pages {pages} stayed as they "
            "lie in an older copy: the paper is whole with that one.",
            len(made.elsewhere),
        )
        lines.append((text.format(pages=pages_text(made.elsewhere)), "error"))
    if newest.verdict is Verdict.OLDER:
        text = _(
            "The record was changed after this was printed. It is kept as what was signed then."
        )
        lines.append((text, "error"))
    return lines + [(_doubt(one, part), "error") for part in made.parts for one in part.doubts]


def _head(made: SignedSet) -> str:
    paper, name = made.newest, document_name(made.newest.document)
    if paper.verdict is Verdict.BY_HAND:
        return _("{document}, written by hand on the emergency pack").format(document=name)
    if len(made.parts) > 1:
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


def _doubt(doubt: Doubt, paper: SignedPaper) -> str:
    if doubt is Doubt.COPY and not paper.copy:
        return _("It carries no copy number, so it was not printed from this file at this station.")
    return {
        Doubt.NOT_PRINTED: _(
            "No print of this paper in this state of the record is on record here. It may have "
            "been printed elsewhere, from a bundle for instance."
        ),
        Doubt.COPY: _("No copy of this paper with the number {copy} is on record here."),
        Doubt.COPY_STATE: _(
            "The copy with the number {copy} was printed here in another state of the record."
        ),
        Doubt.PAGE: _("Of the copy with the number {copy} other pages were printed here."),
        Doubt.REVISION: _(
            "The code says record revision {revision}, and this state of the record has "
            "another one."
        ),
    }[doubt].format(copy=isolated(str(paper.copy)), revision=isolated(str(paper.revision)))


def unread_lines(kept: KeptScan) -> Iterator[Line]:
    """What of a scan could not be read, and so is known to nobody but who looks at it."""
    if kept.bare:
        text = _("On these pages of the scan no code could be read: {pages}")
        yield text.format(pages=pages_text(kept.bare)), "error"
    if kept.ended is not None:
        yield ended_text(kept.ended, kept.read), "error"


def ended_text(ended: Ended, read: int) -> str:
    """Why a scan was not read to its end, of which so many pages were."""
    return {
        Ended.PAGES: _(
            "From page {page} on the scan was not read: it has more pages than are read at once."
        ),
        Ended.TIME: _("From page {page} on the scan was not read: it took too long."),
        Ended.SIZE: _(
            "From page {page} on the scan was not read: its pages are larger than what is read at "
            "once."
        ),
        Ended.DAMAGED: _("From page {page} on the scan was not read: the file is damaged there."),
    }[ended].format(page=isolated(str(read + 1)))


def before_text(before: FiledBefore) -> str:
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
