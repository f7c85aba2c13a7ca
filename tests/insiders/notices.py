"""Notices that an officer signs alone: more in them than ten answers, and who went through them."""

from __future__ import annotations

import json
from dataclasses import replace

from tests.desk.notices.telling import handed_over, take_notices
from tests.insiders.evidence import canonical
from tests.insiders.stage import CASEWORKER, Scene
from tests.insiders.table import Before, Group
from tipdesk.bundle.container.index import NOTICE_FIELDS
from tipdesk.cases.custody.chain import timestamp
from tipdesk.cases.deeds.deed import DeedKind
from tipdesk.cases.files.workflow import Voiding, VoidReason
from tipdesk.cases.handover.rows import digest_of
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.deed_book import DeedBook
from tipdesk.desk.notices.packing import PlannedNotice, _packed, pack_notices
from tipdesk.storage import bundle_numbers, custody_rows
from tipdesk.storage.keys import deed_rows

NOTICES = Group("electronic notices")


def frozen(scene: Scene) -> PlannedNotice:
    """The notice of a file that nobody has approved, for an office that takes notices."""
    take_notices(scene.world)
    notices = scene.world.officers.notices
    (planned,) = notices.plan(
        [scene.files.begun], notices.offices()[0], scene.world.usb_drive
    ).notices
    return planned


def sent_with(scene: Scene, planned: PlannedNotice, record: bytes) -> str:
    """What the office says of it with another record, written without the desk and signed."""
    notices = scene.world.officers.notices
    plan = notices.plan([scene.files.begun], notices.offices()[0], scene.world.usb_drive)
    key = notices.signing_key(scene.confirm(OFFICER))
    return scene.office(_packed(plan, replace(planned, record=record), [], key).path)


def whole_record(scene: Scene) -> bytes:
    """The record of the whole file."""
    files = scene.world.officers.files
    return files.record(files.whole(scene.files.begun), ())


@NOTICES.row("officer", "refused at the office: E_NOTICE_MORE", Before.NOTHING)
def a_whole_file_as_a_notice(scene: Scene) -> str:
    """A file that nobody has approved, all of its answers dressed as a notice."""
    planned = frozen(scene)
    record = json.loads(whole_record(scene))
    (case,) = (row for row in record["rows"] if row[1] == "_case")
    record["digests"].remove(digest_of(canonical(case)))
    case[2]["revision"] = 1
    record["digests"] = sorted([*record["digests"], digest_of(canonical(case))])
    return sent_with(scene, planned, canonical(record))


@NOTICES.row("officer", "refused at the office: E_NOTICE_MORE", Before.NOTHING)
def one_answer_of_level_3_more(scene: Scene) -> str:
    """A notice as it has to be, with one answer of level 3 beside the ten."""
    planned = frozen(scene)
    form = planned.case_file.form
    level3 = {question.name for question in form.questions() if question.level == 3}
    rows = json.loads(whole_record(scene))["rows"]
    more = next(row for row in rows if row[1] in level3 - NOTICE_FIELDS)
    record = json.loads(planned.record)
    record["rows"] = sorted([*record["rows"], more], key=lambda row: row[1])
    record["digests"] = sorted([*record["digests"], digest_of(canonical(more))])
    return sent_with(scene, planned, canonical(record))


def with_row(record: bytes, path: str, **members: object) -> bytes:
    """The record with other members in one of its rows, proved like any other."""
    read = json.loads(record)
    row = next(row for row in read["rows"] if row[1] == path)
    read["digests"].remove(digest_of(canonical(row)))
    row[2] |= members
    read["digests"] = sorted([*read["digests"], digest_of(canonical(row))])
    return canonical(read)


STORY = "ما قالته كله " * 5_000


@NOTICES.row("officer", "refused at the office: E_NOTICE_MORE", Before.UNNOTICED)
def a_story_in_the_place_of_a_code(scene: Scene) -> str:
    """A notice of ten answers, of which the urgency is a whole statement."""
    planned = frozen(scene)
    return sent_with(scene, planned, with_row(planned.record, "urgency", value=STORY))


@NOTICES.row("officer", "refused at the office: E_NOTICE_MORE", Before.UNNOTICED)
def a_story_in_the_label_of_a_question(scene: Scene) -> str:
    """The same where the question's own words stand."""
    planned, label = frozen(scene), {"ar": STORY, "en": ""}
    return sent_with(scene, planned, with_row(planned.record, "urgency", label=label))


@NOTICES.row("officer", "refused at the office: E_NOTICE_MORE", Before.UNNOTICED)
def a_story_as_a_supervisors_reason(scene: Scene) -> str:
    """The same as the reason why a supervisor let a field go, who let none go."""
    planned = frozen(scene)
    picks = [{"name": "statement", "reason": STORY, "by": SUPERVISOR.login}]
    return sent_with(scene, planned, with_row(planned.record, "_release", picks=picks))


@NOTICES.row("officer", "refused: ExportNotReady", Before.UNNOTICED)
def a_story_packed_by_the_program(scene: Scene) -> str:
    """A notice with a statement in the place of a code, handed to the program's own packer."""
    planned = frozen(scene)
    notices = scene.world.officers.notices
    plan = notices.plan([scene.files.begun], notices.offices()[0], scene.world.usb_drive)
    more = replace(planned, record=with_row(planned.record, "urgency", value=STORY))
    key = notices.signing_key(scene.confirm(OFFICER))
    return scene.refused(lambda: pack_notices(replace(plan, notices=(more,)), key, Work()))


def sent_alone(scene: Scene) -> str:
    """A notice that the officer sent alone; its bundle."""
    take_notices(scene.world)
    (packed,) = handed_over(scene.world, [scene.files.begun])
    return packed.bundle_id


def still_waits(scene: Scene) -> str:
    """Whether the supervisor still finds it, and what is found of the mark."""
    with scene.session(SUPERVISOR) as session:
        waits = len(session.notice_reviews.waiting())
    return f"{'waits' if waits else 'waits no more'}; {scene.checked()}"


@NOTICES.row("officer", "notice_not_here", Before.NOTHING)
def allowed_by_an_entry(scene: Scene) -> str:
    """An entry in the supervisor's name that officers may send notices alone here, where the
    supervisor has ended that."""
    take_notices(scene.world)
    with scene.session(SUPERVISOR) as session:
        session.notices.allow(allowed=False)
    with scene.by_hand(OFFICER) as vault:
        custody_rows.append(
            vault,
            at=scene.world.clock(),
            officer=SUPERVISOR.login,
            action="notices_allowed",
            case_id=None,
            detail={},
        )
    with scene.session(OFFICER) as session:
        return session.notices.in_the_way() or "nothing is in the way"


@NOTICES.row("officer", "S-01 is told: unsigned", Before.NOTHING)
def allowed_by_a_deed_of_ones_own(scene: Scene) -> str:
    """The same by a deed in the supervisor's name that the officer signs."""
    with scene.by_hand(OFFICER) as vault:
        at, signers = scene.world.clock(), [(OFFICER.login, scene.seed(OFFICER))]
        body = {"by": SUPERVISOR.login, "allowed": "yes"}
        deed = DeedBook(vault).make(DeedKind.NOTICES, at, body, signers)
        event = custody_rows.append(
            vault,
            at=at,
            officer=SUPERVISOR.login,
            action="notices_allowed",
            case_id=None,
            detail={"deed": deed.digest},
        )
        deed_rows.add(vault, deed, event.seq)
    return scene.at_unlock(SUPERVISOR)


@NOTICES.row("caseworker", "waits; vault check: notice_differs", Before.NOTHING)
def a_mark_put_into_the_chain(scene: Scene) -> str:
    """An entry in the supervisor's name that they went through a notice."""
    bundle = sent_alone(scene)
    with scene.by_hand(CASEWORKER) as vault:
        custody_rows.append(
            vault,
            at=scene.world.clock(),
            officer=SUPERVISOR.login,
            action="notice_reviewed",
            case_id=scene.files.begun,
            detail={"bundle": bundle},
        )
    return still_waits(scene)


@NOTICES.row("officer", "S-01 is told: unsigned", Before.NOTHING)
def a_mark_by_a_deed_of_ones_own(scene: Scene) -> str:
    """The same with a deed in the supervisor's name that the officer signs."""
    bundle = sent_alone(scene)
    body = {
        "case": scene.files.begun, "bundle": bundle, "manifest": "0" * 64,
        "by": SUPERVISOR.login, "remark": "",
    }  # fmt: skip
    with scene.by_hand(OFFICER) as vault:
        at, signers = scene.world.clock(), [(OFFICER.login, scene.seed(OFFICER))]
        deed = DeedBook(vault).make(DeedKind.REVIEWED, at, body, signers)
        event = custody_rows.append(
            vault,
            at=at,
            officer=SUPERVISOR.login,
            action="notice_reviewed",
            case_id=scene.files.begun,
            detail={"bundle": bundle, "deed": deed.digest},
        )
        deed_rows.add(vault, deed, event.seq)
    return scene.at_unlock(SUPERVISOR)


@NOTICES.row("officer", "S-01 hears: in_own_name; waits; vault check: no damage", Before.NOTHING)
def sent_in_the_supervisors_name(scene: Scene) -> str:
    """A notice that the officer signs alone, entered as one that the supervisor has sent: of those
    nobody is asked to go through any."""
    take_notices(scene.world)
    notices = scene.world.officers.notices
    plan = notices.plan([scene.files.begun], notices.offices()[0], scene.world.usb_drive)
    (packed,) = pack_notices(plan, notices.signing_key(scene.confirm(OFFICER)), Work())
    with scene.by_hand(OFFICER) as vault:
        bundle_numbers.became_whole(vault, packed.bundle_id, packed.manifest_sha256)
        custody_rows.append(
            vault,
            at=scene.world.clock(),
            officer=SUPERVISOR.login,
            action="notice_handed_over",
            case_id=scene.files.begun,
            detail={
                "bundle": packed.bundle_id,
                "revision": str(packed.revision),
                "sha256": packed.sha256,
                "manifest": packed.manifest_sha256,
                "signed_at": timestamp(packed.created),
            },
        )
    return f"{scene.heard(SUPERVISOR)}; {still_waits(scene)}"


@NOTICES.row("officer", "the desk: refused: TransitionRefused; nothing waits", Before.NOTHING)
def voided_while_it_was_packed(scene: Scene) -> str:
    """The file is voided while its notice is signed and written: the office would hold it, and
    nobody would tell them."""
    take_notices(scene.world)
    notices, voiding = scene.world.officers.notices, scene.world.officers.voiding
    plan = notices.plan([scene.files.begun], notices.offices()[0], scene.world.usb_drive)
    packed = pack_notices(plan, notices.signing_key(scene.confirm(OFFICER)), Work())
    voiding.void(scene.files.begun, Voiding(VoidReason.TEST), scene.confirm(SUPERVISOR))
    refused = scene.refused(lambda: notices.record(packed))
    sent = notices.newest(scene.files.begun)
    return f"the desk: {refused}; {'nothing waits' if sent is None else 'it is entered'}"
