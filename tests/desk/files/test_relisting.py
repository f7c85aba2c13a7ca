"""What earlier programs put into the search goes step by step after the
first unlocking; a file that is shown again is found at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from tests.desk.staffed import OWNER, Place
from tests.storage.samples import BACK_TO_8, take_back
from tipdesk.cases.model import Answer
from tipdesk.cases.permissions import AccessReason
from tipdesk.storage import interview_rows
from tipdesk.storage.database import connect
from tipdesk.storage.files import case_rows, derived_rows, search
from tipdesk.storage.files.search import FileSummary, SearchText
from tipdesk.storage.vault import Vault

NAME, PHONE, CONTACT = "ZAGROSI", "٧٧٧٣٣١١٩", "غضنفرة"
FOLDED, IN_BLOCKS = CONTACT[:5].encode(), CONTACT[1:3].encode()


@pytest.fixture
def place(staffed: Place, tmp_path: Path) -> Place:
    return staffed.copy(tmp_path / "vault")


@contextmanager
def raw(place: Place) -> Iterator[dbapi2.Connection]:
    """The database with its key alone."""
    connection = connect(place.folder / "vault.db", place.key(OWNER).dek)
    try:
        yield connection
    finally:
        connection.close()


def lies_there(place: Place) -> set[str]:
    """Which tables of the search hold something of the contact. FTS5 asked by itself is silent of
    what was taken out and lies there still, so its blocks are read; of a term they hold at least
    what it does not share with the one before."""
    queries = {
        "key_index": ("SELECT block FROM key_index_data", IN_BLOCKS),
        "search_key": ("SELECT keys FROM search_key", FOLDED),
        "named": ("SELECT key FROM named", FOLDED),
    }
    with raw(place) as connection:
        return {
            table
            for table, (sql, sought) in queries.items()
            if any(sought in _bytes(value) for (value,) in connection.execute(sql))
        }


def _bytes(value: str | bytes) -> bytes:
    return value.encode() if isinstance(value, str) else value


def make_older(place: Place) -> None:
    """As a program of version 8 left it: level 4 in the log as it was typed, and in the search."""
    texts = {"contact_name": CONTACT, "contact_phone": PHONE, "name_latin_surname": NAME}
    with Vault.open(place.folder, place.key(OWNER).dek) as vault:
        case = case_rows.find(vault, place.begun)
        assert case is not None
        changes = {path: Answer(text) for path, text in texts.items()}
        at = place.clock()
        interview_rows.save_answers(vault, place.begun, changes, officer=OWNER, at=at)
        found_by = SearchText((case.number, case.person_code, *texts.values()))
        interview_rows.fold(vault, place.begun, at, FileSummary("", "", found_by))
        for row in range(1000, 1060):  # among many others, an index does not tidy up by itself
            vault.execute("INSERT INTO key_index(rowid, parts) VALUES(?, 'mmm nnn')", (row,))
        search.merge(vault)
    with raw(place) as connection:
        take_back(connection, BACK_TO_8, 8)


def test_an_older_vault_forgets_level_4_in_its_search_once(place: Place) -> None:
    make_older(place)
    assert lies_there(place) >= {"key_index", "search_key"}
    session = place.open("S-01")
    while session.derived.step():
        pass
    assert not session.files.list_cases(PHONE)
    assert not session.files.list_cases(CONTACT)
    assert [case.id for case in session.files.list_cases(NAME)] == [place.begun]
    session.lock()
    assert lies_there(place) == set()
    with Vault.open(place.folder, place.key(OWNER).dek) as vault:
        assert derived_rows.written_to(vault) is None  # once: it is not gone through again
        assert not derived_rows.merge_some(vault)


def test_a_file_that_cannot_be_read_keeps_nobody_out(place: Place) -> None:
    make_older(place)
    with raw(place) as connection:
        connection.execute(
            "UPDATE answer_snapshot SET log_seq = log_seq + 1, answers = '{\"a\": 1}'"
            " WHERE case_ref = (SELECT id FROM case_file WHERE uuid = ?)",
            (place.begun,),
        )
    session = place.open("S-01")
    while session.derived.step():
        pass
    number = session.files.case(place.begun).number
    assert [case.id for case in session.files.list_cases(number)] == [place.begun]
    assert not session.files.list_cases(PHONE)
    session.lock()


def test_a_file_that_is_shown_again_is_found_at_once(place: Place) -> None:
    session = place.open(OWNER)
    session.answers.save_answers(place.begun, {"name_latin_surname": Answer(NAME)})
    session.answers.fold(place.begun)
    listed = session.files.case(place.begun)
    assert listed.display_name
    session.readers.hide(place.begun, "موظف في الوحدة مذكور في الملف")
    assert not session.files.case(place.begun).display_name
    case = session.readers.show_again(place.begun)
    assert case.display_name == listed.display_name
    assert (case.urgency, case.review_due) == (listed.urgency, listed.review_due)
    assert [case.id for case in session.files.list_cases(NAME)] == [place.begun]
    session.lock()
    session = place.open("T-08")
    cases = session.access_reasons.search_other_files(NAME, AccessReason.CARE, "")
    assert [case.id for case in cases] == [place.begun]
    session.lock()


def test_one_that_was_hidden_for_somebody_who_left_is_found_by_its_number(place: Place) -> None:
    """What stood in it is under its own key: the recovery sheet opens it, nobody else is told."""
    session = place.open(OWNER)
    number = session.files.case(place.begun).number
    session.readers.hide(place.begun, "موظف في الوحدة مذكور في الملف")
    session.lock()
    session = place.open("S-01")
    session.staff.remove(place.key("S-01"), OWNER)
    (case,) = session.files.list_cases(number)
    assert (case.id, case.display_name) == (place.begun, "")
    session.lock()
