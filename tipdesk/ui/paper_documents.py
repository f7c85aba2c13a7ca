"""The papers as the screen offers them: what each is called, and under which heading."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox

from tipdesk.desk.printing_room import Document, copies
from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolated


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


def offer_copies(choice: QComboBox, document: Document, wanted: str) -> None:
    """Fill a field with the copies that there are of a document. `wanted`, the one that a person
    chose, is chosen again where there is one: a paper that has one copy only chooses for no other
    paper."""
    named = {
        "file": _("Copy for the file"),
        "prosecution": _("Copy for the Prosecution"),
        "person": _("Copy for the person"),
        "service": _("Copy for the service"),
    }
    made = copies(document)
    shown = [one for one in named if one in made]
    chosen = wanted if wanted in shown else made[0]
    offered = [choice.itemData(at) for at in range(choice.count())]
    if offered == shown and choice.currentData() == chosen:
        return
    choice.blockSignals(True)
    choice.clear()
    for one in shown:
        choice.addItem(named[one], one)
    choice.setCurrentIndex(shown.index(chosen))
    choice.blockSignals(False)
