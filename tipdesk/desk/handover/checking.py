"""Checking a bundle at the receiving station: a job of frozen values."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, cast
from weakref import WeakSet

from tipdesk.bundle.approval import ApprovalKind
from tipdesk.bundle.container import paths
from tipdesk.bundle.container.index import (
    UUID,
    BundleKind,
    BundleNumber,
    CarriedBefore,
    Index,
    NotSent,
)
from tipdesk.bundle.crypto.age import Identity
from tipdesk.bundle.file_kind import number_inside
from tipdesk.bundle.problems import Code, Problem
from tipdesk.bundle.reader import VerificationRequest, verify
from tipdesk.bundle.receipt import Result
from tipdesk.bundle.report import OpenedContainer, Signer, VerificationReport
from tipdesk.bundle.trust import TrustStore
from tipdesk.bundle.writer import SUFFIX
from tipdesk.cases.custody.shown import ShownChain
from tipdesk.cases.handover.changes import SupplementChange, changes
from tipdesk.cases.handover.reading import ReadRecord
from tipdesk.cases.handover.rows import read_rows
from tipdesk.core.errors import Cancelled, FileUnreadable, VaultDamaged
from tipdesk.core.plain_file import open_plain
from tipdesk.core.work import Work
from tipdesk.desk.handover.numbering import CameNumber, against_chains, against_numbers
from tipdesk.desk.handover.packing import manifest_fingerprint
from tipdesk.desk.handover.received_content import RECORD, BundleContent, read_content
from tipdesk.desk.handover.received_file import ReceivedContainer, buffered
from tipdesk.storage.evidence.staging import SealedContent, StagedContent, open_content
from tipdesk.storage.handover_rows import KnownBundle

_READ_AHEAD = 256 << 10
_BLOCK = 1 << 20
_ACCEPTED, _QUARANTINED = (
    Result.ACCEPTED.value,
    Result.QUARANTINED.value,
)  # as the register has them
_MOST_BESIDE = 100  # files on a drive that are looked into
_NAMED = re.compile(f"({UUID}){re.escape(SUFFIX)}")


class VaultStage:
    """Staging in the vault's folder: sealed under a key in memory, kept when accepted."""

    def __init__(self, vault_dir: Path) -> None:
        self._stage = StagedContent(vault_dir)
        self._readers: list[BinaryIO] = []
        self._kept = False

    def write(self, data: memoryview) -> None:
        """Append plaintext."""
        self._stage.write(data)

    def reader(self) -> BinaryIO:
        """End the writing; a new seekable file of what was written."""
        reader = cast(BinaryIO, io.BufferedReader(self._stage.reader(), _READ_AHEAD))
        self._readers.append(reader)
        return reader

    def discard(self) -> None:
        """Delete it, unless it was kept; whoever reads it is closed first, for Windows removes no
        open file. Twice is harmless."""
        if not self._kept:
            for reader in self._readers:
                reader.close()
            self._stage.discard()

    def place(self, let_go: Callable[[], None]) -> SealedContent:
        """Put it on the disk under its name, to be recorded. `let_go` closes whoever reads it:
        Windows renames no open file. When the vault then refuses the row, `place` it again."""
        self._kept = True  # letting go would throw it away
        try:
            let_go()
        finally:
            self._kept = False
        return self._stage.finish()

    def keep(self) -> None:
        """A row knows it now: it stays."""
        self._kept = True


@dataclass(frozen=True, slots=True)
class CheckPlan:
    """What a check needs. Made by `Receiving.plan`, which hears what was staged (`on_table`)."""

    path: Path
    vault_dir: Path
    identities: tuple[Identity, ...] = field(repr=False)  # the newest first
    trust: TrustStore
    known: tuple[KnownBundle, ...]
    now: datetime
    shown: tuple[ShownChain, ...] = field(default=(), repr=False)  # of chains, until now
    on_table: WeakSet[VaultStage] = field(default_factory=WeakSet, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class BundleFinding:
    """One problem of a bundle. `severity` is "error", "aside" or "warning"; the sentence is
    `messages.problem(code)`."""

    code: str
    severity: str
    path: str
    numbers: tuple[int, ...] = ()  # of case bundles that it is about

    @classmethod
    def of(cls, problem: Problem) -> BundleFinding:
        """The problem as the page shows it."""
        numbered = problem.code in (Code.W_MISSING, Code.A_NUMBER_TWICE)
        numbers = tuple(map(int, problem.detail.split())) if numbered else ()
        return cls(problem.code.value, problem.severity, problem.path, numbers)


@dataclass(frozen=True, slots=True)
class CheckedBundle:
    """What checking found. The answers stand apart; `holds` says that all are yes."""

    source_name: str
    bundle_id: str  # from the file's name when it could not be opened; "" unknown
    readable: bool  # it could be opened at all
    complete: bool
    intact: bool
    signed_by: str  # holder of the certificate; "" unknown
    approved_by: str  # the second person; "" unknown, or nobody is: a notice, a direct file
    agency: str
    signed_at: datetime | None
    trusted: bool | None
    findings: tuple[BundleFinding, ...]
    comes_first: tuple[tuple[int, Path], ...]  # of its series, beside it on the drive, not here yet
    fingerprint: str  # 40 digits in 8 groups, to compare with what the officer reads aloud
    record: ReadRecord | None  # only when everything holds
    already: str  # receipt number when this very bundle was accepted before
    registered: str  # number that the file has in the register by now
    quarantined_before: bool  # this very bundle was kept aside before, and never accepted
    aside_before: bool  # so that a prosecutor decides
    holds: bool  # may be opened and accepted
    head: tuple[int, str] | None  # the last entry of the chain that it shows
    shown: tuple[ShownChain, ...] = field(repr=False)
    report: VerificationReport = field(repr=False, compare=False)
    stage: VaultStage | None = field(repr=False, compare=False)

    @property
    def fault(self) -> str:
        """The code of the first thing that keeps it from being valid; "" when it is."""
        errors = (finding.code for finding in self.findings if finding.severity == "error")
        others = (finding.code for finding in self.findings if finding.severity == "aside")
        return next(errors, next(others, ""))

    @property
    def goes_to_quarantine(self) -> bool:
        """Whether it is kept aside at first: somebody has to decide about what is not proven."""
        if not self.holds or self.already:
            return False
        if self.set_aside:
            return not self.aside_before
        return self.report.quarantined and not self.quarantined_before

    @property
    def set_aside(self) -> tuple[str, ...]:
        """The codes for which a prosecutor has to decide about it first; none: nobody has to."""
        return tuple(
            sorted({finding.code for finding in self.findings if finding.severity == "aside"})
        )

    @property
    def waits(self) -> bool:
        """Whether it lies here already and waits for a prosecutor: nothing is to be answered."""
        return self.holds and not self.already and self.aside_before

    @property
    def temporary(self) -> tuple[Signer, ...]:
        """Who of those that signed and approved certified their own key for some weeks, with a
        voucher (format §3.4)."""
        people = (self.report.signed_by, self.report.approved_by)
        return tuple(signer for signer in people if signer is not None and signer.temporary)

    @property
    def is_notice(self) -> bool:
        """Whether it tells of a file that is still to come, and one person signed it."""
        index = self.report.index
        return index is not None and index.kind is BundleKind.NOTICE

    def close(self) -> None:
        """Delete what was staged, unless it was accepted."""
        self.report.close()
        if self.stage is not None:
            self.stage.discard()


def check(plan: CheckPlan, work: Work) -> CheckedBundle:
    """Decrypt to sealed staging and verify everything. JOB.

    A bundle that does not open or does not hold is a value, not an error: it can be refused.

    Raises:
        FileUnreadable: the file cannot be read.
        DiskFull, VaultReadOnly, Cancelled: nothing is left behind.
    """
    report, stage = _verify(plan, work, None)
    before = _kept(plan.known, report)
    if before is not None and not report.valid:
        # Its signature was seen before: judge it as of then (format §1.9, time rule).
        report.close()
        report, stage = _verify(plan, work, before.received_at)
    try:
        checked = _checked(plan, report, stage, before)
    except BaseException:
        report.close()
        raise
    try:
        work.step(1, 1)
    except Cancelled:  # a stop that comes at the very end: what was found is closed
        checked.close()
        raise
    if checked.stage is not None:
        plan.on_table.add(checked.stage)
    return checked


def _verify(
    plan: CheckPlan, work: Work, seen: datetime | None
) -> tuple[VerificationReport, VaultStage | None]:
    stages: list[VaultStage] = []

    def staging() -> VaultStage:
        stages.append(VaultStage(plan.vault_dir))
        return stages[-1]

    question = VerificationRequest(
        now=plan.now,
        identity=plan.identities[0],
        earlier=plan.identities[1:],
        trust=plan.trust,
        staging=staging,
        seen=seen,
        work=work,
    )
    report = verify(plan.path, question)
    if report.kind == "bundle" and report.sound and not report.encrypted:
        report.close()
        report = _staged_open(plan.path, question, staging())
    if not report.file_sha256:
        report = replace(report, file_sha256=_sha256(plan.path), file_size=_size(plan.path))
    return report, stages[-1] if stages and report.sound else None


def _staged_open(
    path: Path, question: VerificationRequest, stage: VaultStage
) -> VerificationReport:
    """A bundle without its envelope is staged as well, for it may be kept: what is verified is what
    lies there then."""
    seen, size, total = hashlib.sha256(), 0, _size(path)
    try:
        with open_plain(path) as file:
            while block := file.read(_BLOCK):
                seen.update(block)
                size += len(block)
                question.work.step(min(size, total), total)
                stage.write(memoryview(block))
        report = verify(stage.reader(), question)
    except OSError as error:
        stage.discard()
        raise FileUnreadable(name=path.name) from error
    except BaseException:
        stage.discard()
        raise
    return replace(report, file_sha256=seen.hexdigest(), file_size=size)


def _checked(
    plan: CheckPlan,
    report: VerificationReport,
    stage: VaultStage | None,
    before: KnownBundle | None,
) -> CheckedBundle:
    report = _with_earlier(plan, report)
    content = read_content(report) if report.sound else BundleContent(None, ())
    record = content.record
    judged = content.added_to(report)
    replays = _replays(plan, report, content, before)
    problems = [*_envelope(report), *_notice(plan, report), *judged.problems, *replays]
    problems += _as_before(before, problems)
    errors = any(problem.severity == "error" for problem in problems)
    holds = report.sound and record is not None and stage is not None and not errors
    signer = report.signed_by
    if not holds:
        report.close()
    manifest = report.manifest_sha256
    return CheckedBundle(
        source_name=plan.path.name,
        bundle_id=report.bundle_id or _named(plan.path),
        readable=report.read,
        complete=judged.complete,
        intact=report.intact,
        signed_by=signer.name if signer else "",
        approved_by=_approver(report),
        agency=signer.agency if signer else "",
        signed_at=report.signed_at,
        trusted=report.trusted,
        findings=tuple(map(BundleFinding.of, problems)),
        comes_first=_lying_before(plan, report, problems),
        fingerprint=manifest_fingerprint(manifest) if manifest else "",
        record=record if holds else None,
        already=before.number if before else "",
        registered=_registered(plan.known, record) if holds else "",
        quarantined_before=before is not None and before.result == _QUARANTINED,
        aside_before=before is not None and before.result == _QUARANTINED and bool(before.held_for),
        holds=holds,
        head=content.head if holds else None,
        shown=content.shown if holds else (),
        report=replace(judged, problems=tuple(problems)),
        stage=stage if holds else None,
    )


def _lying_before(
    plan: CheckPlan, report: VerificationReport, problems: Iterable[Problem]
) -> tuple[tuple[int, Path], ...]:
    """Case bundles of the same series that have not come and lie beside this one: they are best
    taken first. Which they are, they say themselves, and nobody has verified it."""
    missing = {
        number
        for problem in problems
        if problem.code is Code.W_MISSING
        for number in BundleFinding.of(problem).numbers
    }
    if not missing or report.index is None:
        return ()
    own = report.index.numbered
    lying: dict[int, Path] = {}
    for path in _beside(plan.path):
        numbered = number_inside(path, plan.identities)
        if numbered is not None and _series(numbered) == _series(own):
            lying.setdefault(numbered.number, path)
    return tuple(sorted((number, path) for number, path in lying.items() if number in missing))


def _beside(path: Path) -> Sequence[Path]:
    """Files in the same folder that are named as case bundles are."""
    try:
        names = sorted(item for item in path.parent.iterdir() if _NAMED.fullmatch(item.name))
    except OSError:
        return ()
    return [item for item in names if item != path][:_MOST_BESIDE]


def _series(numbered: BundleNumber) -> tuple[str, str, str]:
    return numbered.station, numbered.office, numbered.series


def _envelope(report: VerificationReport) -> list[Problem]:
    """A bundle is received in its envelope only: without it, anybody on the way could read what a
    person told. What `tipdesk verify` may be asked about, opened by hand, is not taken here."""
    is_open = report.kind == "bundle" and report.read and not report.encrypted
    return [Problem(Code.A_NOT_ENCRYPTED)] if is_open else []


def _notice(plan: CheckPlan, report: VerificationReport) -> Iterator[Problem]:
    """A notice has one signature: an office takes it only where the trust list says so (§9.1)."""
    index, listing = report.index, plan.trust.listing
    if index is None or index.kind is not BundleKind.NOTICE:
        return
    offices = listing.offices if listing is not None else ()
    if not any(item.accepts_notice for item in offices if item.code == index.numbered.office):
        yield Problem(Code.E_NOTICE_OFF)


def _as_before(before: KnownBundle | None, problems: list[Problem]) -> list[Problem]:
    """Why it was set aside when it came first. Our own receipt of then settles none of it."""
    if before is None or before.result != _QUARANTINED:
        return []
    named = {problem.code for problem in problems}
    return [Problem(Code(code)) for code in before.held_for if code not in named]


def _kept(known: tuple[KnownBundle, ...], report: VerificationReport) -> KnownBundle | None:
    """The entry of this very bundle; its manifest's digest is its identity. That it was accepted
    counts for more than that it was kept aside, and that a prosecutor decides for more than that
    somebody does."""
    if not report.intact:
        return None
    identity = (report.bundle_id, report.manifest_sha256)
    same = [
        bundle
        for bundle in known
        if (bundle.bundle_id, bundle.manifest_sha256) == identity
        and bundle.result in (_ACCEPTED, _QUARANTINED)
    ]
    return max(same, key=lambda bundle: (bundle.result == _ACCEPTED, bundle.held_for), default=None)


def _replays(
    plan: CheckPlan,
    report: VerificationReport,
    content: BundleContent,
    before: KnownBundle | None,
) -> list[Problem]:
    """Step 15: another bundle under a known id, or what does not fit what came before."""
    known, record = plan.known, content.record
    if not report.sound or (before is not None and before.result == _ACCEPTED):
        return []
    # What was refused counts for nothing: else junk under a stolen id would bar the real bundle.
    is_known = any(
        bundle.result == _ACCEPTED and bundle.bundle_id == report.bundle_id for bundle in known
    )
    problems = [Problem(Code.E_REPLAY_CONFLICT)] if is_known else []
    came = came_with(report)
    if came is not None:
        problems += against_numbers(came, came_numbers(known))
    problems += against_chains(content.shown, plan.shown)
    problems += _two_owners(known, report, content)
    of_case = report.index is not None and report.index.kind is BundleKind.CASE
    if record is not None and report.signed_at is not None and of_case:
        problems += _against_newest(known, record, report.signed_at)
        problems += _supplement(plan, report)
    return problems


def _two_owners(
    known: tuple[KnownBundle, ...], report: VerificationReport, content: BundleContent
) -> Iterator[Problem]:
    """Whether something of this file came from a station that its chain does not come from: whoever
    puts another's number on a file of their own would have it read as the newest of that file. What
    waits for that very reason settles nothing (format §7.3)."""
    index = report.index
    if index is None:
        return
    through = {index.numbered.station, *(stretch.station for stretch in content.shown)}
    others = {
        bundle.numbered.station
        for bundle in known
        if bundle.numbered is not None
        and bundle.case_id == index.case_id
        and bundle.result in (_ACCEPTED, _QUARANTINED)
        and not claims_anothers(bundle)
    }
    if others - through:
        yield Problem(Code.A_TWO_OWNERS, detail=" ".join(sorted(others - through)))


def claims_anothers(bundle: KnownBundle) -> bool:
    """Whether it waits for a prosecutor because its file came from another station."""
    waits = bundle.result == _QUARANTINED
    return waits and Code.A_TWO_OWNERS.value in bundle.held_for


def _supplement(plan: CheckPlan, report: VerificationReport) -> Iterator[Problem]:
    """Whether what a supplement says has changed is what the two records differ in."""
    index, container = report.index, report.container
    if index is None or container is None or index.supplements is None:
        return
    supplement = index.supplements
    before = _earlier(plan, supplement.manifest)
    if before is None:
        yield Problem(Code.W_EARLIER_MISSING)
        return
    with closing(before):
        of = (before.index.kind, before.index.case_id, before.index.revision)
        same_file = of == (BundleKind.CASE, index.case_id, supplement.revision)
        if (
            not same_file
            or before.before
            or _changes(before, container, index) != supplement.changes
        ):
            yield Problem(Code.E_CHANGES, paths.INDEX)


def _with_earlier(plan: CheckPlan, report: VerificationReport) -> VerificationReport:
    """The report, where attachments that an earlier bundle brought are looked up among what is kept
    here: what is there is no longer missing."""
    index = report.index
    if index is None or not report.sound or not index.carried_before:
        return report
    problems = [problem for problem in report.problems if problem.code is not Code.A_NOT_HERE]
    complete = not any(problem.of_completeness for problem in problems)
    lacking = [problem for item in index.carried_before for problem in _lacking(plan, index, item)]
    return replace(
        report,
        complete=report.intact and complete and not lacking,
        problems=(*problems, *lacking),
    )


def _lacking(plan: CheckPlan, index: Index, item: CarriedBefore) -> Iterator[Problem]:
    earlier = _earlier(plan, item.manifest)
    where = paths.DATA + item.path
    if earlier is None:
        yield Problem(Code.A_NOT_HERE, where)
        return
    with closing(earlier):
        same_file = earlier.index.case_id == index.case_id
        if not same_file or earlier.attached(item.sha256, item.size) is None:
            yield Problem(Code.E_NOT_AS_APPROVED, where, "carried_before")


def _changes(
    before: ReceivedContainer, container: OpenedContainer, index: Index
) -> tuple[SupplementChange, ...]:
    with container.open(index.folder + RECORD) as file:
        return changes(read_rows(before.read(RECORD)), read_rows(file.read()))


def _earlier(plan: CheckPlan, manifest: str) -> ReceivedContainer | None:
    """The bundle that is kept here under this manifest."""
    for bundle in plan.known:
        if bundle.manifest_sha256 == manifest and bundle.content is not None:
            try:
                container = buffered(open_content(plan.vault_dir, bundle.content))
                return ReceivedContainer(container, manifest)
            except VaultDamaged:
                return None  # what came now is received all the same
    return None


def came_numbers(known: tuple[KnownBundle, ...]) -> Iterator[CameNumber]:
    """The numbers of everything that held when it came, be it refused."""
    for bundle in known:
        kept = bundle.numbered
        if kept is not None:
            gone = tuple(NotSent(*item) for item in kept.not_sent)
            numbered = BundleNumber(
                kept.station, kept.office, kept.series, kept.number, kept.previous, gone
            )
            yield CameNumber(numbered, kept.kind, bundle.bundle_id, bundle.manifest_sha256)


def came_with(report: VerificationReport) -> CameNumber | None:
    """The number of a checked bundle; None for anything else."""
    index = report.index
    if index is None:
        return None
    return CameNumber(index.numbered, index.kind.value, index.bundle_id, report.manifest_sha256)


def _against_newest(
    known: tuple[KnownBundle, ...], record: ReadRecord, signed_at: datetime
) -> list[Problem]:
    """Which is newer: the revision says it, and of two with the same one the time of signing, for
    a file that is approved again unchanged keeps its revision. A notice is no revision of it."""
    accepted = [
        (bundle.revision, bundle.signed_at)
        for bundle in known
        if bundle.result == _ACCEPTED
        and bundle.case_id == record.case_id
        and bundle.signed_at is not None
        and not (bundle.numbered is not None and bundle.numbered.kind == BundleKind.NOTICE)
    ]
    if not accepted:
        return []
    newest = max(accepted)
    if (record.revision, signed_at) <= newest:
        return [Problem(Code.W_OLD_REVISION)]
    return [Problem(Code.W_SAME_REVISION)] if record.revision == newest[0] else []


def _registered(known: tuple[KnownBundle, ...], record: ReadRecord | None) -> str:
    of_file = (b.number for b in known if record is not None and b.case_id == record.case_id)
    return next(filter(None, of_file), "")


def _approver(report: VerificationReport) -> str:
    """The holder of the approver's certificate, where a second person approved."""
    approval, approver = report.approval, report.approved_by
    second = approval is not None and approval.kind is ApprovalKind.SECOND_PERSON
    return approver.name if second and approver is not None else ""


def _named(path: Path) -> str:
    """The bundle id that the file is named by; only for refusing what does not open."""
    match = _NAMED.fullmatch(path.name)
    return match[1] if match else ""


def _sha256(path: Path) -> str:
    try:
        with open_plain(path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise FileUnreadable(name=path.name) from error


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise FileUnreadable(name=path.name) from error
