"""The whole journey without a screen: interview, approval, paper, bundle, receipt.

Everything goes through the same desk, printing and bundle code as in the window.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tipdesk.bundle.container.staging import sealed_staging
from tipdesk.bundle.problems import Code
from tipdesk.bundle.reader import VerificationRequest, verify
from tipdesk.bundle.trust import trust_to_pem
from tipdesk.cases.handover.release import Pick
from tipdesk.cases.model import Answer, Case, CaseId
from tipdesk.cases.paper.prints import Print, PrintOutcome, Purpose
from tipdesk.core.clock import Clock
from tipdesk.core.plain_file import whole_file
from tipdesk.core.private_files import MayRead
from tipdesk.core.work import Work
from tipdesk.demo.interviews import interview
from tipdesk.demo.people import person
from tipdesk.demo.stations import (
    AUTHORITY,
    OFFICER,
    RECEIVER,
    SECOND_SIGNER,
    SUPERVISOR,
    certify,
    confirm,
    enrol_clerk,
    enrol_colleagues,
    equip,
    make_authority,
    make_officers_station,
    make_prosecution,
    open_as,
    people,
    trust,
)
from tipdesk.desk.evidence import attachments
from tipdesk.desk.handover import receiving
from tipdesk.desk.handover.approving import draw
from tipdesk.desk.handover.packing import ExportResult, pack
from tipdesk.desk.handover.receipts import ReceiptOutcome
from tipdesk.desk.handover.received_content import PAPERS, read_content
from tipdesk.desk.open_vault import Confirmed
from tipdesk.desk.paper.printing_room import PrintOptions, render
from tipdesk.desk.paper.printing_room import draw as draw_paper
from tipdesk.desk.session.session import Session
from tipdesk.forms.model import NOTICE
from tipdesk.i18n.text import kuwait_day

DOCUMENTS = PAPERS
STATIONS = "stations"
PEOPLE = "people.txt"
_PICK_REASON = "طلبت النيابة العامة بيان درجة الخطورة لاتخاذ تدابير الحماية."
_SEED = 7


@dataclass(frozen=True, slots=True)
class Journey:
    """What the journey leaves behind."""

    forms: tuple[Path, ...]
    bundle: Path
    identity: Path
    trust: Path
    trust_list: Path
    report: Path
    receipt: Path
    outcome: ReceiptOutcome
    export: ExportResult


def travel(
    target: Path, clock: Clock, tell: Callable[[str], None] | None = None, *, keep: bool = False
) -> Journey:
    """Go the whole way and leave the results in `target`. With `keep` the vaults, the authority
    and who opens them stay in `STATIONS`, for whoever wants to attack them; else they are thrown
    away.

    `tell` hears the name of every step, from "stations" to "receipt", when it begins.

    Raises:
        OSError: `target` cannot be written.
        TipdeskError: as the desk's counters raise them.
    """
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".vaults-", dir=target) as folder:
        stations = target / STATIONS if keep else Path(folder)
        stations.mkdir(exist_ok=True)
        journey = _Traveller(target, stations, Path(folder), clock, tell or _silent).go()
        if keep:
            enrol_colleagues(stations / "officers", clock)
            enrol_clerk(stations / "prosecution", clock)
            numbers = _leave_files(stations / "officers", clock)
            (stations / PEOPLE).write_text(_told_people(*numbers), encoding="utf-8")
        return journey


_PLAN = "safety_plan"  # a question of level 4
_HEAD = """\
# كل ما هنا مصطنع: الأشخاص والملفات وعبارات المرور. جرّبوا كل ما يستطيعه من له عبارة مرور واحدة منها.
# All of this is made up: people, files, passphrases. Try whatever somebody can who has one of them.
# officers/: TDX    prosecution/: PPX    authority/: CA
# الملف {begun}: مفتوح، يسمّي T-07 وS-01 وفيه خطة سلامة من المستوى الرابع. File {begun}: begun; it names T-07 and S-01.
# الملف {hidden}: أخفاه T-07 لأن المشرف S-01 مذكور فيه. File {hidden}: T-07 hid it, S-01 is mentioned in it.
"""  # noqa: E501  # lines as people read them


def _leave_files(vault_dir: Path, clock: Clock) -> tuple[str, str]:
    """A file that is begun and one that is hidden from the supervisor, both with an answer of level
    4; their numbers."""
    session, random = open_as(vault_dir, OFFICER, clock), Random(_SEED + 1)
    try:
        begun, hidden = (
            interview(session, person(random, kuwait_day(clock()), number), random)
            for number in (1, 2)
        )
        for case_id in (begun, hidden):
            session.answers.save_answers(
                case_id, {_PLAN: Answer("نتصل بالأخصائية من بيت الجيران.")}
            )
        session.readers.name(begun, SUPERVISOR.login)
        numbers = session.files.case(begun).number, session.files.case(hidden).number
        session.readers.hide(hidden, "المشرف مذكور في الملف")
        return numbers
    finally:
        session.lock()


def _told_people(begun: str, hidden: str) -> str:
    """What lies there, and who opens it, a line each: station, code, role, name, passphrase."""
    lines = [
        "\t".join((station, who.login, who.role.value, who.name, who.passphrase))
        for station, who in people()
    ]
    signers = [f"CA\t{who.login}\t\t\t{who.passphrase}" for who in (AUTHORITY, SECOND_SIGNER)]
    head = _HEAD.format(begun=begun, hidden=hidden)
    return head + "".join(f"{line}\n" for line in (*lines, *signers))


def _silent(_: str) -> None:
    """Nobody listens."""


class _Traveller:
    """One journey: two sessions, an authority, and where things go."""

    def __init__(
        self, target: Path, stations: Path, scratch: Path, clock: Clock, tell: Callable[[str], None]
    ) -> None:
        self._target = target
        self._trust_list = target / "trust.asice"
        self._stations = stations
        self._scratch = scratch
        self._clock = clock
        self._tell = tell

    def go(self) -> Journey:
        self._tell("stations")
        make_officers_station(self._stations / "officers", self._clock)
        make_prosecution(self._stations / "prosecution", self._clock)
        agency = make_authority(self._stations / "authority", self._clock)
        prosecution = open_as(self._stations / "prosecution", RECEIVER, self._clock)
        try:
            certify(agency, prosecution, RECEIVER, self._clock)
            pack = equip(agency, self._stations / "officers", self._clock, OFFICER, SUPERVISOR)
            trust(prosecution, pack, agency)
            shutil.copy2(pack, self._trust_list)
            officers = open_as(self._stations / "officers", OFFICER, self._clock)
            try:
                return self._between(officers, prosecution)
            finally:
                officers.lock()
        finally:
            prosecution.lock()

    def _between(self, officers: Session, prosecution: Session) -> Journey:
        self._tell("interview")
        random = Random(_SEED)
        case_id = interview(officers, person(random, kuwait_day(self._clock())), random)
        self._attach(officers, case_id)
        self._tell("approval")
        approve(officers, case_id, confirm(officers, SUPERVISOR))
        self._tell("paper")
        forms = self._print(officers, case_id)
        self._tell("bundle")
        export = hand_over(officers, case_id, self._new_folder("stick"), confirm(officers, OFFICER))
        bundle = Path(shutil.copy2(export.path, self._out("bundle")))
        self._tell("verification")
        identity = self._leave_identity(prosecution)
        trusted = self._leave_trust(prosecution)
        report = self._leave_report(prosecution, bundle)
        self._tell("receipt")
        receipt = receive(prosecution, bundle, self._out("receipt"), confirm(prosecution, RECEIVER))
        outcome = officers.handover.import_receipt(receipt)
        return Journey(
            forms, bundle, identity, trusted, self._trust_list, report, receipt, outcome, export
        )

    def _out(self, name: str) -> Path:
        folder = self._target / name
        folder.mkdir(exist_ok=True)
        return folder

    def _new_folder(self, name: str) -> Path:
        folder = self._scratch / name
        folder.mkdir()
        return folder

    def _attach(self, session: Session, case_id: CaseId) -> None:
        """The blank notice serves as a paper that somebody brought along."""
        paper = self._new_folder("papers") / "ورقة العقد.pdf"
        paper.write_bytes(render(session.printing.print_plan(None, "notice")))
        sealed = attachments.seal(session.attachments.attach_plan(case_id), paper, Work())
        session.attachments.attach(case_id, sealed)

    def _print(self, session: Session, case_id: CaseId) -> tuple[Path, ...]:
        folder = self._out("forms")
        paths = []
        for document in DOCUMENTS:
            blank = session.printing.print_plan(None, document)
            filled = session.printing.print_plan(
                case_id, document, PrintOptions(copy="prosecution")
            )
            for name, plan in ((f"{document}-blank.pdf", blank), (f"{document}.pdf", filled)):
                (folder / name).write_bytes(render(plan))
                paths.append(folder / name)
            saved = Print(PrintOutcome.SAVED, Purpose.CHECK)
            session.printing.record_printed(case_id, document, saved)
            session.printing.record_station_paper(
                document, Print(PrintOutcome.SAVED, Purpose.BLANK)
            )
        return tuple(paths)

    def _leave_identity(self, session: Session) -> Path:
        identity = session.keys.age_identity()
        if identity is None:
            raise ValueError("the receiving station has no age identity")
        path = self._out("prosecution") / "identity.txt"
        text = f"# public key: {identity.recipient.text}\n{identity.text}\n"
        with whole_file(path, MayRead.OWNER) as file:
            file.write(text.encode("ascii"))
        return path

    def _leave_trust(self, session: Session) -> Path:
        store = session.keys.trust_store()
        if store is None:
            raise ValueError("the receiving station trusts nobody")
        path = self._target / "trust.pem"
        path.write_bytes(trust_to_pem(store))
        return path

    def _leave_report(self, session: Session, bundle: Path) -> Path:
        """What `tipdesk verify --json` says of the bundle."""
        question = VerificationRequest(
            now=self._clock(),
            identity=session.keys.age_identity(),
            trust=session.keys.trust_store(),
            staging=sealed_staging(self._scratch),
        )
        report = verify(bundle, question)
        if report.container is not None:
            report = read_content(report).added_to(report)
        report.close()
        path = self._target / "report.json"
        text = json.dumps(report.to_json(), ensure_ascii=False, indent=1)
        path.write_text(text + "\n", encoding="utf-8")
        return path


def print_notice(session: Session, case_id: CaseId) -> None:
    """The notice for the Prosecution comes out of a printer."""
    plan = session.printing.print_plan(case_id, NOTICE, PrintOptions(copy="prosecution"))
    drawn = draw_paper(plan)
    pages = range(1, len(drawn.digests) + 1)
    printed = Print(PrintOutcome.PRINTED, Purpose.PROSECUTION)
    session.printing.record(plan, drawn, printed, pages)


def notify(session: Session, case_id: CaseId) -> Case:
    """Print the notice for the Prosecution, and hand it over."""
    print_notice(session, case_id)
    return session.delivering.note(case_id)


def approve(session: Session, case_id: CaseId, supervisor: Confirmed) -> None:
    """Complete the file; the supervisor approves it and picks one field for the Prosecution."""
    notify(session, case_id)
    session.steps.complete(case_id)
    picks = [Pick(question.name, _PICK_REASON) for question in session.files.pickable(case_id)[:1]]
    drawn = draw(session.approving.plan(case_id, supervisor, picks), Work())
    session.approving.record(drawn, supervisor)


def hand_over(
    session: Session, case_id: CaseId, usb_drive: Path, officer: Confirmed
) -> ExportResult:
    """Export an approved file to the first recipient of the trust list."""
    plan = session.handover.plan(case_id, session.keys.recipients()[0], usb_drive)
    result = pack(plan, session.handover.signing_key(officer), Work())
    session.handover.record(result)
    return result


def receive(session: Session, bundle: Path, target: Path, receiver: Confirmed) -> Path:
    """Check and accept a bundle at the receiving station; the path of the signed receipt."""
    checked = receiving.check(session.receiving.plan(bundle), Work())
    return session.receiving.accept(checked, receiver, "", target)[1]


def refuse(session: Session, bundle: Path, target: Path, receiver: Confirmed) -> Path:
    """Check and refuse a bundle that holds: another office is competent."""
    checked = receiving.check(session.receiving.plan(bundle), Work())
    return session.receiving.refuse(checked, receiver, Code.E_OTHER_OFFICE.value, target)[1]
