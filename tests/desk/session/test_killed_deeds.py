"""kill -9, or a disk that is full, while an account is closed, stopped or added to, a row added, a
child's waiver, a recording or a reader taken in, a file hidden, voided or lifted, a shift taken over: it has happened or it has not, the chain is whole."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from tests.desk.interview.test_statement import begun
from tests.desk.paper.test_voices import recording
from tests.desk.station.test_killed_install import killed
from tests.desk.world import World
from tests.programs import copy_vault
from tipdesk.cases.files.workflow import Voiding, VoidReason
from tipdesk.cases.model import CaseId
from tipdesk.cases.paper.prints import DIGEST_DIGITS, PageCode, new_serials
from tipdesk.cases.paper.signed_papers import scan_of
from tipdesk.core.errors import DiskFull
from tipdesk.core.work import Work
from tipdesk.demo.stations import OFFICER, SUPERVISOR
from tipdesk.desk.custody.integrity import check_file
from tipdesk.desk.evidence.attachments import seal
from tipdesk.desk.open_vault import Confirmed
from tipdesk.desk.paper.signed_papers import Scanned, forget_scan
from tipdesk.desk.session.session import Session
from tipdesk.storage import custody_rows, paper_rows
from tipdesk.storage.evidence import attachments
from tipdesk.storage.files import case_rows

PEER = Confirmed(SUPERVISOR.login, bytearray())  # beside the officer; the seed is the world's
PACK = new_serials(1, date(2026, 11, 25), lambda _most: 7)[0]
BY_MISTAKE = Voiding(VoidReason.MISTAKE, words="فُتح لشخص آخر")
Deed = Callable[[Session, CaseId, Path], object]


def file_signed(at: Session, case_id: CaseId, scan: Path) -> None:
    plan = at.signed_papers.plan(case_id)
    sealed = seal(plan.attach, scan, Work())
    code = PageCode("notice", plan.known.number, 1, plan.known.digest[:DIGEST_DIGITS])
    scanned = Scanned(sealed, ((code,),), scan_of([[code]], plan.known))
    try:
        at.signed_papers.file(case_id, scanned)
    except DiskFull:
        forget_scan(plan, scanned)
        raise


DEEDS: dict[str, Deed] = {
    "signed_filed": file_signed,
    "typed_in": lambda at, _, __: at.new_files.type_in(PACK),
    "account_frozen": lambda at, case, _: at.statement.end_reading(case, "wet", whole=True),
    "account_stopped": lambda at, case, _: at.statement.stop(case),
    "account_added": lambda at, case, _: at.statement.add(case, "كان في أبريل", ""),
    "row": lambda at, case, _: at.answers.add_row(case, "injuries"),
    "child_waived": lambda at, case, _: at.statement.waive_specialist(
        case, "لا أخصائي الليلة", PEER
    ),
    "voice_added": lambda at, _, sound: at.voices.add("hin", "rights", sound),
    "hidden": lambda at, case, _: at.readers.hide(case, "زميل مذكور"),
    "voided": lambda at, case, _: at.voiding.void(case, BY_MISTAKE),
    "unvoided": lambda at, case, _: at.voiding.unvoid(case, PEER),
    "card_signed_off": lambda at, _, __: at.cards.record("hin", "Asha Rao", "Ravi Menon"),
    "shift_taken": lambda at, _, __: at.taking.take(at.taking.shift()),
}
OF_SUPERVISORS = {"voice_added", "card_signed_off", "shift_taken"}
LONGER = {"signed_filed", "typed_in"}  # deeds of more steps, of which fewer are tried


def standing(session: Session, case_id: CaseId) -> object:
    """All that a deed may have changed."""
    vault = session._desk.vault
    why = session.voiding.why(case_id)  # when it was is another moment in each course
    return (
        {
            path: (answer.value, answer.reason)
            for path, answer in session.files.load(case_id).answers.items()
        },
        vault.rows("SELECT path FROM frozen ORDER BY path"),
        vault.rows("SELECT count(*) FROM answer_log WHERE substr(value, 1, 1) = char(29)"),
        [(scan.attachment.sha256, scan.papers) for scan in session.signed_papers.kept(case_id)],
        case_rows.numbers(vault).get(paper_rows.case_of_pack(vault, PACK) or case_id),
        attachments.orphans(vault),
        session.voices.find("hin", "rights"),
        session.cards.sign_off("hin") is not None,
        (session.files.case(case_id).status, why and (why.reason, why.words, why.by)),
        [entry.action for entry in custody_rows.newest_first(vault) if entry.action in DEEDS],
    )


def begin(
    world: World, name: str, folder: Path
) -> tuple[Session, CaseId, Callable[[Session], object]]:
    """A file before the deed, and the deed."""
    case_id = begun(world)
    if name == "account_added":
        world.officers.statement.end_reading(case_id, "wet", whole=True)
    if name == "unvoided":
        world.officers.voiding.void(case_id, BY_MISTAKE)
    sound = folder / "sound.wav"
    sound.write_bytes(recording())
    PEER.seed[:] = world.confirm(SUPERVISOR).seed
    session = world.reopen(SUPERVISOR if name in OF_SUPERVISORS else OFFICER)
    return session, case_id, lambda at: DEEDS[name](at, case_id, sound)


@pytest.mark.parametrize("name", DEEDS)
def test_a_full_disk_lets_it_happen_or_not(world: World, tmp_path: Path, name: str) -> None:
    session, case_id, deed = begin(world, name, tmp_path)
    vault, before, refused = session._desk.vault, standing(session, case_id), 0
    vault.limit_pages(vault.rows("PRAGMA page_count")[0][0])
    for note in ("full " * 40, ""):  # the last page, to its last bytes
        with suppress(DiskFull):
            while True:
                session._desk.enter("filled", note=note)
    while standing(session, case_id) == before:
        try:
            deed(session)
        except DiskFull:
            refused += 1
            vault.limit_pages(vault.rows("PRAGMA max_page_count")[0][0] + 1)
    assert refused or name == "row"  # which finds room in a page that is there
    vault.limit_pages(10**6)
    session.answers.fold_all()
    check_file(session._desk, case_id)


@pytest.mark.parametrize(
    ("name", "stride"),
    [(name, 211 if name in LONGER else 37) for name in DEEDS]
    + [pytest.param(name, 1, marks=pytest.mark.long) for name in DEEDS],
)
def test_killed_at_any_step_it_has_happened_or_it_has_not(
    world: World, tmp_path: Path, name: str, stride: int
) -> None:
    session, case_id, deed = begin(world, name, tmp_path)
    who = session.officer
    before = standing(session, case_id)
    world.officers.lock()
    seen, last, died = [], 0, True
    while died:
        last += stride
        vault = tmp_path / str(last)
        copy_vault(world.folder / "officers", vault)
        open_it = partial(world.open, vault, who)
        died = killed(open_it, deed, last)
        world.sessions["officers"] = session = open_it()
        seen.append(standing(session, case_id))
        check_file(session._desk, case_id)
        world.officers.lock()
    assert seen[0] == before != seen[-1]
    assert all(state in (before, seen[-1]) for state in seen)
