"""`--demo`: its throw-away vault, and that nothing of it stays."""

import json
from pathlib import Path

import pytest

from tests.demo.coherence import faults
from tests.once import demonstration
from tests.programs import copy_vault
from tipdesk.cases.answers import question_name
from tipdesk.cases.files.workflow import open_remarks
from tipdesk.cases.model import Case, Status
from tipdesk.core.clock import system_clock
from tipdesk.demo.stations import OFFICER, RECEIVER, SUPERVISOR, open_as
from tipdesk.demo.vault import FILES
from tipdesk.desk.session.session import Session
from tipdesk.i18n.text import kuwait_day
from tipdesk.storage import custody_rows


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demonstration(tmp_path_factory)


def test_it_shows_its_files_says_who_can_open_them_and_leaves_nothing(folder: Path) -> None:
    events = [json.loads(line) for line in (folder / "told").read_text("utf-8").splitlines()]
    assert [line["what"] for line in events] == ["waiting", "listed", "done"]
    assert "40" in events[0]["text"]
    assert events[1]["rows"] == 40
    assert list((folder / "tmp").iterdir()) == []


def contradictions(session: Session, case: Case) -> list[str]:
    """What a file says against itself; of a repeat its only row."""
    answers = session.files.load(case.id).answers
    given = {question_name(path): answer.value for path, answer in answers.items() if answer.value}
    return faults(given, kuwait_day(case.created_at))


def test_forty_varied_files_stand_in_every_status(folder: Path, tmp_path: Path) -> None:
    copy = copy_vault(folder / "kept", tmp_path / "kept")
    session = open_as(copy / "officers", OFFICER, system_clock)
    try:
        cases = session.files.list_cases()
        assert len(cases) == FILES == 40
        assert {case.status for case in cases} == set(Status) - {Status.VOIDED}  # off the list
        assert all(case.display_name for case in cases)
        assert len({case.display_name for case in cases}) > 30
        assert {case.quick for case in cases} == {True, False}
        times = [case.updated_at for case in cases]
        assert times == sorted(times, reverse=True)
        assert times[0] <= system_clock()
        assert (times[0] - times[-1]).days > 30
        assert custody_rows.verify(session._desk.vault)
        back = [case for case in cases if case.status is Status.RETURNED]
        assert all(open_remarks(session.files.load(case.id)) for case in back)
        unfinished = [case for case in cases if not session.steps.review(case.id).ready]
        assert len(unfinished) >= 10
        approved = next(case for case in cases if case.status is Status.APPROVED)
        answers = session.files.load(approved.id).answers
        assert answers["supervisor_id"].value == SUPERVISOR.login
        assert session.files.count("الشهر") > 0  # the stories are found
        assert session.notices.offices()  # a newcomer sees electronic notices
        wrong = {case.number: contradictions(session, case) for case in cases}
        assert {number: rules for number, rules in wrong.items() if rules} == {}
    finally:
        session.lock()
    receiver = open_as(copy / "prosecution", RECEIVER, system_clock)
    results = {row.result for row in receiver.receiving.register()}
    receiver.lock()
    assert results == {"accepted", "rejected"}
