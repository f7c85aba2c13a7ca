"""Every role at what changes a file or takes it along, at every level, however it stands to it.

One station for all of it: each deed is done in a transaction that is taken back. What reads and
saves is in `test_levels`, what has no level in `test_permissions`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import pytest

from tests.desk.approving import approve
from tests.desk.files.test_levels import OTHER, SUSPECT
from tests.desk.staffed import LOGINS, OWNER, Place
from tipdesk.cases.acquisition import Acquisition, Outcome
from tipdesk.cases.casework.entries import EntryKind
from tipdesk.cases.consent import ledger
from tipdesk.cases.consent.sharing import CONSENT
from tipdesk.cases.custody.chain import timestamp
from tipdesk.cases.files.workflow import Voiding, VoidReason
from tipdesk.cases.handover.release import Pick
from tipdesk.cases.interview.unfinished import Draft
from tipdesk.cases.model import Answer, Attachment, CaseId, Role
from tipdesk.cases.permissions import AccessReason
from tipdesk.core.errors import ReasonNeeded, RestrictedClosed, TipdeskError, TransitionRefused
from tipdesk.core.work import Work
from tipdesk.desk.evidence.attachments import seal
from tipdesk.desk.paper.printing_room import PrintOptions
from tipdesk.desk.session.session import Session
from tipdesk.forms.model import path_of

ROWS = "exhibit_rows"
ASKED = {
    1: ("police_report_no", "تقرير-1"),
    2: ("name_latin_surname", "ZAGROSI"),
    3: ("return_wish", "undecided"),
    4: ("safety_plan", "تنام في غرفة أخرى"),
}
PICKED = {3: "return_wish", 4: "residence_status"}  # nothing below is anybody's choice
PRACTICE = Voiding(VoidReason.TEST)
EVERY, ANY = tuple(ASKED), (0,)
TEAM = "team_1"

# What becomes of a deed, level by level (draft to describe: 1 to 4; approve, choose, print: 3 and 4).
MEANS: Mapping[str, type[TipdeskError] | None] = {
    "+": None,
    "?": ReasonNeeded,
    "4": RestrictedClosed,
    "r": TransitionRefused,
    "-": None,  # not told of
}
TABLE = """
draft     officer        ????  ????  +++4  ++++
draft     caseworker     ????  ????  +++4  ++++
draft     supervisor     ????  ????  +++4  ++++
draft     administrator  rrrr  rrrr  rrrr  rrrr
amend     officer        ????  ????  +++4  ++++
amend     caseworker     ????  ????  +++4  ++++
amend     supervisor     ????  ????  +++4  ++++
amend     administrator  rrrr  rrrr  rrrr  rrrr
attach    officer        ????  ????  +++4  ++++
attach    caseworker     ????  ????  +++4  ++++
attach    supervisor     ????  ????  +++4  ++++
attach    administrator  rrrr  rrrr  rrrr  rrrr
describe  officer        ????  ????  +++4  ++++
describe  caseworker     ????  ????  +++4  ++++
describe  supervisor     ????  ????  +++4  ++++
describe  administrator  rrrr  rrrr  rrrr  rrrr
approve   officer        ??    ??    rr    rr
approve   caseworker     ??    ??    rr    rr
approve   supervisor     ??    ??    44    ++
approve   administrator  rr    rr    rr    rr
choose    officer        ??    ??    +-    ++
choose    caseworker     ??    ??    +-    ++
choose    supervisor     ??    ??    +-    ++
choose    administrator  rr    rr    rr    rr
suspects  officer        ?     ?     +     +
suspects  caseworker     ?     ?     -     -
suspects  supervisor     ?     ?     +     +
suspects  administrator  r     r     r     r
collect   officer        ?     ?     4     +
collect   caseworker     r     r     r     r
collect   supervisor     ?     ?     4     +
collect   administrator  r     r     r     r
print     officer        ?r    ?r    4r    +r
print     caseworker     ?r    ?r    4r    +r
print     supervisor     ??    ??    44    ++
print     administrator  rr    rr    rr    rr
void      officer        ?     ?     r     +
void      caseworker     ?     ?     r     r
void      supervisor     ?     ?     r     +
void      administrator  r     r     r     r
void_as   officer        ?     ?     r     r
void_as   caseworker     ?     ?     r     r
void_as   supervisor     ?     ?     +     +
void_as   administrator  r     r     r     r
lift      officer        ?     ?     r     r
lift      caseworker     ?     ?     r     r
lift      supervisor     ?     ?     +     +
lift      administrator  r     r     r     r
sign      officer        ?     ?     4     +
sign      caseworker     ?     ?     4     +
sign      supervisor     ?     ?     4     +
sign      administrator  r     r     r     r
work      officer        ?     +     +     +
work      caseworker     ?     +     +     +
work      supervisor     ?     +     +     +
work      administrator  r     r     r     r
room      officer        ?     +     4     +
room      caseworker     ?     +     4     +
room      supervisor     ?     +     4     +
room      administrator  r     r     r     r
below     officer        ?     +     +     +
below     caseworker     ?     +     +     +
below     supervisor     ?     +     +     +
below     administrator  r     r     r     r
team      officer        4     4     4     +
team      caseworker     4     4     4     +
team      supervisor     +     +     +     +
team      administrator  r     r     r     r
"""


class Stand(StrEnum):
    """How somebody stands to a file, in the order of the table."""

    NOTHING = "not named"
    TEAM = "not named, in the team that has it"
    REASON = "not named, with a reason"
    NAMED = "named"


class Undone(Exception):
    """Takes back what was allowed."""


class Untold(Exception):
    """Nothing was refused, and nothing told."""


@dataclass(frozen=True)
class Desk:
    """Somebody at the station, and what is attached to its file at each level."""

    place: Place
    session: Session
    attached: Mapping[int, Attachment]
    fresh: CaseId  # nothing of it has left the room

    def tried(self, deed: str, level: int) -> str:
        """What becomes of it, as a sign; the file is as before."""
        refusals = {error: sign for sign, error in MEANS.items() if error is not None}
        try:
            with self.session._desk.vault.transaction():
                getattr(self, deed)(level)
                raise Undone
        except Undone:
            return "+"
        except Untold:
            return "-"
        except tuple(refusals) as refused:
            return refusals[type(refused)]

    def draft(self, level: int) -> None:
        path, text = ASKED[level]
        self.session._drafts.keep_draft(self.place.begun, Draft({path: text}))

    def amend(self, level: int) -> None:
        path, text = ASKED[level]
        self.session._answers.amend(self.place.completed, {path: Answer(text)}, "سبب")

    def attach(self, level: int) -> Attachment:
        """A new file, listed at this level. Nobody closes to themselves what they could not open."""
        case_id = self.place.begun
        source = self.place.folder.with_name("exhibit.txt")
        source.write_text("x", "utf-8")
        attachment = self.session._attachments.attach(
            case_id, seal(self.session._attachments.attach_plan(case_id), source, Work())
        )
        row = self.session._attachments.list_as_exhibit(case_id, attachment)
        self.session._answers.save_answers(
            case_id, {path_of("att_level", ROWS, row): Answer(str(level))}
        )
        return attachment

    def describe(self, level: int) -> None:
        """What is there at this level."""
        attachment = self.attached[level]
        self.session._attachments.record_acquisition(
            self.place.begun, attachment, Acquisition(), Outcome()
        )

    def approve(self, level: int) -> None:
        """With one field that was picked."""
        own = self.place.confirm(self.session.officer.login)
        picks = (Pick(PICKED[level], "يلزم للتحقيق"),)
        approve(self.session, self.place.completed, own, picks)

    def choose(self, level: int) -> None:
        self._offered(self.place.completed, PICKED[level])

    def suspects(self, _level: int) -> None:
        """Against a refusal they go only when they are picked."""
        self._offered(self.place.begun, SUSPECT.rpartition("/")[2])

    def collect(self, _level: int) -> None:
        self.session.handover.prepare(self.place.completed)

    def print(self, level: int) -> None:
        """A paper of the file up to this level."""
        wanted = PrintOptions(copy="file", include_level4=level == 4)
        self.session.printing.print_plan(self.place.begun, "intake", wanted)

    def void(self, _level: int) -> None:
        """As the officer whose file it is; nothing of it has left the room."""
        self.session._voiding.void(self.fresh, PRACTICE)

    def void_as(self, _level: int) -> None:
        """With the own passphrase, as supervisors do."""
        own = self.place.confirm(self.session.officer.login)
        self.session._voiding.void(self.place.begun, PRACTICE, own)

    def lift(self, _level: int) -> None:
        case_id = self.place.begun
        self.session._voiding.void(case_id, PRACTICE, self.place.confirm(LOGINS[Role.SUPERVISOR]))
        self.session._voiding.unvoid(case_id, self.place.confirm(self.session.officer.login))

    def work(self, _level: int) -> None:
        """The case work."""
        self.session.case_work.follow_up(self.place.begun)

    def room(self, _level: int) -> None:
        """What of level 4 is noted there."""
        body = {"what": "in", "at": timestamp(self.session._desk.now()), "room": "12"}
        self.session.case_work.enter(self.place.begun, EntryKind.SHELTER, body=body)

    def below(self, _level: int) -> None:
        """Levels 1 and 2."""
        self.session._files.told_to_team(self.place.begun)

    def team(self, _level: int) -> None:
        """Give the file to a team, or take it back from the one that has it."""
        if self.session.teams.team_of(self.place.begun) is None:
            self.session.teams.give(self.place.begun, TEAM)
        else:
            self.session.teams.take(self.place.begun)

    def sign(self, _level: int) -> None:
        """The scan of a signed page is to be filed."""
        self.session.signed_papers.plan(self.place.begun)

    def _offered(self, case_id: CaseId, name: str) -> None:
        fields = self.session._files.pickable(case_id)
        if name not in {field.name for field in fields}:
            raise Untold


LEVELS: Mapping[str, tuple[int, ...]] = {
    "draft": EVERY,
    "amend": EVERY,
    "attach": EVERY,
    "describe": EVERY,
    "approve": tuple(PICKED),
    "choose": tuple(PICKED),
    "suspects": ANY,
    "collect": ANY,
    "print": tuple(PICKED),
    "sign": ANY,
    "void": ANY,
    "void_as": ANY,
    "lift": ANY,
    "work": ANY,
    "room": ANY,
    "below": ANY,
    "team": ANY,
}
Outcomes = dict[tuple[str, str], list[str]]  # by deed and role


@pytest.fixture(scope="module")
def outcomes(certified: Place, tmp_path_factory: pytest.TempPathFactory) -> Outcomes:
    """Everything, tried once: what becomes of it by deed and role, stand after stand."""
    place = certified.copy(tmp_path_factory.mktemp("matrix") / "vault")
    session, tried = place.open(OWNER), Outcomes()
    session.answers.amend(place.completed, {CONSENT: Answer(ledger.GRANTED)}, "سبب")
    refused = {CONSENT: Answer(ledger.REFUSED), ledger.BASIS: Answer("legal_duty")}
    session.access.open_suspects(place.begun)
    session.answers.save_answers(place.begun, {**refused, SUSPECT: Answer("سالم المطيري")})
    fresh = session.new_files.open_case().id
    files = (place.begun, place.completed, fresh)
    for case_id in (place.begun, place.completed):
        session.readers.unname(case_id, LOGINS[Role.CASEWORKER])
    attached = {level: Desk(place, session, {}, fresh).attach(level) for level in EVERY}
    session.lock()
    make_team(place)
    for stand in Stand:
        if stand is Stand.NAMED:
            name_all(place, files)
        if stand in (Stand.TEAM, Stand.REASON):
            hand_over(place, given=stand is Stand.TEAM)
        for role, login in OTHER.items():
            desk = Desk(place, place.open(login), attached, fresh)
            if stand is Stand.REASON and role is not Role.ADMINISTRATOR:
                for case_id in files:
                    desk.session.access.open_with_reason(case_id, AccessReason.SHIFT, "")
            for deed, levels in LEVELS.items():
                signs = "".join(desk.tried(deed, level) for level in levels)
                tried.setdefault((deed, role.value), []).append(signs)
            desk.session.lock()
    return tried


def make_team(place: Place) -> None:
    """Of everybody whom no file names; an administrator is let into none."""
    session = place.open(LOGINS[Role.SUPERVISOR])
    assert session.teams.make("فريق الليل") == TEAM
    for role, login in OTHER.items():
        if role is not Role.ADMINISTRATOR:
            session.teams.join(TEAM, login, place.confirm(login))
    session.lock()


def hand_over(place: Place, *, given: bool) -> None:
    """Its officer gives the file that is begun to the team, or takes it back."""
    session = place.open(OWNER)
    if given:
        for case_id in (place.begun, place.completed):
            session.teams.give(case_id, TEAM)
    else:
        for case_id in (place.begun, place.completed):
            session.teams.take(case_id)
    session.lock()


def name_all(place: Place, files: tuple[CaseId, ...]) -> None:
    session = place.open(OWNER)
    for case_id in files:
        for login in OTHER.values():
            session.readers.name(case_id, login)
    session.lock()


@pytest.mark.parametrize("row", TABLE.strip().splitlines())
def test_what_becomes_of_a_deed(outcomes: Outcomes, row: str) -> None:
    deed, role, *signs = row.split()
    assert outcomes[deed, role] == signs


def test_nothing_is_left_out(outcomes: Outcomes) -> None:
    rows = {tuple(row.split()[:2]) for row in TABLE.strip().splitlines()}
    assert rows == outcomes.keys()
    assert {role for _deed, role in rows} == {role.value for role in OTHER}
