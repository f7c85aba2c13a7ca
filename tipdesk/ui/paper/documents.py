"""The papers as the screen offers them: what each is called, and under which heading."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox

from tipdesk.i18n.text import _, isolated, language
from tipdesk.printing.documents.registry import DOCUMENTS, Document, Heading, listed
from tipdesk.ui.toolkit.fields import CalmCombo


def document_groups() -> dict[str, tuple[Document, ...]]:
    """Every document under the heading of what it is for, in the order of the journey."""
    headings = {
        Heading.INTERVIEW: _("For the interview"),
        Heading.HANDING_OVER: _("Evidence and handing over"),
        Heading.PERSON: _("For the person"),
        Heading.INTERNAL: _("Internal, stays here"),
        Heading.BY_HAND: _("To be filled in by hand"),
    }
    return {headings[heading]: listed(heading) for heading in Heading}


def document_name(document: str) -> str:
    """What a document is called on the screen; one of a later program by its key."""
    known = DOCUMENTS.get(document)
    if known is None or known.heading is None:
        return isolated(document)
    return known.name.text(language())


def offer_documents(choice: QComboBox) -> None:
    """Fill a field with every document; headings cannot be chosen."""
    model = QStandardItemModel(choice)
    for heading, group in document_groups().items():
        head = QStandardItem(heading)
        head.setFlags(Qt.ItemFlag.NoItemFlags)
        font = head.font()
        font.setBold(True)
        head.setFont(font)
        model.appendRow(head)
        for document in group:
            item = QStandardItem(document.name.text(language()))
            item.setData(document.key, Qt.ItemDataRole.UserRole)
            model.appendRow(item)
    choice.setModel(model)


def copy_names() -> dict[str, str]:
    """Whose a copy of a paper is, in words."""
    return {
        "file": _("Copy for the file"),
        "prosecution": _("Copy for the Prosecution"),
        "person": _("Copy for the person"),
        "service": _("Copy for the service"),
    }


class CopyChoice(CalmCombo):
    """The copies that there are of a document. What a person chose is chosen again where there is
    such a copy: a paper that has one copy only chooses for no other paper."""

    def __init__(self) -> None:
        super().__init__()
        self._wanted = ""
        self.currentIndexChanged.connect(self._on_chosen)

    def forget(self) -> None:
        """Nobody has chosen yet."""
        self._wanted = ""

    def offer(self, document: Document) -> None:
        """Show the copies of this document; `currentIndexChanged` says nothing of it."""
        names, copies = copy_names(), document.copies
        offering = [copy for copy in names if copy in copies]
        chosen = self._wanted if self._wanted in offering else copies[0]
        offered = [self.itemData(at) for at in range(self.count())]
        if offered == offering and self.currentData() == chosen:
            return
        self.blockSignals(True)
        self.clear()
        for copy in offering:
            self.addItem(names[copy], copy)
        self.setCurrentIndex(offering.index(chosen))
        self.blockSignals(False)

    @Slot()
    def _on_chosen(self) -> None:
        self._wanted = self.currentData()
