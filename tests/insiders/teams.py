"""Teams: what a member opens by hand, who is in one without a signature, what stays after leaving."""

from __future__ import annotations

import os
from collections.abc import Callable

from tests.insiders.levels import CLOSED, OPEN, writes
from tests.insiders.stage import ADMINISTRATOR, CASEWORKER, COLLEAGUE, Scene
from tests.insiders.table import Before, Group
from tipdesk.cases.casework.entries import EntryKind
from tipdesk.cases.custody.chain import timestamp
from tipdesk.cases.deeds.deed import DeedKind
from tipdesk.core.errors import TipdeskError
from tipdesk.demo.stations import OFFICER, SUPERVISOR, Credentials
from tipdesk.desk.session.session import Session
from tipdesk.storage.keys import case_keys, deed_rows, team_rows
from tipdesk.storage.keys.case_keys import WORK
from tipdesk.storage.keys.slot_crypto import box_key, seal_key

TEAMS = Group("teams and the files that they are given")
TEAM = "team_1"


def given(scene: Scene, *members: Credentials) -> None:
    """A team of these, to which the officer gave the file that is begun; a room was noted."""
    with scene.session(SUPERVISOR) as session:
        session.teams.make("فريق الليل")
        for member in members:
            session.teams.join(TEAM, member.login, scene.confirm(member))
    with scene.session() as session:
        session.teams.give(scene.files.begun, TEAM)
        moves(session, scene)


def moves(session: Session, scene: Scene) -> None:
    body = {"what": "in", "at": timestamp(scene.world.clock()), "room": "الغرفة 12"}
    session.case_work.enter(scene.files.begun, EntryKind.SHELTER, body=body)


def last_note(scene: Scene, seed: bytes, keys: tuple[bytes, ...] = ()) -> str:
    """Whether somebody's seed, or a key that they kept, opens what was noted last."""
    with scene.by_hand() as vault:
        ((note,),) = vault.rows(
            "SELECT note FROM work_entry WHERE note <> '' ORDER BY id DESC LIMIT 1"
        )
        generation, kind = case_keys.generation_of(note), case_keys.kind_of(note)
        public = box_key(seed).public_key().public_bytes_raw()
        own = case_keys.open_key(vault, scene.files.begun, generation, seed, public, kind)
        for key in (*keys, *([bytes(own)] if own else [])):
            try:
                case_keys.open_text(key, scene.files.begun, "note", note)
            except TipdeskError:
                continue
            return OPEN
    return CLOSED


def work_key(scene: Scene, who: Credentials, generation: int = 1) -> bytes:
    """A work key that somebody opens now, and keeps."""
    seed = scene.seed(who)
    public = box_key(seed).public_key().public_bytes_raw()
    with scene.by_hand() as vault:
        key = case_keys.open_key(vault, scene.files.begun, generation, seed, public, WORK)
    assert key is not None
    return bytes(key)


@TEAMS.row("member", OPEN, Before.NOTHING)
def the_case_work_of_a_file_that_the_team_has(scene: Scene) -> str:
    """What of level 4 is noted in the case work of a given file."""
    given(scene, CASEWORKER)
    return last_note(scene, scene.seed(CASEWORKER))


@TEAMS.row("member", CLOSED, Before.NOTHING)
def what_else_is_restricted_by_hand(scene: Scene) -> str:
    """What else is restricted in a given file, with the member's own key and the key of the vault."""
    given(scene, CASEWORKER)
    writes(scene, scene.files.begun)
    return scene.opens(scene.files.begun, scene.seed(CASEWORKER))


@TEAMS.row("administrator", CLOSED, Before.NOTHING)
def the_case_work_by_rank(scene: Scene) -> str:
    """A lead who is in no team, with the own key."""
    given(scene, CASEWORKER)
    return last_note(scene, scene.seed(ADMINISTRATOR))


@TEAMS.row("former member", CLOSED, Before.NOTHING)
def a_key_that_was_kept(scene: Scene) -> str:
    """The work key kept while leaving; then the officer notes another room."""
    given(scene, CASEWORKER)
    kept = work_key(scene, CASEWORKER)
    with scene.session(SUPERVISOR) as session:
        session.teams.leave(TEAM, CASEWORKER.login)
    with scene.session() as session:
        moves(session, scene)
    return last_note(scene, scene.seed(CASEWORKER), (kept,))


def in_advance(scene: Scene, deed: Callable[[tuple[int, str]], tuple[int, str]]) -> str:
    """The next work key, made by the member, and signed as one of after a deed; she leaves."""
    given(scene, CASEWORKER, COLLEAGUE)
    kept, own = os.urandom(32), scene.seed(CASEWORKER)
    with scene.by_hand() as vault:
        case_id, seeds = scene.files.begun, (own, scene.seed(OFFICER), scene.seed(COLLEAGUE))
        recipients = [box_key(seed).public_key().public_bytes_raw() for seed in seeds]
        case_keys.add(vault, case_id, 2, kept, recipients, WORK)
        head = deed(deed_rows.head(vault))
        text = case_keys.made_work_text(case_id, 2, kept, head)
        signed = (CASEWORKER.login, seal_key(own).sign(text), head[0])
        case_keys.keep_work_maker(vault, case_id, 2, signed)
    with scene.session(SUPERVISOR) as session:
        session.teams.leave(TEAM, CASEWORKER.login)
    with scene.session() as session:
        moves(session, scene)
    return last_note(scene, own, (kept,))


@TEAMS.row("former member", CLOSED, Before.NOTHING)
def a_key_of_ones_own_from_before(scene: Scene) -> str:
    """The next work key made and signed by the member before she leaves, who keeps it."""
    return in_advance(scene, lambda head: head)


@TEAMS.row("former member", CLOSED, Before.NOTHING)
def a_key_signed_for_a_deed_to_come(scene: Scene) -> str:
    """The same, signed as one that was made after she left."""
    return in_advance(scene, lambda head: (head[0] + 1, head[1]))


@TEAMS.row("colleague", f"T-07 is told: teams; {CLOSED}", Before.NOTHING)
def a_row_of_a_member(scene: Scene) -> str:
    """A row that puts the colleague into the team; then the officer unlocks, and would note
    something."""
    given(scene, CASEWORKER)
    with scene.by_hand(COLLEAGUE) as vault:
        team_rows.join(vault, TEAM, COLLEAGUE.login)
    heard = scene.at_unlock()
    with scene.session() as session:
        scene.refused(lambda: moves(session, scene))
    return f"{heard}; {last_note(scene, scene.seed(COLLEAGUE))}"


@TEAMS.row("member", "vault check: register_team", Before.NOTHING)
def a_row_of_a_file(scene: Scene) -> str:
    """A row that gives another file to the member's team."""
    given(scene, CASEWORKER)
    with scene.by_hand() as vault:
        team_rows.give(vault, scene.files.approved, TEAM)
    return scene.checked()


@TEAMS.row("member", "vault check: register_work_key", Before.NOTHING)
def a_box_for_somebody_else(scene: Scene) -> str:
    """The work key sealed to the colleague, whom no deed names."""
    given(scene, CASEWORKER)
    key = work_key(scene, CASEWORKER)
    public = box_key(scene.seed(COLLEAGUE)).public_key().public_bytes_raw()
    with scene.by_hand() as vault:
        case_keys.add(vault, scene.files.begun, 1, key, [public], WORK)
    return scene.checked()


@TEAMS.row("supervisor", "refused: SecondPersonNeeded", Before.NOTHING)
def a_lead_who_adds_herself(scene: Scene) -> str:
    """The supervisor makes a team and lets herself in."""
    with scene.session(SUPERVISOR) as session:
        session.teams.make("فريق الليل")
        return scene.refused(lambda: session.teams.join(TEAM, SUPERVISOR.login))


@TEAMS.row("supervisor", "T-07 is told: unsigned; refused: ReasonNeeded", Before.NOTHING)
def a_lead_who_signs_for_a_colleague(scene: Scene) -> str:
    """A deed by hand that the colleague joined, signed by the supervisor alone; then she opens the
    file by it."""
    given(scene, CASEWORKER)
    with scene.session(SUPERVISOR) as session:
        desk = session._desk
        body = {"team": TEAM, "login": COLLEAGUE.login}
        deed = desk.book.make(DeedKind.TEAM_JOINED, desk.now(), body, desk.own_signers())
        with desk.vault.transaction():
            event = desk.enter("team_joined", deed=deed.digest)
            deed_rows.add(desk.vault, deed, event.seq)
    heard = scene.at_unlock()
    with scene.session(COLLEAGUE) as session:
        refused = scene.refused(lambda: session.case_work.work(scene.files.begun))
    return f"{heard}; {refused}"


@TEAMS.row("caseworker", "the log says what was signed: no team", Before.NOTHING)
def an_entry_without_a_deed(scene: Scene) -> str:
    """The caseworker notes in the case work that her team has the file."""
    given(scene)
    with scene.session() as session:
        session.teams.take(scene.files.begun)
        session.readers.name(scene.files.begun, CASEWORKER.login)
    with scene.session(CASEWORKER) as session:
        body = {"team": TEAM}
        scene.refused(
            lambda: session.case_work.enter(scene.files.begun, EntryKind.GIVEN, body=body)
        )
        teams = session.case_work.work(scene.files.begun).teams
    return f"the log says what was signed: {', '.join(teams) or 'no team'}"
