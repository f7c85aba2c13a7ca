"""Faults of the outer file, of the ZIP, of the signed manifest and of the bag (§2, §3.1 to §3.3)."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from tests.bundle.raw import Entry, pack
from tests.vectors.people import OFFICE, RECOVERY, STRANGER, AgeKey
from tests.vectors.vector import Vector, case
from tests.vectors.writing import (
    CASE,
    MANIFEST,
    PDF,
    SIGNATURE,
    Edit,
    Envelope,
    Files,
    plain64,
    reference,
    swap,
    text,
)

_notice = partial(case, kind="notice")
PAPER = f"bag/data/{CASE}/notice.pdf"


def vectors() -> Iterator[Vector]:
    yield from _age()
    yield from _payload()
    yield from _zip()
    yield from _zip_names()
    yield from _zip_bytes()
    yield from _manifest()
    yield from _coverage()
    yield from _bag()
    yield from _info()


# --- age --------------------------------------------------------------------------------------


def _outer(name: str, about: str, code: str, edit: Edit, **values: object) -> Vector:
    """A fault of the whole file."""
    return case(
        f"age-{name}",
        f"age: {about}",
        code,
        outer=edit,
        verdict="unreadable",
        kind="notice",
        **values,
    )


def _head(name: str, about: str, **edits: object) -> Vector:
    """A fault of the header."""
    how = Envelope(**edits)  # type: ignore[arg-type]  # by their names
    code = "E_AGE_HEADER"
    return case(
        f"age-{name}", f"age: {about}", code, verdict="unreadable", envelope=how, kind="notice"
    )


def _more(part: bytes) -> Edit:
    return lambda parts: [*parts, part]


def _first(old: bytes, new: bytes) -> Edit:
    return lambda parts: [parts[0].replace(old, new, 1), *parts[1:]]


def _age() -> Iterator[Vector]:
    yield _outer("empty", "an empty file.", "E_AGE_HEADER", text(b""))
    yield _outer("words", "a file of another kind.", "E_AGE_HEADER", text(b"not age\n" * 90))
    version = swap(b"age-encryption.org/v1", b"age-encryption.org/v2")
    yield _outer("version", "another version.", "E_AGE_HEADER", version)
    armour = text(b"-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n-----END AGE ENCRYPTED FILE-----\n")
    yield _outer("armour", "armoured, not binary.", "E_AGE_HEADER", armour)
    yield _head("no-stanza", "no stanza.", stanzas=lambda parts: [])
    others = [AgeKey(f"another {number}") for number in range(8)]
    yield _head("nine-stanzas", "nine stanzas.", recipients=(OFFICE, *others))
    scrypt = b"-> scrypt c2FsdHNhbHRzYWx0c2FsdA 18\n" + plain64(bytes(32)) + b"\n"
    yield _head("scrypt", "a scrypt stanza beside ours.", stanzas=_more(scrypt))
    yield _head("scrypt-alone", "a scrypt stanza only.", stanzas=lambda parts: [scrypt])
    long = b"-> future\n" + (b"A" * 64 + b"\n") * 64 + b"\n"
    yield _head("header-long", "a header of more than 4096 bytes.", stanzas=_more(long))
    yield _head("share-short", "a share of 31 bytes.",
                stanzas=_more(b"-> X25519 " + plain64(bytes(31)) + b"\n" + plain64(bytes(32)) + b"\n"))  # fmt: skip
    yield _head("share-low", "a share of low order.",
                stanzas=_more(b"-> X25519 " + plain64(bytes(32)) + b"\n" + plain64(bytes(32)) + b"\n"))  # fmt: skip
    yield _head("share-more", "an X25519 stanza with two arguments.",
                stanzas=_first(b"\n", b" more\n"))  # fmt: skip
    yield _head("body-short", "the body of an X25519 stanza has 31 bytes.",
                stanzas=_more(b"-> X25519 " + plain64(b"\x09" + bytes(31)) + b"\n" + plain64(bytes(31)) + b"\n"))  # fmt: skip
    yield _head("base64-padded", "base64 with padding.",
                stanzas=_more(b"-> later\nQQ==\n"))  # fmt: skip
    yield _head("base64-other", "base64 that is not canonical.",
                stanzas=_more(b"-> later\nQR\n"))  # fmt: skip
    yield _head("line-long", "a line of 65 columns.",
                stanzas=_more(b"-> later\n" + b"A" * 65 + b"\n"))  # fmt: skip
    yield _head("line-wrapped", "a body of 64 columns without its short line.",
                stanzas=_more(b"-> later\n" + b"A" * 64 + b"\n"))  # fmt: skip
    yield _head("argument-empty", "an empty argument.", stanzas=_more(b"-> later  x\nQUJD\n"))
    yield _head("argument-control", "a control character in an argument.",
                stanzas=_more(b"-> later \x7f\nQUJD\n"))  # fmt: skip
    yield _head("carriage-return", "lines end with CR LF.",
                header=lambda head: head.replace(b"\n", b"\r\n"))  # fmt: skip
    yield _head("mac", "another MAC.", header=_mac(b"\0" * 32))
    yield _head("mac-short", "a MAC of 16 bytes.", header=_mac(b"\0" * 16))
    yield _head("no-mac", "no MAC.",
                header=lambda head: head[: head.rindex(b"---")] + b"---\n")  # fmt: skip
    yield _head("stanza-added", "a stanza that was added later.",
                header=lambda head: head.replace(b"\n---", b"\n-> later\nQUJD\n---"))  # fmt: skip
    yield _head("stanza-taken", "a stanza that was taken away.", header=_without_first)
    stranger = Envelope(recipients=(STRANGER,))
    yield case("age-stranger", "age: sealed to somebody else.", "E_AGE_NO_KEY",
               envelope=stranger, verdict="unreadable")  # fmt: skip
    yield case("age-our-key-is-another", "age: opened with another key.", "E_AGE_NO_KEY",
               identity="stranger", verdict="unreadable", envelope=Envelope())  # fmt: skip
    yield case(
        "bag-sealed-again",
        "Whoever received it sealed it again, to somebody who is none of its recipients.",
        "E_NOT_FOR_US",
        envelope=Envelope(recipients=(STRANGER,)),
        identity="stranger",
    )


def _mac(data: bytes) -> Edit:
    return lambda head: head[: head.rindex(b" ") + 1] + plain64(data) + b"\n"


def _without_first(head: bytes) -> bytes:
    start = head.index(b"-> ")
    return head[:start] + head[head.index(b"-> ", start + 1) :]


def _payload() -> Iterator[Vector]:
    def fault(name: str, about: str, **edits: object) -> Vector:
        how = Envelope(**edits)  # type: ignore[arg-type]  # by their names
        code = "E_AGE_PAYLOAD"
        return case(
            f"age-{name}", f"age: {about}", code, verdict="unreadable", envelope=how, kind="notice"
        )

    yield fault("payload-cut", "the last byte is missing.", chunks=lambda c: [c[0][:-1]])
    yield fault("payload-none", "nothing follows the header.", chunks=lambda c: [])
    yield fault("payload-flipped", "one bit of the payload is another.",
                chunks=lambda c: [bytes((c[0][0] ^ 1,)) + c[0][1:]])  # fmt: skip
    yield fault("payload-more", "a byte follows.", chunks=lambda c: [*c, b"x"])
    yield fault("payload-not-last", "no chunk says that it is the last.", close=False)
    yield fault("payload-swapped", "chunks of another size.", size=2048)


# --- ZIP --------------------------------------------------------------------------------------


def _entry(member: str, **changes: object) -> Edit:
    """One member with other fields."""

    def edit(entries: list[Entry]) -> list[Entry]:
        assert any(entry.name == member for entry in entries)
        return [
            replace(entry, **changes) if entry.name == member else entry  # type: ignore[arg-type]  # by their names
            for entry in entries
        ]

    return edit


def _zip_fault(name: str, about: str, code: str, **edits: object) -> Vector:
    return _notice(f"zip-{name}", f"ZIP: {about}", code, verdict="unreadable", **edits)


def _zip() -> Iterator[Vector]:
    photo: list[tuple[str, str, str, dict[str, object]]] = [
        ("deflated", "a member is compressed.", "E_ZIP_METHOD", {"method": 8}),
        ("flag-utf8", "flag 11.", "E_ZIP_FLAGS", {"flags": 0x800}),
        ("descriptor", "a data descriptor.", "E_ZIP_FLAGS", {"flags": 8, "descriptor": True}),
        ("extra", "an extra field.", "E_ZIP_EXTRA",
         {"extra": b"\1\0\0\0", "local_extra": b"\1\0\0\0"}),
        ("extra-local", "an extra field in the local header alone.", "E_ZIP_LOCAL",
         {"local_extra": b"\1\0\0\0"}),
        ("comment-member", "a comment of a member.", "E_ZIP_EXTRA", {"comment": b"x"}),
        ("made-by", "made by another system.", "E_ZIP_TYPE", {"made_by": 0x0014}),
        ("symlink", "a symbolic link.", "E_ZIP_TYPE", {"attributes": 0o120777 << 16}),
        ("local-name", "another name in the local header.", "E_ZIP_LOCAL",
         {"local_name": f"bag/data/{CASE}/notice.pdx"}),
        ("local-size", "another size in the local header.", "E_ZIP_LOCAL", {"local_size": 1}),
        ("size", "packed and unpacked size differ.", "E_ZIP_METHOD", {"size": 5}),
        ("time", "a member has another time.", "E_ZIP_CD", {"time": 0x63C6}),
        ("unlisted", "a member that the directory does not name.", "E_ZIP_GAP",
         {"listed": False}),
        ("directory", "a directory entry.", "E_PATH", {"name": f"bag/data/{CASE}/notice/"}),
    ]  # fmt: skip
    for name, about, code, changes in photo:
        yield _zip_fault(name, about, code, entries=_entry(PAPER, **changes))
    yield _notice("zip-crc", "ZIP: a CRC is another in both headers.", "E_CRC",
               entries=_entry(PAPER, crc=1))  # fmt: skip


def _renamed(name: str) -> Edit:
    """The photo under another name in the whole container; index, sums and manifest say it too."""

    def edit(members: Files) -> Files:
        return {name if old == PAPER else old: data for old, data in members.items()}

    return edit


def _zip_names() -> Iterator[Vector]:
    names = {
        "parent": ("a name that leads upwards.", f"bag/data/{CASE}/../x.jpg"),
        "backslash": ("a backslash.", f"bag/data/{CASE}\\x.jpg"),
        "upper": ("upper case.", f"bag/data/{CASE}/notice.PDF"),
        "device": ("a device name of Windows.", f"bag/data/{CASE}/att/com1.jpg"),
        "dots": ("two dots inside a segment.", f"bag/data/{CASE}/att/0001..jpg"),
        "deep": ("five segments.", f"bag/data/{CASE}/att/a/b/0001.jpg"),
        "long": ("a segment of 65 characters.", f"bag/data/{CASE}/att/{'a' * 65}"),
        "outside": ("a member outside the bag.", "0001.jpg"),
        "meta": ("a second signature in META-INF.", "META-INF/signature002.p7s"),
        "fetch": ("a fetch.txt.", "bag/fetch.txt"),
    }
    for name, (about, path) in names.items():
        yield _zip_fault(f"name-{name}", about, "E_PATH", members=_renamed(path))
    latin = _entry(PAPER, name=PAPER.encode()[:-3] + b"\xe9pg")
    yield _zip_fault("name-not-ascii", "a name that is not ASCII.", "E_PATH", entries=latin)

    def twice(entries: list[Entry]) -> list[Entry]:
        place = [entry.name for entry in entries].index(PAPER)
        return [
            *entries[: place + 1],
            replace(entries[place], data=b"other"),
            *entries[place + 1 :],
        ]

    yield _zip_fault("twice", "one name twice.", "E_ZIP_DUP", entries=twice)
    yield _zip_fault("order", "members in another order.", "E_ZIP_CD",
                     entries=lambda e: [e[0], e[2], e[1], *e[3:]])  # fmt: skip
    yield _zip_fault("mimetype-second", "mimetype is not the first.", "E_ZIP_MIMETYPE",
                     entries=lambda e: [e[1], e[0], *e[2:]])  # fmt: skip
    yield _zip_fault("mimetype-missing", "no mimetype.", "E_ZIP_MIMETYPE",
                     entries=lambda e: e[1:])  # fmt: skip
    yield _zip_fault("mimetype-line", "mimetype ends with a line feed.", "E_ZIP_MIMETYPE",
                     members=lambda m: {**m, "mimetype": m["mimetype"] + b"\n"})  # fmt: skip
    yield _zip_fault("mimetype-other", "another mimetype.", "E_ZIP_MIMETYPE",
                     members=lambda m: {**m, "mimetype": b"application/zip"})  # fmt: skip
    for part in (MANIFEST, SIGNATURE):
        name = part.rpartition(".")[2]
        yield _zip_fault(f"no-{name}", f"no {part}.", "E_MEMBER_MISSING",
                         members=_taken(part))  # fmt: skip


def _taken(name: str) -> Edit:
    return lambda members: {old: data for old, data in members.items() if old != name}


def _patched(place: Callable[[bytes], int], fmt: str, number: int) -> Edit:
    """Another number at a place of the file."""

    def edit(data: bytes) -> bytes:
        at, size = place(data), struct.calcsize(fmt)
        return data[:at] + struct.pack(fmt, number) + data[at + size :]

    return edit


def _zip_bytes() -> Iterator[Vector]:
    def end(data: bytes) -> int:
        return len(data) - 22

    def central(data: bytes) -> int:
        return data.index(b"PK\1\2")

    yield _zip_fault("before", "bytes before it.", "E_ZIP_EOCD", zip=lambda d: b"PK\3\4xx" + d)
    yield _zip_fault("after", "bytes after it.", "E_ZIP_EOCD", zip=lambda d: d + b"x")
    yield _zip_fault("cut", "the last byte is missing.", "E_ZIP_EOCD", zip=lambda d: d[:-1])
    yield _zip_fault("no-end", "no end record.", "E_ZIP_EOCD", zip=lambda d: d[:-22])
    yield _zip_fault("empty", "an empty archive.", "E_ZIP_EOCD", zip=lambda d: pack([]))
    yield _zip_fault("nothing", "nothing inside the envelope.", "E_ZIP_SIZE", zip=text(b""))
    yield _zip_fault("comment", "a comment.", "E_ZIP_EOCD",
                     zip=lambda d: d[:-2] + b"\1\0x")  # fmt: skip
    yield _zip_fault("count", "the end record counts one member less.", "E_ZIP_EOCD",
                     zip=_patched(lambda x: end(x) + 8, "<H", 5))  # fmt: skip
    yield _zip_fault("disk", "the end record is of disk 1.", "E_ZIP_EOCD",
                     zip=_patched(lambda d: end(d) + 4, "<H", 1))  # fmt: skip
    yield _zip_fault("member-disk", "a member is of disk 1.", "E_ZIP_EXTRA",
                     zip=_patched(lambda d: central(d) + 34, "<H", 1))  # fmt: skip
    yield _zip_fault("internal", "internal attributes.", "E_ZIP_TYPE",
                     zip=_patched(lambda d: central(d) + 36, "<H", 1))  # fmt: skip
    yield _zip_fault("needed", "version needed 45.", "E_ZIP_TYPE", zip=_needed)
    yield _zip_fault("offset", "the first member stands elsewhere.", "E_ZIP_GAP",
                     zip=_patched(lambda d: central(d) + 42, "<I", 1))  # fmt: skip
    yield _zip_fault("gap", "a gap before the directory.", "E_ZIP_GAP", zip=_gap)


def _needed(data: bytes) -> bytes:
    for mark, at in ((b"PK\3\4", 4), (b"PK\1\2", 6)):
        data = _patched(lambda d, mark=mark, at=at: d.index(mark) + at, "<H", 45)(data)
    return data


def _gap(data: bytes) -> bytes:
    place = data.index(b"PK\1\2")
    moved = data[:place] + b"gap" + data[place:]
    return _patched(lambda d: len(d) - 6, "<I", place + 3)(moved)


# --- manifest ---------------------------------------------------------------------------------


def _manifest() -> Iterator[Vector]:
    end = b"</asic:ASiCManifest>\n"
    uri = b'URI="bag/data/index.json"'
    forms: dict[str, tuple[str, Edit]] = {
        "mark": ("a byte order mark.", lambda d: b"\xef\xbb\xbf" + d),
        "crlf": ("lines end with CR LF.", lambda d: d.replace(b"\n", b"\r\n")),
        "after": ("a byte after it.", lambda d: d + b"\n"),
        "cut": ("the last byte is missing.", lambda d: d[:-1]),
        "entity": ("an entity.", swap(b"index.json", b"index&#46;json")),
        "percent": ("percent encoding.", swap(b"index.json", b"index%2Ejson")),
        "comment": ("a comment.", swap(end, b"<!-- -->\n" + end)),
        "doctype": ("a document type.", swap(b"?>\n", b"?>\n<!DOCTYPE a>\n")),
        "sha1": ("SHA-1.", swap(b"2001/04/xmlenc#sha256", b"2000/09/xmldsig#sha1")),
        "rootfile": ("one attribute more.", swap(b"MimeType=", b'Rootfile="true" MimeType=')),
        "extension": ("an extension.", swap(end, b"<asic:ASiCManifestExtensions/>\n" + end)),
        "no-references": ("no reference.", lambda d: d[: d.index(b"<asic:DataO")] + end),
        "signature": ("another signature's name.", swap(b"signature001", b"signature002")),
        "base64": ("a digest of 20 bytes.", _short_digest),
        "base64-other": ("base64 that is not canonical.", _other_base64),
        "empty": ("nothing.", text(b"")),
    }
    for name, (about, edit) in forms.items():
        yield _notice(
            f"manifest-{name}", f"ASiCManifest.xml: {about}", "E_MANIFEST_FORM", *_unread(),
            manifest=edit,
        )  # fmt: skip
    double = swap(end, reference("bag/data/index.json", b"").encode() + end)
    yield _notice("manifest-twice", "ASiCManifest.xml: a reference twice.", "E_MANIFEST_DUP",
               *_unread(), manifest=double)  # fmt: skip
    yield _notice("manifest-dotted", "ASiCManifest.xml: another spelling of a name.", "E_COVERAGE",
               "E_BAG_MANIFEST", manifest=swap(uri, b'URI="./bag/data/index.json"'))  # fmt: skip
    yield _notice("manifest-itself", "ASiCManifest.xml: a reference to the signature.",
               "E_MANIFEST_FORM", *_unread(),
               manifest=swap(end, reference("META-INF/signature001.p7s", b"").encode() + end))  # fmt: skip
    yield _notice("manifest-type", "ASiCManifest.xml: another media type, which is signed.",
               manifest=swap(b'MimeType="application/pdf"', b'MimeType="image/png"'))  # fmt: skip


def _unread() -> tuple[str, ...]:
    """What follows where nothing is known to be signed."""
    return "E_BAG_MANIFEST", "E_INDEX_MISMATCH"


def _short_digest(data: bytes) -> bytes:
    start = data.index(b"DigestValue>") + 12
    return data[:start] + b"A" * 27 + b"=" + data[start + 44 :]


def _other_base64(data: bytes) -> bytes:
    at = data.index(b"DigestValue>") + 12 + 42
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    other = alphabet[alphabet.index(data[at]) | 3 if alphabet.index(data[at]) & 3 != 3 else 0]
    return data[:at] + bytes((other,)) + data[at + 1 :]


def _coverage() -> Iterator[Vector]:
    surplus = f"bag/data/{CASE}/zz.txt"

    def added(entries: list[Entry]) -> list[Entry]:
        place = 1 + next(at for at, entry in enumerate(entries[1:]) if str(entry.name) > surplus)
        return [*entries[:place], Entry(surplus, b"evil"), *entries[place:]]

    yield _notice("coverage-more", "A member that nobody signed.", "E_COVERAGE", "E_BAG_OXUM",
               "E_INDEX_MISMATCH", entries=added)  # fmt: skip
    yield _notice("coverage-less", "A signed member is missing.", "E_COVERAGE", "E_BAG_OXUM",
               "E_INDEX_MISMATCH", members=_taken(PAPER))  # fmt: skip
    yield _notice("coverage-order", "The manifest names the members in another order.", "E_COVERAGE",
               manifest=_reordered)  # fmt: skip
    other = _entry(PAPER, data=PDF[:-1] + b"x")
    yield _notice("digest", "A member has other bytes than were signed.", "E_DIGEST", entries=other)
    yield _notice("signed-before-swap", "The index has other bytes than were signed.", "E_DIGEST",
               entries=_flipped("bag/data/index.json"))  # fmt: skip


def _flipped(name: str) -> Edit:
    def edit(entries: list[Entry]) -> list[Entry]:
        return [
            replace(entry, data=bytes((entry.data[0] ^ 1,)) + entry.data[1:])
            if entry.name == name
            else entry
            for entry in entries
        ]

    return edit


def _reordered(data: bytes) -> bytes:
    lines = data.split(b"\n")
    lines[3], lines[4] = lines[4], lines[3]
    return b"\n".join(lines)


# --- the bag ----------------------------------------------------------------------------------


def _bag() -> Iterator[Vector]:
    def tag(name: str, edit: Callable[[bytes], bytes]) -> Edit:
        return lambda tags: {**tags, name: edit(tags[name])}

    declared = tag("bagit.txt", swap(b"1.0", b"0.97"))
    yield _notice("bag-version", "bagit.txt: version 0.97.", "E_BAG_MANIFEST", three_tags=declared)
    sums = "manifest-sha256.txt"
    forms: dict[str, tuple[str, Edit]] = {
        "less": ("a line less.", lambda d: d[d.index(b"\n") + 1 :]),
        "more": ("a line twice.", lambda d: d[: d.index(b"\n") + 1] + d),
        "digest": ("another digest.", lambda d: b"0" * 64 + d[64:]),
        "one-space": ("one space.", lambda d: d.replace(b"  ", b" ", 1)),
        "crlf": ("lines end with CR LF.", lambda d: d.replace(b"\n", b"\r\n")),
        "order": ("another order.", lambda d: b"".join(reversed(d.splitlines(keepends=True)))),
    }
    for name, (about, edit) in forms.items():
        yield _notice(f"bag-sums-{name}", f"{sums}: {about}", "E_BAG_MANIFEST",
                   three_tags=tag(sums, edit))  # fmt: skip
    yield _notice("bag-tagsums", "tagmanifest-sha256.txt: another digest.", "E_BAG_MANIFEST",
               tags=tag("tagmanifest-sha256.txt", lambda d: b"0" * 64 + d[64:]))  # fmt: skip
    yield _notice("bag-tag-missing", "No tagmanifest-sha256.txt.", "E_MEMBER_MISSING",
               tags=lambda t: {n: d for n, d in t.items() if n[0] != "t"})  # fmt: skip
    yield _notice("bag-no-index", "No index.json.", "E_MEMBER_MISSING",
               payload=lambda p: {n: d for n, d in p.items() if n != "index.json"})  # fmt: skip


def _info() -> Iterator[Vector]:
    rows: list[tuple[str, str, str, Edit]] = [
        ("twice", "an element twice.", "E_BAG_MANIFEST", lambda r: [*r[:4], r[3], *r[4:]]),
        ("missing", "no Tipdesk-Kind.", "E_BAG_MANIFEST", lambda r: [*r[:3], *r[4:]]),
        ("order", "another order.", "E_BAG_MANIFEST", lambda r: [r[1], r[0], *r[2:]]),
        ("more-between", "a further element among the others.", "E_BAG_MANIFEST",
         lambda r: [*r[:3], ("Tipdesk-Later", "x"), *r[3:]]),
        ("kind", "another kind.", "E_BAG_MANIFEST", _info_value("Tipdesk-Kind", "annex")),
        ("date", "another form of date.", "E_BAG_MANIFEST",
         _info_value("Bagging-Date", "20261124")),
        ("no-date", "a day that no calendar has.", "E_BAG_MANIFEST",
         _info_value("Bagging-Date", "2026-02-30")),
        ("identifier", "a uuid in upper case.", "E_BAG_MANIFEST",
         _info_value("External-Identifier", "urn:uuid:7D4F5A1E-8B62-4C39-9D2B-1F0C53A9BE77")),
        ("recipient", "a recipient that is none.", "E_BAG_MANIFEST",
         _info_value("Tipdesk-Recipient", "age1" + "q" * 58)),
        ("control", "a control character.", "E_BAG_MANIFEST",
         lambda r: [*r, ("Tipdesk-Later", "\x1b[2J")]),
        ("oxum", "another count.", "E_BAG_OXUM", _info_value("Payload-Oxum", "17.3")),
        ("oxum-form", "no count.", "E_BAG_OXUM", _info_value("Payload-Oxum", "x")),
        ("major", "another major version.", "E_VERSION",
         _info_value("Tipdesk-Format", "tipdesk-exchange/2.0")),
        ("before", "the version before 1.0.", "E_VERSION",
         _info_value("Tipdesk-Format", "tipdesk-bundle/1")),
        ("no-recipient", "no recipient.", "E_NOT_FOR_US", lambda r: r[:5]),
        ("other-recipient", "sealed to us, meant for others.", "E_NOT_FOR_US",
         lambda r: [*r[:5], ("Tipdesk-Recipient", RECOVERY.recipient)]),
        ("other-bundle", "another uuid than the index.", "E_INDEX_MISMATCH",
         _info_value("External-Identifier", "urn:uuid:00000000-0000-4000-8000-000000000000")),
        ("other-kind", "it says that it is a case.", "E_INDEX_MISMATCH",
         _info_value("Tipdesk-Kind", "case")),
    ]  # fmt: skip
    for name, about, code, edit in rows:
        yield _notice(f"info-{name}", f"bag-info.txt: {about}", code, info=edit)


def _info_value(name: str, value: str) -> Edit:
    return lambda rows: [(own, value if own == name else old) for own, old in rows]
