"""A vault of before gets its register of keys: the first who unlocks it founds it, the others sign it
when they come."""

from pathlib import Path

import pytest

from tests.desk.staffed import OWNER, PEOPLE, Place
from tests.storage.samples import BACK_TO_8, take_back
from tipdesk.core.errors import SecondPersonNeeded, StaffChangeRefused
from tipdesk.desk.custody.integrity import chain_fault
from tipdesk.desk.deed_book import everybodys_findings
from tipdesk.desk.session.session import Session
from tipdesk.storage.database import connect

CHIEF = "S-01"


@pytest.fixture
def before(staffed: Place, tmp_path: Path) -> Place:
    """Of the version that had no deeds."""
    place = staffed.copy(tmp_path / "vault")
    connection = connect(place.folder / "vault.db", place.key(CHIEF).dek)
    take_back(connection, BACK_TO_8, 8)
    connection.close()
    return place


def unsigned(session: Session) -> set[str]:
    return set(session._desk.book.state.unsigned)


def actions(session: Session) -> list[str]:
    rows = session._desk.vault.rows("SELECT action FROM custody ORDER BY seq")
    return [action for (action,) in rows]


def test_everybody_signs_the_register_of_a_vault_of_before(before: Place) -> None:
    waiting = {*PEOPLE}
    for login in (CHIEF, *(login for login in PEOPLE if login != CHIEF)):
        session = before.open(login)
        waiting.discard(login)
        assert session.warnings == ()
        assert unsigned(session) == waiting
        session.new_files.open_case() if login == OWNER else None
        assert chain_fault(session._desk.vault) is None
        session.lock()
    session = before.open(OWNER)
    assert actions(session).count("register_founded") == 1
    assert actions(session).count("register_signed") == len(PEOPLE) - 1
    count, findings = everybodys_findings(session._desk.vault)
    assert findings == ()
    assert count == 2
    assert before.begun in session._desk.book.state.readers
    session.lock()


def test_who_never_comes_again_is_settled_by_a_lead_and_another(before: Place) -> None:
    before.open(CHIEF).lock()
    before.open(OWNER).lock()
    session = before.open(CHIEF)
    assert session.staff.unsigned("T-08")
    with pytest.raises(SecondPersonNeeded):
        session.staff.settle_absent(before.key(CHIEF), "T-08")
    assert session.staff.unsigned("T-08")
    session.staff.settle_absent(before.key(CHIEF), "T-08", before.confirm(OWNER))
    assert not session.staff.unsigned("T-08")
    with pytest.raises(StaffChangeRefused):
        session.staff.settle_absent(before.key(CHIEF), "T-08", before.confirm(OWNER))
    session.lock()
    late = before.open("T-08")  # who was said to come no more
    assert late.register.difference is not None
    late.lock()


def test_the_register_goes_away_with_the_migration_that_brought_it(before: Place) -> None:
    session = before.open(CHIEF)
    assert "register_founded" in actions(session)
    session.lock()
    assert len(list(before.folder.glob("vault.pre-v*.bak"))) == 1
