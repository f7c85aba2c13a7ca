"""Protective annexes at an office: the prosecutor to whom one is sealed opens it, under their own
passphrase, and answers it. Nobody else does: it is kept sealed."""

from __future__ import annotations

import hashlib
import io
import uuid
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from tipdesk.bundle.container import paths
from tipdesk.bundle.container.index import BundleNumber, NotSent
from tipdesk.bundle.container.staging import sealed_staging
from tipdesk.bundle.crypto.certificates import CertificateRole, known_roles
from tipdesk.bundle.messages.annex import Annex, ApprovedCase, judge_beside
from tipdesk.bundle.problems import Code, Problem
from tipdesk.bundle.reader import VerificationRequest, verify
from tipdesk.bundle.receipt import (
    SUFFIX,
    AnsweredKind,
    Receipt,
    Result,
    make_receipt,
    receipt_for,
)
from tipdesk.bundle.report import VerificationReport
from tipdesk.bundle.target import write_whole
from tipdesk.cases.model import Act
from tipdesk.core import errors
from tipdesk.core.plain_file import read_plain
from tipdesk.desk.handover.numbering import (
    CameNumber,
    against_numbers,
    of_series,
    still_missing,
    told_unsent,
)
from tipdesk.desk.handover.receiving import Receiving
from tipdesk.desk.open_vault import ChangeKind, Confirmed, OpenVault
from tipdesk.desk.station.signing_and_trust import Keys
from tipdesk.storage import annex_rows, handover_rows
from tipdesk.storage.annex_rows import CameAnnex

_LARGEST = 64 << 20  # bytes of one that is taken in


@dataclass(frozen=True, slots=True)
class ReadAnnex:
    """An annex that its prosecutor has opened."""

    annex: Annex
    problems: tuple[Problem, ...]
    signed_by: str  # of the approver
    signed_at: datetime | None
    number: str  # that the file has in the register; '' for none
    case_number: str  # of the file at its station; '' where the file is not here
    answered: bool  # it was taken in before
    sealed: bytes = field(repr=False)
    report: VerificationReport = field(repr=False, compare=False)

    @property
    def holds(self) -> bool:
        """Whether it may be taken in."""
        return all(problem.severity != "error" for problem in self.problems)

    @property
    def fault(self) -> str:
        """The code of the first thing that is wrong with it; '' for none."""
        wrong = (item.code.value for item in self.problems if item.severity == "error")
        return next(wrong, "")


@dataclass(frozen=True, slots=True)
class TakenAnnex:
    """An annex that lies here: for whom and of which file, nothing of what is in it."""

    receipt_id: str
    login: str  # of the prosecutor
    station: str
    case_id: str
    case_number: str  # of the file at its station; '' where the file is not here
    at: datetime


class AnnexDesk:
    """Opens, answers and lists annexes. GUI thread; they are small."""

    def __init__(self, desk: OpenVault, keys: Keys, receiving: Receiving) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._keys = keys
        self._receiving = receiving

    def came(self) -> tuple[TakenAnnex, ...]:
        """What was taken in here, newest first.

        Raises:
            TransitionRefused: the register is not open to the officer's role.
        """
        self._desk.require(Act.TAKE_IN)
        rows = handover_rows.register(self._vault)
        numbers = {row.case_id: row.case_number for row in rows}
        return tuple(
            TakenAnnex(
                item.receipt_id,
                item.login,
                item.station,
                item.case_id,
                numbers.get(item.case_id, ""),
                item.at,
            )
            for item in annex_rows.came(self._vault)
            if item.result == Result.ACCEPTED.value
        )

    def open(self, path: Path, confirmed: Confirmed) -> ReadAnnex:
        """Open one from the USB drive.

        Raises:
            TransitionRefused: not open to the confirmed officer's role.
            TrustMissing: no trust list was imported yet.
            AnnexInvalid: it is none, or is sealed to somebody else (details: code).
            FileUnreadable: the file cannot be read.
        """
        self._desk.require(Act.DECIDE_ASIDE, self._desk.role_of(confirmed))
        return self._read(read_plain(path, _LARGEST), confirmed, None)

    def read(self, taken: TakenAnnex, confirmed: Confirmed) -> ReadAnnex:
        """Open one that was taken in; enters that it was read. Raises as `open`, and
        VaultDamaged: it does not lie here any more."""
        self._desk.require(Act.DECIDE_ASIDE, self._desk.role_of(confirmed))
        kept = annex_rows.came(self._vault)
        came = next((item for item in kept if item.receipt_id == taken.receipt_id), None)
        if came is None:  # struck off since it was shown
            raise errors.VaultDamaged(what="database")
        read = self._read(came.sealed, confirmed, came.at)
        self._desk.enter("annex_read", None, confirmed.login, annex=came.annex_id)
        return read

    def accept(self, read: ReadAnnex, confirmed: Confirmed, target_dir: Path) -> Path:
        """Keep it sealed, and sign a receipt into `target_dir`.

        Raises:
            AnnexInvalid: it does not hold, or was taken in before (details: code).
            TransitionRefused, NoCertificate, TargetNotWritable, DiskFull
        """
        if not read.holds or read.answered:
            raise errors.AnnexInvalid(code=read.fault or Code.E_REPLAY_CONFLICT.value)
        return self._answer(read, confirmed, target_dir, Result.ACCEPTED, "")

    def refuse(self, read: ReadAnnex, confirmed: Confirmed, target_dir: Path) -> Path:
        """Sign a refusal, with what is wrong; nothing of it is kept. Raises as `accept`."""
        code = read.fault or Code.E_REFUSED.value
        return self._answer(read, confirmed, target_dir, Result.REJECTED, code)

    # --- inside -----------------------------------------------------------------------------

    def _read(self, sealed: bytes, confirmed: Confirmed, seen: datetime | None) -> ReadAnnex:
        trust, own = self._keys.trust_store(), self._keys.own_identities(confirmed)
        if trust is None:
            raise errors.TrustMissing
        if not own:
            raise errors.NoCertificate
        question = VerificationRequest(
            now=self._desk.now(),
            identity=own[0],
            earlier=own[1:],
            trust=trust,
            staging=sealed_staging(self._vault.vault_dir),
            seen=seen,
        )
        report = verify(io.BytesIO(sealed), question)
        report.close()
        annex = report.annex
        if annex is None or not report.encrypted:
            codes = (item.code.value for item in report.problems if item.severity != "warning")
            raise errors.AnnexInvalid(code=next(codes, Code.E_ANNEX_FORM.value))
        office = self._desk.station.code
        ours = (annex.numbered.office, annex.login) == (office, confirmed.login)
        known = annex_rows.came(self._vault)
        others = tuple(map(_numbered, known))
        problems = (
            *report.problems,
            *(() if ours else (Problem(Code.E_NOT_FOR_US, paths.ANNEX),)),
            *judge_beside(annex, report.content[paths.ANNEX], tuple(self._cases(annex))),
            *_against_others(_came(annex, report), others),
        )
        rows = handover_rows.register(self._vault)
        of_case = [row for row in rows if row.case_id == annex.case_id]
        return ReadAnnex(
            annex=annex,
            problems=tuple(problems),
            signed_by=report.signed_by.name if report.signed_by else "",
            signed_at=report.signed_at,
            number=next((row.number for row in of_case if row.number), ""),
            case_number=next((row.case_number for row in of_case), ""),
            answered=any(
                item.manifest == report.manifest_sha256 and item.result == Result.ACCEPTED.value
                for item in known
            ),
            sealed=sealed,
            report=replace(
                report,
                file_sha256=hashlib.sha256(sealed).hexdigest(),
                file_size=len(sealed),
            ),
        )

    def _cases(self, annex: Annex) -> Iterator[ApprovedCase]:
        """What the office holds of the file that an annex names."""
        for row in handover_rows.register(self._vault):
            if row.case_id == annex.case_id and row.content is not None:
                with suppress(errors.VaultDamaged):
                    case = self._receiving.approved_case(row.id)
                    if case is not None:
                        yield case

    def _answer(
        self,
        read: ReadAnnex,
        confirmed: Confirmed,
        target_dir: Path,
        result: Result,
        code: str,
    ) -> Path:
        self._desk.require(Act.DECIDE_ASIDE, self._desk.role_of(confirmed))
        key = self._keys.signing_key(confirmed, CertificateRole.RECEIVER)
        if CertificateRole.PROSECUTOR not in known_roles(key.certificate):
            raise errors.NoCertificate  # no station would take it as theirs
        receipt = self._receipt(read, result, code)
        annex, numbered = read.annex, read.annex.numbered
        accepted = result is Result.ACCEPTED
        kept = CameAnnex(
            annex_id=annex.annex_id,
            manifest=read.report.manifest_sha256,
            sealed=read.sealed if accepted else b"",
            case_id=annex.case_id,
            revision=annex.revision,
            station=numbered.station,
            office=numbered.office,
            series=numbered.series,
            number=numbered.number,
            previous=numbered.previous,
            not_sent=tuple((item.number, item.bundle_id) for item in numbered.not_sent),
            login=confirmed.login,
            result=result.value,
            receipt_id=receipt.receipt_id,
            receipt=make_receipt(receipt, key),
            at=receipt.received_at,
            by=confirmed.login,
        )
        with self._vault.transaction():
            annex_rows.add_came(self._vault, kept)
            self._desk.enter(
                "annex_taken" if accepted else "annex_refused",
                None,
                confirmed.login,
                annex=annex.annex_id,
                manifest=kept.manifest,
                receipt=kept.receipt_id,
            )
            self._desk.seal_by(confirmed.login, confirmed.seed)
        self._desk.publish(ChangeKind.RECEIVED)
        return write_whole(target_dir, kept.receipt_id + SUFFIX, kept.receipt, kept.at)

    def _receipt(self, read: ReadAnnex, result: Result, code: str) -> Receipt:
        now, annex = self._desk.now(), read.annex
        codes = (*((code,) if code else ()), *(item.code.value for item in read.problems))
        receipt = replace(
            receipt_for(read.report, str(uuid.uuid4()), now, result),
            codes=tuple(dict.fromkeys(codes)),
        )
        if not read.holds:
            return receipt
        known = map(_numbered, annex_rows.came(self._vault))
        series = of_series(_came(annex, read.report), known)
        return replace(
            receipt,
            kind=AnsweredKind.ANNEX,
            case_id=annex.case_id,
            revision=annex.revision,
            series=annex.numbered.series,
            number=annex.numbered.number,
            registry_no=read.number if result is Result.ACCEPTED else "",
            missing=still_missing(series),
            not_sent=told_unsent(series),
        )


def _against_others(came: CameNumber, others: Collection[CameNumber]) -> Iterator[Problem]:
    """As of case bundles, but that `previous` is the annex with the number before, whether or not
    that ever left."""
    for problem in against_numbers(came, others):
        if problem.code is not Code.A_PREVIOUS:
            yield problem
    numbered, before = came.numbered, came.numbered.number - 1
    place = (numbered.station, numbered.office, numbered.series)
    seen = {
        other.manifest
        for other in others
        if (other.numbered.station, other.numbered.office, other.numbered.series) == place
        and other.numbered.number == before
    }
    contradicts = bool(seen) and numbered.previous not in seen
    if contradicts or bool(numbered.previous) != bool(before):
        yield Problem(Code.A_PREVIOUS, detail=str(before))


def _came(annex: Annex, report: VerificationReport) -> CameNumber:
    manifest = report.manifest_sha256
    return CameNumber(annex.numbered, annex_rows.KIND, annex.annex_id, manifest)


def _numbered(came: CameAnnex) -> CameNumber:
    number = BundleNumber(
        came.station,
        came.office,
        came.series,
        came.number,
        came.previous,
        tuple(NotSent(*item) for item in came.not_sent),
    )
    return CameNumber(number, annex_rows.KIND, came.annex_id, came.manifest)
