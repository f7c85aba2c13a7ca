"""The approver's signature over what may leave (docs/bundle-format.md §5).

The documents are drawn once, with the time of the approval, sealed in the vault's folder and signed
as they are: an export sends these bytes, whoever exports and whenever.
"""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from tipdesk.bundle import approval
from tipdesk.bundle.approval import ApprovalKind, Subject
from tipdesk.bundle.crypto import certificates, cms
from tipdesk.bundle.messages.document import Correspondent
from tipdesk.bundle.trust_rows import PersonKey
from tipdesk.cases.answers import as_it_counts
from tipdesk.cases.custody.following import TAKEN_IN, keys_digest
from tipdesk.cases.evidence import as_it_leaves
from tipdesk.cases.files import workflow
from tipdesk.cases.files.workflow import FileStep
from tipdesk.cases.handover.record import attachment_path, with_digest
from tipdesk.cases.handover.release import (
    Pick,
    ReleaseList,
    can_be_picked,
    release_of,
    sharing_of,
)
from tipdesk.cases.handover.rows import record_root
from tipdesk.cases.model import Act, Case, CaseFile, CaseId, Status
from tipdesk.cases.paper.letterhead import Letterhead
from tipdesk.cases.permissions import LEADING
from tipdesk.core import errors
from tipdesk.core.work import Work
from tipdesk.desk.custody import integrity
from tipdesk.desk.files.contents import Contents
from tipdesk.desk.files.restricted import Restricted
from tipdesk.desk.files.sealing import Sealing
from tipdesk.desk.handover.annexing import Annexing, AnnexPlan
from tipdesk.desk.handover.received_content import APPROVED_PAPERS
from tipdesk.desk.interview.steps import Steps
from tipdesk.desk.open_vault import ChangeKind, Confirmed, OpenVault
from tipdesk.desk.station.signing_and_trust import Keys
from tipdesk.forms.rules.evaluation import Context
from tipdesk.printing.documents.rendering import render
from tipdesk.printing.plan import PrintOptions
from tipdesk.storage import custody_rows, station_rows
from tipdesk.storage.evidence.staging import (
    SealedContent,
    StagedContent,
    open_content,
    remove_content,
)
from tipdesk.storage.files import approval_rows, case_rows

RECORD = "record.json"


@dataclass(frozen=True, slots=True)
class ApprovalPlan:
    """Everything that an approval signs, before its documents are drawn. Made by
    `Approving.plan`."""

    vault_dir: Path
    case_file: CaseFile  # as it leaves, with the root of `record`
    context: Context  # of the form's rules
    release: ReleaseList
    picks: tuple[Pick, ...]
    record: bytes
    attachments: tuple[Subject, ...]
    approver: str  # login
    at: datetime  # whole seconds
    letterhead: Letterhead
    annex: AnnexPlan | None  # for one prosecutor
    # Of whoever signs now: the approver; of a request, who asks (`Approving.plan_request`).
    key: certificates.SigningKey = field(repr=False)


@dataclass(frozen=True, slots=True)
class DrawnApproval:
    """The documents, drawn and sealed in the vault's folder; nothing is signed yet."""

    plan: ApprovalPlan
    files: tuple[approval_rows.ApprovedFile, ...]

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """What will be signed, by name."""
        drawn = (Subject(file.name, file.sha256, file.content.size) for file in self.files)
        return tuple(sorted((*drawn, *self.plan.attachments), key=lambda item: item.name))

    def discard(self) -> None:
        """Nothing was signed: the sealed documents go. Raises nothing."""
        for file in self.files:
            remove_content(self.plan.vault_dir, file.content.id)


def prosecution_options(
    case_file: CaseFile,
    context: Context,
    release: ReleaseList,
    picks: Sequence[Pick],
    printed_at: datetime,
    letterhead: Letterhead,
) -> PrintOptions:
    """How documents are drawn for the Prosecution: released fields only."""
    levels = {question.name: question.level for question in case_file.form.questions()}
    return PrintOptions(
        language="ar",
        copy="prosecution",
        include_level4=any(levels.get(pick.name, 1) >= 4 for pick in picks),
        fields=release.fields,
        denied=release.sharing.denied,
        context=context,
        printed_at=printed_at,
        letterhead=letterhead,
    )


def draw(plan: ApprovalPlan, work: Work) -> DrawnApproval:
    """Draw the documents and seal them in the vault's folder. JOB. Progress in documents.

    Raises:
        DiskFull, VaultReadOnly, Cancelled: nothing is left behind.
    """
    options = prosecution_options(
        plan.case_file, plan.context, plan.release, plan.picks, plan.at, plan.letterhead
    )
    total, files = len(APPROVED_PAPERS) + 1, []
    try:
        files.append(_sealed(plan.vault_dir, RECORD, plan.record))
        for number, paper in enumerate(APPROVED_PAPERS, start=1):
            work.step(number, total)
            drawn = render(paper, plan.case_file, options)
            files.append(_sealed(plan.vault_dir, f"{paper}.pdf", drawn))
        work.step(total, total)
    except BaseException:
        DrawnApproval(plan, tuple(files)).discard()
        raise
    return DrawnApproval(plan, tuple(files))


def _sealed(vault_dir: Path, name: str, data: bytes) -> approval_rows.ApprovedFile:
    stage = StagedContent(vault_dir, digested=True)
    try:
        stage.write(data)
        content: SealedContent = stage.finish()
    except BaseException:
        stage.discard()
        raise
    digest = hashlib.sha256(data).hexdigest()
    return approval_rows.ApprovedFile(name, content, digest, zlib.crc32(data))


def approved_document(vault_dir: Path, file: approval_rows.ApprovedFile) -> bytes:
    """A document to the byte as it was approved; needs no vault.

    Raises:
        VaultDamaged: it is not what was kept (details: what).
        RestrictedClosed: its key is closed to whoever asked for `file`.
    """
    with open_content(vault_dir, file.content) as sealed:
        data = sealed.read()
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise errors.VaultDamaged(what=file.name)
    return data


class Approving:
    """Lets files go: asks what stands in the way, and signs. GUI thread; `draw` is a job."""

    def __init__(
        self,
        desk: OpenVault,
        contents: Contents,
        restricted: Restricted,
        sealing: Sealing,
        steps: Steps,
        keys: Keys,
    ) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._contents = contents
        self.restricted = restricted
        self.sealing = sealing
        self.steps = steps
        self._keys = keys
        self.annexing = Annexing(desk, contents, keys)

    def plan(
        self,
        case_id: CaseId,
        approver: Confirmed,
        picks: Sequence[Pick] = (),
        prosecutor: PersonKey | None = None,
    ) -> ApprovalPlan:
        """Freeze what the approver signs, with the PP? fields that may go and why. A file that is
        hidden from the supervisor is let go by an officer whom it names. Nothing is entered.
        `prosecutor` reads the protective annex, else the first of `Annexing.prosecutors`.

        Raises:
            TransitionRefused: not a supervisor, one who completed or amended it, or not from this
                status; of a hidden file: it does not name the officer.
            AnswerRefused: a pick without a reason, or of a field that cannot be picked.
            FormIncomplete: an amendment has left a gap (details: count).
            ExportNotReady: neither what the person said nor a legal basis lets it leave (details:
                reason).
            CustodyBroken: chain or answers are not what was entered (details: seq).
            ClockBehind: see `OpenVault.check_clock`.
            NoCertificate: the approver has none that is valid today for approvals.
        """
        self._desk.check_clock()
        case = self._contents.readable(case_id)
        self._approved_status(case, approver)
        case_file = self._leaving(case_id)
        chosen = self._checked_picks(case_file, picks, approver.login)
        role = certificates.CertificateRole
        key = self._keys.signing_key(approver, role.EXPORTER if case.hidden else role.APPROVER)
        plan = self._frozen(case_file, chosen, approver.login, key)
        return replace(plan, annex=self.annexing.plan(case_file, prosecutor))

    def check(self, case_id: CaseId) -> None:
        """Whether anything but the approval keeps the file here, before anybody is asked for a
        passphrase. Raises ReasonNeeded, RestrictedClosed, FormIncomplete, ExportNotReady,
        CustodyBroken: as `plan`."""
        self._contents.readable(case_id)
        self._leaving(case_id)

    def plan_request(
        self, case_id: CaseId, approver: str, asker: Confirmed, picks: Sequence[Pick] = ()
    ) -> ApprovalPlan:
        """Freeze what an approver at another computer is asked to sign; `asker` signs the request.
        What is picked counts as picked by the approver, who sees it before signing.

        Raises:
            TransitionRefused: not open to the asker's role; not from this status, asked for
                already, or the approver is an author (details: reason).
            NoCertificate: the asker has none that is valid today for exports.
            AnswerRefused, FormIncomplete, ExportNotReady, CustodyBroken, ClockBehind: as `plan`.
        """
        self._desk.check_clock()
        self._desk.require(Act.EXPORT, self._desk.role_of(asker))
        self.check_askable(self._contents.readable(case_id), approver)
        case_file = self._leaving(case_id)
        chosen = self._checked_picks(case_file, picks, approver)
        key = self._keys.signing_key(asker, certificates.CertificateRole.EXPORTER)
        return self._frozen(case_file, chosen, approver, key)

    def status_after(self, case: Case) -> Status:
        """Where a file stands once it was let go. Raises TransitionRefused: it cannot be now; no
        office takes a file yet that has changed stations (reason "moved")."""
        if custody_rows.of_case_with(self._vault, case.id, (TAKEN_IN,)):
            raise errors.TransitionRefused(
                step=FileStep.APPROVE.value, status=case.status.value, reason="moved"
            )
        if case.status is Status.APPROVED and self.is_valid(case):
            raise errors.TransitionRefused(step=FileStep.APPROVE.value, status=case.status.value)
        return workflow.next_status(FileStep.APPROVE, case.status, LEADING)

    def check_askable(self, case: Case, approver: str = "") -> None:
        """Whether somebody elsewhere can be asked for it now ('' : whoever).

        Raises:
            TransitionRefused: not from this status, asked for already, or an author (details:
                step, status, reason).
        """
        self.status_after(case)
        events = custody_rows.of_case(self._vault, case.id)
        authors = workflow.authors(events, case.id)
        asked = workflow.asked(events, case.id) is not None
        if asked or not authors or approver in authors:
            raise errors.TransitionRefused(
                step=FileStep.APPROVE.value,
                status=case.status.value,
                reason="asked" if asked else "same_person",
            )

    def enter_request(
        self, drawn: DrawnApproval, asker: str, person: Correspondent, message_id: str
    ) -> approval_rows.KeptRequest:
        """Enter that `person` is asked; what they are to sign. `keep_request` follows, in the same
        transaction.

        Raises:
            TransitionRefused, CustodyBroken: the file is not as it was when it was frozen.
        """
        plan = drawn.plan
        case = self._contents.readable(plan.case_file.case.id)
        self.check_askable(case, plan.approver)
        self._check_frozen(plan)
        approval_id = self._add_row(plan, asker)
        head = self._desk.enter(
            workflow.ASKED,
            case.id,
            asker,
            approver=person.login,
            station=person.code,
            message=message_id,
            record=record_root(plan.record),
            picks=" ".join(pick.name for pick in plan.picks),
            subjects=approval.subjects_digest(drawn.subjects),
        )
        kind = ApprovalKind.SECOND_PERSON
        statement = self._statement(drawn, case, kind, (head.seq, head.hash))
        return approval_rows.KeptRequest(
            approval_id, case.id, person.code, person.login, message_id, statement
        )

    def keep_request(self, request: approval_rows.KeptRequest, drawn: DrawnApproval) -> None:
        """Keep what is asked for, with its documents, once its message is kept."""
        approval_rows.add_request(self._vault, request, drawn.files)
        case = self._contents.case(request.case_id)
        self.sealing.approved(case, [file.content.id for file in drawn.files])

    def stands(self, case_id: CaseId, statement: bytes, picks: Sequence[Pick]) -> bool:
        """Whether the file is, row by row and attachment by attachment, what a statement names.

        Raises:
            ReasonNeeded, FileHidden, RestrictedClosed: it is not open to the officer.
            CustodyBroken
        """
        case_file = self._contents.whole(self._contents.readable(case_id))
        integrity.check_file(self._desk, case_id, self.restricted.opens(case_id))
        asked = approval.read_approval(statement)
        state = self._contents.state(case_file.case, dict(case_file.answers))
        leaving = as_it_leaves(
            as_it_counts(case_file, state), release_of(case_file, state, picks).exhibits
        )
        attached = {item for item in asked.subjects if item.name.startswith("att/")}
        record = self._contents.record(case_file, picks)
        same = record_root(record) == asked.record_root
        return same and attached == set(_attachments(leaving))

    def record(self, drawn: DrawnApproval, approver: Confirmed) -> Case:
        """Sign the statement over what was drawn, keep it and enter it.

        Raises:
            TransitionRefused, CustodyBroken: the file is not as it was when it was frozen.
            NoCertificate: the certificate ran out meanwhile.
        """
        plan = drawn.plan
        case_id = plan.case_file.case.id
        case = self._contents.readable(case_id)
        status = self._approved_status(case, approver)
        self._check_frozen(plan, approver.login)
        with self._vault.transaction():
            approval_id = self._add_row(plan, plan.approver)
            approved = case_rows.set_status(self._vault, case_id, status, self._desk.now())
            annex = self._sealed_annex(plan, case, approval_id)
            head = self._desk.enter(
                workflow.APPROVED_DIRECTLY if case.hidden else workflow.APPROVED,
                case_id,
                approver.login,
                record=record_root(plan.record),
                picks=" ".join(pick.name for pick in plan.picks),
                subjects=approval.subjects_digest(drawn.subjects),
            )
            self._sign(drawn, case, approval_id, (head.seq, head.hash), annex)
            self._desk.seal_by(approver.login, approver.seed)
        self._desk.publish_listed(ChangeKind.STATUS, case_id)
        return approved

    def standing(self, case: Case) -> tuple[approval.Approval, approval_rows.SignedApproval] | None:
        """What the approver of this revision signed, if it is valid now."""
        row = approval_rows.last(self._vault, case.id, case.revision)
        opens = self.restricted.opens(case.id)
        signed = approval_rows.signed(self._vault, row.id, opens) if row else None
        if signed is None:
            return None
        statement = approval.read_approval(signed.statement)
        valid = statement.approved_at <= self._desk.now() <= statement.valid_until
        return (statement, signed) if valid else None

    def approved_record(self, case: Case) -> bytes:
        """The record that was approved last of this revision, whether that is valid still or not.

        Raises:
            ExportNotReady: there is none.
            VaultDamaged: its sealed file is missing or altered.
            RestrictedClosed: it is closed to the officer.
        """
        row = approval_rows.last(self._vault, case.id, case.revision)
        opens = self.restricted.opens(case.id)
        signed = approval_rows.signed(self._vault, row.id, opens) if row else None
        files = signed.files if signed is not None else ()
        file = next((file for file in files if file.name == RECORD), None)
        if file is None:
            raise errors.ExportNotReady(reason="approval_old")
        with open_content(self._vault.vault_dir, file.content) as sealed:
            data = sealed.read(file.content.size)
        if hashlib.sha256(data).hexdigest() != file.sha256:
            raise errors.VaultDamaged(what=RECORD)
        return data

    def is_valid(self, case: Case) -> bool:
        """Whether what the approver signed is valid now, for every office of the trust list."""
        signed, trust = self.standing(case), self._keys.trust()
        offices = trust.offices if trust is not None else ()
        return signed is not None and set(offices) <= set(signed[0].offices)

    # --- inside -----------------------------------------------------------------------------

    def _leaving(self, case_id: CaseId) -> CaseFile:
        """The file, if nothing but an approval keeps it here."""
        self.restricted.check_open(case_id)
        integrity.check_file(self._desk, case_id, self.restricted.opens(case_id))
        case_file = self._contents.whole(self._contents.case(case_id))
        report = self.steps.review(case_id)
        if not report.ready:
            raise errors.FormIncomplete(count=len(report.needed))
        state = self._contents.state(case_file.case, dict(case_file.answers))
        if not sharing_of(case_file, state).may_leave:
            raise errors.ExportNotReady(reason="no_basis")
        return case_file

    def _frozen(
        self,
        case_file: CaseFile,
        picks: tuple[Pick, ...],
        login: str,
        key: certificates.SigningKey,
    ) -> ApprovalPlan:
        state = self._contents.state(case_file.case, dict(case_file.answers))
        record = self._contents.record(case_file, picks)
        release = release_of(case_file, state, picks)
        leaving = as_it_leaves(as_it_counts(case_file, state), release.exhibits)
        at = self._desk.now().replace(microsecond=0)
        key.check_valid(at)
        return ApprovalPlan(
            vault_dir=self._vault.vault_dir,
            case_file=with_digest(leaving, record),
            context=self._contents.context(case_file.case),
            release=release,
            picks=picks,
            record=record,
            attachments=_attachments(leaving),
            approver=login,
            at=at,
            letterhead=station_rows.letterhead(self._vault),
            annex=None,
            key=key,
        )

    def _check_frozen(self, plan: ApprovalPlan, approver: str = "") -> None:
        """The file is still what was frozen, for this approver."""
        case_id = plan.case_file.case.id
        case_file = self._contents.whole(self._contents.case(case_id))
        same = self._contents.record(case_file, plan.picks) == plan.record
        if not same or approver not in ("", plan.approver):
            last = custody_rows.of_case(self._vault, case_id)
            raise errors.CustodyBroken(seq=last[-1].seq if last else 0)

    def _add_row(self, plan: ApprovalPlan, by: str) -> int:
        rows: tuple[Mapping[str, str], ...] = tuple(
            {"name": pick.name, "reason": pick.reason, "by": pick.by} for pick in plan.picks
        )
        case = plan.case_file.case
        row = approval_rows.KeptApproval(case.id, case.revision, by, plan.at, rows)
        return approval_rows.add(self._vault, row)

    def _sealed_annex(self, plan: ApprovalPlan, case: Case, approval_id: int) -> str:
        """The digest of the annex that was sealed; random without one: nobody can tell."""
        if plan.annex is None or case.hidden:
            return os.urandom(32).hex()
        row = approval_rows.KeptApproval(
            case.id, case.revision, plan.approver, plan.at, id=approval_id
        )
        return self.annexing.seal(plan.annex, row, plan.record, plan.key)

    def _sign(
        self,
        drawn: DrawnApproval,
        case: Case,
        approval_id: int,
        head: tuple[int, str],
        annex: str,
    ) -> None:
        plan, kind = drawn.plan, ApprovalKind.SECOND_PERSON
        kind = ApprovalKind.DIRECT if case.hidden else kind
        statement = self._statement(drawn, case, kind, head, annex)
        signature = cms.sign(statement, plan.key, plan.at, approval.MEDIA_TYPE)
        signed = approval_rows.SignedApproval(statement, signature, drawn.files)
        approval_rows.add_signed(self._vault, approval_id, signed)
        self.sealing.approved(case, [file.content.id for file in drawn.files])

    def _statement(
        self,
        drawn: DrawnApproval,
        case: Case,
        kind: ApprovalKind,
        head: tuple[int, str],
        annex: str = "",
    ) -> bytes:
        plan, trust = drawn.plan, self._keys.trust()
        if trust is None:
            raise errors.NoCertificate
        events = custody_rows.of_case(self._vault, case.id)
        return approval.write_approval(
            approval.Approval(
                kind=kind,
                station=self._desk.station.code,
                case_id=case.id,
                revision=case.revision,
                tenure=1,
                approver=plan.approver,
                authors=tuple(sorted(workflow.authors(events, case.id))),
                approved_at=plan.at,
                valid_until=plan.at + approval.VALID,
                offices=trust.offices,
                record_root=record_root(plan.record),
                subjects=drawn.subjects,
                head=head,
                case_keys=keys_digest(custody_rows.case_keys(self._vault, case.id)),
                annex=annex or os.urandom(32).hex(),  # as with an annex: nobody can tell
            )
        )

    def _approved_status(self, case: Case, approver: Confirmed) -> Status:
        """Four eyes: whoever completed the file, or amended it since, does not approve it. Nobody
        approves again what is approved and can leave."""
        self.status_after(case)
        if case.hidden:
            return self._direct_status(case, approver)
        status = workflow.next_status(FileStep.APPROVE, case.status, self._desk.role_of(approver))
        authors = workflow.authors(custody_rows.of_case(self._vault, case.id), case.id)
        wrote_it = approver.login in authors or self._wrote_as_another(approver.login, authors)
        if not authors or wrote_it:
            raise errors.TransitionRefused(
                step=FileStep.APPROVE.value, status=case.status.value, reason="same_person"
            )
        return status

    def _wrote_as_another(self, approver: str, authors: Iterable[str]) -> bool:
        """Whether an author has a certificate with the approver's service number: an office would
        refuse the file."""
        store = self._keys.trust_store()
        if store is None or store.listing is None:
            return False
        state = self._keys.certificate_state(approver, certificates.CertificateRole.APPROVER)
        numbers = store.listing.numbers_of(self._desk.station.code, authors)
        return state.service_number.casefold() in numbers

    def _direct_status(self, case: Case, approver: Confirmed) -> Status:
        named = {reader.login for reader in case_rows.readers(self._vault, case.id)}
        if approver.login not in named:
            raise errors.TransitionRefused(
                step=FileStep.APPROVE.value, status=case.status.value, reason="role"
            )
        self._desk.require(Act.HIDE_FILE, self._desk.role_of(approver))
        return workflow.next_status(FileStep.APPROVE, case.status, LEADING)

    def _checked_picks(
        self, case_file: CaseFile, picks: Sequence[Pick], approver: str
    ) -> tuple[Pick, ...]:
        state = self._contents.state(case_file.case, dict(case_file.answers))
        reach = sharing_of(case_file, state)
        open_to_choice = {
            question.name
            for question in case_file.form.questions()
            if can_be_picked(question, reach)
        }
        pickable = self._contents.pickable(case_file.case.id)
        open_to_choice |= {question.name for question in pickable}
        for pick in picks:
            if pick.name not in open_to_choice:
                raise errors.AnswerRefused(name=pick.name, reason="not_answerable")
            if not pick.reason.strip():
                raise errors.AnswerRefused(name=pick.name, reason="empty")
        return tuple(replace(pick, by=approver) for pick in picks)


def _attachments(leaving: CaseFile) -> tuple[Subject, ...]:
    """What is attached to a file as it leaves, as it is approved."""
    return tuple(
        Subject(attachment_path(number, item), item.sha256, item.size)
        for number, item in enumerate(leaving.attachments, start=1)
    )
