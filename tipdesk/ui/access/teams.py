"""«الفرق»: who is in which team, and which files it has.

A lead makes a team and lets people in, and each who joins signs with the own passphrase. `Return`
on a file leads to its case work.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from tipdesk.cases.model import Act, Case, Officer
from tipdesk.desk.teams import StationTeam
from tipdesk.i18n.text import MASK, _, isolate, isolated, language, listed
from tipdesk.texts.messages import role_label, status_label
from tipdesk.ui.toolkit import parts, tables
from tipdesk.ui.toolkit.confirming import ask_confirmation
from tipdesk.ui.toolkit.dialogs import AskedWords, ask, ask_words, choose_one, errors_said
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.station_card import StationCard
from tipdesk.ui.toolkit.theme import px

_SAMPLES = ("KWT-2026-000000", "P-00000-00")
_MOST_SHOWN = 4  # members by name in a line


class TeamsCard(StationCard):
    """That there are teams, and the way to them."""

    asked = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, _("Teams"), parent)

    def lines(self) -> list[QWidget]:
        go = parts.button(_("View teams…"), "users-three")
        go.clicked.connect(self.asked)
        return [parts.label(_what_a_team_is(), "muted", wrap=True), parts.row(go, 1)]


class TeamsPage(QWidget):
    """The teams of the station, the people of one, and its files."""

    opened = Signal(object)  # Case
    left = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._services = services
        self._name = ""  # of a team that was begun and not made
        self._masked = False
        self._came = False  # from here to a file, and back again
        self._teams: tables.RowsModel[StationTeam] = tables.RowsModel(_team_columns())
        self._files: tables.RowsModel[Case] = tables.RowsModel(_file_columns())
        self._build()
        self._connect()

    def _build(self) -> None:
        self._back = parts.way_back(_("Back"))
        self._make = parts.button(_("Make a team…"), "plus")
        self._add = parts.button(_("Add a person…"), "user-plus")
        self._out = parts.button(_("Take a person out…"), "user")
        self._leave = parts.button(_("Leave this team…"), "sign-out")
        self._teams_table = tables.table_view(self._teams, _("Teams"))
        self._files_table = tables.table_view(self._files, _("Files of the team"))
        self._no_team = parts.NothingHere("users-three")
        self._no_team.say(_("There is no team yet"), _("Whoever leads this station makes one."))
        self._no_file = parts.NothingHere("folder-open")
        self._upper, self._lower = QStackedWidget(), QStackedWidget()
        for stack, shown in ((self._upper, (self._teams_table, self._no_team)),
                             (self._lower, (self._files_table, self._no_file))):  # fmt: skip
            for part in shown:
                stack.addWidget(part)
        self._title = parts.label("", "h2", wrap=True)
        self._people = parts.label("", wrap=True)
        box = parts.roomy(self)
        box.setContentsMargins(parts.MARGIN, px(18), parts.MARGIN, px(10))
        box.setSpacing(px(10))
        about = parts.label(_what_a_team_is(), "muted", wrap=True)
        box.addWidget(parts.page_head(_("Teams"), self._back, self._make))
        box.addWidget(about)
        box.addWidget(self._upper, 2)
        self._of_team = QWidget()
        of_team = QVBoxLayout(self._of_team)
        of_team.setContentsMargins(0, 0, 0, 0)
        of_team.setSpacing(px(8))
        of_team.addWidget(self._title)
        of_team.addWidget(self._people)
        of_team.addWidget(parts.flowing(self._add, self._out, self._leave, spacing=px(6)))
        of_team.addWidget(self._lower, 1)
        hint = _("{open} on a file: its case work").format(open=isolated("Return"))
        of_team.addWidget(parts.label(hint, "faint"))
        box.addWidget(self._of_team, 3)

    def _connect(self) -> None:
        self._back.clicked.connect(self.left)
        self._make.clicked.connect(self._on_make)
        self._add.clicked.connect(self._on_add)
        self._out.clicked.connect(self._on_out)
        self._leave.clicked.connect(self._on_leave)
        self._files_table.activated.connect(self._on_open)
        self._teams_table.selectionModel().currentRowChanged.connect(
            lambda _now, _old: self._show_team()
        )

    # --- what is shown ----------------------------------------------------------------------

    def load(self) -> None:
        """Show the teams as they stand."""
        chosen = self._chosen()
        self._teams.set_rows(self._services.session.teams.teams())
        codes = [team.code for team in self._teams.rows()]
        at = codes.index(chosen.code) if chosen is not None and chosen.code in codes else 0
        self._upper.setCurrentWidget(self._teams_table if codes else self._no_team)
        self._make.setVisible(self._services.session.teams.may_lead())
        tables.select_row(self._teams_table, at)
        self._show_team()
        first = self._files_table if self._came else self._teams_table if codes else self._make
        self._came = False
        parts.begin_at(self, first if not first.isHidden() else self._back)

    @Slot()
    def look_again(self) -> None:
        """Others changed something."""
        with errors_said(self):
            self.load()

    def set_masked(self, masked: bool) -> None:
        """Hide or show names (F7)."""
        self._masked = masked
        chosen = self._teams_table.currentIndex().row()
        for model in (self._teams, self._files):
            model.set_masked(masked)
        tables.select_row(self._teams_table, chosen)
        self._show_team()

    def _chosen(self) -> StationTeam | None:
        return self._teams.row(self._teams_table.currentIndex())

    def _show_team(self) -> None:
        team, session = self._chosen(), self._services.session
        self._of_team.setVisible(team is not None)
        if team is None:
            return
        leads = session.teams.may_lead()
        own = session.officer.login
        joins = not team.is_own and session.may(Act.SEE_FILES)
        self._title.setText(isolate(team.name))
        self._people.setText(_people(team.members, masked=self._masked))
        self._add.setText(_("Add a person…") if leads else _("Join this team…"))
        self._add.setAccessibleName(self._add.text())
        self._add.setVisible((leads and bool(session.teams.candidates(team.code))) or joins)
        self._out.setVisible(leads and any(person.login != own for person in team.members))
        self._leave.setVisible(team.is_own)
        files = session.teams.files(team.code) if session.may(Act.SEE_FILES) else ()
        tables.select_again(self._files_table, self._files, files, lambda case: case.id)
        self._lower.setCurrentWidget(self._files_table if files else self._no_file)
        if team.files is None:
            text = _("Its files are told to whoever is in it.")
        else:
            text = _("A file is given to it on the page of its case work.")
        self._no_file.say(_("No file to show here"), text)

    # --- deeds ------------------------------------------------------------------------------

    @Slot(QModelIndex)
    def _on_open(self, at: QModelIndex) -> None:
        case = self._files.row(at)
        if case is not None:
            self._came = True
            self.opened.emit(case)

    @Slot()
    def _on_make(self) -> None:
        text = _("A name by which everybody here knows it, such as a shift or a shelter.")
        asked = AskedWords(_("Make a team"), text, _("Make it"))
        name = ask_words(self, asked, begun=self._name, keep=self._keep)
        if name and self._services.open_session is not None:
            with errors_said(self) as done:
                self._services.session.teams.make(" ".join(name.split()))
            if not done.failed:
                self._name = ""
                self.load()
                tables.select_row(self._teams_table, len(self._teams.rows()) - 1)

    def _keep(self, name: str) -> None:
        self._name = name

    @Slot()
    def _on_add(self) -> None:
        """Who comes, and their signature beside that of whoever leads."""
        team, session = self._chosen(), self._services.session
        if team is None:
            return
        who: Officer | None = session.officer
        if session.teams.may_lead():
            title = _("Add a person to {team}").format(team=isolate(team.name))
            who = choose_person(self, title, session.teams.candidates(team.code))
        if who is None or self._services.open_session is None:
            return
        purpose = _("{name} joins the team {team} and reads the case work of its files.").format(
            name=isolate(who.name), team=isolate(team.name)
        )
        signers = session.teams.signers(who.login)
        second = ask_confirmation(self._services, signers, purpose, self) if signers else None
        if signers and second is None:
            return
        with errors_said(self):
            session.teams.join(team.code, who.login, *([second] if second else []))
        if second is not None:
            second.wipe()
        self.look_again()

    @Slot()
    def _on_out(self) -> None:
        team, session = self._chosen(), self._services.session
        if team is None:
            return
        others = [person for person in team.members if person.login != session.officer.login]
        title = _("Take a person out of {team}").format(team=isolate(team.name))
        who = choose_person(self, title, others)
        if who is None or self._services.open_session is None:
            return
        sure = _("Take {name} out of the team?").format(name=isolate(who.name))
        if ask(self, sure, _what_leaving_means(), _("Take out")):
            with errors_said(self):
                session.teams.leave(team.code, who.login)
            self.look_again()

    @Slot()
    def _on_leave(self) -> None:
        team, session = self._chosen(), self._services.session
        if team is None:
            return
        title = _("Leave the team {team}?").format(team=isolate(team.name))
        if ask(self, title, _what_leaving_means(), _("Leave it")):
            with errors_said(self):
                session.teams.leave(team.code, session.officer.login)
            self.look_again()


def choose_person(
    parent: QWidget, title: str, people: Sequence[Officer], *, yes: str = ""
) -> Officer | None:
    """One of these colleagues; None: the person went back."""
    names = [f"{isolate(person.name)} • {role_label(person.role)}" for person in people]
    at = choose_one(parent, title, names, yes=yes)
    return None if at is None else people[at]


def _people(members: tuple[Officer, ...], *, masked: bool) -> str:
    if not members:
        return _("Nobody is in it yet.")
    names = [MASK if masked else isolate(person.name) for person in members]
    return _("In it: {people}").format(people=listed(names, language()))


def _shortly(members: tuple[Officer, ...]) -> str:
    names = [isolate(person.name) for person in members[:_MOST_SHOWN]]
    more = len(members) - len(names)
    return listed([*names, *([isolated(f"+{more}")] if more else [])], language())


def _what_a_team_is() -> str:
    return _(
        "People who are given files together. They open the case work and the answers of levels 1 "
        "and 2 without a reason, and read the room and the safe way; what else is restricted stays "
        "with the assigned staff."
    )


def _what_leaving_means() -> str:
    return _(
        "What was read is known. What is noted from now on is closed to whoever leaves, and the "
        "files of the team open with a reason only."
    )


def _team_columns() -> list[tables.Column[StationTeam]]:
    return [
        tables.Column(_("Team"), lambda team: isolate(team.name)),
        tables.Column(
            _("Members"),
            lambda team: _shortly(team.members),
            veiled=lambda team: isolated(str(len(team.members))),
        ),
        tables.Column(
            _("Files"),
            lambda team: "—" if team.files is None else isolated(str(team.files)),
            ("00000",),
        ),
    ]


def _file_columns() -> list[tables.Column[Case]]:
    return [
        tables.Column(_("Number"), lambda case: isolated(case.number), (_SAMPLES[0],)),
        tables.Column(_("Code"), lambda case: isolated(case.person_code), (_SAMPLES[1],)),
        tables.Column(_("Name"), lambda case: isolate(case.display_name) or "—", masked=True),
        tables.Column(_("Status"), lambda case: status_label(case.status), ("بانتظار المشرف 000",)),
    ]
