"""What a bundle holds: its plan, and bag/data/index.json (tipdesk-index/1.0) that says it.

`BundlePlan` says what goes in: the files, whose case it is, for whom, under which number. The index
says of every file of the container what it is (docs/bundle-format.md §4.1).
"""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import BinaryIO

from tipdesk.bundle import limits, strict_json
from tipdesk.bundle.container import paths
from tipdesk.bundle.crypto.age import Recipient
from tipdesk.bundle.crypto.streams import EncryptedOutput
from tipdesk.bundle.problems import Code, Problem, fault
from tipdesk.cases.handover.changes import RecordChange, SupplementChange
from tipdesk.core.errors import VaultDamaged

# --- what goes into a bundle ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Payload:
    """One file. Size and digests were taken when it was captured; writing checks them again."""

    path: str  # below bag/data/, e.g. <case id>/record.json
    size: int  # bytes
    sha256: str  # hex
    crc32: int
    open: Callable[[], BinaryIO]
    media_type: str

    @property
    def member(self) -> str:
        """The member's name in the container."""
        return paths.DATA + self.path

    def pour(self, output: EncryptedOutput, step: Callable[[int], None] = lambda _: None) -> None:
        """Append it; `step` is told of every part.

        Raises:
            VaultDamaged: it is not what was captured (details: what, its path).
        """
        try:
            with self.open() as source:
                tally = output.pour(source, step)
        except OSError as error:
            raise VaultDamaged(what=self.path) from error
        if (tally.size, tally.sha256, tally.crc32) != (self.size, self.sha256, self.crc32):
            raise VaultDamaged(what=self.path)


def payload_of_bytes(path: str, data: bytes, media_type: str | None = None) -> Payload:
    """A payload that is already in memory; its media type follows from the extension."""
    return Payload(
        path,
        len(data),
        hashlib.sha256(data).hexdigest(),
        zlib.crc32(data),
        lambda: io.BytesIO(data),
        media_type or paths.media_type(path),
    )


class BundleKind(StrEnum):
    """What a bundle tells the office."""

    CASE = "case"  # a file that two people signed
    NOTICE = "notice"  # ten answers that one officer signed


@dataclass(frozen=True, slots=True)
class NotSent:
    """A number that never became whole on a drive, or was voided before it left."""

    number: int
    bundle_id: str


@dataclass(frozen=True, slots=True)
class BundleNumber:
    """Which of the bundles of a station for an office it is (docs/bundle-format.md §8)."""

    station: str  # code
    office: str  # code
    series: str  # uuid; a new one after a restored backup
    number: int  # from 1
    previous: str = ""  # SHA-256 (hex) of the manifest sent before; '' for the first
    not_sent: tuple[NotSent, ...] = ()


@dataclass(frozen=True, slots=True)
class Supplement:
    """The bundle of the same file that this one follows, and what has changed since."""

    manifest: str  # SHA-256 (hex)
    revision: int
    changes: tuple[SupplementChange, ...] = ()


@dataclass(frozen=True, slots=True)
class CarriedBefore:
    """An approved attachment that an earlier bundle of this file brought."""

    path: str  # below bag/data/
    sha256: str
    size: int
    manifest: str  # SHA-256 (hex) of that bundle's manifest


@dataclass(frozen=True, slots=True)
class BundlePlan:
    """Everything that `write_bundle` needs but the key. The writer adds index and readme."""

    bundle_id: str  # random lower-case UUIDv4
    created: datetime  # UTC; also the claimed signing time
    payloads: tuple[Payload, ...]
    case_id: str  # UUID
    revision: int
    numbered: BundleNumber
    recipients: tuple[Recipient, ...]  # prosecution and recovery
    kind: BundleKind = BundleKind.CASE
    tenure: int = 1  # how many stations have had the file
    supplements: Supplement | None = None
    carried_before: tuple[CarriedBefore, ...] = ()
    info: tuple[tuple[str, str], ...] = ()  # further bag-info elements
    app_version: str = ""
    read_back: bool = True


NOTICE_FIELDS = frozenset(
    {"case_no", "intake_at", "intake_agency", "officer_id", "case_source", "case_type", "urgency",
     "referral_basis", "sex", "is_child"}
)  # fmt: skip
"""The answers that one officer alone may tell the Prosecution (§9.1)."""
NOTICE_TEXT = 300  # characters of each text in their rows: all choices of a list have room
FORMAT = "tipdesk-index"
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
CODE = r"[A-Z0-9]{2,6}"
"""Of a station or an office."""
_SHA256 = "[0-9a-f]{64}"
_MOST_CHANGES = 20_000
_MOST_NOT_SENT = 10_000


@dataclass(frozen=True, slots=True)
class IndexedFile:
    """A file of the bundle as the index describes it."""

    path: str  # below bag/data/
    sha256: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Index:
    """The whole index."""

    bundle_id: str
    created: datetime
    app_version: str
    kind: BundleKind
    case_id: str
    revision: int
    tenure: int
    numbered: BundleNumber
    supplements: Supplement | None
    carried_before: tuple[CarriedBefore, ...]
    files: tuple[IndexedFile, ...]
    is_newer: bool = False  # of a later minor version

    @property
    def folder(self) -> str:
        """Where the files of the case lie, below bag/data/."""
        return self.case_id + "/"

    def of_case(self) -> tuple[tuple[str, IndexedFile], ...]:
        """The files of the case by their names in its folder."""
        return tuple(
            (file.path.removeprefix(self.folder), file)
            for file in self.files
            if file.path.startswith(self.folder)
        )


# --- writing -------------------------------------------------------------------------------


def write_index(plan: BundlePlan) -> bytes:
    """The index of a plan whose payloads are every file but the index itself."""
    numbered, supplement = plan.numbered, plan.supplements
    value: strict_json.JsonValue = {
        "format": f"{FORMAT}/1.0",
        "app_version": plan.app_version,
        "bundle_id": plan.bundle_id,
        "created": strict_json.format_time(plan.created),
        "kind": plan.kind.value,
        "case_id": plan.case_id,
        "revision": plan.revision,
        "tenure": plan.tenure,
        "station": numbered.station,
        "office": numbered.office,
        "series": numbered.series,
        "number": numbered.number,
        "previous": numbered.previous or None,
        "not_sent": [
            {"number": item.number, "bundle_id": item.bundle_id} for item in numbered.not_sent
        ],
        "supplements": None
        if supplement is None
        else {
            "manifest": supplement.manifest,
            "revision": supplement.revision,
            "changes": [
                {"path": change.path, "how": change.how.value} for change in supplement.changes
            ],
        },
        "carried_before": [
            {"path": item.path, "sha256": item.sha256, "size": item.size, "manifest": item.manifest}
            for item in plan.carried_before
        ],
        "files": [
            {
                "path": payload.path,
                "sha256": payload.sha256,
                "size": payload.size,
                "media_type": payload.media_type,
            }
            for payload in sorted(plan.payloads, key=lambda payload: payload.path)
        ],
    }
    return strict_json.write_json(value)


# --- reading -------------------------------------------------------------------------------


def read_index(data: bytes) -> Index:
    """Read an index. Raises BundleUnreadable (E_INDEX_FORM, E_VERSION)."""
    try:
        fields = strict_json.Fields.of_document(data, FORMAT)
        index = Index(
            bundle_id=fields.text("bundle_id", UUID),
            created=strict_json.parse_time(fields.text("created", strict_json.TIME_PATTERN)),
            app_version=fields.text("app_version", limit=40),
            kind=BundleKind(fields.text("kind")),
            case_id=fields.text("case_id", UUID),
            revision=fields.number("revision", 1),
            tenure=fields.number("tenure", 1),
            numbered=_numbered(fields),
            supplements=_supplement(fields.optional_inner("supplements")),
            carried_before=tuple(
                _carried(item) for item in fields.each("carried_before", limits.MEMBERS)
            ),
            files=tuple(_file(item) for item in fields.each("files", limits.MEMBERS)),
            is_newer=fields.is_newer,
        )
        fields.end()
        names = [file.path for file in index.files]
        if names != sorted(set(names)):
            raise strict_json.NotStrictJson("files")
    except strict_json.OtherMajor as error:
        raise fault(Code.E_VERSION, paths.INDEX, str(error)) from error
    except ValueError as error:  # NotStrictJson, a time that no calendar has, an unknown kind
        raise fault(Code.E_INDEX_FORM, paths.INDEX, str(error)) from error
    return index


def _numbered(fields: strict_json.Fields) -> BundleNumber:
    return BundleNumber(
        station=fields.text("station", CODE),
        office=fields.text("office", CODE),
        series=fields.text("series", UUID),
        number=fields.number("number", 1),
        previous=fields.optional_text("previous", _SHA256) or "",
        not_sent=tuple(_not_sent(item) for item in fields.each("not_sent", _MOST_NOT_SENT)),
    )


def _not_sent(fields: strict_json.Fields) -> NotSent:
    item = NotSent(fields.number("number", 1), fields.text("bundle_id", UUID))
    fields.end()
    return item


def _supplement(fields: strict_json.Fields | None) -> Supplement | None:
    if fields is None:
        return None
    changes = []
    manifest, revision = fields.text("manifest", _SHA256), fields.number("revision", 1)
    for item in fields.each("changes", _MOST_CHANGES):
        changes.append(SupplementChange(item.text("path"), RecordChange(item.text("how"))))
        item.end()
    fields.end()
    if changes != sorted(set(changes)):
        raise strict_json.NotStrictJson("changes")
    return Supplement(manifest, revision, tuple(changes))


def _carried(fields: strict_json.Fields) -> CarriedBefore:
    item = CarriedBefore(
        _path(fields),
        fields.text("sha256", _SHA256),
        fields.number("size"),
        fields.text("manifest", _SHA256),
    )
    fields.end()
    return item


def _path(fields: strict_json.Fields) -> str:
    path = fields.text("path", limit=250)
    if not paths.is_payload_path(path):
        raise strict_json.NotStrictJson("path")
    return path


def _file(fields: strict_json.Fields) -> IndexedFile:
    file = IndexedFile(
        _path(fields),
        fields.text("sha256", _SHA256),
        fields.number("size"),
        fields.text("media_type", r"[a-z0-9.+/-]{1,100}"),
    )
    fields.end()
    return file


def check_index(
    index: Index,
    bundle_id: str,
    kind: str,
    digests: Mapping[str, str],
    sizes: Mapping[str, int],
) -> list[Problem]:
    """Whether the index describes exactly what the bag holds.

    Args:
        index: as read.
        bundle_id: of bag-info.txt.
        kind: of bag-info.txt.
        digests: SHA-256 (hex) by member name, from the signed manifest.
        sizes: bytes by member name, from the container.

    Returns:
        E_INDEX_MISMATCH for each file that is missing, surplus or other than described; E_CHANGES
        for a bundle that follows a later revision than its own.
    """
    problems: list[Problem] = []
    if (index.bundle_id, index.kind.value) != (bundle_id, kind):
        problems.append(Problem(Code.E_INDEX_MISMATCH, paths.INDEX, "bundle_id or kind"))
    named = set()
    for file in index.files:
        member = paths.DATA + file.path
        named.add(member)
        if digests.get(member) != file.sha256 or sizes.get(member) != file.size:
            problems.append(Problem(Code.E_INDEX_MISMATCH, member))
    present = {name for name in sizes if name.startswith(paths.DATA)} - {paths.INDEX}
    different = present.symmetric_difference(named)
    different |= {name for name in present if not _belongs(name, index)}
    different -= {problem.path for problem in problems}
    problems += [Problem(Code.E_INDEX_MISMATCH, name) for name in sorted(different)]
    supplement = index.supplements
    if supplement is not None and supplement.revision > index.revision:
        problems.append(Problem(Code.E_CHANGES, paths.INDEX, "revision"))
    return problems


def _belongs(member: str, index: Index) -> bool:
    """One bag holds one file: everything but the instructions lies in its folder."""
    return member == paths.README or member.startswith(paths.DATA + index.folder)
