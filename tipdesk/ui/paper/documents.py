"""The papers as the screen offers them: what each is called, and under which heading."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox

from tipdesk.desk.paper.printing_room import Document, copies
from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolated
from tipdesk.ui.toolkit.combo_editor import CalmCombo


def document_groups() -> dict[str, dict[Document, str]]:
    """Every document under the heading of what it is for, in the order of the journey."""
    return {
        _("For the interview"): {
            "notice": _("Notice to the Public Prosecution"),
            "consent": _("Rights and consent card"),
            "intake": _("Intake form"),
            "statement": _("Statement (not sworn)"),
            "quick": _("Quick intake (one sheet)"),
            "child": _("Child annex"),
            "injuries": _("Injuries sheet"),
            "smuggling": _("Smuggling of migrants"),
        },
        _("Evidence and handing over"): {
            "exhibits": _("List of exhibits"),
            "label": _("Exhibit labels"),
            "cover": _("Cover of the bundle"),
            "referral": _("Letter of referral to a service"),
        },
        _("For the person"): {
            "closing": _("Sheet to carry away"),
            "card": _("Rights and consent in the person's language"),
            "answers": _("Answers by pointing"),
            "pointing": _("Point to your language"),
        },
        _("Internal, stays here"): {
            "safety": _("Safety plan"),
            "assessment": _("Initial assessment and indicators"),
            "review": _("Supervisor's review sheet"),
            "handover": _("Shift handover"),
        },
        _("To be filled in by hand"): {
            "custody": _("Log of custody (blank)"),
            "recovery": _("Recovery sheet (blank)"),
        },
    }


def document_name(document: str) -> str:
    """What a document is called on the screen; one of a later program by its key."""
    for group in document_groups().values():
        for key, title in group.items():
            if key == document:
                return title
    return isolated(document)


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
        for key, title in group.items():
            item = QStandardItem(title)
            item.setData(key, Qt.ItemDataRole.UserRole)
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
        named, made = copy_names(), copies(document)
        shown = [one for one in named if one in made]
        chosen = self._wanted if self._wanted in shown else made[0]
        offered = [self.itemData(at) for at in range(self.count())]
        if offered == shown and self.currentData() == chosen:
            return
        self.blockSignals(True)
        self.clear()
        for one in shown:
            self.addItem(named[one], one)
        self.setCurrentIndex(shown.index(chosen))
        self.blockSignals(False)

    @Slot()
    def _on_chosen(self) -> None:
        self._wanted = self.currentData()
