"""From a container to a report: the checks of the format's §1.9 in order, all faults from step 6
on.

Members are hashed while the container comes in (`PassingSums`) or afterwards (`check_members`);
`verify` does the rest and gives a `VerificationReport`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import BinaryIO

from tipdesk.bundle import approval, limits, vouchers
from tipdesk.bundle.container import bag, paths
from tipdesk.bundle.container.index import BundleKind, Index, check_index, read_index
from tipdesk.bundle.container.staging import ContainerStage, Staging
from tipdesk.bundle.container.zip import (
    LONGEST_HEADER,
    Member,
    is_local_header,
    local_header_length,
    local_header_size,
    read_small,
    scan,
)
from tipdesk.bundle.crypto import age, cms
from tipdesk.bundle.crypto.certificates import CertificateRole, crl_number
from tipdesk.bundle.crypto.streams import BLOCK, Digest, Pipeline, Tally, decrypt, digest_of
from tipdesk.bundle.messages import annex, judging
from tipdesk.bundle.messages.document import FORMAT as MESSAGE_FORMAT
from tipdesk.bundle.messages.document import MessageDocument, is_file, read_message
from tipdesk.bundle.problems import Code, Problem, collecting, fault, problem_of
from tipdesk.bundle.report import Kind, OpenedContainer, Signer, VerificationReport
from tipdesk.bundle.trust import Moment, SentAlong, TrustStore, check_path, one_person
from tipdesk.core.disk import fill
from tipdesk.core.errors import BundleUnreadable, FileUnreadable
from tipdesk.core.plain_file import open_plain
from tipdesk.core.work import Work

# --- hashing the members ----------------------------------------------------------------------


_BUFFERS = 4


class PassingSums:
    """Counts the members of a container while its bytes pass by, so that it is read once.

    A sum is kept by the place and length of what was counted, a local header by its place. They
    say nothing about whether there is such a member: that is for `scan` to say.
    """

    def __init__(self) -> None:
        self._place = 0  # of the next byte
        self._header = bytearray()
        self._tally: Tally | None = None
        self._start = 0  # of the member's bytes
        self._left = 0  # bytes of the member that are still to come
        self._ended = False  # what follows is no member
        self.tallies: dict[tuple[int, int], Tally] = {}  # by offset and size
        self.headers: dict[int, bytes] = {}  # by offset; one that is too long is read again

    def __call__(self, data: memoryview) -> None:
        """Count the next stretch of the container."""
        while data and not self._ended:
            taken = self._read_header(data) if self._tally is None else self._count(data)
            self._place += taken
            data = data[taken:]

    def _read_header(self, data: memoryview) -> int:
        missing = local_header_length(self._header) - len(self._header)
        taken = min(missing, len(data))
        self._header += data[:taken]
        if len(self._header) == local_header_length(self._header):
            self._ended = not is_local_header(self._header) or len(self.tallies) == limits.MEMBERS
            self._tally, self._left = Tally(), local_header_size(self._header)
            self._start = self._place + taken
            if len(self._header) <= LONGEST_HEADER:
                self.headers[self._start - len(self._header)] = bytes(self._header)
            self._header.clear()
            self._count(data[:0])  # a member may be empty
        return taken

    def _count(self, data: memoryview) -> int:
        tally = self._tally
        if tally is None:
            return 0
        part = data[: self._left]
        tally.add(part)
        self._left -= len(part)
        if self._left == 0:
            self.tallies[self._start, tally.size] = tally
            self._tally = None
        return len(part)


class _Buffer:
    def __init__(self) -> None:
        self.room = memoryview(bytearray(BLOCK))
        self.duties: list[Callable[[], None]] = []


def check_members(
    file: BinaryIO,
    members: Sequence[Member],
    digests: Mapping[str, str],
    step: Callable[[int], None],
    passed: Mapping[tuple[int, int], Tally],
) -> list[Problem]:
    """Compare every member with its CRC-32 and its signed SHA-256 (hex, by name).

    Args:
        file: the container.
        members: what to check.
        digests: the signed ones.
        step: told the bytes that were counted.
        passed: what `PassingSums` counted of the same bytes.

    Returns:
        E_TRUNC, E_CRC or E_DIGEST for each member that differs.
    """
    tallies = {member.name: passed.get((member.offset, member.size)) for member in members}
    missing = [member for member in members if tallies[member.name] is None]
    counted = _count_members(file, missing, step) if missing else {}
    problems: list[Problem] = []
    for member in members:
        tally = tallies[member.name] or counted[member.name]
        problems += _faults(member, tally, digests[member.name])
    return problems


def _count_members(
    file: BinaryIO, members: Sequence[Member], step: Callable[[int], None]
) -> dict[str, Tally]:
    """Read members again: reading on this thread, counting on another."""
    tallies = {member.name: Tally() for member in members}
    free: SimpleQueue[_Buffer] = SimpleQueue()
    for _ in range(_BUFFERS):
        free.put(_Buffer())

    def count(buffer: _Buffer) -> None:
        for duty in buffer.duties:
            duty()

    pipeline = Pipeline(count, done=free.put)
    try:
        buffer = free.get()
        used = 0
        for member in members:
            tally = tallies[member.name]
            file.seek(member.offset)
            left = member.size
            while left:
                if used == BLOCK:
                    pipeline.put(buffer)
                    buffer, used = free.get(), 0
                    buffer.duties = []
                got = fill(file, buffer.room[used : used + min(left, BLOCK - used)])
                if not got:
                    break
                buffer.duties.append(partial(tally.add, buffer.room[used : used + got]))
                used, left = used + got, left - got
                step(got)
        pipeline.put(buffer)
        pipeline.finish()
    except BaseException as error:
        pipeline.abandon(error)
        raise
    return tallies


def _faults(member: Member, tally: Tally, sha256: str) -> list[Problem]:
    if tally.size != member.size:
        return [Problem(Code.E_TRUNC, member.name)]
    problems = []
    if tally.crc32 != member.crc32:
        problems.append(Problem(Code.E_CRC, member.name))
    if tally.sha256 != sha256:
        problems.append(Problem(Code.E_DIGEST, member.name))
    return problems


_ROLES: dict[Kind, CertificateRole] = {
    "bundle": CertificateRole.EXPORTER,
    "receipt": CertificateRole.RECEIVER,
    "trust-pack": CertificateRole.TRUST,
    "form": CertificateRole.TRUST,
    "station-kit": CertificateRole.TRUST,
    "annex": CertificateRole.APPROVER,
}
_SINGLE: dict[str, Kind] = {
    paths.RECEIPT: "receipt",
    paths.TRUST: "trust-pack",
    paths.TRUST_SIGNATURE: "trust-pack",
    paths.FORM: "form",
    paths.KIT: "station-kit",
    paths.KIT_TRUST: "station-kit",
    paths.KIT_BOXES: "station-kit",
}
_WITH_FILES: dict[str, Kind] = {paths.MESSAGE: "message", paths.ANNEX: "annex"}
_SEALED: frozenset[Kind] = frozenset({"bundle", "message", "annex"})
"""What may lie in an envelope."""


@dataclass(frozen=True, slots=True)
class VerificationRequest:
    """What is asked about a file besides the file itself."""

    now: datetime
    identity: age.Identity | None = None  # opens what is encrypted to us
    trust: TrustStore | None = None  # None: nobody is asked whether the signer is trusted
    staging: Staging | None = None  # needed for encrypted files
    seen: datetime | None = None  # when we received the same bundle before, if we did
    earlier: tuple[age.Identity, ...] = ()  # that we had before: what was on its way then
    lenient_crl: bool = False
    work: Work = field(default_factory=Work)

    @property
    def identities(self) -> tuple[age.Identity, ...]:
        """Every key of ours, the newest first."""
        return (self.identity, *self.earlier) if self.identity is not None else ()


@dataclass(slots=True)
class _Checked:
    """What the steps have put together so far."""

    kind: Kind
    file: BinaryIO
    members: dict[str, Member]
    problems: list[Problem] = field(default_factory=list)
    signature: cms.Signature | None = None
    other: cms.Signature | None = None  # of the first of two people, where two have to sign
    references: dict[str, str] = field(default_factory=dict)  # SHA-256 by member
    info: bag.BagInfo | None = None
    index: Index | None = None
    content: dict[str, bytes] = field(default_factory=dict)
    format: str = ""
    signed: bytes = b""
    approval: approval.Approval | None = None
    approved_by: cms.Signature | None = None
    message: MessageDocument | None = None
    annex: annex.Annex | None = None
    passed: Mapping[tuple[int, int], Tally] = field(default_factory=dict)  # counted on the way in


def verify(source: Path | BinaryIO, question: VerificationRequest) -> VerificationReport:
    """Check a bundle or a message (encrypted or not), a receipt, a trust list, a form or a kit.

    The report's container stays open for reading only if everything holds; close the report
    when done with it.

    Raises:
        FileUnreadable: the file cannot be read (details: name).
        Cancelled: the person stopped the work.
        DiskFull, TargetNotWritable: there is no room for staging.
    """
    if not isinstance(source, Path):
        return _verify(source, question)
    file = open_plain(source)  # closed below unless the report keeps it open
    try:
        report = _verify(file, question)
    except OSError as error:
        file.close()
        raise FileUnreadable(name=source.name) from error
    except BaseException:
        file.close()
        raise
    if report.container is None or report.file_sha256:
        file.close()
    return report


def _verify(source: BinaryIO, question: VerificationRequest) -> VerificationReport:
    stage: ContainerStage | None = None
    digest = Digest(0, "")
    container = source
    encrypted = _is_encrypted(source)
    sums = PassingSums()
    try:
        if encrypted:
            stage, digest = _decrypt(source, question, sums)
            container = stage.reader()
        report = _verify_container(container, question, sums, sealed=encrypted)
    except BundleUnreadable as error:
        if stage is not None:
            stage.discard()
        if encrypted and question.identity is not None and not digest.sha256:
            digest = digest_of(source)  # a refusal names the file that arrived
        return VerificationReport(
            "bundle",
            authority=_authority(question),
            encrypted=encrypted,
            problems=(problem_of(error),),
            file_sha256=digest.sha256,
            file_size=digest.size,
        )
    except BaseException:
        if stage is not None:
            stage.discard()
        raise
    report = replace(
        report,
        authority=_authority(question),
        encrypted=encrypted,
        file_sha256=digest.sha256,
        file_size=digest.size,
    )
    if report.sound:
        members = {member.name: member for member in report.members}
        return replace(report, container=OpenedContainer(container, members, stage))
    if stage is not None:
        container.close()
        stage.discard()
    return report


def _authority(question: VerificationRequest) -> str:
    return question.trust.fingerprint if question.trust and question.trust.roots else ""


def _is_encrypted(source: BinaryIO) -> bool:
    """Anything that does not begin like a ZIP is taken as an encrypted bundle."""
    source.seek(0)
    return source.read(4) != b"PK\3\4"


def _decrypt(
    source: BinaryIO, question: VerificationRequest, sums: PassingSums
) -> tuple[ContainerStage, Digest]:
    """Steps 1 and 2."""
    size = source.seek(0, 2)
    if size > limits.OUTER:
        raise fault(Code.E_TOO_BIG)
    source.seek(0)
    age.check_header(source.read(age.MAX_HEADER))
    if question.identity is None:
        raise fault(Code.E_AGE_NO_KEY)
    if question.staging is None:
        raise ValueError("an encrypted file needs staging")
    stage = question.staging()
    try:
        step = _steps(question.work, size)
        return stage, decrypt(source, question.identities, stage.write, step, sums)
    except BaseException:
        stage.discard()
        raise


def _steps(work: Work, total: int) -> Callable[[int], None]:
    done = 0

    def step(count: int) -> None:
        nonlocal done
        done += count
        work.step(min(done, total), total)

    return step


def _verify_container(
    file: BinaryIO, question: VerificationRequest, sums: PassingSums, *, sealed: bool
) -> VerificationReport:
    """Steps 3 to 11."""
    members, kind = _scan(file, sealed, sums)
    by_name = {member.name: member for member in members}
    checked = _Checked(kind, file, by_name, passed=sums.tallies)
    mimetype = by_name.get(paths.MIMETYPE)
    if mimetype is None or read_small(file, mimetype, limits.TAG_FILE) != paths.CONTAINER_TYPE:
        raise fault(Code.E_ZIP_MIMETYPE)
    checked.signed = _small(checked, paths.MANIFEST, limits.MANIFEST)
    signature = _small(checked, paths.SIGNATURE, limits.SIGNATURE)
    with collecting(checked.problems):
        checked.signature = cms.read(signature, checked.signed)
        checked.problems += checked.signature.problems
    if kind == "message":  # what it is says who has to sign it
        with collecting(checked.problems):
            document = _small(checked, paths.MESSAGE, limits.JSON)
            checked.message = read_message(document)
            checked.content[paths.MESSAGE] = document
    trusted, number = _check_trust(checked, question)
    with collecting(checked.problems):
        _check_references(checked)
    _check_digests(checked, question)
    if kind == "bundle":
        _check_bag(checked, question)
    elif kind == "message":
        _check_message(checked)
    elif kind == "annex":
        _check_annex(checked, question)
    else:
        _read_single(checked)
    if kind == "trust-pack":
        trusted = _check_second(checked, question, trusted)
    return _report(checked, members, trusted, number)


def _scan(file: BinaryIO, sealed: bool, sums: PassingSums) -> tuple[tuple[Member, ...], Kind]:
    """Step 3. A container with receipt.json, trust.json or form.json holds nothing else, but that
    the first of two signatures lies beside trust.json; one with kit.json holds a trust list and
    boxes; one with message.json or annex.json holds its files, which come after it."""
    kinds: set[Kind] = set()

    def allowed(name: str) -> bool:
        if is_file(name):
            kinds.update(kinds or {"message"})
            return kinds <= {*_WITH_FILES.values()}
        kind: Kind = _WITH_FILES.get(name) or _SINGLE.get(name, "bundle")
        kinds.add(kind)
        fits = kind != "bundle" or paths.is_bag_member(name)
        return len(kinds) == 1 and fits and (not sealed or kind in _SEALED)

    members = scan(file, allowed, sums.headers)
    return members, kinds.pop() if kinds else "bundle"


def _small(checked: _Checked, name: str, limit: int) -> bytes:
    """A member's bytes; where its digest is known, the bytes that are used are those hashed."""
    if name not in checked.members:
        raise fault(Code.E_MEMBER_MISSING, name)
    data = read_small(checked.file, checked.members[name], limit)
    if checked.references.get(name, "") not in ("", hashlib.sha256(data).hexdigest()):
        raise fault(Code.E_DIGEST, name)
    return data


def _check_trust(checked: _Checked, question: VerificationRequest) -> tuple[bool | None, int]:
    """Step 7: whether the signer is trusted (None: not asked), by which revocation list."""
    if question.trust is None:
        return None, 0
    if checked.signature is None:
        return False, 0
    signature = checked.signature
    moment = Moment(signature.signed_at, question.now, question.seen)
    problems = check_path(
        signature.certificate,
        _role(checked, signature),
        question.trust,
        moment,
        SentAlong(signature.certificates, signature.crls),
        lenient_crl=question.lenient_crl,
    )
    if question.trust.listing is None and _ROLES.get(checked.kind) is not CertificateRole.TRUST:
        problems.append(Problem(Code.W_NO_LIST))
    checked.problems += problems
    trusted = not signature.problems and all(p.severity != "error" for p in problems)
    root = question.trust.root_for(signature.certificate)
    crl = question.trust.newest_crl(root, signature.crls) if root else None
    return trusted, crl_number(crl) if crl is not None else 0


def _role(checked: _Checked, signature: cms.Signature) -> CertificateRole:
    if checked.kind == "message":
        return judging.role_for(checked.message, signature.certificate)
    return _ROLES[checked.kind]


def _check_second(
    checked: _Checked, question: VerificationRequest, trusted: bool | None
) -> bool | None:
    """Whether another person signed the document too, and whether both are trusted."""
    name = paths.TRUST_SIGNATURE
    problems: list[Problem] = []
    with collecting(problems):
        checked.content[name] = data = _small(checked, name, limits.SIGNATURE)
        document = checked.content.get(paths.TRUST, b"")
        checked.other = other = cms.read(data, document, paths.media_type(paths.TRUST))
        problems += [replace(problem, path=name) for problem in other.problems]
        if checked.signature is not None:
            problems += one_person(checked.signature.certificate, other.certificate)
        if question.trust is not None:
            moment = Moment(other.signed_at, question.now, question.seen)
            sent = SentAlong(other.certificates, other.crls)
            lenient = question.lenient_crl
            role = _ROLES[checked.kind]
            faults = check_path(
                other.certificate, role, question.trust, moment, sent, lenient_crl=lenient
            )
            problems += [replace(problem, path=name) for problem in faults]
    checked.problems += problems
    if trusted and any(problem.severity == "error" for problem in problems):
        return False
    return trusted


def _check_references(checked: _Checked) -> None:
    """Steps 8 and 9: the manifest, and that it names exactly the members, in their order."""
    references = bag.read_manifest(checked.signed)
    checked.references = {reference.name: reference.sha256 for reference in references}
    meta = (paths.MIMETYPE, paths.MANIFEST, paths.SIGNATURE)
    present = [name for name in checked.members if name not in meta]
    different = set(present).symmetric_difference(checked.references)
    checked.problems += [Problem(Code.E_COVERAGE, name) for name in sorted(different)]
    if not different and present != list(checked.references):
        raise fault(Code.E_COVERAGE, detail="order")


def _check_digests(checked: _Checked, question: VerificationRequest) -> None:
    """Step 10."""
    members = [member for name, member in checked.members.items() if name in checked.references]
    step = _steps(question.work, sum(member.size for member in members))
    checked.problems += check_members(
        checked.file, members, checked.references, step, checked.passed
    )


def _check_bag(checked: _Checked, question: VerificationRequest) -> None:
    """Step 11: BagIt and the index say what the signed manifest says."""
    payload = {n: m.size for n, m in checked.members.items() if n.startswith(paths.DATA)}
    with collecting(checked.problems):
        tags = {name: _small(checked, name, limits.TAG_FILE) for name in paths.TAG_FILES}
        checked.info = bag.read_info(tags[paths.TAG_FILES[1]])
        checked.format = checked.info.format
        checked.problems += bag.check_sums(tags, checked.references)
        if (checked.info.octets, checked.info.files) != (sum(payload.values()), len(payload)):
            checked.problems.append(Problem(Code.E_BAG_OXUM, paths.TAG_FILES[1]))
        if question.identities and not {own.recipient for own in question.identities} & set(
            checked.info.recipients
        ):
            checked.problems.append(Problem(Code.E_NOT_FOR_US, paths.TAG_FILES[1]))
    with collecting(checked.problems):
        index = read_index(_small(checked, paths.INDEX, limits.JSON))
        checked.index = index
        info = checked.info
        named = (index.bundle_id, index.kind.value)
        if info is not None:
            named = (info.bundle_id, info.kind)
        sizes = {name: member.size for name, member in checked.members.items()}
        checked.problems += check_index(index, *named, checked.references, sizes)
        signature = checked.signature
        if signature and not signature.problems and signature.signed_at != index.created:
            checked.problems.append(Problem(Code.E_INDEX_MISMATCH, paths.INDEX, "created"))
        if info is not None and info.format != bag.FORMAT:
            checked.problems.append(Problem(Code.W_NEWER, paths.TAG_FILES[1]))
        if index.is_newer:
            checked.problems.append(Problem(Code.W_NEWER, paths.INDEX))
        _check_approval(checked, index, question)


_OF_NOTICE = frozenset({"record.json", "notice.pdf"})
_OF_THE_LIST = frozenset({Code.E_CRL_MISSING, Code.E_CRL_STALE, Code.W_CRL_STALE})


def _check_approval(checked: _Checked, index: Index, question: VerificationRequest) -> None:
    """Step 12 (§5.2): who approved, and that what is here is what was approved. A notice has one
    signature and says so."""
    folder = paths.DATA + index.folder
    if index.kind is BundleKind.NOTICE:
        more = {name for name, _file in index.of_case()} - _OF_NOTICE
        checked.problems += [Problem(Code.E_NOTICE_MORE, folder + name) for name in sorted(more)]
        if index.supplements is not None or index.carried_before:
            checked.problems.append(Problem(Code.E_NOTICE_MORE, paths.INDEX))
        return
    statement = _small(checked, folder + approval.STATEMENT, limits.JSON)
    signature_bytes = _small(checked, folder + approval.SIGNATURE, limits.SIGNATURE)
    checked.approval = approved = approval.read_approval(statement)
    if approved.is_newer:
        checked.problems.append(Problem(Code.W_NEWER, folder + approval.STATEMENT))
    try:
        signature = cms.read(signature_bytes, statement, approval.MEDIA_TYPE)
    except BundleUnreadable as error:
        where = folder + approval.SIGNATURE
        detail = str(error.details["code"])
        raise fault(Code.E_APPROVAL_SIGNATURE, where, detail) from error
    if signature.problems or signature.signed_at != approved.approved_at:
        raise fault(Code.E_APPROVAL_SIGNATURE, folder + approval.SIGNATURE)
    checked.approved_by = signature
    if checked.signature is None:
        return  # that was said of the bundle's own
    if question.trust is not None:
        direct = approved.kind is approval.ApprovalKind.DIRECT
        problems = check_path(
            signature.certificate,
            CertificateRole.EXPORTER if direct else CertificateRole.APPROVER,
            question.trust,
            Moment(approved.approved_at, question.now, question.seen),
            SentAlong(signature.certificates, signature.crls),
            lenient_crl=question.lenient_crl,
        )
        # The age of the list is one fact, whoever is looked up in it; all else is the approver's.
        checked.problems += [
            replace(problem, path=folder + approval.SIGNATURE)
            for problem in problems
            if problem.code not in _OF_THE_LIST or problem not in checked.problems
        ]
    signed_by = approval.SignedBy.of(checked.signature, signature)
    listing = question.trust.listing if question.trust is not None else None
    checked.problems += approval.judge(approved, index, signed_by, listing, question.now)


def _check_message(checked: _Checked) -> None:
    """Who said it, and that what comes with it is what it names (§10)."""
    if checked.message is None:
        return
    checked.format = MESSAGE_FORMAT + "/1.0"
    checked.content[paths.MANIFEST] = checked.signed
    checked.content[paths.SIGNATURE] = _small(checked, paths.SIGNATURE, limits.SIGNATURE)
    sizes = {name: member.size for name, member in checked.members.items()}
    checked.problems += judging.judge(checked.message, checked.signature, checked.references, sizes)


def _check_annex(checked: _Checked, question: VerificationRequest) -> None:
    """That an annex is what it names, and from whose station (§9.2); what it belongs to is asked by
    whoever holds the case bundles."""
    checked.format = annex.FORMAT + "/1.0"
    listing = question.trust.listing if question.trust is not None else None
    pairs = listing.approves_for if listing is not None else ()
    sizes = {name: member.size for name, member in checked.members.items()}
    with collecting(checked.problems):
        document = _small(checked, paths.ANNEX, limits.JSON)
        checked.annex = read = annex.read_annex(document)
        checked.content[paths.ANNEX] = document
        checked.problems += annex.judge(read, checked.signature, pairs, checked.references, sizes)


def _read_single(checked: _Checked) -> None:
    names = [name for name, kind in _SINGLE.items() if kind == checked.kind]  # the document first
    whole = names if checked.kind == "station-kit" else names[:1]
    with collecting(checked.problems):
        for name in whole:
            limit = limits.KIT_TRUST if name == paths.KIT_TRUST else limits.JSON
            checked.content[name] = _small(checked, name, limit)


def _signer(signature: cms.Signature) -> Signer:
    """Whom a signature names, and whether their certificate stands below a voucher."""
    certificate = signature.certificate
    voucher = vouchers.voucher_of(certificate, signature.certificates)
    return Signer.of(certificate, temporary=voucher is not None)


def _report(
    checked: _Checked, members: tuple[Member, ...], trusted: bool | None, number: int
) -> VerificationReport:
    problems = tuple(checked.problems)
    signed = checked.signature is not None and not checked.signature.problems
    signer = _signer(checked.signature) if checked.signature and signed else None
    approver = _signer(checked.approved_by) if checked.approved_by else None
    other = checked.other if checked.other and not checked.other.problems else None
    return VerificationReport(
        kind=checked.kind,
        format=checked.format,
        bundle_id=_identifier(checked),
        complete=bool(checked.references) and not any(p.of_completeness for p in problems),
        intact=signed and not any(p.of_integrity for p in problems),
        signed_by=signer,
        also_signed_by=Signer.of(other.certificate) if other else None,
        signed_at=checked.signature.signed_at if checked.signature and signed else None,
        trusted=trusted and not any(p.of_trust and p.severity == "error" for p in problems),
        problems=problems,
        read=True,
        manifest_sha256=hashlib.sha256(checked.signed).hexdigest(),
        crl_number=number,
        info=checked.info,
        index=checked.index,
        approval=checked.approval,
        approved_by=approver,
        message=checked.message,
        annex=checked.annex,
        content=checked.content,
        members=members,
    )


def _identifier(checked: _Checked) -> str:
    if checked.message is not None:
        return checked.message.message_id
    if checked.annex is not None:
        return checked.annex.annex_id
    return checked.info.bundle_id if checked.info is not None else ""
