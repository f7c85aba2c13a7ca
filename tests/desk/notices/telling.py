"""A station that may send electronic notices, files of a night, and a drive with their notices."""

from __future__ import annotations

from collections.abc import Sequence

from tests.desk.world import World
from tipdesk.cases.model import Answer, CaseId
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER, SUPERVISOR, trust_list
from tipdesk.desk.notices.packing import PackedNotice, pack_notices

OFFICE = "PPX"
ANSWERS = {
    "intake_site_type": "shelter_women", "iv_suspect_near": "no", "int_mode": "phone",
    "language_preferred": "fil", "case_source": "police_operation", "case_type": "tip",
    "person_role": "presumed_victim", "urgency": "within_24h", "rights_explained": "purpose silence",
    "consent_interview": "granted", "referral_basis": "duty_art40", "processing_basis": "legal_duty",
    "sex": "female", "birth_date": "1998", "age_stated": "28", "fit_now": "yes",
    "risk_level": "medium", "nationality": "PHL", "needs[1]": "1", "needs[1]/need_type": "shelter",
}  # fmt: skip


def take_notices(world: World) -> None:
    """The trust list says that the office takes them, and the supervisor allows them here."""
    world.agency.notices(OFFICE, world.clock(), ends=False)
    pack = trust_list(world.agency, world.clock())
    world.prosecution.keys.import_trust_list(pack)
    world.officers.keys.import_trust_list(pack)
    world.reopen(SUPERVISOR).notices.allow(allowed=True)
    world.reopen(OFFICER)


def night_file(world: World, **answers: str) -> CaseId:
    """A file that was begun tonight, with what quick mode asks, and a name that no notice tells."""
    session = world.officers
    case_id = session.new_files.open_case(quick=True).id
    given = {**ANSWERS, "name_latin_surname": "RAI", **answers}
    session.answers.save_answers(case_id, {path: Answer(text) for path, text in given.items()})
    return case_id


def handed_over(world: World, case_ids: Sequence[CaseId]) -> tuple[PackedNotice, ...]:
    """Their notices on the drive, entered."""
    notices = world.officers.notices
    plan = notices.plan(case_ids, notices.offices()[0], world.usb_drive)
    packed = pack_notices(plan, notices.signing_key(world.confirm(OFFICER)), Work())
    notices.record(packed)
    return packed
