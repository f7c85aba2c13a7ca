"""A vault of 0.2.0 with needs in every state: what its interviews said of referrals is where the
case work begins, and whatever services answer from then on moves nothing of what was sent."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT
from tests.desk.handover.test_old_approvals import as_of_before, entered_as_before
from tests.desk.paper.test_referring import leave, reply, stood
from tests.desk.session.test_old_versions import opened
from tests.desk.world import World
from tipdesk.cases.casework.entries import ENDED, REFERRAL_STATUSES, TURNED_BACK, EntryKind
from tipdesk.cases.files import workflow
from tipdesk.cases.model import CaseId, Status
from tipdesk.core.errors import WorkEntryRefused
from tipdesk.demo.stations import OFFICER
from tipdesk.desk.form_shelf import INTAKE_FORM
from tipdesk.forms.publishing.catalogue import Catalogue, load_published

STATES = tuple(sorted(REFERRAL_STATUSES))
ROWS = {state: row for row, state in enumerate(STATES, start=21)}


def up_to(version: int, folder: Path) -> Catalogue:
    """What a program of then brought along."""
    shutil.copytree(ROOT / "resources" / "forms" / INTAKE_FORM, folder / INTAKE_FORM)
    published = folder / INTAKE_FORM / "published.toml"
    lines = published.read_text("utf-8").splitlines(keepends=True)
    known = [line for line in lines if not line[0].isdigit() or int(line.split()[0]) <= version]
    published.write_text("".join(known), "utf-8")
    return load_published(folder)


def recorded(state: str) -> dict[str, str]:
    head = f"needs[{ROWS[state]}]"
    return {
        head: "1", f"{head}/need_type": "medical", f"{head}/need_wanted": "yes",
        f"{head}/need_timeframe": "d3", f"{head}/ref_agency": "moh", f"{head}/ref_status": state,
    }  # fmt: skip


@pytest.fixture(params=[2, 4])
def old_file(world: World, tmp_path: Path, request: pytest.FixtureRequest) -> CaseId:
    """A file of an older version of the form, sent as 0.2.0 did."""
    session = opened(world, OFFICER, up_to(request.param, tmp_path / "forms"))
    answers = {
        "consent_services[9]": "1", "consent_services[9]/service_agency": "moh",
        "consent_services[9]/service_consent": "granted",
    }  # fmt: skip
    for state in STATES:
        answers |= recorded(state)
    case_id = world.interview(4, **answers)
    assert session.files.case(case_id).form_version == request.param
    session.steps.complete(case_id)
    entered_as_before(session, case_id, workflow.APPROVED, "exported")
    as_of_before(world)
    return case_id


def test_needs_in_every_state_go_on_from_where_they_stood(world: World, old_file: CaseId) -> None:
    session = world.officers
    before = stood(world, old_file)
    assert before[0] is Status.EXPORTED
    work = session.case_work.work(old_file)
    needs = {state: work.needs[f"intake:{row}"] for state, row in ROWS.items()}
    assert {state: need.status for state, need in needs.items()} == {s: s for s in STATES}
    assert {state for state, need in needs.items() if need.ended} == ENDED
    assert {state for state, need in needs.items() if need.turned_back} == TURNED_BACK
    for state, need in needs.items():
        body = {"status": "in_progress", "by": "قسم الطوارئ"}
        if state in ENDED:
            with pytest.raises(WorkEntryRefused) as caught:
                session.case_work.enter(old_file, EntryKind.ANSWERED, need.subject, body)
            assert caught.value.details == {"reason": "over"}
            continue
        after = session.case_work.enter(old_file, EntryKind.ANSWERED, need.subject, body)
        assert after.needs[need.subject].status == "in_progress"
        assert after.needs[need.subject].clock_from == need.clock_from
    assert stood(world, old_file) == before
    row = ROWS["rejected"]
    code = leave(world, old_file, row)
    before = stood(world, old_file)
    work = session.referring.record(old_file, code, reply(world))
    assert work.needs[f"intake:{row}"].status == "accepted"
    assert stood(world, old_file) == before
