"""Teams: people who are given files together, and read their case work without a reason.

Who is in one, and which files it has, is for the signed deeds to say (`cases.deeds`): a lead and
the member sign that somebody joins, one of them that they leave; whoever is named on a file, or a
lead, gives it to a team. Rows follow the deeds for lists. What a team reads of level 4 is the case
work alone (`files.work_keys`); a hidden file is with no team.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from tipdesk.cases.casework.entries import EntryKind
from tipdesk.cases.deeds.deed import DeedKind
from tipdesk.cases.deeds.needs import MOST_TEAM_NAME
from tipdesk.cases.model import Act, Case, CaseId, Officer, Status
from tipdesk.cases.permissions import allowed
from tipdesk.core.errors import AnswerRefused, RestrictedClosed, TipdeskError, TransitionRefused
from tipdesk.desk.case_work import CaseWorkBook
from tipdesk.desk.files.contents import Contents
from tipdesk.desk.files.restricted import Restricted
from tipdesk.desk.open_vault import ChangeKind, Confirmed, OpenVault, signers_of
from tipdesk.i18n.text import clean
from tipdesk.storage import station_rows
from tipdesk.storage.files import case_rows
from tipdesk.storage.keys import team_rows

AT_ONCE = 50  # files whose keys are passed on at an unlocking


@dataclass(frozen=True, slots=True)
class StationTeam:
    """A team. `files`: how many it has, and None for whoever is not to know."""

    code: str
    name: str
    members: tuple[Officer, ...]
    files: int | None
    is_own: bool  # the officer of the session is in it


class Teams:
    """The teams of an open vault. GUI thread; every method is short."""

    def __init__(
        self, desk: OpenVault, contents: Contents, restricted: Restricted, case_work: CaseWorkBook
    ) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._contents = contents
        self._restricted = restricted
        self._case_work = case_work

    # --- who is in which --------------------------------------------------------------------

    def teams(self) -> tuple[StationTeam, ...]:
        """All of them, in the order in which they were made."""
        if not self._desk.book.begun:
            return ()
        state, own = self._desk.book.state, self._desk.officer.login
        known = {officer.login: officer for officer in station_rows.officers(self._vault)}
        leads = self._desk.may(Act.LEAD_TEAMS)
        return tuple(
            StationTeam(
                code,
                team.name,
                tuple(known[login] for login in team.members if login in known),
                team_rows.count(self._vault, code) if leads or own in team.members else None,
                own in team.members,
            )
            for code, team in state.teams.items()
        )

    def may_lead(self) -> bool:
        """Whether the officer of the session makes teams, and lets people in and out."""
        return self._desk.may(Act.LEAD_TEAMS) and self._desk.book.begun

    def candidates(self, code: str) -> tuple[Officer, ...]:
        """Who could join: whoever works in files here and is not in it."""
        members = self._desk.book.state.members(code)
        return tuple(
            officer
            for officer in station_rows.officers(self._vault)
            if officer.login not in members
            and not officer.suspended
            and allowed(Act.SEE_FILES, officer.role)
        )

    def signers(self, login: str) -> tuple[Officer, ...]:
        """Who can sign with the officer of the session that somebody joins: the one who joins, or,
        of oneself, another lead; where there is none, anybody else. Nobody: it needs no second."""
        state, own = self._desk.book.state, self._desk.officer.login
        known = {officer.login: officer for officer in station_rows.officers(self._vault)}
        if login != own:
            return tuple(officer for code, officer in known.items() if code == login)
        others = [other for other in known.values() if other.login != own]
        others = [other for other in others if state.is_in(other.login)]
        return tuple([lead for lead in others if state.is_lead(lead.login)] or others)

    def make(self, name: str) -> str:
        """Make a team; its code.

        Raises:
            TransitionRefused: not open to the officer's role (details: step "lead_teams").
            AnswerRefused: it has no name (name "team", reason "empty"), one that is too long, or
                one that another team has (reason "taken").
            DiskFull
        """
        self._require(Act.LEAD_TEAMS)
        name, teams = clean(name).strip(), self._desk.book.state.teams
        if not name:
            raise AnswerRefused(name="team", reason="empty")
        if len(name) > MOST_TEAM_NAME:
            raise AnswerRefused(name="team", reason="too_long")
        if name in {team.name for team in teams.values()}:
            raise AnswerRefused(name="team", reason="taken")
        code = f"team_{len(teams) + 1}"
        body = {"team": code, "name": name}
        self._desk.decide(DeedKind.TEAM_MADE, body, "team_made", None, team=code)
        self._desk.publish(ChangeKind.STAFF)
        return code

    def join(self, code: str, login: str, *signers: Confirmed) -> None:
        """Let somebody into a team: they and a lead sign, the officer of the session and `signers`.
        What this session opens of its files is sealed to them at once, the rest as soon as somebody
        has been here who opens it.

        Raises:
            TransitionRefused: neither leads nor joins (details: step "lead_teams").
            SecondPersonNeeded: nobody has joined.
            DiskFull
        """
        self._require(Act.SEE_FILES if login == self._desk.officer.login else Act.LEAD_TEAMS)
        with self._vault.transaction():
            team_rows.join(self._vault, code, login)
            body = {"team": code, "login": login}
            signed = signers_of(*signers)
            self._desk.decide(
                DeedKind.TEAM_JOINED, body, "team_joined", signers=signed, holder=login, team=code
            )
            self._desk.seal()
        self._restricted.work.pass_on_all()
        self._desk.publish(ChangeKind.STAFF)
        self._desk.publish(ChangeKind.CASES)

    def leave(self, code: str, login: str) -> None:
        """Somebody leaves a team: a lead takes them out, or they go. What they have read they know;
        what is written from now on is under other keys.

        Raises:
            TransitionRefused: neither leads nor leaves (details: step "lead_teams").
            SecondPersonNeeded: they are not in it.
            DiskFull
        """
        own = login == self._desk.officer.login
        self._require(Act.SEE_FILES if own else Act.LEAD_TEAMS)
        with self._vault.transaction():
            body = {"team": code, "login": login}
            self._desk.decide(DeedKind.TEAM_LEFT, body, "team_left", holder=login, team=code)
            team_rows.leave(self._vault, code, login)
            for public in station_rows.box_keys(self._vault, login):
                team_rows.drop_keys(self._vault, code, login, public)
            self._desk.seal()
        if own:
            self._restricted.work.forget(team_rows.files_of(self._vault, code))
        self._desk.publish(ChangeKind.STAFF)
        self._desk.publish(ChangeKind.CASES)

    # --- which files it has -----------------------------------------------------------------

    def team_of(self, case_id: CaseId) -> StationTeam | None:
        """The team that has a file.

        Raises:
            FileHidden: it is hidden from the unit, and names others.
        """
        code = self._restricted.work.team_of(self._contents.case(case_id).id)
        return next((team for team in self.teams() if team.code == code), None)

    def reads_only_by_team(self, case_id: CaseId) -> bool:
        """Whether the officer of the session opens a file because their team has it, and neither is
        named on it nor gave a reason in this shift."""
        if not self._desk.may(Act.SEE_FILES) or not self._restricted.work.is_given(case_id):
            return False
        return not self._contents.opens_whole(case_id)

    def may_give(self, case_id: CaseId) -> bool:
        """Whether the officer of the session gives this file to a team, or takes it back.

        Raises:
            FileHidden: as `team_of`.
        """
        case = self._contents.case(case_id)
        named = self._restricted.is_named(case.id)
        may = self._desk.book.begun and self._desk.may(Act.GIVE_FILE)
        return may and not case.hidden and (named or self._desk.may(Act.LEAD_TEAMS))

    def files(self, code: str) -> tuple[Case, ...]:
        """The files of a team, with number, code and name, for whoever is in it; a lead who works
        in files is told the same, everybody else none.

        Raises:
            TransitionRefused: the officer's role sees no files.
        """
        self._desk.require(Act.SEE_FILES)
        state, own = self._desk.book.state, self._desk.officer.login
        if own not in state.members(code) and not self._desk.may(Act.LEAD_TEAMS):
            return ()
        listed = (
            case_rows.find(self._vault, case) for case in team_rows.files_of(self._vault, code)
        )
        return tuple(
            case
            for case in listed
            if case is not None and not case.hidden and state.given.get(case.id) == code
        )

    def give(self, case_id: CaseId, code: str) -> None:
        """Give a file to a team. It opens what of level 4 stands in the case work, and how the
        person can be reached; what else is restricted stays with whom the file names.

        Raises:
            TransitionRefused: not open to the officer's role (details: step "give_file"), the file
                is voided, hidden, or was given up to another station.
            RestrictedClosed: the file does not name the officer, who does not lead.
            SecondPersonNeeded: it is with a team, or there is no such team.
            WorkEntryRefused, DiskFull
        """
        self._check_gives(case_id)
        with self._vault.transaction():
            team_rows.give(self._vault, case_id, code)
            self._desk.decide(
                DeedKind.GIVEN, self._body(case_id, code), "file_given", case_id, team=code
            )
            self._case_work.note_given(case_id, EntryKind.GIVEN, code)
            self._pass_on(case_id)
        self._desk.publish_listed(ChangeKind.STATUS, case_id)

    def take(self, case_id: CaseId) -> None:
        """Take a file from the team that has it. What was read is known; what is written from now
        on is under another key. Where no team has it, nothing happens.

        Raises: as `give`.
        """
        self._check_gives(case_id)
        code = self._restricted.work.team_of(case_id)
        if not code:
            return
        with self._vault.transaction():
            team_rows.take(self._vault, case_id)
            self._desk.decide(
                DeedKind.TAKEN, self._body(case_id, code), "file_taken", case_id, team=code
            )
            self._case_work.note_given(case_id, EntryKind.TAKEN, code)
            self._restricted.work.drop_others(case_id)
            team_rows.keep_safe_way(self._vault, case_id, "")
            self._desk.seal()
        self._restricted.work.forget((case_id,))
        self._desk.publish_listed(ChangeKind.STATUS, case_id)

    def pass_on(self) -> None:
        """At an unlocking: what this session opens is sealed to members who lack it, and files that
        a lead gave tell their team how the person can be reached. A few at a time.

        Raises:
            DiskFull, VaultReadOnly
        """
        if not self._desk.book.begun or not self._desk.may(Act.SEE_FILES):
            return
        self._restricted.work.pass_on_all(AT_ONCE)
        login = self._desk.officer.login
        for case_id in team_rows.lacking_safe_way(self._vault, login, AT_ONCE):
            with suppress(TipdeskError):
                self._pass_on(case_id)

    # --- inside -----------------------------------------------------------------------------

    def _require(self, act: Act) -> None:
        self._desk.require(act)
        if not self._desk.book.begun:
            raise TransitionRefused(step=act.value, status="", reason="role")

    def _check_gives(self, case_id: CaseId) -> None:
        self._require(Act.GIVE_FILE)
        case = self._contents.case(case_id)
        if case.hidden or case.status is Status.VOIDED:
            raise TransitionRefused(step=Act.GIVE_FILE.value, status=case.status.value)
        if not self.may_give(case_id):
            raise RestrictedClosed(readers=self._restricted.readers_of(case_id))

    def _body(self, case_id: CaseId, code: str) -> dict[str, object]:
        return {"case": case_id, "team": code, "by": self._desk.officer.login}

    def _pass_on(self, case_id: CaseId) -> None:
        case = self._contents.case(case_id)
        self._restricted.work.pass_on(case_id)
        self._restricted.pass_on_safe_way(case, self._desk.forms.rules_of(case).definition)
