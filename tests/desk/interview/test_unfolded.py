"""A file that cannot be folded keeps nobody from the vault, nor the others from the list."""

import pytest

from tests.desk.world import World
from tipdesk.cases.model import Answer, CaseId
from tipdesk.core.errors import FileUnfolded, TipdeskError
from tipdesk.demo.stations import OFFICER
from tipdesk.storage import interview_rows
from tipdesk.storage.database import connect


@pytest.fixture
def broken(world: World) -> tuple[CaseId, CaseId]:
    """Two files with answers that were never folded, as a killed process leaves them; the form of
    the first cannot be read any more."""
    session = world.officers
    ids = tuple(session.new_files.open_case().id for _ in range(2))
    for case_id in ids:
        session.answers.save_answers(case_id, {"name_ar_family": Answer("الخالدي")})
    world.sessions.pop("officers")._desk.vault.close()
    raw = connect(session.vault_dir / "vault.db", world.keys[OFFICER.login].dek)
    columns = [row[1] for row in raw.execute("PRAGMA table_info(form_definition)")]
    selected = ", ".join({"version": "98", "body": "'{}'"}.get(name, name) for name in columns)
    raw.execute(f"INSERT INTO form_definition SELECT {selected} FROM form_definition LIMIT 1")
    for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        raw.execute(f"DROP TRIGGER {name}")
    raw.execute("UPDATE case_file SET form_version = 98 WHERE uuid = ?", (ids[0],))
    raw.close()
    return ids


def test_everybody_comes_in_and_it_is_said(world: World, broken: tuple[CaseId, CaseId]) -> None:
    first, second = broken
    session = world.officers
    (warning,) = [warning for warning in session.warnings if isinstance(warning, FileUnfolded)]
    assert warning.details["number"] == session.files.case(first).number
    assert warning.details["cause"]
    assert interview_rows.unfolded(session._desk.vault) == (first,)
    assert session.files.case(second).display_name
    assert interview_rows.answers(session._desk.vault, first)["name_ar_family"].value == "الخالدي"


def test_the_lock_folds_the_others(world: World, broken: tuple[CaseId, CaseId]) -> None:
    first, second = broken
    session = world.officers
    session.answers.save_answers(second, {"name_ar_first": Answer("مريم")})
    with pytest.raises(TipdeskError):
        session.answers.fold_all()
    session.lock()  # says so in the chain all the same
    session = world.reopen()
    assert session._desk.vault.row(
        "SELECT action FROM custody ORDER BY seq DESC LIMIT 1 OFFSET 1"
    ) == ("locked",)
    assert interview_rows.unfolded(session._desk.vault) == (first,)
