"""A writer of the exchange format for the vectors, from docs/bundle-format.md and not from the program.

`Bundle` goes through every layer in turn; an edit, by the name of its place, changes what stands
there before the next layer is put around it. So a fault lies exactly as deep as it is meant to.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tests.bundle.raw import Entry, pack
from tests.vectors import people
from tests.vectors.people import NOW, OFFICE, RECOVERY, AgeKey, Person, canonical, seed, stamp
from tests.vectors.signing import JSON, XML, sign

CASE = "6ab4a4e2-3f0c-4d5e-9a43-0a2c3f1d9b10"
BUNDLE = "7d4f5a1e-8b62-4c39-9d2b-1f0c53a9be77"
SERIES = "0b1f2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
SIGNED_AT = NOW - timedelta(hours=1)  # the approval
CREATED = NOW - timedelta(minutes=10)
PDF = b"%PDF-1.7\n% made up\n%%EOF\n"
PHOTO = b"\xff\xd8\xff\xe0 made up \xff\xd9"
MIMETYPE, MANIFEST = "mimetype", "META-INF/ASiCManifest.xml"
SIGNATURE = "META-INF/signature001.p7s"
ZIP_TYPE = b"application/vnd.etsi.asic-e+zip"
TAGS = ("bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt")
Edit = Callable[[Any], Any]
Files = dict[str, bytes]


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


# --- edits ------------------------------------------------------------------------------------


def put(**values: object) -> Edit:
    """Members with other values."""
    return lambda value: {**value, **values}


def drop(*names: str) -> Edit:
    """Without these members."""
    return lambda value: {name: item for name, item in value.items() if name not in names}


def swap(old: bytes, new: bytes) -> Edit:
    """Other bytes where these stand."""

    def edit(data: bytes) -> bytes:
        assert old in data
        return data.replace(old, new, 1)

    return edit


def text(data: bytes) -> Edit:
    """These bytes instead."""
    return lambda _value: data


# --- age --------------------------------------------------------------------------------------


def _derive(secret: bytes, salt: bytes | None, info: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt, info).derive(secret)


def plain64(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def stanza(recipient: AgeKey, file_key: bytes) -> bytes:
    """An X25519 stanza."""
    own = X25519PrivateKey.from_private_bytes(seed("share", recipient.name, file_key.hex()))
    share = own.public_key().public_bytes_raw()
    shared = own.exchange(X25519PublicKey.from_public_bytes(recipient.public))
    key = _derive(shared, share + recipient.public, b"age-encryption.org/v1/X25519")
    body = ChaCha20Poly1305(key).encrypt(bytes(12), file_key, None)
    return b"-> X25519 " + plain64(share) + b"\n" + plain64(body) + b"\n"


@dataclass
class Envelope:
    """An age file as it is to be."""

    recipients: Sequence[AgeKey] = (RECOVERY, OFFICE)
    stanzas: Edit = lambda value: value  # list of stanzas, before the MAC
    header: Edit = lambda value: value  # after it
    chunks: Edit = lambda value: value  # list of sealed chunks
    size: int = 65536  # of a chunk
    close: bool = True  # the last chunk says that it is the last


def sealed(data: bytes, how: Envelope, name: str) -> bytes:
    """An age file; `name` makes its keys."""
    file_key, nonce = seed("file", name)[:16], seed("nonce", name)[:16]
    parts = how.stanzas([stanza(recipient, file_key) for recipient in how.recipients])
    head = b"age-encryption.org/v1\n" + b"".join(parts) + b"---"
    mac = hmac.digest(_derive(file_key, None, b"header"), head, "sha256")
    cipher = ChaCha20Poly1305(_derive(file_key, nonce, b"payload"))
    pieces = [data[at : at + how.size] for at in range(0, len(data), how.size)] or [b""]
    chunks = [
        cipher.encrypt(
            number.to_bytes(11) + bytes((how.close and number == len(pieces) - 1,)), piece, None
        )
        for number, piece in enumerate(pieces)
    ]
    return (
        bytes(how.header(head + b" " + plain64(mac) + b"\n")) + nonce + b"".join(how.chunks(chunks))
    )


# --- the chain --------------------------------------------------------------------------------


@dataclass
class Event:
    """One link of the vault; what is `None` is worked out."""

    action: str
    officer: str = "T-07"
    detail: dict[str, str] = field(default_factory=dict)
    of: str = "case"  # case, other or none
    show: str = "open"  # of the case's: open, closed or other
    n: int | None = None
    decision: int | None = None
    key: bytes | None = None
    at: str | None = None


DECISIONS = frozenset(
    [
        "opened",
        "carried_over",
        "completed",
        "amended",
        "returned",
        "approved",
        "approved_directly",
        "hidden",
        "export_begun",
        "exported",
        "withdrawn",
        "transfer_given_up",
        "transfer_taken_back",
        "transfer_taken_in",
        "voided",
        "unvoided",
    ]
)


@dataclass
class Chain:
    """The chain of one vault, hashed as §7.1 says."""

    name: str
    events: list[Event]
    keys: list[bytes] = field(default_factory=list)
    rows: list[list[Any]] = field(default_factory=list)
    digests: list[bytes] = field(default_factory=list)
    start: datetime = NOW - timedelta(hours=3)
    first: int = 0  # where what is shown begins; 0: with the file

    def hashed(self) -> Chain:
        count = exported = 0
        previous = bytes(32)
        for seq, event in enumerate(self.events, start=1):
            body = [self._at(seq, event), event.officer, event.action, event.detail]
            salt = seed(self.name, "salt", seq)[:16]
            digest = hashlib.sha256(salt + canonical(body)).digest()
            decision = int(event.action in DECISIONS) if event.decision is None else event.decision
            n, tag = 0, seed(self.name, "tag", seq)[:16]
            if event.of == "case":
                count += 1
                n = count if event.n is None else event.n
                count = n
                place = min(exported, 63)
                while len(self.keys) <= place:
                    self.keys.append(file_key(self.name, len(self.keys)))
                tag = tag_of(event.key or self.keys[place], seq)
                exported += event.action == "exported"
            elif event.of == "other":
                n, tag = 1, tag_of(seed("another file"), seq)
            inner = hashlib.sha256(
                b"tipdesk-link/1" + n.to_bytes(8) + bytes((decision,)) + digest
            ).digest()
            self.rows.append(
                [tag.hex(), n, decision, salt.hex(), *body]
                if event.of == "case" and event.show == "open"
                else [tag.hex(), n, decision, digest.hex()]
                if event.of == "case" and event.show == "closed"
                else [(tag + inner).hex()]
            )
            previous = hashlib.sha256(
                b"tipdesk-chain/1" + seq.to_bytes(8) + previous + tag + inner
            ).digest()
            self.digests.append(previous)
        return self

    def _at(self, seq: int, event: Event) -> str:
        return event.at or people.instant(self.start + timedelta(seconds=seq))

    def seq_of(self, action: str) -> int:
        """Of the last link of the file with this action."""
        return max(
            seq
            for seq, event in enumerate(self.events, start=1)
            if event.action == action and event.of == "case"
        )

    def head(self, seq: int) -> list[Any]:
        return [seq, self.digests[seq - 1].hex()]

    def segment(self, station: str, until: int = 0) -> dict[str, Any]:
        """What is shown of it, from the first link of the file."""
        own = (seq for seq, event in enumerate(self.events, 1) if event.of == "case")
        first = self.first or next(own)
        before = self.digests[first - 2].hex() if first > 1 else "00" * 32
        return {
            "station": station,
            "from": [first, before],
            "keys": [key.hex() for key in self.keys],
            "links": self.rows[first - 1 : until or None],
        }


def file_key(name: str, place: int) -> bytes:
    """The key of a file at this place, from 0: each is the digest of the next (§7.1)."""
    key = seed(name, "last key of the file")
    for _step in range(63 - place):
        key = hashlib.sha256(b"tipdesk-file-key/1" + key).digest()
    return key


def tag_of(key: bytes, seq: int) -> bytes:
    return hmac.digest(key, seq.to_bytes(8), "sha256")[:16]


# --- the record -------------------------------------------------------------------------------


def words(ar: str, en: str | None = None) -> dict[str, str]:
    return {"ar": ar, "en": ar if en is None else en}


def answer(value: str, place: int, kind: str = "text", **more: str) -> dict[str, Any]:
    """An answer as a row has it."""
    return {
        "value": value,
        "section": words("قسم", "part"),
        "label": words("سؤال", "asked"),
        "type": kind,
        "place": place,
        "shown": words(value),
        "by": "T-07",
        "at": people.instant(SIGNED_AT - timedelta(hours=2)),
        **more,
    }


def usual_rows(attachments: Files) -> dict[str, Any]:
    """The rows of a record."""
    rows: dict[str, Any] = {
        "_case": {
            "id": CASE,
            "number": "SH2-2026-00017",
            "person_code": "K7M2Q9",
            "revision": 3,
            "created_at": people.instant(SIGNED_AT - timedelta(days=3)),
            "created_by": "T-07",
            "quick": False,
        },
        "_station": {"agency": "pam", "code": "SH2"},
        "_form": {"id": "victim-intake", "version": 4, "digest": sha256(b"form")},
        "_release": {"basis": ["consent"], "narrowed": False, "picks": []},
        "_withheld": [
            {
                "name": "family",
                "label": words("الأسرة", "Family"),
                "level": 2,
                "reason": "not_for_prosecution",
            }
        ],
        "_withheld_level4": 2,
        "name": answer("زينب", 3, source="person"),
    }
    for number, (name, data) in enumerate(sorted(attachments.items()), start=1):
        rows[f"_attachment[{number}]"] = {
            "path": name,
            "sha256": sha256(data),
            "size": len(data),
            "media_type": media_type(name),
        }
    return rows


NOTICE_ROWS = ["case_no", "urgency"]


def notice_rows() -> dict[str, Any]:
    """The rows of a notice, §9.1."""
    usual = usual_rows({})
    rows = {name: usual[name] for name in ("_case", "_station", "_form")}
    rows["_release"] = {"basis": ["legal_duty"], "narrowed": False, "picks": []}
    return rows | {name: answer(name, place) for place, name in enumerate(NOTICE_ROWS, start=1)}


def row_of(path: str, value: object) -> list[Any]:
    return [seed("row", path)[:16].hex(), path, value]


def record_of(rows: dict[str, Any], staying: int, fill: bool = True) -> dict[str, Any]:
    """`record.json`: rows, their digests, and those of what stays."""
    listed = [row_of(path, rows[path]) for path in sorted(rows)]
    digests = {sha256(canonical(row)) for row in listed}
    digests |= {seed("staying", number).hex() for number in range(staying)}
    number = 1
    while fill and len(digests) % 64:
        digests.add(seed("fill", number).hex())
        number += 1
    return {"format": "tipdesk-record/1.0", "rows": listed, "digests": sorted(digests)}


def root_of(record: dict[str, Any]) -> str:
    return sha256(b"".join(bytes.fromhex(digest) for digest in record["digests"]))


_TYPES = {
    "json": "application/json",
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "txt": "text/plain",
    "p7s": "application/pkcs7-signature",
}


def media_type(name: str) -> str:
    return _TYPES.get(name.rpartition(".")[2], "application/octet-stream")


# --- the container ----------------------------------------------------------------------------

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<asic:ASiCManifest xmlns:asic="http://uri.etsi.org/02918/v1.2.1#" '
    'xmlns:ds="http://www.w3.org/2000/09/xmldsig#">\n'
    '<asic:SigReference URI="META-INF/signature001.p7s" MimeType="application/pkcs7-signature"/>\n'
)


def reference(name: str, data: bytes) -> str:
    digest = base64.b64encode(hashlib.sha256(data).digest()).decode()
    return (
        f'<asic:DataObjectReference URI="{name}" MimeType="{media_type(name)}"><ds:DigestMethod '
        'Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
        f"<ds:DigestValue>{digest}</ds:DigestValue></asic:DataObjectReference>\n"
    )


def manifest_of(members: Files) -> bytes:
    """§3.3, byte for byte."""
    return (_HEAD + "".join(map(reference, members, members.values()))).encode() + (
        b"</asic:ASiCManifest>\n"
    )


class Layers:
    """What every container has: edits by place, manifest, signature, ZIP."""

    edits: dict[str, Edit]

    def at(self, place: str, value: Any) -> Any:
        """The value, or what the edit of this place makes of it."""
        edit = self.edits.get(place)
        changed = edit(value) if edit is not None else None
        return value if changed is None else changed

    def container(self, members: Files, signer: Person, when: datetime) -> bytes:
        """Manifest, signature and ZIP around the members."""
        manifest = self.at("manifest", manifest_of(members))
        edits = [self.edits["cms"]] if "cms" in self.edits else []
        signature = self.at("signature", sign(manifest, signer, when, XML, *edits))
        everything = {MIMETYPE: ZIP_TYPE, **members, MANIFEST: manifest, SIGNATURE: signature}
        everything = self.at("members", everything)
        entries = [Entry(name, data) for name, data in everything.items()]
        return bytes(self.at("zip", pack(self.at("entries", entries))))


@dataclass
class Bundle(Layers):
    """A case or notice as it is to be. Places of edits, in their order: `files` (of the case, by
    name), `rows`, `record`, `record_bytes`, `subjects`, `events`, `chain`, `approval`,
    `approval_bytes`, `approval_cms`, `approval_signature`, `custody`, `custody_bytes`, `sent`,
    `index`, `index_bytes`, `payload`, `info`, `tags`, `manifest`, `cms`, `signature`, `members`,
    `entries`, `zip`."""

    exporter: Person
    approver: Person
    approver_login: str = "S-01"
    exporter_login: str = "T-07"
    kind: str = "case"
    direct: bool = False
    created: datetime = CREATED
    approved_at: datetime = SIGNED_AT
    station: str = "SH2"
    bundle_id: str = BUNDLE
    number: int = 1
    series: str = SERIES
    previous: str | None = None
    not_sent: Sequence[tuple[int, str]] = ()
    attachments: Files = field(default_factory=lambda: {"att/0001.jpg": PHOTO})
    recipients: Sequence[AgeKey] = (OFFICE, RECOVERY)
    staying: int | None = None  # how many answers stay; None: no digest beside those of the rows
    readme: bool = False
    revision: int = 3
    head_action: str = ""  # which link the approval names
    edits: dict[str, Edit] = field(default_factory=dict)

    def bytes(self) -> bytes:
        """The container."""
        files = self._notice() if self.kind == "notice" else self._case()
        payload = {f"{CASE}/{name}": data for name, data in self.at("sent", files).items()}
        if self.readme:
            payload["readme.txt"] = b"How to check: see docs/bundle-format.md, 14.\n"
        index = self.at("index", self._index(payload))
        payload["index.json"] = self.at("index_bytes", canonical(index))
        payload = self.at("payload", payload)
        members = {f"bag/data/{name}": payload[name] for name in sorted(payload)}
        tags = self.at("tags", self._tags(payload))
        members |= {f"bag/{name}": data for name, data in tags.items()}
        return self.container(members, self.exporter, self.created)

    def _record(self, rows: dict[str, Any]) -> dict[str, Any]:
        rows["_case"]["revision"] = self.revision
        rows = self.at("rows", rows)
        record = record_of(rows, self.staying or 0, fill=self.staying is not None)
        return self.at("record", record)

    def _notice(self) -> Files:
        record = self._record(notice_rows())
        body = self.at("record_bytes", canonical(record))
        return self.at("files", {"record.json": body, "notice.pdf": PDF})

    def _case(self) -> Files:
        record = self._record(usual_rows(self.attachments))
        files = {
            "record.json": self.at("record_bytes", canonical(record)),
            **self.attachments,
        }
        files = self.at("files", files)
        subjects = [
            {"name": name, "sha256": sha256(files[name]), "size": len(files[name])}
            for name in sorted(files)
            if not is_unapproved(name)
        ]
        subjects = self.at("subjects", subjects)
        chain = self._chain(sha256(canonical(subjects)), root_of(record))
        body = self.at("approval", self._approval(subjects, root_of(record), chain))
        statement = self.at("approval_bytes", canonical(body))
        edits = [self.edits["approval_cms"]] if "approval_cms" in self.edits else []
        signature = sign(statement, self.approver, self.approved_at, JSON, *edits)
        custody = {"format": "tipdesk-custody/1.0", "segments": [chain.segment(self.station)]}
        files["custody.json"] = self.at("custody_bytes", canonical(self.at("custody", custody)))
        files["approval.json"] = statement
        files["approval.p7s"] = self.at("approval_signature", signature)
        return files

    def _chain(self, subjects: str, root: str) -> Chain:
        action = "approved_directly" if self.direct else "approved"
        detail = {"subjects": subjects, "record": root}
        begun = {
            "bundle": self.bundle_id,
            "office": "PPX",
            "series": self.series,
            "number": str(self.number),
        }
        events = [
            Event("unlocked", of="none"),
            Event("opened", self.exporter_login),
            Event("opened", of="other"),
            Event("viewed", self.exporter_login, {"sha256": sha256(b"another")}, show="closed"),
            *([Event("hidden", self.exporter_login)] if self.direct else []),
            Event("completed", "T-07"),
            Event(action, self.approver_login, detail),
            Event("edited", of="other"),
            Event("export_begun", self.exporter_login, begun),
        ]
        chain = Chain(f"chain {self.station}", self.at("events", events))
        return self.at("chain", chain.hashed())

    def _approval(self, subjects: list[dict[str, Any]], root: str, chain: Chain) -> dict[str, Any]:
        action = self.head_action or ("approved_directly" if self.direct else "approved")
        try:
            seq = chain.seq_of(action)
        except ValueError:  # a hostile one has none
            seq = 1
        exported = sum(
            event.action == "exported" and event.of == "case" for event in chain.events[:seq]
        )
        keys = chain.keys[: min(exported, 63) + 1]
        return {
            "format": "tipdesk-approval/1.0",
            "kind": "direct" if self.direct else "second_person",
            "station": self.station,
            "case_id": CASE,
            "revision": self.revision,
            "tenure": 1,
            "approver": self.approver_login,
            "authors": ["T-07"],
            "approved_at": stamp(self.approved_at),
            "valid_until": stamp(self.approved_at + timedelta(days=14)),
            "for": ["PPX"],
            "record_root": root,
            "subjects": subjects,
            "head": chain.head(seq),
            "case_keys": sha256(b"".join(keys)),
            "annex": seed("annex").hex(),
        }

    def _index(self, payload: Files) -> dict[str, Any]:
        return {
            "format": "tipdesk-index/1.0",
            "app_version": "0.3.0",
            "bundle_id": self.bundle_id,
            "created": stamp(self.created),
            "kind": self.kind,
            "case_id": CASE,
            "revision": self.revision,
            "tenure": 1,
            "station": self.station,
            "office": "PPX",
            "series": self.series,
            "number": self.number,
            "previous": self.previous,
            "not_sent": [{"number": n, "bundle_id": name} for n, name in self.not_sent],
            "supplements": None,
            "carried_before": [],
            "files": [
                {
                    "path": path,
                    "sha256": sha256(payload[path]),
                    "size": len(payload[path]),
                    "media_type": media_type(path),
                }
                for path in sorted(payload)
            ],
        }

    def _tags(self, payload: Files) -> Files:
        octets = sum(map(len, payload.values()))
        info = [
            ("Bagging-Date", self.created.strftime("%Y-%m-%d")),
            ("Payload-Oxum", f"{octets}.{len(payload)}"),
            ("Tipdesk-Format", "tipdesk-exchange/1.0"),
            ("Tipdesk-Kind", self.kind),
            ("External-Identifier", f"urn:uuid:{self.bundle_id}"),
            *(("Tipdesk-Recipient", key.recipient) for key in self.recipients),
        ]
        lines = "".join(f"{name}: {value}\n" for name, value in self.at("info", info))
        tags = {
            "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
            "bag-info.txt": lines.encode(),
            "manifest-sha256.txt": sums(
                {f"data/{name}": payload[name] for name in sorted(payload)}
            ),
        }
        tags = self.at("three_tags", tags)
        tags["tagmanifest-sha256.txt"] = sums({name: tags[name] for name in sorted(tags)})
        return tags


def sums(files: Files) -> bytes:
    return "".join(f"{sha256(data)}  {name}\n" for name, data in files.items()).encode()


def is_unapproved(name: str) -> bool:
    """§5.1: what an approval does not name."""
    return name.startswith(("approval.", "signed/", "give-up-")) or name in (
        "custody.json",
        "cover.pdf",
        "signed.json",
    )


@dataclass
class Single(Layers):
    """A container of one document: `name` is its member, `first` signs it too (trust lists)."""

    name: str
    document: dict[str, Any]
    signer: Person
    when: datetime
    first: Person | None = None
    more: Files = field(default_factory=dict)  # further members
    edits: dict[str, Edit] = field(default_factory=dict)

    def bytes(self) -> bytes:
        body = self.at("document_bytes", canonical(self.at("document", self.document)))
        members = {self.name: body, **self.more}
        if self.first is not None:
            edits = [self.edits["first_cms"]] if "first_cms" in self.edits else []
            name = self.name.partition(".")[0] + ".p7s"
            members[name] = sign(body, self.first, self.when, JSON, *edits)
        return self.container(members, self.signer, self.when)
