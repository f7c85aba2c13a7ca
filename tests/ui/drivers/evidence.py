"""The page of attachments: whether files are being taken in, and how far."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar

from tests.ui.drivers.seeing import every
from tipdesk.ui.evidence.page import AttachmentsPage


def is_taking_in(page: AttachmentsPage) -> bool:
    """Whether a file is being taken in, or waits for its turn."""
    return bool(page._waiting) or page._running.isVisible()


def progress(page: AttachmentsPage) -> int:
    """How far the file is that is being taken in."""
    (bar,) = every(page, QProgressBar)
    return bar.value()
