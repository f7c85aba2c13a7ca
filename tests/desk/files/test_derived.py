"""The list and the search say of a file what follows from it, and a foreign hand in them is found."""

from pathlib import Path

import pytest

from tests.desk.staffed import OWNER, Place
from tipdesk.cases.model import Answer
from tipdesk.desk.files.derived import REPAIRED, DerivedRows, differing
from tipdesk.desk.session.session import Session
from tipdesk.storage import custody_rows

ANSWERS = {
    "name_latin_given": "Maria",
    "name_latin_surname": "ZAGROSI",
    "birth_date": "1990-04-03",
    "civil_id": "290040300017",
    "int_name": "سالم المطيري",
    "stmt_arabic": "وصلت إلى الكويت قبل سنة " + " ".join(f"كلمة{number}" for number in range(150)),
}
OF_FILE = "(SELECT id FROM case_file WHERE number = 'KWT-2026-00001')"
FOREIGN = [
    "UPDATE case_file SET display_name = 'x'",
    "UPDATE case_file SET name_order = 'x'",
    "UPDATE case_file SET urgency = ''",
    "UPDATE case_file SET nationality = ''",
    "UPDATE case_file SET site = 'x'",
    "UPDATE case_file SET non_punishment = 1",
    "UPDATE search_key SET keys = ''",
    "DELETE FROM search_key",
    "DELETE FROM named",
    "DELETE FROM person",
    f"DELETE FROM key_index WHERE rowid = {OF_FILE}",
    f"DELETE FROM word_index WHERE rowid = {OF_FILE}",
    f"DELETE FROM met WHERE rowid = {OF_FILE}",
    f"DELETE FROM sound WHERE rowid = {OF_FILE}",
    f"INSERT OR REPLACE INTO word_index(rowid, words) VALUES({OF_FILE}, 'وصلت')",
]


@pytest.fixture(scope="module")
def described(staffed: Place, tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = staffed.copy(tmp_path_factory.mktemp("described") / "vault")
    session = place.open(OWNER)
    session.answers.save_answers(
        place.begun, {name: Answer(value) for name, value in ANSWERS.items()}
    )
    session.answers.fold(place.begun)
    session.lock()
    return place


def gone_through(session: Session) -> None:
    rows = DerivedRows(session._desk)
    while rows.step():
        pass


@pytest.mark.parametrize("foreign", FOREIGN)
def test_what_lists_and_search_lack_is_found_and_written_anew(
    described: Place, tmp_path: Path, foreign: str
) -> None:
    place = described.copy(tmp_path / "vault")
    session = place.open(OWNER)
    vault, case = session._desk.vault, session.files.case(place.begun)
    assert case.number == "KWT-2026-00001"
    assert not differing(vault, session._desk.forms)
    vault.execute(foreign)
    assert case.number in differing(vault, session._desk.forms)
    gone_through(session)
    assert not differing(vault, session._desk.forms)
    for sought in ("ZAGROSI", "Marya Zagrosy", "كلمة140", "290040300017"):
        assert [case.id for case in session.files.list_cases(sought)] == [place.begun], sought
    (entry,) = custody_rows.since(vault, 0, REPAIRED)
    assert case.number in str(entry.detail["numbers"])
    session.lock()


@pytest.mark.parametrize("hidden", [False, True])
def test_what_nobody_touched_is_entered_by_nothing(
    described: Place, tmp_path: Path, *, hidden: bool
) -> None:
    place = described.copy(tmp_path / "vault")
    session = place.open(OWNER)
    if hidden:
        session.readers.hide(place.begun, "موظف مذكور في الأقوال")
        session.answers.save_answers(place.begun, {"sex": Answer("female")})
        session.answers.fold(place.begun)
    before = custody_rows.head(session._desk.vault)
    gone_through(session)
    assert custody_rows.head(session._desk.vault) == before
    session.lock()
