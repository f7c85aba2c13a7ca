"""What the README promises, tried by whoever knows nothing of how it is kept: ten deeds written with
sight of that page alone, then carried out."""

from __future__ import annotations

import json

from tests.desk.files.test_level_losses import attached
from tests.insiders.stage import (
    CASEWORKER,
    COLLEAGUE,
    PLAN,
    SECRET,
    Scene,
    write_rows,
)
from tests.insiders.table import Before, Group
from tipdesk.cases.files.workflow import Voiding, VoidReason
from tipdesk.cases.interview.unfinished import Draft
from tipdesk.cases.model import Answer, CaseId
from tipdesk.cases.paper.prints import Print, PrintOutcome, Purpose
from tipdesk.cases.permissions import AccessReason
from tipdesk.cases.persons.same import PairSays
from tipdesk.core.errors import TipdeskError
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.custody.chain_reader import read_chain
from tipdesk.desk.station.backup import make
from tipdesk.desk.upkeep.restoring import by_passphrase, find_backups, open_backup
from tipdesk.storage.database import connect
from tipdesk.storage.keys.slot_file import DATABASE
from tipdesk.storage.vault import Vault

PROMISES = Group("what the README promises")

HALF, NAME = "نصف كلمة سرية", "4.txt"


def lies_open(vault: Vault, words: str) -> str:
    """Where words can be read in the database by whoever has its key."""
    tables = [row[0] for row in vault.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    spellings = (words.encode(), json.dumps(words)[1:-1].encode())
    places = []
    for table in tables:
        try:
            rows = vault.rows(f"SELECT * FROM {table}")
        except TipdeskError:
            continue  # an index that is asked by its own words
        for row in rows:
            texts = (item.encode() if isinstance(item, str) else item for item in row)
            if any(
                isinstance(text, bytes) and spelling in text
                for text in texts
                for spelling in spellings
            ):
                places.append(table)
    return f"lies open in {' '.join(sorted({*places}))}" if places else "lies open nowhere"


@PROMISES.row("caseworker", "lies open nowhere", Before.HELD)
def half_a_word(scene: Scene) -> str:
    """ "What is no answer yet is kept as the officer's draft": half a word at a question of level 4,
    looked for in the database."""
    with scene.session() as session:
        session.drafts.keep_draft(scene.files.begun, Draft(typed={PLAN: HALF}))
    with scene.by_hand() as vault:
        return lies_open(vault, HALF)


@PROMISES.row("caseworker", "lies open nowhere", Before.HELD)
def the_name_of_what_is_restricted(scene: Scene) -> str:
    """ "Restricted attachments and their names too": the name of an exhibit of level 4, looked for
    in the database."""
    with scene.session() as session:
        attached(session, scene.files.begun, scene.world.folder, "4")
    with scene.by_hand() as vault:
        return lies_open(vault, NAME)


@PROMISES.row("caseworker", "lies open nowhere", Before.HELD)
def the_index_of_the_search(scene: Scene) -> str:
    """ "What could endanger the person is encrypted": words of an answer of level 4, looked for in
    the index of the search and everywhere else."""
    with scene.by_hand() as vault:
        return lies_open(vault, SECRET)


@PROMISES.row("officer", "the desk: refused: CustodyBroken", Before.HELD)
def let_go_without_a_supervisor(scene: Scene) -> str:
    """ "It leaves only when a supervisor picked it": the officer writes a pick into the approval."""
    with scene.by_hand(OFFICER) as vault:
        pick = json.dumps([{"name": "stmt_arabic", "reason": "x", "by": SUPERVISOR.login}])
        write_rows(vault, f"UPDATE approval SET picks = '{pick}'")
    return f"the desk: {scene.refused(scene.plan)}"


@PROMISES.row("officer", "the desk: refused: VaultDamaged", Before.HELD)
def a_pick_without_a_name(scene: Scene) -> str:
    """ "It leaves only when a supervisor picked it": a pick that names no question."""
    with scene.by_hand(OFFICER) as vault:
        write_rows(vault, 'UPDATE approval SET picks = \'[{"reason": "x"}]\'')
    return f"the desk: {scene.refused(scene.plan)}"


@PROMISES.row("officer", "vault audit lists it all the same", Before.HELD)
def a_print_struck_off(scene: Scene) -> str:
    """ "What was printed is recorded in the chain of custody": the row of a printed statement struck
    off."""
    with scene.session() as session:
        plan = session.printing.print_plan(scene.files.other, "statement")
        printed = Print(PrintOutcome.PRINTED, Purpose.FILE)
        anchor = plan.options.anchor
        session.printing.record_printed(scene.files.other, "statement", printed, anchor)
    with scene.by_hand(OFFICER) as vault:
        write_rows(vault, "DELETE FROM printed")
    with scene.session(SUPERVISOR) as session:
        reading = read_chain(session.custody.plan(), Work())
    entered = [entry for entry in reading.entries if entry.event.action == "printed"]
    return "vault audit lists it all the same" if entered else "nothing tells of it"


@PROMISES.row("caseworker", "vault check: reasons_missing", Before.UNNOTICED)
def a_reason_struck_off(scene: Scene) -> str:
    """ "Everybody else gives a reason, which supervisors go through every week": the reason struck
    off before they do."""
    with scene.session(CASEWORKER) as session:
        session.access.open_with_reason(scene.files.begun, AccessReason.SHIFT, "")
    with scene.by_hand(CASEWORKER) as vault:
        write_rows(vault, "DELETE FROM look")
    return scene.checked()


@PROMISES.row("caseworker", "the supervisor still reads it", Before.UNNOTICED)
def a_reason_marked_as_reviewed(scene: Scene) -> str:
    """The same marked as gone through, by the small value that says how far they came."""
    with scene.session(CASEWORKER) as session:
        session.access.open_with_reason(scene.files.begun, AccessReason.SHIFT, "")
    with scene.by_hand(CASEWORKER) as vault:
        vault.set_meta("looks_reviewed", "99")
    with scene.session(SUPERVISOR) as session:
        waiting = session.access_reasons.since_review()
    return "the supervisor still reads it" if waiting else "nobody reads it"


@PROMISES.row(
    "officer", "the supervisor reads: 12 descriptions tried, the file voided", Before.NOTHING
)
def asks_of_whom_there_is_a_file(scene: Scene) -> str:
    """ "A person who comes again is told of": makes up an interview, tries a dozen descriptions of
    somebody in it with the modules of the program, and voids it."""
    with scene.session() as session:
        known, made_up = session.new_files.open_case().id, session.new_files.open_case().id
        born = {"name_latin_surname": Answer("SANTOS"), "birth_date": Answer("1999-03-05")}
        session.answers.save_answers(known, {"name_latin_given": Answer("MARIA"), **born})
        session.answers.fold(known)
        for letter in "ABCDEFGHIJKL":
            tried = {"name_latin_given": Answer(f"MARIA {letter * 3}"), **born}
            session.answers.save_answers(made_up, tried)
            session.files.same_person.advice(made_up)
        session.voiding.void(made_up, Voiding(VoidReason.MISTAKE))
    with scene.session(SUPERVISOR) as session:
        first = session.access_reasons.told_since_review()[0]
    voided = ", the file voided" if first.voided else ""
    return f"the supervisor reads: {first.descriptions} descriptions tried{voided}"


def second_file(scene: Scene) -> tuple[CaseId, CaseId]:
    """Two files of the officer, of one person."""
    with scene.session() as session:
        both = session.new_files.open_case().id, session.new_files.open_case().id
        names = {"name_latin_given": "MARIA", "name_latin_surname": "SANTOS"}
        person = {**names, "birth_date": "1999-03-05"}
        for case_id in both:
            answers = {path: Answer(value) for path, value in person.items()}
            session.answers.save_answers(case_id, answers)
            session.answers.fold(case_id)
    return both


@PROMISES.row("caseworker", "refused: TransitionRefused", Before.NOTHING)
def says_of_files_of_others_that_they_are_of_two(scene: Scene) -> str:
    """ "Whom a file names says that another one is of the same person, or is not": opens a file
    with a reason and says that the other one is of somebody else, to silence its warning."""
    first, second = second_file(scene)
    with scene.session(CASEWORKER) as session:
        session.access.open_with_reason(first, AccessReason.SHIFT, "")
        return scene.refused(lambda: session.files.same_person.say(first, second, PairSays.NOT))


@PROMISES.row("caseworker", "vault check: same_said_differs", Before.NOTHING)
def writes_that_they_are_of_two(scene: Scene) -> str:
    """ "It is entered in the chain of custody": the same, written beside the desk in the name of
    the officer."""
    first, second = second_file(scene)
    with scene.session() as session:
        session.files.same_person.say(first, second, PairSays.SAME)
    with scene.by_hand(CASEWORKER) as vault:
        write_rows(vault, """UPDATE same_said SET words = replace(words, '"same"', '"not"')""")
    return scene.checked()


@PROMISES.row("officer", "the desk: refused: CustodyBroken", Before.HELD)
def a_closed_statement_reworded(scene: Scene) -> str:
    """ "Close it for good": words of what she told changed in row and log after the completion."""
    case_id = scene.files.other
    with scene.by_hand(OFFICER) as vault:
        file = f"(SELECT id FROM case_file WHERE uuid = '{case_id}')"
        write_rows(
            vault,
            "UPDATE answer_snapshot SET answers = json_set(answers, '$.stmt_arabic.value', 'غيره')"
            f" WHERE case_ref = {file}",
            f"UPDATE answer_log SET value = 'غيره' WHERE path = 'stmt_arabic' AND case_ref = {file}",
        )
    return f"the desk: {scene.refused(lambda: scene.plan(case_id))}"


@PROMISES.row("officer", "refused at the office: E_NOT_AS_APPROVED", Before.UNNOTICED)
def fewer_withheld_than_there_are(scene: Scene) -> str:
    """ "What is withheld is named, the most sensitive only counted": the officer counts none."""

    def change(contents: dict[str, bytes]) -> None:
        record = json.loads(contents["record.json"])
        record["rows"] = [row for row in record["rows"] if not row[1].startswith("_withheld")]
        contents["record.json"] = json.dumps(record, separators=(",", ":"), sort_keys=True).encode(
            "ascii"
        )

    return scene.office(scene.sent(change))


@PROMISES.row("colleague", "refused: BackupDamaged", Before.HELD)
def a_backup_on_the_drive(scene: Scene) -> str:
    """ "A backup is opened and verified where it lies": the colleague makes themself a supervisor in
    it, by the key of the database."""
    drive = scene.world.folder / "backups"
    drive.mkdir()
    with scene.session() as session:
        key = scene.key(OFFICER)
        session.backups.record(make(session.backups.plan(drive), key, Work()))
    scene.leave()
    (listed,) = find_backups(drive)
    database = next(listed.folder.rglob(DATABASE))
    rows = connect(database, scene.key(COLLEAGUE).dek)
    rows.execute(f"UPDATE officer SET role = 'supervisor' WHERE login = '{COLLEAGUE.login}'")
    rows.close()
    unlock = by_passphrase(OFFICER.login, OFFICER.passphrase)
    return scene.refused(lambda: open_backup(listed, unlock, Work()))
