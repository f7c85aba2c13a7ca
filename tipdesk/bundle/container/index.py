"""What a bundle holds: its plan, and bag/data/index.json (tipdesk-index/1) that says it.

`BundlePlan` says what goes in: the files, whose cases they are, and for whom. The index says of
every file of the container which it is, and the name that people gave it.
"""

from __future__ import annotations

import hashlib
import io
import zlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from tipdesk.bundle import limits, strict_json
from tipdesk.bundle.container import paths
from tipdesk.bundle.container.bag import BagGroup
from tipdesk.bundle.crypto.age import Recipient
from tipdesk.bundle.problems import Code, Problem, fault

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


@dataclass(frozen=True, slots=True)
class BagDocument:
    """A file that the program made for the case: a printed form, the custody list."""

    path: str  # below bag/data/
    kind: str  # intake, statement, cover, custody …


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that was added to the case."""

    path: str  # below bag/data/
    original_name: str  # shown only, never used as a path


@dataclass(frozen=True, slots=True)
class CaseEntry:
    """What the bundle holds of one case."""

    case_id: str  # UUID
    revision: int
    record: str  # path below bag/data/
    documents: tuple[BagDocument, ...] = ()
    attachments: tuple[AttachedFile, ...] = ()


@dataclass(frozen=True, slots=True)
class AuditHead:
    """Where the vault's chain of custody stood at the export."""

    count: int
    head: str  # hex


@dataclass(frozen=True, slots=True)
class BundlePlan:
    """Everything that `write_bundle` needs but the key. The writer adds index and readme."""

    bundle_id: str  # random lower-case UUIDv4
    created: datetime  # UTC; also the claimed signing time
    payloads: tuple[Payload, ...]
    cases: tuple[CaseEntry, ...]
    audit: AuditHead
    recipients: tuple[Recipient, ...]  # prosecution and recovery
    group: BagGroup | None = None  # None: this bundle alone
    info: tuple[tuple[str, str], ...] = ()  # further bag-info elements
    app_version: str = ""
    read_back: bool = True


FORMAT = "tipdesk-index/1"
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
_SHA256 = "[0-9a-f]{64}"
_KIND = r"[a-z0-9_-]{1,40}"


@dataclass(frozen=True, slots=True)
class IndexedFile:
    """A file of a case as the index describes it."""

    path: str  # below bag/data/
    sha256: str
    size: int
    media_type: str
    kind: str  # what the program made; '' for an attachment
    original_name: str = ""  # from outside: show it isolated and cleaned only


@dataclass(frozen=True, slots=True)
class IndexedCase:
    """One case of the bundle."""

    case_id: str
    revision: int
    record: str  # below bag/data/
    documents: tuple[IndexedFile, ...]
    attachments: tuple[IndexedFile, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """The whole index."""

    bundle_id: str
    created: datetime
    app_version: str
    group: tuple[str, int, int]  # identifier, part, of
    cases: tuple[IndexedCase, ...]
    audit: AuditHead


# --- writing -------------------------------------------------------------------------------


def write_index(plan: BundlePlan) -> bytes:
    """The index of a plan. Raises KeyError if a case names a payload that the plan has not."""
    by_path = {payload.path: payload for payload in plan.payloads}
    group = plan.group
    return strict_json.write_json(
        {
            "format": FORMAT,
            "bundle_id": f"urn:uuid:{plan.bundle_id}",
            "created": strict_json.format_time(plan.created),
            "app_version": plan.app_version,
            "group": {
                "id": group.identifier if group else f"urn:uuid:{plan.bundle_id}",
                "part": group.part if group else 1,
                "of": group.of if group else 1,
            },
            "cases": [
                {
                    "case_id": case.case_id,
                    "revision": case.revision,
                    "record": paths.data_path(by_path[case.record].path),
                    "documents": [
                        _described(by_path[item.path]) | {"kind": item.kind}
                        for item in case.documents
                    ],
                    "attachments": [
                        _described(by_path[item.path]) | {"original_name": item.original_name}
                        for item in case.attachments
                    ],
                }
                for case in plan.cases
            ],
            "audit": {"count": plan.audit.count, "head": plan.audit.head},
        }
    )


def _described(payload: Payload) -> dict[str, strict_json.JsonValue]:
    return {
        "path": paths.data_path(payload.path),
        "sha256": payload.sha256,
        "size": payload.size,
        "media_type": payload.media_type,
    }


# --- reading -------------------------------------------------------------------------------


def read_index(data: bytes) -> Index:
    """Read an index. Raises BundleUnreadable (E_INDEX_FORM)."""
    try:
        fields = strict_json.Fields(strict_json.read_json(data))
        fields.text("format", FORMAT)
        group = fields.inner("group")
        audit = fields.inner("audit")
        index = Index(
            fields.text("bundle_id", f"urn:uuid:{UUID}").removeprefix("urn:uuid:"),
            strict_json.parse_time(fields.text("created", strict_json.TIME_PATTERN)),
            fields.text("app_version", limit=40),
            (group.text("id", limit=100), group.number("part", 1), group.number("of", 1)),
            tuple(_case(strict_json.Fields(item)) for item in fields.items("cases", limits.CASES)),
            AuditHead(audit.number("count"), audit.text("head", "[0-9a-f]{0,128}")),
        )
        for finished in (group, audit, fields):
            finished.end()
    except ValueError as error:  # NotStrictJson, or a time that no calendar has
        raise fault(Code.E_INDEX_FORM, paths.INDEX, str(error)) from error
    return index


def _case(fields: strict_json.Fields) -> IndexedCase:
    case = IndexedCase(
        fields.text("case_id", UUID),
        fields.number("revision"),
        _path(fields, "record"),
        tuple(_file(strict_json.Fields(item), "kind") for item in fields.items("documents")),
        tuple(
            _file(strict_json.Fields(item), "original_name") for item in fields.items("attachments")
        ),
    )
    fields.end()
    return case


def _path(fields: strict_json.Fields, name: str) -> str:
    text = fields.text(name, limit=250)
    path = paths.payload_of(text)
    if not path:
        raise strict_json.NotStrictJson(name)
    return path


def _original_name(fields: strict_json.Fields) -> str:
    return fields.text("original_name", limit=limits.ORIGINAL_NAME)


def _file(fields: strict_json.Fields, named: str) -> IndexedFile:
    file = IndexedFile(
        _path(fields, "path"),
        fields.text("sha256", _SHA256),
        fields.number("size"),
        fields.text("media_type", r"[a-z0-9.+/-]{1,100}"),
        kind=fields.text("kind", _KIND) if named == "kind" else "",
        original_name=_original_name(fields) if named != "kind" else "",
    )
    fields.end()
    return file


def check_index(
    index: Index, bundle_id: str, digests: Mapping[str, str], sizes: Mapping[str, int]
) -> list[Problem]:
    """Whether the index describes exactly what the bag holds.

    Args:
        index: as read.
        bundle_id: of bag-info.txt.
        digests: SHA-256 (hex) by member name, from the signed manifest.
        sizes: bytes by member name, from the container.

    Returns:
        E_INDEX_MISMATCH for each file that is missing, surplus or other than described.
    """
    problems: list[Problem] = []
    if index.bundle_id != bundle_id:
        problems.append(Problem(Code.E_INDEX_MISMATCH, paths.INDEX, "bundle_id"))
    named: list[str] = []
    for case in index.cases:
        named.append(paths.DATA + case.record)
        for file in (*case.documents, *case.attachments):
            member = paths.DATA + file.path
            named.append(member)
            if digests.get(member) != file.sha256 or sizes.get(member) != file.size:
                problems.append(Problem(Code.E_INDEX_MISMATCH, member))
    present = {name for name in sizes if name.startswith(paths.DATA)}
    present -= {paths.INDEX, paths.README}
    different = present.symmetric_difference(named) | _repeated(named)
    different -= {problem.path for problem in problems}
    problems += [Problem(Code.E_INDEX_MISMATCH, name) for name in sorted(different)]
    return problems


def _repeated(names: Sequence[str]) -> set[str]:
    return {name for name, count in Counter(names).items() if count > 1}
