"""Looking at a picture or a PDF that is kept with a file, or listening to a sound, without a copy
on any disk."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPixmap, QResizeEvent
from PySide6.QtWidgets import QDialog, QLabel, QSizePolicy, QVBoxLayout, QWidget

from tipdesk.cases.model import Attachment
from tipdesk.desk.attaching import Opener
from tipdesk.i18n.catalogue import _
from tipdesk.printing.preview import PageSizes, page_sizes
from tipdesk.ui.dialogs import errors_said
from tipdesk.ui.facts import foreign
from tipdesk.ui.heard_recording import sound_of
from tipdesk.ui.look import px
from tipdesk.ui.parts import button, label, resize_on_screen, row
from tipdesk.ui.preview import PdfPreview
from tipdesk.ui.services import Services
from tipdesk.ui.waiting import wait_for
from tipdesk.work import Work

LOOKING = "looking"  # name of the dialog, for whoever has to close it
_LARGEST = 128 << 20  # bytes that are looked at inside the program
_BLOCK = 1 << 20
_PDF, _SOUND = "application/pdf", "audio/x-wav"
_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/bmp", "image/webp"})


def can_be_shown(attachment: Attachment) -> bool:
    """Whether the program can show it itself."""
    if attachment.media_type == _SOUND:
        return True  # of any size: it is read as it is heard
    known = attachment.media_type == _PDF or attachment.media_type in _PICTURES
    return known and attachment.size <= _LARGEST


def _read(opener: Opener, size: int, work: Work) -> bytes:
    """The whole content. JOB."""
    parts, done = [], 0
    with opener.open() as source:
        while block := source.read(_BLOCK):
            parts.append(block)
            done += len(block)
            work.step(done, size)
    return b"".join(parts)


class _Picture(QLabel):
    """A picture as large as the room allows."""

    def __init__(self, picture: QImage) -> None:
        super().__init__()
        self._whole = QPixmap.fromImage(picture)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def resizeEvent(self, event: QResizeEvent) -> None:
        ratio = self.devicePixelRatioF()
        room = QSize(round(self.width() * ratio), round(self.height() * ratio))
        shown = self._whole
        if self._whole.width() > room.width() or self._whole.height() > room.height():
            shown = self._whole.scaled(
                room,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        shown.setDevicePixelRatio(ratio)
        self.setPixmap(shown)


def show_attachment(
    services: Services, parent: QWidget, attachment: Attachment, opener: Opener
) -> None:
    """Read it in a job, then show it until the dialog is closed. Sound is read as it is heard."""
    if attachment.media_type == _SOUND:
        with errors_said(parent):
            heard = sound_of(services.session, attachment, opener)
            _show(parent, attachment, heard or _cannot())
            if heard is not None:
                heard.stop()
        return

    def read(work: Work) -> tuple[bytes, PageSizes | None]:
        data = _read(opener, attachment.size, work)
        return data, page_sizes(data) if attachment.media_type == _PDF else None

    found = wait_for(services.jobs, parent, _("Opening the attachment…"), read)
    if found is not None:
        _show(parent, attachment, _content(services, *found))


def _show(parent: QWidget, attachment: Attachment, content: QWidget) -> None:
    dialog = QDialog(parent)
    dialog.setObjectName(LOOKING)
    dialog.setWindowTitle(_("Attachment"))
    resize_on_screen(dialog, 960, 640)
    close = button(_("Close"), style="primary")
    close.setDefault(True)
    close.clicked.connect(dialog.accept)
    box = QVBoxLayout(dialog)
    box.setContentsMargins(px(20), px(16), px(20), px(14))
    box.setSpacing(px(10))
    box.addWidget(label(foreign(attachment.name), "h2", wrap=True))
    box.addWidget(content, 1)
    box.addWidget(row(1, close))
    dialog.exec()
    dialog.deleteLater()


def _content(services: Services, data: bytes, sizes: PageSizes | None) -> QWidget:
    if sizes is not None:
        preview = PdfPreview(services.jobs)
        preview.show_pdf(data, sizes)
        return preview
    QImageReader.setAllocationLimit(512)  # megabytes: a small file may claim a huge picture
    picture = QImage.fromData(data)
    if picture.isNull():
        return _cannot()
    return _Picture(picture)


def _cannot() -> QWidget:
    return label(_("The program cannot show this file. Save a copy to look at it."), wrap=True)
