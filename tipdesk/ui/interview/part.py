"""What a part of the interview page does when a file is opened, left, or its names are hidden."""

from __future__ import annotations

from PySide6.QtCore import QObject

from tipdesk.ui.interview.answer_keeper import AnswerKeeper
from tipdesk.ui.interview.open_file import OpenFile


class InterviewPart(QObject):
    """One of the parts that the page holds; it follows the file that is open there.

    The page calls every part in one order. A part overrides what it needs, nothing else.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._file: OpenFile | None = None
        self._keeper: AnswerKeeper | None = None

    def open(self, file: OpenFile, keeper: AnswerKeeper) -> None:
        """Another file, or the same one anew."""
        self._file, self._keeper = file, keeper

    def hand_back(self) -> None:
        """The file is about to be left: give back what is held back, so that it is kept."""

    def settle(self) -> None:
        """Everything typed is kept: write what follows from it, before the file is left."""

    def leave(self) -> None:
        """The file is left: forget it."""
        self._file, self._keeper = None, None

    def set_masked(self, masked: bool) -> None:
        """Hide or show what tells who somebody is (F7)."""
