"""Containers byte by byte, right or wrong as a test wants them."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tests.bundle.world import BUNDLE, NOW, codes, plan, world
from tipdesk.bundle.container import bag, paths
from tipdesk.bundle.container.bag import SignedFile, write_manifest
from tipdesk.bundle.container.index import payload_of_bytes, write_index
from tipdesk.bundle.crypto import cms
from tipdesk.bundle.crypto.certificates import SigningKey
from tipdesk.bundle.crypto.streams import EncryptedOutput
from tipdesk.bundle.reader import verify
from tipdesk.bundle.report import VerificationReport
from tipdesk.bundle.writer import instructions_inside

MIMETYPE, MANIFEST, SIGNATURE = paths.MIMETYPE, paths.MANIFEST, paths.SIGNATURE


@dataclass(frozen=True)
class Entry:
    """One member; every field that lies is for one hostile case."""

    name: str | bytes
    data: bytes = b"evil"
    local_name: str | bytes | None = None
    flags: int = 0
    method: int = 0
    extra: bytes = b""
    local_extra: bytes = b""
    attributes: int = 0o100644 << 16
    made_by: int = 0x0314
    time: int = 0x63C5
    crc: int | None = None
    local_crc: int | None = None
    size: int | None = None
    local_size: int | None = None
    comment: bytes = b""
    offset: int | None = None  # in the directory; the member itself is left out
    listed: bool = True
    descriptor: bool = False


def _raw(name: str | bytes) -> bytes:
    return name if isinstance(name, bytes) else name.encode()


def _common(entry: Entry, name: bytes, extra: bytes, crc: int, packed: int, size: int) -> bytes:
    head = struct.pack("<HHHHH", 20, entry.flags, entry.method, entry.time, 0x5D78)
    return head + struct.pack("<IIIHH", crc, packed, size, len(name), len(extra))


def pack(
    entries: Sequence[Entry],
    *,
    comment: bytes = b"",
    count: int | None = None,
    tail: bytes = b"",
    gap: bytes = b"",
) -> bytes:
    """A ZIP file of the entries in their order."""
    out = bytearray()
    directory: list[bytes] = []
    for entry in entries:
        name = _raw(entry.name)
        body = entry.data
        if entry.method == 8:
            deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
            body = deflate.compress(body) + deflate.flush()
        crc = zlib.crc32(entry.data) if entry.crc is None else entry.crc
        size = len(entry.data) if entry.size is None else entry.size
        place = len(out) if entry.offset is None else entry.offset
        if entry.offset is None:
            local = name if entry.local_name is None else _raw(entry.local_name)
            local_crc = crc if entry.local_crc is None else entry.local_crc
            packed = len(body) if entry.local_size is None else entry.local_size
            local_size = size if entry.local_size is None else entry.local_size
            out += b"PK\3\4" + _common(
                entry, local, entry.local_extra, local_crc, packed, local_size
            )
            out += local + entry.local_extra + body
            if entry.descriptor:
                out += b"PK\7\x08" + struct.pack("<III", crc, len(body), size)
        if entry.listed:
            rest = struct.pack("<HHHII", len(entry.comment), 0, 0, entry.attributes, place)
            head = b"PK\1\2" + struct.pack("<H", entry.made_by)
            common = _common(entry, name, entry.extra, crc, len(body), size)
            directory.append(head + common + rest + name + entry.extra + entry.comment)
    out += gap
    listed = b"".join(directory)
    number = len(directory) if count is None else count
    end = struct.pack("<HHHHIIH", 0, 0, number, number, len(listed), len(out), len(comment))
    return bytes(out) + listed + b"PK\5\6" + end + comment + tail


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True)
class Container:
    """The parts of a good bundle; `replace` one of them to make it bad."""

    payloads: Mapping[str, bytes]  # by member name
    info: bag.BagInfo
    key: SigningKey
    tags: Mapping[str, bytes] | None = None
    manifest: bytes | None = None
    signature: bytes | None = None
    mimetype: bytes = paths.CONTAINER_TYPE
    first: Sequence[Entry] = ()
    data: Sequence[Entry] = ()  # after the payloads
    last: Sequence[Entry] = ()
    change: Callable[[Entry], Entry] = lambda entry: entry
    options: Mapping[str, object] = field(default_factory=dict)

    def tag_files(self) -> dict[str, bytes]:
        if self.tags is not None:
            return dict(self.tags)
        return dict(
            bag.write_tag_files(self.info, {n: sha256(d) for n, d in self.payloads.items()})
        )

    def bag_files(self) -> dict[str, bytes]:
        return {**dict(sorted(self.payloads.items())), **self.tag_files()}

    def references(self) -> list[SignedFile]:
        return [
            SignedFile(name, paths.media_type(name), sha256(data))
            for name, data in self.bag_files().items()
        ]

    def signed(self) -> bytes:
        return write_manifest(self.references()) if self.manifest is None else self.manifest

    def signed_by(self) -> bytes:
        return cms.sign(self.signed(), self.key, NOW) if self.signature is None else self.signature

    def bytes(self) -> bytes:
        entries = [Entry(name, data) for name, data in sorted(self.payloads.items())]
        tags = [Entry(name, data) for name, data in self.tag_files().items()]
        end = [Entry(MANIFEST, self.signed()), Entry(SIGNATURE, self.signed_by())]
        middle = [*entries, *self.data, *tags, *end]
        everything = [*self.first, Entry(MIMETYPE, self.mimetype), *middle, *self.last]
        return pack([self.change(entry) for entry in everything], **self.options)


def good() -> Container:
    """A bundle in which everything holds."""
    usual_plan = plan()
    readme = payload_of_bytes("readme.txt", instructions_inside())
    usual_plan = replace(usual_plan, payloads=(*usual_plan.payloads, readme))
    payloads = {payload.member: payload.open().read() for payload in usual_plan.payloads}
    payloads[paths.INDEX] = write_index(usual_plan)
    info = bag.BagInfo(
        bagging_date=NOW.date(),
        octets=sum(len(data) for data in payloads.values()),
        files=len(payloads),
        bundle_id=BUNDLE,
        kind="case",
        recipients=usual_plan.recipients,
    )
    return Container(payloads, info, world().officer.key)


def with_payloads(payloads: Mapping[str, bytes]) -> Container:
    """A good bundle with these payloads; bag-info counts them, the index may not know them."""
    container = good()
    octets = sum(len(data) for data in payloads.values())
    info = replace(container.info, octets=octets, files=len(payloads))
    return replace(container, payloads=payloads, info=info)


def look(data: bytes, **changes: object) -> VerificationReport:
    """What the receiving desk finds in a container, encrypted or not: both must agree."""
    report = verify(io.BytesIO(data), world().plain(**changes))
    if data.startswith(b"PK\3\4"):
        sealed = verify(io.BytesIO(encrypted(data)), world().question(**changes))
        assert codes(sealed) == codes(report)
        assert (sealed.complete, sealed.intact, sealed.trusted, sealed.read, sealed.valid) == (
            report.complete,
            report.intact,
            report.trusted,
            report.read,
            report.valid,
        )
        sealed.close()
    return report


def encrypted(data: bytes) -> bytes:
    """Any bytes as an age file for the receiving desk."""
    out = io.BytesIO()
    output = EncryptedOutput(out.write, [world().receiver.identity.recipient])
    output.write(data)
    output.close()
    return out.getvalue()


def codes_of(data: bytes, **changes: object) -> list[str]:
    """The codes that the receiving desk finds."""
    report = look(data, **changes)
    assert report.valid == (not any(code.startswith(("E_", "A_")) for code in codes(report)))
    return codes(report)
