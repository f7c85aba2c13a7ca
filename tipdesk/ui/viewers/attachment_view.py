"""Looking at or listening to what is kept with a file, without a copy on any disk.

What it is follows from its contents (`media.kinds`), and nothing but the decoder of that kind ever
sees it: never another program, never a forensic image.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from PySide6.QtWidgets import QVBoxLayout, QWidget

from tipdesk.core.work import Work
from tipdesk.i18n.text import _, foreign
from tipdesk.media.kinds import HEAD, PAGED, PICTURES, SOUNDS, media_type
from tipdesk.printing.outside.own_process import IsolatedPages
from tipdesk.printing.preview import PageSizes
from tipdesk.ui.toolkit.dialogs import Dialog, Shape
from tipdesk.ui.toolkit.jobs import wait_for
from tipdesk.ui.toolkit.parts import button, label, resize_on_screen
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.viewers.pages import Draw, PageBar, PdfPreview
from tipdesk.ui.viewers.sound import SoundView, StreamPlayer, sound_length

LOOKING = "looking"  # name of the dialog, for whoever has to close it
_LARGEST = 128 << 20  # bytes of a picture or a paper that is looked at inside the program
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class AttachmentContent:
    """A file of the vault or of a bundle, as far as it is looked at."""

    name: str  # from outside
    size: int  # bytes
    opened: Callable[[], BinaryIO]
    title: str = ""  # what it is, where the program knows more than its name


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was made of it; nothing where it cannot be shown."""

    kind: str
    pages: IsolatedPages | None = None
    sizes: PageSizes | None = None
    seconds: float | None = None


def can_be_shown(kind: str, size: int) -> bool:
    """Whether the program shows or plays it itself; a sound of any size."""
    seen = kind in PAGED or kind in PICTURES
    return kind in SOUNDS or (seen and size <= _LARGEST)


def _read(content: AttachmentContent, work: Work) -> bytes:
    """The whole content. JOB."""
    parts, done = [], 0
    with content.opened() as source:
        while block := source.read(_BLOCK):
            parts.append(block)
            done += len(block)
            work.step(done, content.size)
    return b"".join(parts)


def _seen(content: AttachmentContent, work: Work) -> _Seen:
    """Read it as what its own bytes say it is. JOB."""
    with content.opened() as file:
        kind = media_type(content.name, file)
        file.seek(0)
        head = file.read(HEAD)
    if kind in SOUNDS:
        return _Seen(kind, seconds=sound_length(head, content.size, kind))
    if not can_be_shown(kind, content.size):
        return _Seen(kind)
    data = _read(content, work)
    pages = IsolatedPages(data, kind)
    sizes = pages.sizes()
    if kind in PICTURES and not sizes.count:
        pages.close()
        return _Seen(kind)
    return _Seen(kind, pages=pages, sizes=sizes)


def show_attachment(services: Services, parent: QWidget, attachment: AttachmentContent) -> None:
    """Show a picture, the pages of a paper, or what plays a sound; says it when it cannot."""
    seen = wait_for(services.jobs, parent, _("Opening the attachment…"), partial(_seen, attachment))
    if seen is None:
        return
    content = _content(services, attachment, seen)
    title = attachment.title or foreign(attachment.name)
    _show(parent, title, content, small=seen.seconds is not None)
    if seen.pages is not None:
        seen.pages.close()


def show_recording(parent: QWidget, name: str, heard: SoundView) -> None:
    """Let a recording of a statement be heard, from its marked places."""
    _show(parent, foreign(name), heard, small=False)


def _show(parent: QWidget, title: str, content: QWidget, *, small: bool) -> None:
    dialog = Dialog(parent, _("Attachment"), Shape(margins=(20, 16, 20, 14), spacing=10))
    dialog.setObjectName(LOOKING)
    resize_on_screen(dialog, 620 if small else 960, 260 if small else 640)
    close = button(_("Close"), style="" if isinstance(content, SoundView) else "primary")
    close.setDefault(not isinstance(content, SoundView))
    close.clicked.connect(dialog.accept)
    box = dialog.box
    dialog.add_heading(title, wrap=True)
    box.addWidget(content, 1)
    dialog.add_buttons(1, close)
    if (pages := content.focusProxy()) is not None:
        pages.setFocus()
    dialog.exec()
    dialog.deleteLater()


def _content(services: Services, content: AttachmentContent, seen: _Seen) -> QWidget:
    if seen.pages is not None and seen.sizes is not None:
        whole = seen.kind in PICTURES
        return _pages(services, seen.sizes, seen.pages.page, whole=whole)
    if seen.seconds is not None:
        return SoundView(StreamPlayer(content.opened, seen.kind), round(1000 * seen.seconds))
    return label(_("The program cannot show this file. Save a copy to view it."), wrap=True)


def _pages(services: Services, sizes: PageSizes, draw: Draw, *, whole: bool = False) -> QWidget:
    """Pages that are turned and made larger; `whole`: at first all of one is seen."""
    preview = PdfPreview(services.jobs)
    holder = QWidget()
    box = QVBoxLayout(holder)
    box.setContentsMargins(0, 0, 0, 0)
    box.addWidget(PageBar(preview, holder))
    box.addWidget(preview, 1)
    preview.show_pages(sizes, draw)
    if whole:
        preview.show_whole()
    holder.setFocusProxy(preview)
    return holder
