"""«دليل الجهات»: the services that the station works with, and how to reach them. What each could
take says on which day that was confirmed; after a week it is grey. No address, and nobody's name.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QStackedWidget, QVBoxLayout, QWidget

from tipdesk.cases.casework.directory import AgencyDetails
from tipdesk.cases.model import Act
from tipdesk.core.errors import AnswerRefused, TipdeskError
from tipdesk.i18n.text import N_, _, format_date, isolate, isolated, language, ngettext
from tipdesk.texts import case_work as words
from tipdesk.texts.case_work import CodeNames
from tipdesk.texts.messages import sentence
from tipdesk.ui.casework.fields import EntryField, field_of
from tipdesk.ui.casework.plans import FieldPlan, FieldShape
from tipdesk.ui.toolkit import parts, tables
from tipdesk.ui.toolkit.dialogs import Dialog, Shape, errors_said
from tipdesk.ui.toolkit.parts import button, column, label, room_of, scrolled
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.station_card import StationCard
from tipdesk.ui.toolkit.theme import px

_SHAPE, _AROUND = Shape(width=640, spacing=10), 190
_FIELDS = (
    FieldPlan("agency", N_("Service"), FieldShape.CHOICE, words.AGENCY),
    FieldPlan("telephone", N_("Telephone, and whom to ask for"), FieldShape.LINE),
    FieldPlan("hours", N_("When it can be reached"), FieldShape.LINE),
    FieldPlan("languages", N_("Languages"), FieldShape.LINE),
    FieldPlan("places", N_("How many more it could take"), FieldShape.LINE),
    FieldPlan("confirmed_on", N_("Confirmed on"), FieldShape.DAY),
    FieldPlan("sex", N_("Women or men only (optional)"), FieldShape.CHOICE, "sex"),
    FieldPlan("youngest", N_("From which age (optional)"), FieldShape.LINE),
    FieldPlan("oldest", N_("Up to which age (optional)"), FieldShape.LINE),
    FieldPlan("needs", N_("Which needs it serves"), FieldShape.CODES, words.NEED),
)
_NUMBERS = ("places", "youngest", "oldest")


class AgenciesCard(StationCard):
    """The way to the directory."""

    asked = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, _("Directory of services"), parent)

    def lines(self) -> list[QWidget]:
        text = _("Whom each service takes, when and how it is reached, and how many more it could.")
        go = button(_("Open the directory…"), "list-checks")
        go.clicked.connect(self.asked)
        return [label(text, "muted", wrap=True), parts.row(go, 1)]


class DirectoryPage(QWidget):
    """One line for each agency of which something was noted."""

    left = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._services = services
        self._names = CodeNames(services.session.directory.form)
        self._today = services.session.directory.today
        self._model: tables.RowsModel[AgencyDetails] = tables.RowsModel(self._columns())
        self._table = tables.table_view(self._model, _("Directory of services"))
        self._table.setItemDelegate(tables.ChipDelegate(self._table))
        self._table.activated.connect(self._on_open)
        may = services.session.may(Act.KEEP_DIRECTORY)
        self._new = button(_("Another service…"), "plus", style="primary")
        self._new.clicked.connect(lambda: self._ask(AgencyDetails("")))
        self._change = button(_("Change or confirm…"), "note-pencil")
        self._change.clicked.connect(lambda: self._on_open(self._table.currentIndex()))
        for deed in (self._new, self._change):
            deed.setVisible(may)
        self._nothing = parts.NothingHere("list-checks")
        self._nothing.say(
            _("Nothing is noted yet"),
            _("Note the services that you work with: they are offered where a need is referred."),
        )
        self._lists = QStackedWidget()
        for part in (self._table, self._nothing):
            self._lists.addWidget(part)
        back = parts.way_back(_("Back"))
        back.clicked.connect(self.left)
        box = QVBoxLayout(self)
        box.setContentsMargins(parts.MARGIN, px(18), parts.MARGIN, px(10))
        box.setSpacing(px(10))
        title = _("Directory of services")
        box.addWidget(parts.page_head(title, back, self._change, self._new))
        hint = _(
            "Who could take how many is true of the day on which it was confirmed. No address is "
            "noted here, of a shelter least of all."
        )
        box.addWidget(label(hint, "muted", wrap=True))
        box.addWidget(self._lists, 1)

    def _columns(self) -> list[tables.Column[AgencyDetails]]:
        old = _("{day}: old").format(day="00/00/0000")
        return [
            tables.Column(_("Service"), self._name),
            tables.Column(_("Serves"), lambda each: self._names.names(words.NEED, each.needs)),
            tables.Column(_("How to reach it"), _reached),
            tables.Column(_("Places"), _places, ("0000",)),
            tables.Column(
                _("Confirmed on"),
                lambda each: confirmed_text(each, self._today),
                (old,),
                chip=lambda each: "chipgrey" if each.is_old(self._today) else "chipok",
            ),
        ]

    def _name(self, each: AgencyDetails) -> str:
        return isolate(self._names.name(words.AGENCY, each.agency))

    # --- what is shown ----------------------------------------------------------------------

    def load(self) -> None:
        """Read what is noted.

        Raises:
            TransitionRefused: the officer's role sees no files.
        """
        self._show()
        first = self._table if self._model.rows() else self._new
        parts.begin_at(self, first)

    @Slot()
    def look_again(self) -> None:
        """Others changed something."""
        with errors_said(self):
            self._show()

    def _show(self) -> None:
        chosen = max(self._table.currentIndex().row(), 0)
        self._today = self._services.session.directory.today
        known = self._services.session.directory.known()
        self._model.set_rows(known)
        self._lists.setCurrentWidget(self._table if known else self._nothing)
        self._change.setEnabled(bool(known))
        tables.select_row(self._table, min(chosen, len(known) - 1))

    # --- what people do ---------------------------------------------------------------------

    @Slot(QModelIndex)
    def _on_open(self, index: QModelIndex) -> None:
        details = self._model.row(index)
        if details is not None and self._services.session.may(Act.KEEP_DIRECTORY):
            self._ask(details)

    def _ask(self, details: AgencyDetails) -> None:
        dialog = AgencyDialog(self._services, details, self)
        dialog.exec()
        dialog.deleteLater()
        if self._services.open_session is not None:
            self.look_again()
            if self._model.rows():
                self._table.setFocus(Qt.FocusReason.OtherFocusReason)


class AgencyDialog(Dialog):
    """What is known of one service."""

    def __init__(self, services: Services, details: AgencyDetails, parent: QWidget) -> None:
        super().__init__(parent, _("A service"), _SHAPE)
        self._services = services
        names = CodeNames(services.session.directory.form)
        self._fields: list[EntryField] = [
            field_of(plan, names, services.clock)
            for plan in _FIELDS
            if plan.name != "agency" or not details.agency
        ]
        self._agency = details.agency
        self._ok = button(_("Keep it"), style="primary")
        self._ok.setDefault(True)
        self._ok.clicked.connect(self._on_ok)
        confirm = button(_("Confirmed today"), "check-circle")
        confirm.clicked.connect(self._on_confirmed)
        back = button(_("Cancel"))
        back.clicked.connect(self.reject)
        self._problem = label("", "error", wrap=True)
        self._problem.hide()
        shown = _shown(details, services.session.directory.today)
        for each in self._fields:
            each.show_value(shown[each.plan.name])
        self._content = column(*self._fields, 1, spacing=px(10))
        self._area = scrolled(self._content, edge=0)
        title = names.name(words.AGENCY, details.agency) if details.agency else _("A service")
        self.add_heading(title)
        self.box.addWidget(self._area, 1)
        self.box.addWidget(self._problem)
        self.add_buttons(back, 1, confirm, self._ok)
        room = room_of(self).height() - px(_AROUND)
        self._area.setMinimumHeight(min(self._content.sizeHint().height() + px(4), room))
        self._fields[0].take_focus()

    @Slot()
    def _on_confirmed(self) -> None:
        """What stands there holds today."""
        day = next(each for each in self._fields if each.plan.name == "confirmed_on")
        day.show_value(self._services.session.directory.today.isoformat())
        self._on_ok()

    @Slot()
    def _on_ok(self) -> None:
        try:
            written = {each.plan.name: each.value() for each in self._fields}
            self._services.session.directory.note(_details(self._agency, written))
        except TipdeskError as error:
            message = sentence(error)
            text = f"{message.what} {message.next_step}"
            field = str(error.details.get("name", ""))
            wrong = next((each for each in self._fields if each.plan.name == field), None)
            if wrong is not None:
                text = _("{field}: this does not fit.").format(field=_(wrong.plan.label))
                wrong.take_focus()
            self._problem.setText(isolate(text))
            self._problem.show()
        else:
            self.done(QDialog.DialogCode.Accepted)


def _shown(details: AgencyDetails, today: date) -> dict[str, str]:
    """What stands in the fields at first; of a new one the day is today's."""
    day = details.confirmed_on if details.agency else today
    numbers = {name: getattr(details, name) for name in _NUMBERS}
    return {
        "agency": "",
        "sex": details.sex,
        "needs": " ".join(details.needs),
        "languages": details.languages,
        "hours": details.hours,
        "telephone": details.telephone,
        "confirmed_on": "" if day is None else day.isoformat(),
        **{name: "" if number is None else str(number) for name, number in numbers.items()},
    }


def _details(agency: str, written: dict[str, str]) -> AgencyDetails:
    """Raises AnswerRefused: a number is none (details: name)."""
    numbers: dict[str, int | None] = {}
    for name in _NUMBERS:
        if written[name] and not (written[name].isdecimal() and len(written[name]) < 5):
            raise AnswerRefused(name=name, reason="directory")
        numbers[name] = int(written[name]) if written[name] else None
    return AgencyDetails(
        agency or written["agency"],
        tuple(written["needs"].split()),
        written["sex"],
        numbers["youngest"],
        numbers["oldest"],
        written["languages"],
        written["hours"],
        written["telephone"],
        numbers["places"],
        date.fromisoformat(written["confirmed_on"]) if written["confirmed_on"] else None,
    )


def _reached(each: AgencyDetails) -> str:
    known = (isolated(each.telephone) if each.telephone else "", isolate(each.hours))
    return tables.PART.join(part for part in known if part)


def _places(each: AgencyDetails) -> str:
    return "" if each.places is None else isolated(str(each.places))


def confirmed_text(each: AgencyDetails, today: date) -> str:
    """On which day it was confirmed, and that this is too long ago."""
    if each.confirmed_on is None:
        return _("never")
    day = isolated(format_date(each.confirmed_on, language()))
    return _("{day}: old").format(day=day) if each.is_old(today) else day


def proposal_text(each: AgencyDetails, names: CodeNames, today: date) -> str:
    """One service that is offered for a need, in a line."""
    known_parts = [isolate(names.name(words.AGENCY, each.agency))]
    if each.places is not None:
        count = ngettext("{count} place", "{count} places", each.places)
        known_parts.append(count.format(count=isolated(str(each.places))))
    known_parts.append(_("confirmed: {day}").format(day=confirmed_text(each, today)))
    if reached := _reached(each):
        known_parts.append(reached)
    return tables.PART.join(known_parts)
