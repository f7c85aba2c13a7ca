"""What follows from the deeds: who must sign each, and what it does."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tipdesk.cases.deeds.deed import Deed, DeedKind, PublicKeys, Standing, signed_text
from tipdesk.cases.model import Act, Role
from tipdesk.cases.permissions import allowed

TEAM_CODE = re.compile(r"[a-z][a-z0-9_]{0,63}")
"""Of a team: as `casework.entries` writes it."""
MOST_TEAM_NAME = 60  # letters


@dataclass(frozen=True, slots=True)
class RegisteredPerson:
    """Somebody enrolled. `since`: the number of the deed that brought the keys."""

    role: Role
    keys: PublicKeys
    since: int
    standing: Standing = Standing.IN


@dataclass(frozen=True, slots=True)
class RegisteredSheet:
    """A recovery sheet, or the recovery shares. `by`: who signed for it."""

    keys: PublicKeys
    since: int
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Team:
    """People who are given files together, and read their case work. `left`: the number of the last
    deed that took one of them out."""

    name: str
    members: tuple[str, ...] = ()
    left: int = 0


@dataclass(slots=True)
class RegisterState:
    """What the deeds say. `sheets` by their X25519 key; `hidden` has the number of the deed."""

    vault: str = ""
    people: dict[str, RegisteredPerson] = field(default_factory=dict)
    sheets: dict[str, RegisteredSheet] = field(default_factory=dict)
    former: set[str] = field(default_factory=set)
    """X25519 keys that somebody or a sheet had before."""
    readers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    hidden: dict[str, int] = field(default_factory=dict)
    escrows: dict[str, str] = field(default_factory=dict)
    """Of each file that is hidden, or whose officer was removed while it was, the digest of its
    keys, sealed to the office: an age file."""
    left_out: dict[str, frozenset[str]] = field(default_factory=dict)
    """Of each hidden file the earlier sheets that do not open it."""
    past_keys: dict[str, int] = field(default_factory=dict)
    """Of each file the number of its last key that somebody has who may not read what is written
    from now on: whoever strikes later ones off does not bring it back."""
    unsigned: frozenset[str] = frozenset()  # who has yet to sign the founding deed
    roots: frozenset[str] = frozenset()  # of the authority that two have chosen: SHA-256 of each
    lists: dict[str, int] = field(default_factory=dict)
    """SHA-256 of each trust list that was taken, with its number, which rises."""
    forms: dict[tuple[str, int], str] = field(default_factory=dict)
    """Digest of each form that was installed here, by its id and version."""
    taken_with: dict[str, tuple[str, int, str]] = field(default_factory=dict)
    """Of each file the form that it was opened with: id, version, digest."""
    series: frozenset[str] = frozenset()  # of numbers of bundles, beside the vault's first
    kit: str = ""  # digest of the station kit with which the vault was founded
    openings: dict[str, tuple[Role, str]] = field(default_factory=dict)
    """Of each person of that kit the role, and the key in their box, which signs that they opened
    it."""
    reviewed: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    """Of each notice that somebody has gone through, by its bundle: the digest of its manifest, who
    it was, and the digest of their remark."""
    reassigned: dict[int, tuple[str, str]] = field(default_factory=dict)
    """By the number of the deed, which file went to whom."""
    notices: bool = False  # whether officers may sign notices alone
    teams: dict[str, Team] = field(default_factory=dict)  # by their code
    given: dict[str, str] = field(default_factory=dict)  # of each file the team that has it
    work_taken: dict[str, int] = field(default_factory=dict)
    """Of each file the number of the last deed after which somebody may not read what is written in
    its case work from then on: a work key that was made before is used no more."""

    def is_in(self, login: str) -> bool:
        """Whether somebody works here now."""
        member = self.people.get(login)
        return member is not None and member.standing is Standing.IN

    def belongs(self, login: str) -> bool:
        """Whether they work here, suspended or not."""
        member = self.people.get(login)
        return member is not None and member.standing is not Standing.REMOVED

    def is_lead(self, login: str) -> bool:
        """Whether they work here and decide who does."""
        return self.is_in(login) and allowed(Act.DECIDE_STAFF, self.people[login].role)

    def key_of(self, signer: str) -> str:
        """Under which key a signature of theirs counts; '': under none."""
        if self.is_in(signer):
            return self.people[signer].keys.ed25519
        if any(signer == key for _role, key in self.openings.values()):
            return signer
        sheet = self.sheets.get(signer)
        return sheet.keys.ed25519 if sheet is not None else ""

    @property
    def owners(self) -> Mapping[str, str]:
        """Who has each file that was reassigned."""
        return dict(self.reassigned.values())

    def recipients(self, case: str) -> frozenset[str]:
        """To which X25519 keys the key of a file may be sealed: those of whom it names, and of the
        recovery sheets; of a hidden file no sheet that was made after the hiding, or left out."""
        named = (login for login in self.readers.get(case, ()) if self.is_in(login))
        hidden, left_out = self.hidden.get(case), self.left_out.get(case, ())
        sheets = (
            key
            for key, sheet in self.sheets.items()
            if hidden is None or (sheet.since < hidden and key not in left_out)
        )
        return frozenset({*(self.people[login].keys.x25519 for login in named), *sheets})

    # --- teams and work keys ------------------------------------------------------------------

    def members(self, team: str) -> tuple[str, ...]:
        """Who is in a team and works here."""
        return tuple(filter(self.is_in, self._members(team)))

    def _members(self, team: str) -> tuple[str, ...]:
        known = self.teams.get(team)
        return () if known is None else known.members

    def is_given(self, case: str, login: str) -> bool:
        """Whether a file is with a team that somebody is in."""
        return login in self.members(self.given.get(case, ""))

    def work_recipients(self, case: str) -> frozenset[str]:
        """To which X25519 keys the work key of a file may be sealed: those of its case key, and of
        everybody in the team that it is given to. Of a hidden file nobody's: its case work lies
        under the case key."""
        if case in self.hidden:
            return frozenset()
        team = (self.people[login].keys.x25519 for login in self.members(self.given.get(case, "")))
        return self.recipients(case) | frozenset(team)

    def work_holders(self, case: str) -> frozenset[str]:
        """To which X25519 keys one may lie sealed: those of `work_recipients`, of whoever would be
        one and is suspended, and keys of before."""
        logins = (*self.readers.get(case, ()), *self._members(self.given.get(case, "")))
        own = (self.people[login].keys.x25519 for login in logins if self.belongs(login))
        return frozenset({*own, *self.sheets, *self.former})

    def work_since(self, case: str) -> int:
        """A work key of this file that was made before the deed of this number is used no more."""
        team = self.teams.get(self.given.get(case, ""))
        return max(self.work_taken.get(case, 0), team.left if team else 0)


# --- who must sign ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Read:
    """A deed whose text was read. `signed`: whose signatures hold."""

    number: int
    kind: DeedKind
    body: Mapping[str, Any]
    signed: frozenset[str]

    @property
    def about(self) -> str:
        return str(self.body.get("login", ""))


def needed(kind: DeedKind, state: RegisterState, about: str = "") -> int:
    """How many people, sheets included where they count, must sign a deed of two. Who is suspended
    is one of them: else a lead would suspend everybody, and then be two alone."""
    others = sum(state.belongs(login) for login in state.people if login != about)
    sheets = sheet_signs(kind, state) and kind not in (DeedKind.ENROLLED, DeedKind.LET_IN)
    return max(1, min(2, others + int(sheets)))


def sheet_signs(kind: DeedKind, state: RegisterState) -> bool:
    """Whether a recovery sheet can sign a deed as its second person: one is on record that signs,
    and it counts for this kind."""
    return _sheet_counts(kind, state) and any(sheet.keys.ed25519 for sheet in state.sheets.values())


def _sheet_counts(kind: DeedKind, state: RegisterState) -> bool:
    """Whether the key of a recovery sheet counts as a second person."""
    if kind in (DeedKind.ENROLLED, DeedKind.REKEYED, DeedKind.SETTLED):
        return True
    if kind is DeedKind.LET_IN:  # whoever could sign beside a lead may be suspended
        return sum(map(state.is_in, state.people)) <= 2
    return kind is DeedKind.ROLE and sum(map(state.belongs, state.people)) <= 2


def _by_two(deed: _Read, state: RegisterState, but: str = "") -> bool:
    """Two people, somebody who leads among them; where nobody else leads, a sheet stands for it."""
    people = {login for login in deed.signed if state.is_in(login)} - {but}
    sheet = _sheet_counts(deed.kind, state) and not deed.signed.isdisjoint(state.sheets)
    led = any(map(state.is_lead, people))
    if not led and sheet:
        led = not any(state.is_lead(login) for login in state.people if login != but)
    return led and len(people) + int(sheet) >= needed(deed.kind, state, but)


def _by_two_others(deed: _Read, state: RegisterState) -> bool:
    return deed.about in state.people and _by_two(deed, state, deed.about)


def _of_founding(deed: _Read, state: RegisterState) -> bool:
    logins = [login for login, _role, _ed, _box in deed.body["people"]]
    once = not state.people and len({*logins}) == len(logins)
    if "kit" in deed.body:  # whoever founds with a kit has opened their box, and is who it says
        openings = {login: (role, key) for login, role, key in deed.body["kit"]["people"]}
        for login, role, _ed, _box in deed.body["people"]:
            named, key = openings[login]
            once = once and named == role and key in deed.signed
    return once and not deed.signed.isdisjoint(logins)


def _of_enrolment(deed: _Read, state: RegisterState) -> bool:
    known = deed.about in state.people
    if not deed.about or known:
        return False
    role, opening = state.openings.get(deed.about, (None, ""))
    by_kit = opening in deed.signed and deed.body["role"] == role and deed.about in deed.signed
    return by_kit or _with_holder(deed, state)


def _of_new_keys(deed: _Read, state: RegisterState) -> bool:
    member = state.people.get(deed.about)
    out = member is None or member.standing is Standing.REMOVED
    return not out and _with_holder(deed, state)


def _with_holder(deed: _Read, state: RegisterState) -> bool:
    return deed.about in deed.signed and _by_two(deed, state, deed.about)


def _by_a_lead(deed: _Read, state: RegisterState) -> bool:
    """It takes power away: whoever leads is enough, and it is never oneself."""
    return deed.about in state.people and any(
        state.is_lead(login) for login in deed.signed - {deed.about}
    )


def _of_retiring(deed: _Read, state: RegisterState) -> bool:
    return any(state.is_lead(signer) or signer in state.sheets for signer in deed.signed)


def _of_trust(deed: _Read, state: RegisterState) -> bool:
    """Two choose an authority; a newer list of it is for whoever brings it."""
    known = {*deed.body["roots"]} <= state.roots
    newer = int(deed.body["serial"]) > max(state.lists.values(), default=0)
    return any(map(state.is_in, deed.signed)) if known and newer else _by_two(deed, state)


def _of_series(deed: _Read, state: RegisterState) -> bool:
    """Whoever restored a backup signs for it: everybody is told, and the office sees it too."""
    signs = any(state.is_in(signer) or signer in state.sheets for signer in deed.signed)
    return signs and str(deed.body["series"]) not in state.series


def _of_opening(deed: _Read, state: RegisterState) -> bool:
    by, logins = deed.body["by"], deed.body["logins"]
    named = by in logins and all(map(state.is_in, logins))
    return deed.body["case"] not in state.readers and by in deed.signed and named


def _by_a_reader(deed: _Read, state: RegisterState) -> bool:
    by = deed.body["by"]
    named = by in state.readers.get(deed.body["case"], ())
    return named and by in deed.signed and state.is_in(by)


def _of_reassigning(deed: _Read, state: RegisterState) -> bool:
    """By somebody whom the file names, since they pass its keys on, and who reassigns files here;
    they may be two. Of a hidden file its officer alone says whom it names."""
    case, before, officer = (str(deed.body[name]) for name in ("case", "before", "officer"))
    decides = any(
        state.is_in(login) and allowed(Act.REASSIGN, state.people[login].role)
        for login in deed.signed & state.people.keys()
    )
    fits = before != officer and state.is_in(officer) and case not in state.hidden
    return fits and decides and _by_a_reader(deed, state)


def _of_escrow(deed: _Read, state: RegisterState) -> bool:
    return deed.body["case"] in state.hidden and _by_a_reader(deed, state)


def _of_review(deed: _Read, state: RegisterState) -> bool:
    """By whoever goes through notices, once for each."""
    by = deed.body["by"]
    reviews = state.is_in(by) and allowed(Act.REVIEW_NOTICES, state.people[by].role)
    return reviews and by in deed.signed and deed.body["bundle"] not in state.reviewed


def _of_allowing(deed: _Read, state: RegisterState) -> bool:
    """By whoever decides whether officers send notices alone."""
    by = deed.body["by"]
    decides = state.is_in(by) and allowed(Act.ALLOW_NOTICES, state.people[by].role)
    return decides and by in deed.signed and deed.body["allowed"] in ("yes", "no")


def _of_team(deed: _Read, state: RegisterState) -> bool:
    """A lead, for a code that no team ever had."""
    team, name = deed.body["team"], deed.body["name"]
    fits = TEAM_CODE.fullmatch(team) is not None and 0 < len(name) <= MOST_TEAM_NAME
    return fits and team not in state.teams and any(map(state.is_lead, deed.signed))


def _of_joining(deed: _Read, state: RegisterState) -> bool:
    """Whoever joins, and a lead; where the one who joins leads, that is another lead, and where
    there is none, anybody else: nobody puts themselves into a team."""
    login, team = deed.about, state.teams[deed.body["team"]]
    sees = state.is_in(login) and allowed(Act.SEE_FILES, state.people[login].role)
    others = {other for other in state.people if other != login and state.is_in(other)}
    leads = set(filter(state.is_lead, others)) or others
    led = not leads.isdisjoint(deed.signed) if state.is_lead(login) or others else True
    return sees and login not in team.members and login in deed.signed and led


def _of_leaving(deed: _Read, state: RegisterState) -> bool:
    """Whoever leaves, or a lead: it takes something away."""
    if deed.about not in state.teams[deed.body["team"]].members:
        return False
    return any(
        (state.is_in(who) and who == deed.about) or state.is_lead(who) for who in deed.signed
    )


def _by_a_reader_or_lead(deed: _Read, state: RegisterState) -> bool:
    by, case = deed.body["by"], deed.body["case"]
    if by not in deed.signed or case not in state.readers or case in state.hidden:
        return False
    if not state.is_in(by) or not allowed(Act.GIVE_FILE, state.people[by].role):
        return False
    return by in state.readers[case] or allowed(Act.LEAD_TEAMS, state.people[by].role)


def _of_giving(deed: _Read, state: RegisterState) -> bool:
    """A file is with one team at a time."""
    free = deed.body["team"] in state.teams and deed.body["case"] not in state.given
    return free and _by_a_reader_or_lead(deed, state)


def _of_taking(deed: _Read, state: RegisterState) -> bool:
    is_there = state.given.get(deed.body["case"]) == deed.body["team"]
    return is_there and _by_a_reader_or_lead(deed, state)


NEEDS: Mapping[DeedKind, Callable[[_Read, RegisterState], bool]] = {
    DeedKind.FOUNDED: _of_founding,
    DeedKind.ENROLLED: _of_enrolment,
    DeedKind.REKEYED: _of_new_keys,
    DeedKind.ROLE: _by_two_others,
    DeedKind.SHEET: _by_two,
    DeedKind.SHARES: _by_two,
    DeedKind.RETIRED: _of_retiring,
    DeedKind.SUSPENDED: _by_a_lead,
    DeedKind.REMOVED: _by_a_lead,
    DeedKind.LET_IN: _by_two_others,
    DeedKind.TRUSTED: _of_trust,
    DeedKind.FORM: _by_two,
    DeedKind.SERIES: _of_series,
    DeedKind.SETTLED: _by_two_others,
    DeedKind.ACCEPTED: _by_two,
    DeedKind.OPENED: _of_opening,
    DeedKind.NAMED: _by_a_reader,
    DeedKind.UNNAMED: _by_a_reader,
    DeedKind.REASSIGNED: _of_reassigning,
    DeedKind.HIDDEN: _by_a_reader,
    DeedKind.ESCROWED: _of_escrow,
    DeedKind.SHOWN_AGAIN: _by_a_reader,
    DeedKind.REVIEWED: _of_review,
    DeedKind.NOTICES: _of_allowing,
    DeedKind.TEAM_MADE: _of_team,
    DeedKind.TEAM_JOINED: _of_joining,
    DeedKind.TEAM_LEFT: _of_leaving,
    DeedKind.GIVEN: _of_giving,
    DeedKind.TAKEN: _of_taking,
}


# --- what each deed does ------------------------------------------------------------------------


def _begin_register(deed: _Read, state: RegisterState) -> None:
    body = deed.body
    people = {
        login: RegisteredPerson(Role(role), PublicKeys(ed, box), deed.number)
        for login, role, ed, box in body["people"]
    }
    out = {login: replace(people[login], standing=Standing.SUSPENDED) for login in body["out"]}
    sheets = {
        box: RegisteredSheet(PublicKeys(ed, box), deed.number, tuple(people))
        for ed, box in body["sheets"]
    }
    readers = {case: tuple(logins) for case, logins in body["files"]}
    hidden, vault = dict.fromkeys(body["hidden"], deed.number), str(body["vault"])
    state.people, state.sheets, state.vault = {**people, **out}, sheets, vault
    state.readers, state.hidden = readers, hidden
    state.forms = {(form, version): digest for form, version, digest in body.get("forms", ())}
    state.unsigned = frozenset(people) - deed.signed
    if "kit" in body:
        kit = body["kit"]
        state.kit = str(kit["digest"])
        state.openings = {login: (Role(role), str(key)) for login, role, key in kit["people"]}
        state.roots = frozenset(map(str, kit["roots"]))
        state.lists = {str(kit["list"]): int(kit["serial"])}


def _enrol(deed: _Read, state: RegisterState) -> None:
    keys = PublicKeys(deed.body["ed25519"], deed.body["x25519"])
    state.people[deed.about] = RegisteredPerson(Role(deed.body["role"]), keys, deed.number)


def _give_keys(deed: _Read, state: RegisterState) -> None:
    member = state.people[deed.about]
    state.former.add(member.keys.x25519)
    keys = PublicKeys(deed.body["ed25519"], deed.body["x25519"])
    state.people[deed.about] = replace(member, keys=keys, since=deed.number)
    state.unsigned -= {deed.about}


def _give_role(deed: _Read, state: RegisterState) -> None:
    role = Role(deed.body["role"])
    state.people[deed.about] = replace(state.people[deed.about], role=role)


def _add_sheet(deed: _Read, state: RegisterState) -> None:
    keys = PublicKeys(deed.body["ed25519"], deed.body["x25519"])
    by = tuple(sorted(deed.signed))
    before = [key for key in deed.body.get("instead_of", ()) if key != keys.x25519]
    state.former.update(map(str, before))
    state.sheets = {key: sheet for key, sheet in state.sheets.items() if key not in before}
    state.sheets[keys.x25519] = RegisteredSheet(keys, deed.number, by)


def _retire(deed: _Read, state: RegisterState) -> None:
    for key in deed.body["keys"]:
        state.sheets.pop(key, None)
        state.former.add(str(key))


def _stand(state: RegisterState, login: str, standing: Standing) -> None:
    state.people[login] = replace(state.people[login], standing=standing)


def _suspend(deed: _Read, state: RegisterState) -> None:
    for code, team in state.teams.items():
        if deed.about in team.members:
            state.teams[code] = replace(team, left=deed.number)
    _stand(state, deed.about, Standing.SUSPENDED)


def _let_in(deed: _Read, state: RegisterState) -> None:
    _stand(state, deed.about, Standing.IN)


def _remove(deed: _Read, state: RegisterState) -> None:
    """Files that named nobody else name the heirs, and none of them is hidden any more; the office
    opens them as before, and nobody here may."""
    heirs = tuple(filter(state.is_in, deed.body["heirs"]))
    for case, logins in state.readers.items():
        if deed.about not in logins:
            continue
        left = tuple(login for login in logins if login != deed.about)
        if not left:
            state.hidden.pop(case, None)
            state.left_out.pop(case, None)
        state.readers[case], state.work_taken[case] = left or heirs, deed.number
    for code in [code for code, team in state.teams.items() if deed.about in team.members]:
        _leave_team(state, code, deed.about, deed.number)
    _stand(state, deed.about, Standing.REMOVED)
    state.unsigned -= {deed.about}


def _settle(deed: _Read, state: RegisterState) -> None:
    state.unsigned -= {deed.about}


def _trust(deed: _Read, state: RegisterState) -> None:
    sha256, serial = str(deed.body["list"]), int(deed.body["serial"])
    older = {known: number for known, number in state.lists.items() if number < serial}
    state.roots |= {str(root) for root in deed.body["roots"]}
    state.lists = {**older, sha256: serial}


def _install(deed: _Read, state: RegisterState) -> None:
    body = deed.body
    state.forms[str(body["form"]), int(body["version"])] = str(body["digest"])


def _begin_series(deed: _Read, state: RegisterState) -> None:
    state.series |= {str(deed.body["series"])}


def _accept(deed: _Read, state: RegisterState) -> None:
    """What does not hold has no effect afterwards either; it is told of no more. Trust lists that
    are not there any more are missed no more, and series of numbers that are in use stand."""
    state.series |= {str(series) for series in deed.body.get("series", ())}
    there = {str(sha256) for sha256 in deed.body.get("lists", state.lists)}
    state.lists = {sha256: serial for sha256, serial in state.lists.items() if sha256 in there}


def _open(deed: _Read, state: RegisterState) -> None:
    case = deed.body["case"]
    state.readers[case] = tuple(deed.body["logins"])
    if "form" in deed.body:
        form, version, digest = deed.body["form"]
        state.taken_with[case] = (str(form), int(version), str(digest))


def _name(deed: _Read, state: RegisterState) -> None:
    named = state.readers[deed.body["case"]]
    fresh = [login for login in deed.body["logins"] if state.is_in(login) and login not in named]
    state.readers[deed.body["case"]] = (*named, *fresh)


def _pass_keys(deed: _Read, state: RegisterState) -> None:
    case, past = deed.body["case"], int(deed.body.get("past_key", 0))
    state.past_keys[case] = max(past, state.past_keys.get(case, 0))


def _unname(deed: _Read, state: RegisterState) -> None:
    case, out = deed.body["case"], deed.body["logins"]
    _pass_keys(deed, state)
    state.work_taken[case] = deed.number
    state.readers[case] = tuple(login for login in state.readers[case] if login not in out)


def _reassign(deed: _Read, state: RegisterState) -> None:
    case, before, officer = (str(deed.body[name]) for name in ("case", "before", "officer"))
    _pass_keys(deed, state)
    left = tuple(login for login in state.readers[case] if login not in (before, officer))
    state.readers[case], state.work_taken[case] = (*left, officer), deed.number
    state.reassigned[deed.number] = (case, officer)


def _hide(deed: _Read, state: RegisterState) -> None:
    case = deed.body["case"]
    _pass_keys(deed, state)
    state.given.pop(case, None)
    state.work_taken[case] = deed.number
    state.hidden[case], state.readers[case] = deed.number, (deed.body["by"],)
    state.left_out[case] = frozenset(map(str, deed.body.get("left_out", ())))
    state.escrows[case] = str(deed.body.get("escrow", ""))


def _escrow(deed: _Read, state: RegisterState) -> None:
    state.escrows[deed.body["case"]] = str(deed.body["escrow"])


def _show(deed: _Read, state: RegisterState) -> None:
    for facts in (state.hidden, state.left_out, state.escrows):
        facts.pop(deed.body["case"], None)


def _review(deed: _Read, state: RegisterState) -> None:
    body = deed.body
    state.reviewed[str(body["bundle"])] = (
        str(body["manifest"]), str(body["by"]), str(body["remark"])
    )  # fmt: skip


def _allow_notices(deed: _Read, state: RegisterState) -> None:
    state.notices = deed.body["allowed"] == "yes"


def _make_team(deed: _Read, state: RegisterState) -> None:
    state.teams[deed.body["team"]] = Team(str(deed.body["name"]))


def _join(deed: _Read, state: RegisterState) -> None:
    team = state.teams[deed.body["team"]]
    state.teams[deed.body["team"]] = replace(team, members=(*team.members, deed.about))


def _leave(deed: _Read, state: RegisterState) -> None:
    _leave_team(state, deed.body["team"], deed.about, deed.number)


def _leave_team(state: RegisterState, code: str, login: str, number: int) -> None:
    team = state.teams[code]
    left = tuple(member for member in team.members if member != login)
    state.teams[code] = replace(team, members=left, left=number)


def _give(deed: _Read, state: RegisterState) -> None:
    state.given[deed.body["case"]] = deed.body["team"]


def _take(deed: _Read, state: RegisterState) -> None:
    del state.given[deed.body["case"]]
    state.work_taken[deed.body["case"]] = deed.number


_DOES: Mapping[DeedKind, Callable[[_Read, RegisterState], None]] = {
    DeedKind.FOUNDED: _begin_register,
    DeedKind.ENROLLED: _enrol,
    DeedKind.REKEYED: _give_keys,
    DeedKind.ROLE: _give_role,
    DeedKind.SHEET: _add_sheet,
    DeedKind.SHARES: _add_sheet,
    DeedKind.RETIRED: _retire,
    DeedKind.SUSPENDED: _suspend,
    DeedKind.REMOVED: _remove,
    DeedKind.LET_IN: _let_in,
    DeedKind.TRUSTED: _trust,
    DeedKind.FORM: _install,
    DeedKind.SERIES: _begin_series,
    DeedKind.SETTLED: _settle,
    DeedKind.ACCEPTED: _accept,
    DeedKind.OPENED: _open,
    DeedKind.NAMED: _name,
    DeedKind.UNNAMED: _unname,
    DeedKind.REASSIGNED: _reassign,
    DeedKind.HIDDEN: _hide,
    DeedKind.ESCROWED: _escrow,
    DeedKind.SHOWN_AGAIN: _show,
    DeedKind.REVIEWED: _review,
    DeedKind.NOTICES: _allow_notices,
    DeedKind.TEAM_MADE: _make_team,
    DeedKind.TEAM_JOINED: _join,
    DeedKind.TEAM_LEFT: _leave,
    DeedKind.GIVEN: _give,
    DeedKind.TAKEN: _take,
}


# --- one deed takes effect ------------------------------------------------------------------------

Verifies = Callable[[str, bytes, bytes], bool]
"""Whether a signature holds: Ed25519 key (hex), what was signed, signature."""


def take_effect(
    state: RegisterState, fields: Mapping[str, Any], deed: Deed, verifies: Verifies | None
) -> bool:
    """Let a deed take effect; False: it is not signed by those it needs, or says nothing, and
    nothing has changed."""
    try:
        kind, body = DeedKind(fields["kind"]), fields["body"]
        signed = _signers(state, fields, deed, verifies)
        read = _Read(int(fields["number"]), kind, body, signed)
        if not NEEDS[kind](read, state):
            return False
        _DOES[kind](read, state)
    except (KeyError, TypeError, ValueError, AttributeError):
        return False
    return True


def would_hold(state: RegisterState, deed: Deed, verifies: Verifies) -> bool:
    """Whether a deed that comes next has the signatures that it needs; nothing takes effect."""
    fields = json.loads(deed.text)
    kind, body = DeedKind(fields["kind"]), fields["body"]
    signed = _signers(state, fields, deed, verifies)
    return NEEDS[kind](_Read(fields["number"], kind, body, signed), state)


def _signers(
    state: RegisterState, fields: Mapping[str, Any], deed: Deed, verifies: Verifies | None
) -> frozenset[str]:
    """Whose signatures hold: under the keys that stood before, and under those it brings."""
    if verifies is None:
        return frozenset(signature.signer for signature in deed.signatures)
    kind, body, brought = DeedKind(fields["kind"]), fields["body"], dict[str, str]()
    if kind is DeedKind.FOUNDED:
        brought = {login: ed for login, _role, ed, _box in body["people"]}
        brought |= {key: key for _login, _role, key in body.get("kit", {}).get("people", ())}
    elif kind in (DeedKind.ENROLLED, DeedKind.REKEYED):
        brought = {str(body["login"]): str(body["ed25519"])}
    return frozenset(
        signature.signer
        for signature in deed.signatures
        if (key := brought.get(signature.signer) or state.key_of(signature.signer))
        and verifies(key, signed_text(deed.digest), signature.value)
    )
