"""What is said of one attached file: its digest, what it says of itself, how it was acquired."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from tipdesk.cases.acquisition import DISAGREES, Acquired
from tipdesk.cases.model import Attachment
from tipdesk.i18n.text import _, clean, format_date, isolate, isolated, language
from tipdesk.media.exif import PhotoFacts
from tipdesk.media.kinds import FORENSIC, PROGRAM, says_otherwise
from tipdesk.texts.acquisition import acquisition_lines, verdict
from tipdesk.ui.toolkit.parts import column, copyable, label, note, row
from tipdesk.ui.toolkit.theme import px


def sha256_line(sha256: str) -> QWidget:
    """The digest of the contents, whole, to be copied or compared."""
    digits = copyable(sha256)
    digits.setAccessibleName(_("SHA-256: {digest}").format(digest=sha256))
    return row(label(isolated("SHA-256"), "muted"), digits, spacing=px(8), wide=1)


def said_closed() -> str:
    """What an attached file is called to those to whom it is closed."""
    return _("A restricted attachment")


def about_file(attachment: Attachment) -> list[QWidget]:
    """Digest, warnings and data of the file; the acquisition where one was recorded."""
    lines: list[QWidget] = [sha256_line(attachment.sha256)]
    lines += [note(text, "notewarn") for text in _warnings(attachment)]
    if attachment.media_type in FORENSIC:
        text = _("A forensic image. It is kept as it is and never opened here.")
        lines.append(label(text, "muted", wrap=True))
    lines += [label(text, "muted", wrap=True) for text in _photo(attachment.photo)]
    if attachment.derived_from:
        text = _("A copy without what the original tells of itself. The original stays here.")
        lines.append(label(text, "muted", wrap=True))
    if attachment.acquisition is not None:
        lines.append(acquisition_view(attachment.acquisition))
    return lines


def acquisition_view(acquired: Acquired) -> QWidget:
    """What was recorded, in one paragraph, and what became of the tool's hash."""
    details = "  •  ".join(
        f"{name}: {value}" for name, value in acquisition_lines(acquired, language())
    )
    wrong = acquired.outcome.compared in DISAGREES
    return column(
        label(details, "muted", wrap=True),
        label(verdict(acquired, language()), "error" if wrong else "muted", wrap=True),
        spacing=px(2),
    )


def _warnings(attachment: Attachment) -> list[str]:
    warnings = []
    if attachment.media_type == PROGRAM:
        warnings.append(_("This is a program. It is kept as evidence and never run here."))
    elif says_otherwise(attachment.name, attachment.media_type):
        warnings.append(_("Its name says one kind of file and its contents are another."))
    if attachment.photo.has_place:
        warnings.append(
            _(
                "The file itself tells the place where it was taken, and that goes "
                "with it. If it points to a shelter or to where somebody lives, let a copy "
                "without it go, and mark the original to stay."
            )
        )
    return warnings


def _photo(photo: PhotoFacts) -> list[str]:
    """What the camera wrote, as data and not as truth."""
    if photo.author or (photo.software and not (photo.make or photo.model)):
        return _document(photo)
    parts = []
    if photo.taken:
        when = _day_first(photo.taken)
        parts.append(_("by the camera's clock {when}").format(when=isolated(when)))
    device = " ".join(filter(None, (photo.make, photo.model)))
    if device:
        parts.append(_("with {device}").format(device=isolate(isolated(device))))
    if photo.serial:
        parts.append(_("serial number {number}").format(number=isolated(photo.serial)))
    if photo.place is not None:
        place = f"{photo.place[0]:.5f}, {photo.place[1]:.5f}"
        parts.append(_("at {place} (degrees north, east)").format(place=isolated(place)))
    if not parts:
        return []
    comma = "، " if language() == "ar" else ", "
    return [_("The photograph says of itself: {facts}.").format(facts=comma.join(parts))]


def _document(facts: PhotoFacts) -> list[str]:
    """What the program wrote with which a document was made."""
    parts = []
    if facts.author:
        parts.append(_("written by {name}").format(name=isolate(isolated(clean(facts.author)))))
    if facts.taken:
        when = _day_first(facts.taken)
        parts.append(_("by the computer's clock {when}").format(when=isolated(when)))
    if facts.software:
        parts.append(_("with {device}").format(device=isolate(isolated(clean(facts.software)))))
    comma = "، " if language() == "ar" else ", "
    return [_("The document says of itself: {facts}.").format(facts=comma.join(parts))]


def _day_first(taken_at: str) -> str:
    day, _space, time_of_day = taken_at.partition(" ")
    try:
        return f"{format_date(date.fromisoformat(day), language())} {time_of_day}"
    except ValueError:
        return taken_at
