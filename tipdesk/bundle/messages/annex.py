"""The protective annex: what one prosecutor reads and nobody else (`annex.json`,
tipdesk-annex/1.0, docs/bundle-format.md §9.2).

The approver signs it with the statement about the case, which holds its digest: neither can be put
beside another. Nothing of it is in the case bundle.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tipdesk.bundle import strict_json
from tipdesk.bundle.approval import Approval, ApprovalKind
from tipdesk.bundle.container import bag, paths
from tipdesk.bundle.container.index import CODE, UUID, BundleNumber, NotSent, Payload
from tipdesk.bundle.container.zip import ContainerWriter
from tipdesk.bundle.crypto import cms
from tipdesk.bundle.crypto.age import Recipient
from tipdesk.bundle.crypto.certificates import LOGIN, SigningKey, holder_of
from tipdesk.bundle.crypto.streams import Digest, EncryptedOutput
from tipdesk.bundle.messages.document import MessageFile, differing_files, read_files
from tipdesk.bundle.problems import Code, Problem, fault
from tipdesk.bundle.strict_json import Fields, JsonValue, NotStrictJson
from tipdesk.bundle.target import new_file, read_back, remove, said_of, write_whole
from tipdesk.cases.handover.reading import RecordedAnswer, shown_answers
from tipdesk.cases.handover.rows import RowUnproved, prove

FORMAT = "tipdesk-annex"
SUFFIX = ".asice.age"  # as a case bundle: its name tells nothing
MOST_FILES = 200
_MOST_ROWS = 10_000
_MOST_NOT_SENT = 10_000
_SHA256 = "[0-9a-f]{64}"
_DOMAIN = b"tipdesk-annex/1"


@dataclass(frozen=True, slots=True)
class Annex:
    """The document, member by member."""

    annex_id: str  # random UUIDv4, also in the name of the file
    salt: str  # 64 random hex digits: nobody guesses the document from its digest
    login: str  # of the prosecutor to whom it is sealed; their office is that of `numbered`
    numbered: BundleNumber
    case_id: str
    revision: int
    record_root: str  # SHA-256 (hex), of the case that it belongs to
    answers: tuple[JsonValue, ...]  # rows as the record proves them, sorted by path
    files: tuple[MessageFile, ...] = ()
    is_newer: bool = False  # of a later minor version

    @property
    def shown(self) -> tuple[RecordedAnswer, ...]:
        """What it says, in the order of the form."""
        return shown_answers(self.answers, is_newer=self.is_newer)


@dataclass(frozen=True, slots=True)
class SignedAnnex:
    """An annex that was signed and sealed."""

    sealed: bytes  # the outer file
    digest: str  # SHA-256 (hex), as the approval has it
    manifest: str  # SHA-256 (hex) of its manifest


def annex_digest(document: bytes) -> str:
    """What the approval holds of an annex (hex)."""
    return hashlib.sha256(_DOMAIN + document).hexdigest()


# --- writing ----------------------------------------------------------------------------------


def write_annex(annex: Annex) -> bytes:
    """The bytes of `annex.json`. Raises BundleUnreadable: no reader would take them."""
    numbered = annex.numbered
    data = strict_json.write_json(
        {
            "format": f"{FORMAT}/1.0",
            "annex_id": annex.annex_id,
            "salt": annex.salt,
            "to": [numbered.office, annex.login],
            "station": numbered.station,
            "series": numbered.series,
            "number": numbered.number,
            "previous": numbered.previous or None,
            "not_sent": [
                {"number": item.number, "bundle_id": item.bundle_id} for item in numbered.not_sent
            ],
            "case_id": annex.case_id,
            "revision": annex.revision,
            "record_root": annex.record_root,
            "answers": list(annex.answers),
            "files": [
                {
                    "path": item.path,
                    "sha256": item.sha256,
                    "size": item.size,
                    "media_type": item.media_type,
                }
                for item in annex.files
            ],
        }
    )
    read_annex(data)  # what no reader takes is not signed
    return data


def seal_annex(
    annex: Annex,
    key: SigningKey,
    at: datetime,
    recipient: Recipient,
    payloads: Sequence[Payload] = (),
) -> SignedAnnex:
    """Sign an annex, and seal it to one prosecutor's key.

    Args:
        annex: the document.
        key: of the approver.
        at: the time of the approval.
        recipient: of the prosecutor alone.
        payloads: the files that it names, under the paths that it gives them.

    Raises:
        BundleUnreadable: it is none that a reader takes.
        NoCertificate: the key's certificate is not valid at that time.
        VaultDamaged: a file is not what was captured (details: what, its path).
    """
    key.check_valid(at)
    document = write_annex(annex)
    references = [
        bag.SignedFile(
            paths.ANNEX, paths.media_type(paths.ANNEX), hashlib.sha256(document).hexdigest()
        ),
        *(bag.SignedFile(item.path, item.media_type, item.sha256) for item in payloads),
    ]
    manifest = bag.write_manifest(references)
    signature = cms.sign(manifest, key, at)
    sealed = bytearray()
    output = EncryptedOutput(sealed.extend, (recipient,))
    try:
        container = ContainerWriter(output.write, at)
        container.put(paths.MIMETYPE, paths.CONTAINER_TYPE)
        container.put(paths.ANNEX, document)
        for payload in payloads:
            container.begin(payload.path, payload.size, payload.crc32)
            payload.pour(output)
        container.put(paths.MANIFEST, manifest)
        container.put(paths.SIGNATURE, signature)
        container.finish()
        output.close()
    except BaseException as error:
        output.abandon(error)
        raise
    return SignedAnnex(bytes(sealed), annex_digest(document), hashlib.sha256(manifest).hexdigest())


def write_annex_file(target: Path, annex_id: str, sealed: bytes, when: datetime) -> Path:
    """Write a sealed annex and a `.sha256` beside it into `target`, and read it back.

    Raises:
        DiskFull, TargetNotWritable, ReadbackFailed: nothing is left at the target.
    """
    name = annex_id + SUFFIX
    path, digest = target / name, hashlib.sha256(sealed).hexdigest()
    with said_of(target):
        with new_file(target, name, when) as file:
            file.write(sealed)
        try:
            read_back(path, Digest(len(sealed), digest), lambda _count: None)
            write_whole(target, name + ".sha256", f"{digest}  {name}\n".encode("ascii"), when)
        except BaseException:
            remove_annex_file(path)
            raise
    return path


def remove_annex_file(path: Path) -> None:
    """Take it off its target again. Raises nothing."""
    remove(path)
    remove(path.with_name(path.name + ".sha256"))


# --- reading ----------------------------------------------------------------------------------


def read_annex(data: bytes) -> Annex:
    """Read the document. Raises BundleUnreadable (E_ANNEX_FORM, E_VERSION)."""
    try:
        fields = Fields.of_document(data, FORMAT)
        annex = _read(fields)
        fields.end()
        _ = annex.shown  # rows that say nothing to anybody are none
    except strict_json.OtherMajor as error:
        raise fault(Code.E_VERSION, paths.ANNEX, str(error)) from error
    except ValueError as error:
        raise fault(Code.E_ANNEX_FORM, paths.ANNEX, str(error)) from error
    return annex


def _read(fields: Fields) -> Annex:
    to = fields.items("to", 2)
    if len(to) != 2:
        raise NotStrictJson("to")
    person = Fields({"office": to[0], "login": to[1]})
    not_sent = tuple(_not_sent(item) for item in fields.each("not_sent", _MOST_NOT_SENT))
    if len({item.number for item in not_sent}) != len(not_sent):
        raise NotStrictJson("not_sent")
    return Annex(
        annex_id=fields.text("annex_id", UUID),
        salt=fields.text("salt", _SHA256),
        login=person.text("login", LOGIN),
        numbered=BundleNumber(
            station=fields.text("station", CODE),
            office=person.text("office", CODE),
            series=fields.text("series", UUID),
            number=fields.number("number", 1),
            previous=fields.optional_text("previous", _SHA256) or "",
            not_sent=not_sent,
        ),
        case_id=fields.text("case_id", UUID),
        revision=fields.number("revision", 1),
        record_root=fields.text("record_root", _SHA256),
        answers=tuple(fields.items("answers", _MOST_ROWS)),
        files=read_files(fields.each("files", MOST_FILES)),
        is_newer=fields.is_newer,
    )


def _not_sent(fields: Fields) -> NotSent:
    item = NotSent(fields.number("number", 1), fields.text("bundle_id", UUID))
    fields.end()
    return item


# --- what a reader demands --------------------------------------------------------------------


def judge(
    annex: Annex,
    signature: cms.Signature | None,
    approves_for: Collection[tuple[str, str]],
    digests: Mapping[str, str],
    sizes: Mapping[str, int],
) -> Iterator[Problem]:
    """What is to be said of an annex alone, beside its signature and its signer's standing.

    Args:
        annex: as read.
        signature: over the manifest; None where it could not be read.
        approves_for: (station of the approver, station of the exporter) that the trust list names.
        digests: SHA-256 (hex) by member name, from the manifest.
        sizes: bytes by member name, of what is there.
    """
    if signature is not None and not signature.problems:
        unit, station = holder_of(signature.certificate.subject).unit, annex.numbered.station
        if unit != station and (unit, station) not in approves_for:
            yield Problem(Code.E_STATION, paths.ANNEX)
    for name in differing_files(annex.files, digests, sizes):
        yield Problem(Code.E_ANNEX_FORM, name)
    if annex.is_newer:
        yield Problem(Code.W_NEWER, paths.ANNEX)


@dataclass(frozen=True, slots=True)
class ApprovedCase:
    """A case bundle that an office holds, as far as an annex has to fit it."""

    approval: Approval
    digests: tuple[str, ...] = ()  # of its record


def judge_beside(annex: Annex, document: bytes, cases: Collection[ApprovedCase]) -> list[Problem]:
    """What is to be said of an annex beside the case bundles of its station that an office holds.

    Args:
        annex: as read.
        document: its bytes.
        cases: what the office holds of this file, or of any other. One that its officer approved
            alone has no annex, whatever digest it names.
    """
    digest = annex_digest(document)
    by_two = (case for case in cases if case.approval.kind is not ApprovalKind.DIRECT)
    own = [case for case in by_two if case.approval.annex == digest]
    if not own:
        of_file = any(case.approval.case_id == annex.case_id for case in cases)
        return [Problem(Code.E_ANNEX_OTHER if of_file else Code.W_EARLIER_MISSING, paths.ANNEX)]
    problems = []
    for case in own[:1]:
        approval = case.approval
        place = (approval.case_id, approval.revision, approval.record_root)
        if place != (annex.case_id, annex.revision, annex.record_root):
            problems.append(Problem(Code.E_ANNEX_CASE, paths.ANNEX))
            continue
        try:
            prove(list(annex.answers), case.digests)
        except RowUnproved as error:
            problems.append(Problem(Code.E_ROW, paths.ANNEX, error.path))
        except ValueError:
            problems.append(Problem(Code.E_ROW, paths.ANNEX))
    return problems
