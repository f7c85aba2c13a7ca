"""The throw-away vault of `--demo`."""

from pathlib import Path

from tipdesk.cases.model import Status
from tipdesk.cases.remarks import open_remarks
from tipdesk.clock import system_clock
from tipdesk.demo.stations import open_as
from tipdesk.demo.vault import FILES, demo_vault
from tipdesk.storage import custody_rows


def test_forty_varied_files_stand_in_every_status(tmp_path: Path) -> None:
    made = demo_vault(tmp_path)
    session = open_as(made.officers, made.officer, system_clock)
    try:
        cases = session.intake.list_cases()
        assert len(cases) == FILES == 40
        assert {case.status for case in cases} == set(Status)
        assert all(case.display_name for case in cases)
        assert len({case.display_name for case in cases}) > 30
        assert {case.quick for case in cases} == {True, False}
        times = [case.updated_at for case in cases]
        assert times == sorted(times, reverse=True)
        assert times[0] <= system_clock()
        assert (times[0] - times[-1]).days > 30
        assert custody_rows.verify(session._desk.vault)
        back = [case for case in cases if case.status is Status.RETURNED]
        assert all(open_remarks(session.intake.load(case.id)) for case in back)
        unfinished = [case for case in cases if not session.intake.review(case.id).ready]
        assert len(unfinished) >= 10
        assert session.intake.count("الشهر") > 0  # the stories are found
    finally:
        session.lock()
    receiver = open_as(made.prosecution, made.receiver, system_clock)
    results = {row.result for row in receiver.receiving.register()}
    receiver.lock()
    assert results == {"accepted", "rejected"}
