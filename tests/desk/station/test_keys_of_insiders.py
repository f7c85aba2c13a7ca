"""What somebody inside does to people, keys, slots and readers by hand, with their own passphrase,
the program's modules and raw SQL: whom it gains nothing, and whose unlock tells it."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.bundle.world import CHEAP, PEOPLE, trust_list
from tests.desk.staffed import OWNER, Place
from tipdesk.bundle import authority
from tipdesk.cases.deeds.deed import DeedKind, make_deed
from tipdesk.cases.deeds.register import fold
from tipdesk.cases.model import Answer, CaseId
from tipdesk.core.errors import FileHidden, FormUnknown, KeyRegisterDiffers, SecondPersonNeeded
from tipdesk.desk.form_shelf import INTAKE_FORM, published_forms
from tipdesk.desk.session.session import Session
from tipdesk.forms.publishing.definition_json import definition_to_json, known_definition
from tipdesk.storage import custody_rows, interview_rows, station_rows
from tipdesk.storage.files import case_rows
from tipdesk.storage.keys import case_keys, deed_rows, keys, slot_rows
from tipdesk.storage.keys.slot_crypto import box_key, officer_keys
from tipdesk.storage.keys.slot_making import following, recovery_slot
from tipdesk.storage.station_rows import KeptForm, KeptTrustList
from tipdesk.storage.vault import Vault

ATTACKER, CHIEF, OTHER_CHIEF = "C-01", "S-01", "S-02"
PLAN, SECRET = "safety_plan", "عنوان أهلها السري"


@pytest.fixture
def place(staffed: Place, tmp_path: Path) -> Place:
    return staffed.copy(tmp_path / "vault")


@contextmanager
def by_hand(place: Place, login: str = ATTACKER) -> Iterator[Vault]:
    """The vault as anybody opens it who has a passphrase here, without the desk."""
    with Vault.open(place.folder, place.key(login).dek) as vault:
        yield vault


def reason(session: Session) -> str:
    """Why nothing is written; '' when all is well."""
    difference = session.register.difference
    assert (difference in session.warnings) is (difference is not None)
    return str(difference.details["reason"]) if difference else ""


def unlock_of(place: Place, login: str = OWNER) -> str:
    """What somebody is told when they unlock; what is told stops writing."""
    session = place.open(login)
    why = reason(session)
    if why:
        with pytest.raises(KeyRegisterDiffers):
            session.new_files.open_case()
    session.lock()
    return why


def without_triggers(vault: Vault, *statements: str) -> None:
    """As somebody does it who opens the database with another program."""
    vault._connection.set_authorizer(None)
    for (name,) in vault.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
        vault.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        vault.execute(statement)


# --- somebody plants something ----------------------------------------------------------------------


def reader(place: Place, vault: Vault) -> None:
    case_rows.add_reader(vault, place.completed, "T-08", OWNER, place.clock())


def reader_with_a_deed(place: Place, vault: Vault) -> None:
    """In the name of the owner, signed with the only seed there is."""
    body = {"case": place.completed, "by": OWNER, "logins": ["T-08"]}
    deed = make_deed(deed_rows.head(vault), DeedKind.NAMED, place.clock(), body)
    event = custody_rows.append(
        vault, at=place.clock(), officer=OWNER, action="reader_named", detail={"deed": deed.digest}
    )
    deed_rows.add(vault, deed, event.seq)
    for login in (OWNER, ATTACKER):
        signature = deed_rows.sign(deed, login, place.keys[ATTACKER].seed)
        deed_rows.add_signature(vault, deed_rows.head(vault)[0], signature)
    reader(place, vault)


def role(_place: Place, vault: Vault) -> None:
    vault.execute("UPDATE officer SET role = 'supervisor' WHERE login = ?", (ATTACKER,))


def person(place: Place, vault: Vault) -> None:
    own_keys = officer_keys(os.urandom(32))
    station_rows.add(
        vault, "X-99", "مجهول", station_rows.officers(vault)[0].role, own_keys, place.clock()
    )


def key(place: Place, vault: Vault) -> None:
    station_rows.add_keys(vault, CHIEF, officer_keys(place.keys[ATTACKER].seed), place.clock())


def sheet(place: Place, vault: Vault) -> None:
    dek = place.key(ATTACKER).dek
    document = keys.authentic_document(place.folder, dek)
    slot, _words = recovery_slot(document, dek)
    slot_rows.store(vault, following(document, (*document.slots, slot), dek))


def authority_of_ones_own(place: Place, vault: Vault) -> None:
    """With a deed in the attacker's name: another list of the authority, it says."""
    agency = authority.init(place.folder.parent / "own", "x", PEOPLE, place.clock(), CHEAP)
    body = trust_list(agency, place.clock()).read_bytes()
    sha256 = hashlib.sha256(body).hexdigest()
    station_rows.add_trust_list(vault, KeptTrustList(sha256, body, place.clock(), ATTACKER))
    roots = sorted(fold(deed_rows.deeds(vault), deed_rows.verifies).state.roots)
    named = {"roots": roots, "list": sha256, "serial": 99}
    deed = make_deed(deed_rows.head(vault), DeedKind.TRUSTED, place.clock(), named)
    event = custody_rows.append(
        vault,
        at=place.clock(),
        officer=ATTACKER,
        action="trust_imported",
        detail={"deed": deed.digest},
    )
    deed_rows.add(vault, deed, event.seq)
    signature = deed_rows.sign(deed, ATTACKER, place.keys[ATTACKER].seed)
    deed_rows.add_signature(vault, deed_rows.head(vault)[0], signature)


def no_memory(_place: Place, vault: Vault) -> None:
    vault.execute("DELETE FROM deed_view WHERE login = ?", (OWNER,))


def memory_of_another(place: Place, vault: Vault) -> None:
    memory = deed_rows.memory(vault, OWNER)
    assert memory is not None
    deed_rows.keep_memory(vault, OWNER, place.keys[ATTACKER].seed, memory.view)


def last_deed_cut_off(_place: Place, vault: Vault) -> None:
    number = deed_rows.head(vault)[0]
    without_triggers(
        vault,
        f"DELETE FROM deed_signature WHERE deed = {number}",
        f"DELETE FROM deed WHERE number = {number}",
    )


def signature_taken_off(_place: Place, vault: Vault) -> None:
    without_triggers(vault, f"DELETE FROM deed_signature WHERE deed = 1 AND signer = '{OWNER}'")


def last_entry_altered(_place: Place, vault: Vault) -> None:
    memory = deed_rows.memory(vault, OWNER)
    assert memory is not None
    without_triggers(vault, f"UPDATE custody SET hash = '{'0' * 64}' WHERE seq = {memory.view.seq}")


PLANTED: dict[Callable[[Place, Vault], None], str] = {
    reader: "readers",
    reader_with_a_deed: "unsigned",
    role: "roles",
    person: "roles",
    key: "keys",
    sheet: "slots",
    no_memory: "no_memory",
    memory_of_another: "not_my_memory",
    last_deed_cut_off: "past_changed",
    signature_taken_off: "my_enrolment",
    last_entry_altered: "past_changed",
}


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_what_is_planted_is_told_and_stops_writing(
    place: Place, plant: Callable[[Place, Vault], None]
) -> None:
    assert unlock_of(place) == ""
    with by_hand(place) as vault:
        plant(place, vault)
    assert unlock_of(place) == PLANTED[plant]
    assert unlock_of(place) == PLANTED[plant]  # until two have settled it


# --- who gains something by it ----------------------------------------------------------------------


def opens(place: Place, case_id: CaseId, seed: bytes | bytearray) -> bool:
    """Whether a seed opens what stands in the file's plan of safety."""
    with by_hand(place) as vault:
        answer = interview_rows.answers(vault, case_id)[PLAN]
        assert case_keys.is_closed(answer.value)
        public = box_key(seed).public_key().public_bytes_raw()
        generation = case_keys.generation_of(answer.value)
        opened = case_keys.open_key(vault, case_id, generation, seed, public)
        return opened is not None


def written(place: Place, case_id: CaseId | None = None) -> CaseId:
    """The owner writes something of level 4, in a new file if none is named."""
    session = place.open(OWNER)
    case_id = case_id or session.new_files.open_case().id
    session.answers.save_answers(case_id, {PLAN: Answer(SECRET)})
    session.lock()
    return case_id


def test_a_row_that_names_somebody_opens_nothing_to_them(place: Place) -> None:
    """Put in before the first answer of level 4 gives the file its key."""
    session = place.open(OWNER)
    case_id = session.new_files.open_case().id
    with by_hand_beside(session) as vault:
        case_rows.add_reader(vault, case_id, ATTACKER, OWNER, place.clock())
    session.answers.save_answers(case_id, {PLAN: Answer(SECRET)})
    session.lock()
    assert opens(place, case_id, place.keys[OWNER].seed)
    assert not opens(place, case_id, place.keys[ATTACKER].seed)
    assert unlock_of(place) == "readers"
    session = place.open(ATTACKER)
    assert not session.readers.reads_restricted(case_id)
    session.lock()


@contextmanager
def by_hand_beside(session: Session) -> Iterator[Vault]:
    """The vault that is open: what somebody did in an earlier session of their own looks so."""
    yield session._desk.vault


def test_a_key_planted_for_the_supervisor_gets_no_key_of_a_file(place: Place) -> None:
    planted = os.urandom(32)
    session = place.open(OWNER)
    with by_hand_beside(session) as vault:
        station_rows.add_keys(vault, CHIEF, officer_keys(planted), place.clock())
    case_id = session.new_files.open_case().id
    session.readers.name(case_id, CHIEF)
    session.answers.save_answers(case_id, {PLAN: Answer(SECRET)})
    session.lock()
    assert not opens(place, case_id, planted)
    assert opens(place, case_id, place.keys[CHIEF].seed)
    assert unlock_of(place) == "keys"


def test_a_sheet_that_somebody_plants_opens_no_file_however_often_a_reader_comes(
    place: Place,
) -> None:
    case_id = written(place)
    dek = place.key(ATTACKER).dek
    document = keys.authentic_document(place.folder, dek)
    slot, words = recovery_slot(document, dek)
    with by_hand(place) as vault:
        slot_rows.store(vault, following(document, (*document.slots, slot), dek))
    session = place.open(OWNER)
    assert session.files.load(case_id).answers[PLAN].value == SECRET
    session.lock()
    assert not opens(place, case_id, keys.unlock_recovery(place.folder, words).seed)


@pytest.mark.parametrize("login", ["A-01", CHIEF])
def test_nobody_makes_a_sheet_or_shares_or_lets_somebody_in_alone(place: Place, login: str) -> None:
    session = place.open(login)
    with pytest.raises(SecondPersonNeeded):
        session.renewals.new_recovery_sheet(place.key(login))
    with pytest.raises(SecondPersonNeeded):  # with oneself
        session.renewals.new_recovery_sheet(place.key(login), place.confirm(login))
    session.staff.suspend(place.key(login), "T-08")
    with pytest.raises(SecondPersonNeeded):
        session.staff.reinstate(place.key(login), "T-08")
    session.staff.reinstate(place.key(login), "T-08", place.confirm(OTHER_CHIEF))
    session.lock()


def test_a_later_sheet_opens_no_hidden_file(place: Place) -> None:
    """The supervisor is implicated; the sheet is made by two, and a reader has been here since."""
    session = place.open(OWNER)
    case_id = session.new_files.open_case().id
    session.answers.save_answers(case_id, {PLAN: Answer(SECRET)})
    session.readers.hide(case_id, "موظف مذكور")
    session.lock()
    session = place.open(CHIEF)
    sheet = session.renewals.new_recovery_sheet(place.key(CHIEF), place.confirm("A-01"))
    session.renewals.sheet_confirmed()
    session.lock()
    for _time in range(2):
        session = place.open(OWNER)
        assert session.files.load(case_id).answers[PLAN].value == SECRET
        session.answers.save_answers(case_id, {PLAN: Answer(f"{SECRET} {_time}")})
        session.answers.save_answers(case_id, {PLAN: Answer(SECRET)})
        session.lock()
    seed = keys.unlock_recovery(place.folder, sheet.words).seed
    assert not opens(place, case_id, seed)
    assert opens(place, place_of_plan(place), seed)
    session = place.open(CHIEF)
    with pytest.raises(FileHidden):
        session.files.load(case_id)
    session.lock()


def test_a_supervisor_who_hid_a_file_passes_its_key_on_to_no_later_sheet(place: Place) -> None:
    """Whoever makes the sheet has the key of the hidden file in that very session."""
    session = place.open(CHIEF)
    case_id = session.new_files.open_case().id
    session.answers.save_answers(case_id, {PLAN: Answer(SECRET)})
    session.readers.hide(case_id, "موظف مذكور")
    sheet = session.renewals.new_recovery_sheet(place.key(CHIEF), place.confirm("A-01"))
    session.renewals.sheet_confirmed()
    session.lock()
    assert not opens(place, case_id, keys.unlock_recovery(place.folder, sheet.words).seed)
    assert opens(place, case_id, place.keys[CHIEF].seed)


def place_of_plan(place: Place) -> CaseId:
    """A file that is not hidden, which the owner has opened since the sheet."""
    case_id = written(place)
    session = place.open(OWNER)
    session.files.load(case_id)
    session.lock()
    return case_id


# --- the whole folder -------------------------------------------------------------------------------


def test_a_folder_put_back_is_told_at_the_computer_that_saw_more(
    place: Place, tmp_path: Path, own_home: Path
) -> None:
    before = shutil.copytree(place.folder, tmp_path / "before")
    written(place)
    shutil.rmtree(place.folder)
    shutil.copytree(before, place.folder)
    assert unlock_of(place) == "older"
    profile = [path for path in own_home.rglob("*.json") if path.parent.name == "vaults"]
    assert len(profile) == 1
    assert str(place.folder) not in profile[0].read_text()
    profile[0].unlink()
    assert unlock_of(place) == ""  # as at a computer that has not seen it: inside nothing tells


# --- two settle it ----------------------------------------------------------------------------------


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_two_settle_what_differs_and_everybody_goes_on(
    place: Place, plant: Callable[[Place, Vault], None]
) -> None:
    unlock_of(place)
    with by_hand(place) as vault:
        plant(place, vault)
    session = place.open(OWNER)
    with pytest.raises(SecondPersonNeeded):
        session.register.settle(place.key(OWNER))
    assert session.register.difference is not None
    session.register.settle(place.key(OWNER), place.confirm(CHIEF))
    assert session.register.difference is None
    session.new_files.open_case()
    session.lock()
    assert unlock_of(place) == ""
    session = place.open(ATTACKER)
    assert reason(session) == ""
    assert session.officer.role.value == "caseworker"
    session.lock()


def test_what_others_did_since_is_told_once(place: Place) -> None:
    unlock_of(place)
    session = place.open(CHIEF)
    session.renewals.new_recovery_sheet(place.key(CHIEF), place.confirm("A-01"))
    session.renewals.sheet_confirmed()
    session.readers.unname(place.begun, ATTACKER)
    session.lock()
    session = place.open(OWNER)
    by_two = ("A-01", CHIEF)
    seen = [(news.what, news.logins, news.by) for news in session.news]
    assert seen == [
        ("sheet", (), by_two),
        ("retired", (), (CHIEF,)),
        ("unnamed", (ATTACKER,), (CHIEF,)),
    ]
    assert session.news[2].number
    session.lock()
    session = place.open(OWNER)
    assert session.news == ()
    session.lock()
    session = place.open("A-01")
    assert [news.what for news in session.news] == ["retired"]  # files are not theirs to know
    session.lock()


def test_who_is_taken_off_a_file_that_is_hidden_is_told_nothing_of_it(place: Place) -> None:
    unlock_of(place, CHIEF)
    session = place.open(OWNER)
    session.readers.hide(place.begun, "موظف مذكور")
    session.lock()
    session = place.open(CHIEF)
    assert session.news == ()
    session.lock()


# --- whose trust lists count ------------------------------------------------------------------------


def test_an_authority_that_nobody_else_has_chosen_is_none(certified: Place, tmp_path: Path) -> None:
    place = certified.copy(tmp_path / "vault")
    session = place.open(OWNER)
    chosen = session.keys.trust()
    session.lock()
    with by_hand(place) as vault:
        authority_of_ones_own(place, vault)
    session = place.open(OWNER)
    assert (session.keys.trust(), reason(session)) == (chosen, "")
    assert ("trusted", (ATTACKER,)) in [(news.what, news.by) for news in session.news]
    session.lock()


def test_where_nobody_has_chosen_one_alone_chooses_none(place: Place) -> None:
    with by_hand(place) as vault:
        authority_of_ones_own(place, vault)
    session = place.open(OWNER)
    assert session.keys.trust() is None
    session.lock()


def test_a_list_that_was_taken_away_is_missed(certified: Place, tmp_path: Path) -> None:
    place = certified.copy(tmp_path / "vault")
    with by_hand(place) as vault:
        without_triggers(vault, "DELETE FROM trust_list")
    assert unlock_of(place) == "lists"
    session = place.open(CHIEF)
    session.register.settle(place.key(CHIEF), place.confirm(OTHER_CHIEF))
    assert (session.keys.trust(), reason(session)) == (None, "")
    session.lock()
    assert unlock_of(place) == ""


def test_a_register_that_was_taken_away_is_not_begun_anew(place: Place) -> None:
    """As a vault of 0.2.0 looks: without deeds and memories. Its audit log knows better."""
    with by_hand(place) as vault:
        without_triggers(
            vault, *(f"DELETE FROM {table}" for table in ("deed_view", "deed_signature", "deed"))
        )
    assert unlock_of(place) == "broken"


def test_a_form_of_ones_own_takes_no_interview(place: Place) -> None:
    """Its levels would decide who reads what she says."""
    shipped = published_forms().get(INTAKE_FORM, 3)
    loose = replace(shipped, version=99, digest="")
    body = definition_to_json(loose)
    form = known_definition(body)
    with by_hand(place) as vault:
        station_rows.keep_form(vault, KeptForm(INTAKE_FORM, 99, form.digest, body), place.clock())
    session = place.open(OWNER)
    assert [version for version in session._desk.forms.versions(INTAKE_FORM) if version > 90] == []
    assert session.new_files.open_case().form_version < 99
    session.lock()


def test_a_file_keeps_the_form_that_it_was_opened_with(place: Place) -> None:
    old = published_forms().get(INTAKE_FORM, 1)
    kept = KeptForm(INTAKE_FORM, 1, old.digest, definition_to_json(old))
    with by_hand(place) as vault:
        station_rows.keep_form(vault, kept, place.clock())
        without_triggers(vault, "UPDATE case_file SET form_version = 1")
    session = place.open(OWNER)
    with pytest.raises(FormUnknown):
        session.files.load(place.begun)
    session.lock()


def test_a_new_sheet_opens_no_file_before_its_reader_was_told(place: Place) -> None:
    session = place.open(OWNER)
    for login in (ATTACKER, CHIEF):
        session.readers.unname(place.begun, login)
    session.answers.save_answers(place.begun, {PLAN: Answer(SECRET)})
    session.lock()
    session = place.open(CHIEF)
    session.renewals.new_recovery_sheet(place.key(CHIEF), place.confirm(OTHER_CHIEF))
    session.renewals.sheet_confirmed()
    session.lock()
    news, sealed = [], []
    for _session in range(2):
        session = place.open(OWNER)
        news.append("sheet" in [item.what for item in session.news])
        session.files.load(place.begun)
        (sheet,) = slot_rows.recovery_keys(session._desk.vault)
        newest = case_keys.newest(session._desk.vault, place.begun)
        sealed.append(sheet in case_keys.recipients(session._desk.vault, place.begun, newest))
        session.lock()
    assert (news, sealed) == ([True, False], [False, True])
