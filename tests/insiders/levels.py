"""Level 4 and hidden files: what opens to whom whom no file names; what is trusted and asked."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.insiders.keys import a_sheet_by_hand
from tests.insiders.stage import (
    ADMINISTRATOR,
    CASEWORKER,
    CLERK,
    COLLEAGUE,
    PLAN,
    SECRET,
    Scene,
    write_rows,
)
from tests.insiders.table import Before, Group
from tipdesk.bundle.crypto.age import Identity
from tipdesk.bundle.messages.bodies import MessageType
from tipdesk.cases.deeds.deed import DeedKind
from tipdesk.cases.model import Answer, CaseId
from tipdesk.core.errors import TipdeskError, VaultDamaged
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER, RECEIVER, SUPERVISOR, Credentials
from tipdesk.desk.deed_book import DeedBook
from tipdesk.desk.files.escrow import open_escrow
from tipdesk.desk.form_shelf import INTAKE_FORM, published_forms
from tipdesk.desk.interview.noticing import read
from tipdesk.desk.upkeep.escrow_opening import OpenedFile, open_taken
from tipdesk.desk.upkeep.escrow_taking import take_out
from tipdesk.forms.publishing.definition_json import (
    definition_from_json,
    definition_to_json,
    with_digest,
)
from tipdesk.storage import custody_rows, interview_rows, message_rows, station_rows
from tipdesk.storage.files import case_rows, escrow_rows
from tipdesk.storage.keys import case_keys, deed_rows, keys, signing_keys
from tipdesk.storage.keys.slot_crypto import box_key, officer_keys, seal_key
from tipdesk.storage.vault import Vault

LEVEL4 = Group("what a reader sees of level 4")
HIDDEN = Group("hidden files")

CLOSED, OPEN = "level 4 stays closed", "level 4 opens"
LATER = "ما قيل بعد ذلك"


def writes(scene: Scene, case_id: CaseId, text: str = LATER) -> None:
    """The officer writes something of level 4."""
    with scene.session() as session:
        session.answers.save_answers(case_id, {PLAN: Answer(text)})


def reads(scene: Scene, who: Credentials, case_id: CaseId) -> str:
    """What somebody sees of it through the desk."""
    with scene.session(who) as session:
        try:
            answer = session.files.load(case_id).answers[PLAN]
        except TipdeskError as error:
            return f"refused: {type(error).__name__}"
    return CLOSED if answer.closed else OPEN


@LEVEL4.row("supervisor", OPEN, Before.HELD)
def whoever_is_named_reads_it(scene: Scene) -> str:
    """The supervisor whom the file names."""
    return scene.opens(scene.files.begun, scene.seed(SUPERVISOR))


@LEVEL4.row("administrator", CLOSED, Before.HELD)
def by_the_key_of_the_vault(scene: Scene) -> str:
    """The key of the vault alone."""
    return scene.opens(scene.files.begun, scene.seed(ADMINISTRATOR))


@LEVEL4.row("caseworker", CLOSED)
def a_row_before_the_first_answer(scene: Scene) -> str:
    """A row that names the caseworker, put in before the file's first answer of level 4."""
    session = scene.world.officers
    case_id = session.new_files.open_case().id
    at = scene.world.clock()
    case_rows.add_reader(scene.beside(), case_id, CASEWORKER.login, OFFICER.login, at)
    session.answers.save_answers(case_id, {PLAN: Answer(SECRET)})
    return scene.opens(case_id, scene.seed(CASEWORKER))


@LEVEL4.row("caseworker", CLOSED)
def a_key_planted_for_the_supervisor(scene: Scene) -> str:
    """A key of the caseworker's in the supervisor's name, before the officer names the
    supervisor."""
    session, made_up = scene.world.officers, os.urandom(32)
    station_rows.add_keys(
        scene.beside(), SUPERVISOR.login, officer_keys(made_up), scene.world.clock()
    )
    case_id = session.new_files.open_case().id
    session.readers.name(case_id, SUPERVISOR.login)
    session.answers.save_answers(case_id, {PLAN: Answer(SECRET)})
    return scene.opens(case_id, made_up)


@LEVEL4.row("caseworker", CLOSED)
def a_sheet_of_ones_own(scene: Scene) -> str:
    """A recovery sheet by hand; then the officer opens the file."""
    words = a_sheet_by_hand(scene)
    with scene.session() as session:
        session.files.load(scene.files.begun)
    return scene.opens(scene.files.begun, keys.unlock_recovery(scene.station, words).seed)


@LEVEL4.row("administrator", CLOSED)
def a_sheet_of_ones_own_by_a_lead(scene: Scene) -> str:
    """The same by an administrator, who may see no file."""
    words = a_sheet_by_hand(scene, ADMINISTRATOR)
    with scene.session() as session:
        session.files.load(scene.files.begun)
    return scene.opens(scene.files.begun, keys.unlock_recovery(scene.station, words).seed)


def key_of_ones_own(scene: Scene, vault: Vault, case_id: CaseId) -> bytes:
    """The next key of a file, made by somebody else and sealed to the officer: anybody can seal."""
    key, generation = os.urandom(32), case_keys.newest(vault, case_id) + 1
    public = box_key(scene.seed(OFFICER)).public_key().public_bytes_raw()  # stands in the database
    case_keys.add(vault, case_id, generation, key, [public])
    return key


def opens_with(scene: Scene, key: bytes, case_id: CaseId) -> str:
    """Whether a key that somebody made opens the answer of level 4."""
    with scene.by_hand() as vault:
        answer = interview_rows.answers(vault, case_id)[PLAN]
        try:
            case_keys.open_answer(key, case_id, PLAN, answer)
        except VaultDamaged:
            return CLOSED
    return OPEN


@LEVEL4.row("caseworker", CLOSED, Before.UNNOTICED)
def a_key_that_the_caseworker_made(scene: Scene) -> str:
    """The file's next key made by the caseworker and sealed to the officer, who writes under it."""
    with scene.by_hand() as vault:
        key = key_of_ones_own(scene, vault, scene.files.begun)
    writes(scene, scene.files.begun)
    return opens_with(scene, key, scene.files.begun)


def vouched_by_hand(scene: Scene, vault: Vault, key: bytes, signer: str) -> None:
    """The caseworker's signature as that of whoever made the file's newest key."""
    case_id = scene.files.begun
    generation = case_keys.newest(vault, case_id)
    text = case_keys.made_text(case_id, generation, bytearray(key))
    signature = seal_key(scene.seed(CASEWORKER)).sign(text)
    case_keys.keep_maker(vault, case_id, generation, signer, signature)


@LEVEL4.row("caseworker", CLOSED, Before.NOTHING)
def a_key_that_the_caseworker_vouches_for(scene: Scene) -> str:
    """The file's next key made by the caseworker, who signs for it in the own name."""
    with scene.by_hand() as vault:
        key = key_of_ones_own(scene, vault, scene.files.begun)
        vouched_by_hand(scene, vault, key, CASEWORKER.login)
    writes(scene, scene.files.begun)
    return opens_with(scene, key, scene.files.begun)


@LEVEL4.row("caseworker", CLOSED, Before.NOTHING)
def a_key_that_is_vouched_for_in_the_officers_name(scene: Scene) -> str:
    """The file's next key made by the caseworker, with a line that says that the officer made it."""
    with scene.by_hand() as vault:
        key = key_of_ones_own(scene, vault, scene.files.begun)
        vouched_by_hand(scene, vault, key, OFFICER.login)
    writes(scene, scene.files.begun)
    return opens_with(scene, key, scene.files.begun)


@LEVEL4.row("caseworker", CLOSED, Before.UNNOTICED)
def a_first_key_that_the_caseworker_made(scene: Scene) -> str:
    """The same of a file that has no key yet."""
    session = scene.world.officers
    case_id = session.new_files.open_case().id
    key = key_of_ones_own(scene, scene.beside(), case_id)
    session.answers.save_answers(case_id, {PLAN: Answer(SECRET)})
    return opens_with(scene, key, case_id)


@LEVEL4.row("caseworker", "refused: VaultDamaged", Before.HELD)
def another_key_in_the_same_place(scene: Scene) -> str:
    """The officer's sealed key of the file replaced by another one."""
    with scene.by_hand() as vault:
        file = scene.files.begun
        public = box_key(scene.seed(OFFICER)).public_key().public_bytes_raw()
        generation = case_keys.newest(vault, file)
        case_keys.drop(vault, file, public)
        case_keys.add(vault, file, generation, os.urandom(32), [public])
    return reads(scene, OFFICER, scene.files.begun)


@LEVEL4.row("caseworker", "refused: VaultDamaged", Before.HELD)
def an_answer_at_another_place(scene: Scene) -> str:
    """A closed answer of level 4 under another question."""
    with scene.by_hand() as vault:
        write_rows(
            vault,
            "UPDATE answer_snapshot SET answers = json_set(answers, '$.risk_notes',"
            f" json_extract(answers, '$.{PLAN}')) WHERE case_ref ="
            f" (SELECT id FROM case_file WHERE uuid = '{scene.files.begun}')",
        )
    return reads(scene, OFFICER, scene.files.begun)


@LEVEL4.row("caseworker", CLOSED)
def taken_off_a_file(scene: Scene) -> str:
    """Somebody named and taken off again: what is written from then on."""
    with scene.session() as session:
        session.readers.name(scene.files.begun, CASEWORKER.login)
        session.readers.unname(scene.files.begun, CASEWORKER.login)
    writes(scene, scene.files.begun)
    return scene.opens(scene.files.begun, scene.seed(CASEWORKER))


@LEVEL4.row("administrator", CLOSED)
def the_officer_suspended_and_given_new_keys(scene: Scene) -> str:
    """Keys of the administrator's own as the officer's, by rows; then somebody writes."""
    made_up = os.urandom(32)
    with scene.by_hand(ADMINISTRATOR) as vault:
        station_rows.add_keys(vault, OFFICER.login, officer_keys(made_up), scene.world.clock())
    with scene.session(SUPERVISOR) as session:
        scene.refused(
            lambda: session.answers.save_answers(scene.files.begun, {PLAN: Answer(LATER)})
        )
    return scene.opens(scene.files.begun, made_up)


def lowered(text: str, version: int) -> station_rows.KeptForm:
    """The form with the plan of safety at level 1."""
    record = json.loads(text)
    record["version"] = version
    lines = [question for part in record["sections"] for question in questions_in(part)]
    for question in lines:
        if question.get("name") == PLAN:
            question["level"] = 1
    form = with_digest(definition_from_json(json.dumps(record)))
    return station_rows.KeptForm(form.form_id, form.version, form.digest, definition_to_json(form))


def questions_in(part: object) -> Iterator[dict[str, Any]]:
    """Everything that has a name, however deep."""
    if isinstance(part, dict):
        if "name" in part:
            yield part
        for value in part.values():
            yield from questions_in(value)
    elif isinstance(part, list):
        for value in part:
            yield from questions_in(value)


def newest_form(scene: Scene) -> tuple[str, int]:
    """As the program brings it."""
    form = published_forms().get(INTAKE_FORM, max(published_forms().versions(INTAKE_FORM)))
    return definition_to_json(form), form.version


@LEVEL4.row("caseworker", CLOSED)
def a_form_of_ones_own(scene: Scene) -> str:
    """A later version of the form, in which the plan of safety is level 1, put into the database;
    then the officer takes a new file."""
    text, version = newest_form(scene)
    with scene.by_hand() as vault:
        station_rows.keep_form(vault, lowered(text, version + 1), scene.world.clock())
    with scene.session() as session:
        case_id = session.new_files.open_case().id
        session.answers.save_answers(case_id, {PLAN: Answer(SECRET)})
    return scene.opens(case_id, scene.seed(CASEWORKER))


@LEVEL4.row("caseworker", CLOSED)
def the_form_of_a_file_written_over(scene: Scene) -> str:
    """The form of the officer's file, as it was kept, with the plan of safety as level 1; then the
    officer writes."""
    text, version = newest_form(scene)
    with scene.by_hand() as vault:
        write_rows(vault, "DELETE FROM form_definition")
        station_rows.keep_form(vault, lowered(text, version), scene.world.clock())
    writes(scene, scene.files.begun)
    return scene.opens(scene.files.begun, scene.seed(CASEWORKER))


@LEVEL4.row("colleague", "refused: ReasonNeeded", Before.HELD)
def a_colleague_through_the_desk(scene: Scene) -> str:
    """A colleague whom no file names opens it at the window."""
    return reads(scene, COLLEAGUE, scene.files.begun)


@LEVEL4.row("administrator", "refused: TransitionRefused", Before.HELD)
def an_administrator_through_the_desk(scene: Scene) -> str:
    """An administrator opens a file at the window."""
    return reads(scene, ADMINISTRATOR, scene.files.begun)


# --- hidden files ---------------------------------------------------------------------------------


@HIDDEN.row("implicated supervisor", "refused: FileHidden", Before.HELD)
def opened_through_the_desk(scene: Scene) -> str:
    """The supervisor opens the hidden file at the window."""
    return reads(scene, SUPERVISOR, scene.files.hidden)


@HIDDEN.row("implicated supervisor", CLOSED, Before.HELD)
def by_ones_own_key(scene: Scene) -> str:
    """The supervisor's own key and the key of the vault."""
    return scene.opens(scene.files.hidden, scene.seed(SUPERVISOR))


@HIDDEN.row("implicated supervisor", "what was written of it: closed", Before.NOTHING)
def what_office_and_station_wrote(scene: Scene) -> str:
    """The messages about a file that was hidden after it was sent, read with the key of the
    vault."""
    case_id = scene.files.approved
    sent = scene.exported(case_id)
    desk = scene.world.officers
    subject, key = desk.messages.subject(sent.manifest_sha256), scene.exporter()
    words = {"text": SECRET}
    desk.messages.sign_as(OFFICER.login, key, MessageType.SUMMONS_ADDRESS, subject, words)
    desk.readers.hide(case_id, "المشرف مذكور في الملف")
    with scene.by_hand(SUPERVISOR) as vault:
        stored = [text for (text,) in vault.rows("SELECT words FROM message")]
        read = message_rows.about(vault, case_id, lambda _case: case_keys.opens_nothing)
    closed = bool(stored) and all(map(case_keys.is_closed, stored)) and not read
    return f"what was written of it: {'closed' if closed else 'open'}"


@HIDDEN.row("implicated supervisor", "what was decided on it: closed", Before.NOTHING)
def what_was_refused_of_its_words(scene: Scene) -> str:
    """What was decided on words of a statement, before its file was hidden and after, read with the
    key of the vault."""
    desk = scene.world.officers
    case_id = desk.new_files.open_case().id
    given = {
        "sex": "female",
        "case_type": "tip",
        "iv_private": "yes",
        "iv_suspect_near": "no",
        "fit_now": "yes",
        "consent_interview": "granted",
        "birth_date": "1996",
        "stmt_arabic": "دخلت الكويت في 1/2/2023. أعمل 18 ساعة في اليوم.",
    }
    desk.answers.save_answers(case_id, {path: Answer(text) for path, text in given.items()})
    named = read(desk.noticing.statement(case_id), desk.noticing.places(case_id), Work())
    before, after = desk.noticing.offers(case_id, named)
    desk.noticing.refuse(case_id, before)
    desk.readers.hide(case_id, "المشرف مذكور في الملف")
    desk.noticing.refuse(case_id, after)
    with scene.by_hand(SUPERVISOR) as vault:
        stored = [text for (text,) in vault.rows("SELECT words FROM noticed")]
        known = interview_rows.noticed(vault, case_id, case_keys.opens_nothing)
    closed = len(stored) == 2 and all(map(case_keys.is_closed, stored)) and not known
    return f"what was decided on it: {'closed' if closed else 'open'}"


@HIDDEN.row("implicated supervisor", CLOSED)
def a_later_sheet_by_two(scene: Scene) -> str:
    """A new recovery sheet with the administrator's help; the officer comes in and writes."""
    with scene.session(SUPERVISOR) as session:
        sheet = session.renewals.new_recovery_sheet(
            scene.key(SUPERVISOR), scene.confirm(ADMINISTRATOR)
        )
        session.renewals.sheet_confirmed()
    writes(scene, scene.files.hidden)
    seed = keys.unlock_recovery(scene.station, sheet.words).seed
    return scene.opens(scene.files.hidden, seed)


@HIDDEN.row("implicated supervisor", CLOSED)
def a_later_sheet_by_hand(scene: Scene) -> str:
    """A slot for words of the supervisor's own; the officer comes in and opens the file."""
    words = a_sheet_by_hand(scene, SUPERVISOR)
    with scene.session() as session:
        session.files.load(scene.files.hidden)
    return scene.opens(scene.files.hidden, keys.unlock_recovery(scene.station, words).seed)


@HIDDEN.row("implicated supervisor", CLOSED)
def a_key_that_the_supervisor_made(scene: Scene) -> str:
    """The hidden file's next key made by the supervisor and sealed to the officer, who writes."""
    with scene.by_hand(SUPERVISOR) as vault:
        key = key_of_ones_own(scene, vault, scene.files.hidden)
    writes(scene, scene.files.hidden)
    return opens_with(scene, key, scene.files.hidden)


@HIDDEN.row(
    "implicated supervisor", "level 4 stays closed; A-02 hears: removed by S-01", Before.HELD
)
def the_officer_removed(scene: Scene) -> str:
    """The supervisor removes the officer to inherit the hidden file."""
    with scene.session(SUPERVISOR) as session:
        key = scene.key(SUPERVISOR)
        session.staff.remove(key, OFFICER.login)
    scene.learn_keys(SUPERVISOR, ADMINISTRATOR, CASEWORKER)
    answer = scene.opens(scene.files.hidden, scene.seed(SUPERVISOR))
    return f"{answer}; {scene.heard(ADMINISTRATOR)}"


@HIDDEN.row("administrator", "vault check: register_readers, and no number", Before.HELD)
def its_number_in_the_check(scene: Scene) -> str:
    """`vault check` of somebody whom the hidden file does not name, when its row is wrong."""
    number = number_of(scene)
    with scene.by_hand(ADMINISTRATOR) as vault:
        write_rows(vault, "DELETE FROM reader")
    answer = scene.checked()
    places = scene.places_of_damage(ADMINISTRATOR)
    return f"{answer}, and {'its' if number in places else 'no'} number"


def number_of(scene: Scene) -> str:
    """Of the hidden file."""
    with scene.by_hand() as vault:
        return case_rows.numbers(vault)[scene.files.hidden]


@HIDDEN.row("colleague", "nothing of it in the list", Before.HELD)
def found_by_a_search(scene: Scene) -> str:
    """A colleague searches for the hidden file by its number."""
    number = number_of(scene)
    with scene.session(COLLEAGUE) as session:
        listed = session.files.list_cases(number)
    return "it is in the list" if listed else "nothing of it in the list"


@HIDDEN.row("supervisor", "T-07 hears: nothing; the register tells who hid it")
def the_officers_file_hidden_from_the_officer(scene: Scene) -> str:
    """The supervisor, whom a file names, hides it from the officer who took it."""
    with scene.session(SUPERVISOR) as session:
        session.readers.hide(scene.files.begun, "الموظف مذكور")
    with scene.by_hand() as vault:
        row = vault.row("SELECT officer FROM custody WHERE action = 'hidden' ORDER BY seq DESC")
    by = "the register tells who hid it" if row and row[0] == SUPERVISOR.login else "nothing tells"
    return f"{scene.heard()}; {by}"


# --- hidden files at the office -------------------------------------------------------------------


def taken_out(scene: Scene, who: Credentials) -> Path:
    """Hidden files, as somebody of the station takes them out for the office."""
    scene.leave()
    return take_out(scene.station, scene.key(who), scene.world.usb_drive, scene.world.clock).path


@HIDDEN.row("supervisor", "vault check: escrow_differs", Before.NOTHING)
def what_the_office_opens_struck_off(scene: Scene) -> str:
    """The keys that were sealed to the office struck off, so that it opens nothing should the
    officer be lost."""
    with scene.by_hand(SUPERVISOR) as vault:
        write_rows(vault, "DELETE FROM hidden_escrow")
    return scene.checked()


@HIDDEN.row("supervisor", "vault check: escrow_differs", Before.NOTHING)
def other_keys_for_the_office(scene: Scene) -> str:
    """Something else in their place, under the digest that the deed names."""
    with scene.by_hand(SUPERVISOR) as vault:
        write_rows(vault, "UPDATE hidden_escrow SET body = randomblob(length(body))")
    return scene.checked()


@HIDDEN.row("supervisor", "T-07 is told: unsigned", Before.NOTHING)
def a_deed_for_other_keys(scene: Scene) -> str:
    """The same with a deed of the supervisor's own, whom the file does not name."""
    case_id = scene.files.hidden
    with scene.by_hand(SUPERVISOR) as vault:
        escrow = escrow_rows.KeptEscrow(b"nothing that opens", 1, "")
        escrow_rows.add(vault, case_id, escrow)
        body = {"case": case_id, "by": OFFICER.login, "escrow": escrow.sha256}
        signers = [(SUPERVISOR.login, scene.seed(SUPERVISOR))]
        deed = DeedBook(vault).make(DeedKind.ESCROWED, scene.world.clock(), body, signers)
        event = custody_rows.append(
            vault,
            at=scene.world.clock(),
            officer=OFFICER.login,
            action="escrow_sealed",
            case_id=case_id,
            detail={"deed": deed.digest},
        )
        deed_rows.add(vault, deed, event.seq)
    return scene.at_unlock()


@HIDDEN.row("supervisor", "refused: TransitionRefused; by hand: EscrowUnreadable", Before.NOTHING)
def taken_out_and_opened_at_the_station(scene: Scene) -> str:
    """The supervisor takes the hidden file out for the office, and opens it."""
    path = taken_out(scene, SUPERVISOR)

    def at_the_station() -> object:
        key, clock = scene.key(SUPERVISOR), scene.world.clock
        return open_taken(scene.station, key, path, scene.world.folder / "open", clock)

    desk = scene.refused(at_the_station)
    with scene.by_hand(SUPERVISOR) as vault:
        (body,) = vault.row("SELECT body FROM hidden_escrow ORDER BY id DESC")
        kept = signing_keys.age_identities(vault)
    identities = [Identity.from_text(identity) for _recipient, identity in kept]
    by_hand = scene.refused(lambda: open_escrow(bytes(body), identities))
    return f"{desk}; by hand: {by_hand.removeprefix('refused: ')}"


@HIDDEN.row("supervisor", "the office leaves out: 1", Before.NOTHING)
def an_answer_written_into_it(scene: Scene) -> str:
    """The supervisor writes an answer into the hidden file, as they have no key to close it, and
    takes it out for the office."""
    with scene.by_hand(SUPERVISOR) as vault:
        write_rows(
            vault,
            "UPDATE answer_snapshot SET answers = json_set(answers, '$.safety_plan',"
            " json_object('value', 'x')) WHERE case_ref IN (SELECT case_ref FROM hidden_escrow)",
        )
    (file,) = at_the_office(scene, taken_out(scene, SUPERVISOR))
    return f"the office leaves out: {file.left_out}"


@HIDDEN.row("supervisor", "refused: EscrowContradicts", Before.NOTHING)
def its_past_written_anew(scene: Scene) -> str:
    """The supervisor changes who opened the hidden file, and takes it out for the office."""
    with scene.by_hand(SUPERVISOR) as vault:
        hidden = f"case_id = '{scene.files.hidden}' AND action = 'opened'"
        write_rows(vault, f"UPDATE custody SET officer = 'T-08' WHERE {hidden}")
    path = taken_out(scene, SUPERVISOR)
    return scene.refused(lambda: at_the_office(scene, path))


def at_the_office(scene: Scene, path: Path) -> tuple[OpenedFile, ...]:
    """What was taken out, as its prosecutor opens it."""
    office = scene.world.folder / "prosecution"
    scene.leave_office()
    key, clock = scene.key(RECEIVER), scene.world.clock
    return open_taken(office, key, path, scene.world.folder / "open", clock)


@HIDDEN.row("receiving clerk", "refused: TransitionRefused", Before.NOTHING)
def opened_by_the_clerk(scene: Scene) -> str:
    """The receiving clerk opens what was taken out, with the office's vault."""
    path, office = taken_out(scene, OFFICER), scene.world.folder / "prosecution"
    scene.leave_office()
    key, clock = scene.key(CLERK), scene.world.clock
    return scene.refused(lambda: open_taken(office, key, path, scene.world.folder / "open", clock))


@HIDDEN.row(
    "receiving clerk", "opens; anchor: the station's chain says who took it out", Before.NOTHING
)
def opened_by_the_clerk_by_hand(scene: Scene) -> str:
    """The same by hand, with the office's key: to everybody there who gets hold of the file."""
    taken_out(scene, OFFICER)
    with scene.by_hand(OFFICER) as vault:
        (body,) = vault.row("SELECT body FROM hidden_escrow ORDER BY id DESC")
    with scene.office_by_hand() as vault:
        kept = signing_keys.age_identities(vault)
    identities = [Identity.from_text(identity) for _recipient, identity in kept]
    opened = open_escrow(bytes(body), identities)
    with scene.by_hand(OFFICER) as vault:
        entered = custody_rows.last_of(vault, "escrow_taken")
    anchor = "the station's chain says who took it out" if entered else "none"
    return f"{'opens' if opened.keys else 'stays closed'}; anchor: {anchor}"


@HIDDEN.row("supervisor", "the office opens it", Before.NOTHING)
def its_officer_removed_and_the_office(scene: Scene) -> str:
    """The supervisor removes the officer, so that nobody opens the hidden file any more; then it is
    taken out for the office."""
    with scene.session(SUPERVISOR) as session:
        session.staff.remove(scene.key(SUPERVISOR), OFFICER.login)
    scene.learn_keys(SUPERVISOR)
    path, office = taken_out(scene, SUPERVISOR), scene.world.folder / "prosecution"
    scene.leave_office()
    key, clock = scene.key(RECEIVER), scene.world.clock
    (file,) = open_taken(office, key, path, scene.world.folder / "open", clock)
    answers = (file.folder / "answers.txt").read_text("utf-8")
    return "the office opens it" if SECRET in answers else "nobody opens it"
