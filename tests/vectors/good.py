"""Files that are taken, odd ones among them, and files that are set aside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial

from tests.vectors import cast, people, signing
from tests.vectors.people import (
    DAY,
    NOW,
    OFFICE,
    STRANGER,
    canonical,
    seed,
    stamp,
)
from tests.vectors.signing import Parts
from tests.vectors.vector import Vector, bundle, case
from tests.vectors.writing import (
    CASE,
    CREATED,
    PDF,
    PHOTO,
    SIGNED_AT,
    Envelope,
    Event,
    Files,
    answer,
    put,
    sha256,
)

notice = partial(case, kind="notice")


def vectors() -> Iterator[Vector]:
    yield from _plain()
    yield from _envelopes()
    yield from _signers()
    yield from _attributes()
    yield from _contents()
    yield from _set_aside()


def _plain() -> Iterator[Vector]:
    yield case(
        "good",
        "An ordinary case: everything holds.",
        staying=5,
        readme=True,
    )
    yield case(
        "good-small", "A case of which everything leaves: no digest beside those of the rows."
    )
    yield case(
        "good-papers",
        "A case with every paper, and a record of more answers.",
        files=lambda f: {**f, **{f"{name}.pdf": PDF for name in _PAPERS}},
        rows=lambda r: {**r, **_answers()},
    )
    yield case("good-recovery", "The same case, opened with the recovery key.", identity="recovery")
    yield case(
        "good-pem",
        "The same case, judged by root and revocation list alone, without a trust list.",
        "W_NO_LIST",
        trust="trust.pem",
    )
    yield case("good-notice", "A notice: one person signs it.", kind="notice", readme=True)
    yield notice("good-small-notice", "A notice of two answers, without readme.txt.")
    yield case("good-no-attachment", "A case without an attachment.", attachments={})
    more = {"att/0001.jpg": PHOTO, "att/0002.pdf": PDF, "att/0003.x": b"", "att/0004.m4a": b"\0"}
    yield case("good-attachments", "Four attachments, one of them empty.", attachments=more)
    yield case(
        "good-late",
        "The file is opened 14 days and a second after it was made.",
        "W_LATE",
        at=CREATED + 14 * DAY + timedelta(seconds=1),
    )
    yield case(
        "good-not-late", "The file is opened just 14 days after it was made.", at=CREATED + 14 * DAY
    )
    yield notice(
        "good-clock-ahead",
        "The station's clock is 23 hours ahead of the reader's.",
        at=CREATED - timedelta(hours=23),
    )
    yield case(
        "good-crl-due",
        "The revocation list is past its nextUpdate by 30 days.",
        "W_CRL_STALE",
        "W_LATE",
        at=NOW + 119 * DAY,
    )
    yield case(
        "good-approval-at-its-end",
        "Handed over in the last second of the approval, which is 30 days long.",
        created=SIGNED_AT + 30 * DAY,
        approval=put(valid_until=stamp(SIGNED_AT + 30 * DAY)),
        at=SIGNED_AT + 30 * DAY,
    )


_PAPERS = ("notice", "intake", "consent", "statement")


def _answers() -> dict[str, object]:
    return {
        "case_no": answer("SH2-2026-00017", 1),
        "papers[1]/number": answer("P-1", 7),
        "papers[10]/number": answer("P-2", 7),
        "site": answer("shelter", 5, "select_one"),
        "Long_Name": answer("", 9),
    }


def _envelopes() -> Iterator[Vector]:
    grease = b"-> x7/grease abc ~!\n" + b"QUJD\n"
    long = b"-> future\n" + b"A" * 64 + b"\n" + b"A" * 64 + b"\n\n"
    yield notice(
        "good-age-unknown-stanza",
        "age: stanzas of types that nobody knows stand around the others.",
        envelope=Envelope(stanzas=lambda parts: [grease, *parts, long]),
    )
    yield notice(
        "good-age-one-stanza", "age: one stanza only.", envelope=Envelope(recipients=(OFFICE,))
    )
    others = [replace(STRANGER, name=f"stranger {number}") for number in range(7)]
    yield notice(
        "good-age-eight-stanzas",
        "age: eight stanzas, ours the last.",
        envelope=Envelope(recipients=(*others, OFFICE)),
    )


def _signers() -> Iterator[Vector]:
    yield case(
        "good-p384", "Both sign with P-384 and SHA-384.",
        exporter=cast.OFFICER_384, approver=cast.SUPERVISOR_384,
    )  # fmt: skip
    yield notice("good-rsa", "RSA of 3072 bits, PKCS #1 v1.5.", exporter=cast.OFFICER_RSA)
    yield notice(
        "good-rsa-pss",
        "RSA of 3072 bits, PSS with a salt of 32.",
        exporter=cast.OFFICER_RSA,
        cms=lambda parts: algorithm(parts, signing.RSA_PSS),
    )
    yield case(
        "good-both-roles",
        "The approver's certificate may export as well.",
        approver=cast.BOTH,
        approver_login="S-02",
    )
    yield case(
        "good-exporter-may-approve",
        "The exporter's certificate may approve as well.",
        exporter=cast.BOTH,
        exporter_login="S-02",
    )
    yield notice(
        "good-long-name",
        "A long name stands whole in `name` and cut in CN.",
        exporter=cast.LONG_NAME,
    )
    yield case(
        "good-neighbour",
        "An approver of another station, whom the trust list lets approve for this one.",
        approver=cast.NEIGHBOUR,
        approver_login="S-61",
    )
    yield case(
        "good-neighbour-same-code",
        "The same, and the code of the two people is one: of two stations they are two.",
        approver=cast.SAME_CODE,
        approver_login="T-07",
        approval=put(authors=["T-09"]),
        events=_completed_by("T-09"),
    )
    yield notice("good-voucher", "The exporter's certificate stands below a voucher.",
               exporter=cast.VOUCHED)  # fmt: skip
    root = replace(
        cast.OFFICER, others=(cast.OFFICER.certificate, people.ROOT.certificate), crls=(cast.CRL,)
    )
    yield notice("good-root-and-crl", "Root and revocation list go with the signature.",
               exporter=root)  # fmt: skip
    older = replace(cast.OFFICER, crls=(people.crl(4),))
    yield notice("good-older-crl", "An older revocation list goes with the signature.",
               exporter=older)  # fmt: skip


def _completed_by(login: str):  # an edit
    def edit(events: list[Event]) -> None:
        for event in events:
            if event.action == "completed":
                event.officer = login

    return edit


def algorithm(parts: Parts, name: bytes) -> None:
    """Another algorithm, in both places."""
    parts.algorithm = name
    parts.put(signing.PROTECTION, signing.protection(parts.digest, name))


def _attributes() -> Iterator[Vector]:
    unknown = signing.der(0x30, signing.oid("1.2.3.4.5"), signing.der(0x31, signing.NULL))
    yield notice(
        "good-unsigned-attribute",
        "CMS: an unsigned attribute that nobody knows.",
        cms=lambda parts: parts.unsigned.append(unknown),
    )
    yield case(
        "good-approval-unsigned-attribute",
        "CMS: the same in the approver's signature.",
        approval_cms=lambda parts: parts.unsigned.append(unknown),
    )


def _contents() -> Iterator[Vector]:
    yield notice(
        "good-info-more",
        "bag-info.txt: further elements follow.",
        info=lambda rows: [*rows, ("Tipdesk-Later", "قيمة"), ("Contact-Name", "")],
    )
    yield notice(
        "good-info-newer",
        "bag-info.txt is of a higher minor version.",
        "W_NEWER",
        info=lambda rows: [(n, v.replace("/1.0", "/1.7")) for n, v in rows],
    )
    yield notice(
        "good-index-newer",
        "index.json is of a higher minor version, with members that nobody knows.",
        "W_NEWER",
        index=lambda v: {
            **v,
            "format": "tipdesk-index/1.3",
            "later": [1],
            "files": [{**row, "later": None} for row in v["files"]],
        },
    )
    yield case(
        "good-approval-newer",
        "approval.json is of a higher minor version, with a member that nobody knows.",
        "W_NEWER",
        approval=put(format="tipdesk-approval/1.12", later={"a": 1}),
    )
    yield case(
        "good-record-newer",
        "record.json is of a higher minor version, with a member and a row that nobody knows.",
        "W_NEWER",
        rows=put(_later={"a": 1}),
        record=put(format="tipdesk-record/1.1", later=[]),
    )
    yield case(
        "good-custody-newer",
        "custody.json is of a higher minor version, with members that nobody knows.",
        "W_NEWER",
        custody=lambda v: {
            "format": "tipdesk-custody/1.2",
            "later": 1,
            "segments": [{**row, "later": 1} for row in v["segments"]],
        },
    )
    yield case(
        "good-link-action-unknown",
        "The chain has actions that nobody knows, one of them with class 1.",
        events=lambda events: [
            *events[:4],
            Event("later.thing_2", "قارئ", {"x": ""}),
            Event("later.decided", decision=1),
            *events[4:],
        ],
    )
    yield case(
        "good-chain-two-keys",
        "The file was exported before: a second key is in force since.",
        number=2,
        previous=seed("before").hex(),
        events=lambda events: [*events[:6], Event("exported"), *events[6:]],
    )
    yield case(
        "good-chain-approved-anew",
        "The file was exported, amended and approved again.",
        number=2,
        previous=seed("before").hex(),
        events=lambda events: [
            *events[:5],
            Event("approved", "S-01", {"subjects": "0" * 64}),
            Event("export_begun"),
            Event("exported"),
            Event("amended", "T-07"),
            *events[5:],
        ],
    )
    yield case(
        "good-chain-carried-over",
        "The file is older than the chain of this format.",
        events=lambda events: [
            Event("format_1.0", "", {"head": "0" * 64, "seq": "9"}, of="none"),
            Event("carried_over", "", {"links": "4", "digest": "0" * 64, "authors": "T-07"}),
            *events[4:],
        ],
    )
    yield case(
        "good-authors-more",
        "The approval names an author more than the chain tells of.",
        approval=put(authors=["T-07", "T.8"]),
    )
    yield case("good-staying-none", "No answer stays, digests fill up all the same.", staying=0)
    yield case("good-staying-many", "More than 64 digests.", staying=70)
    yield case(
        "good-codes-unknown",
        "A record with codes of lists that are longer somewhere else.",
        rows=lambda rows: {**rows, **_unknown_codes()},
    )
    yield case(
        "good-rows-many-kinds",
        "A record with every kind of row.",
        rows=lambda rows: {**rows, **_every_row()},
    )
    yield case(
        "good-cover",
        "A cover and scans are not approved; the signed pages have their list and their links.",
        **scans(),
    )
    yield case(
        "good-signed-newer",
        "signed.json is of a higher minor version, with a member that nobody knows.",
        "W_NEWER",
        **scans(listed=lambda value: {**value, "format": "tipdesk-signed/1.7", "later": [1]}),
    )
    yield case(
        "good-number-9",
        "A number with one that was not sent.",
        number=9,
        previous=seed("before").hex(),
        not_sent=((8, "00000000-0000-4000-8000-000000000008"),),
    )
    yield case(
        "good-carried-before",
        "An approved attachment came with an earlier case bundle.",
        "A_NOT_HERE",
        **carried(),
    )
    yield case(
        "good-surrogates",
        "Characters above U+FFFF and every escape of JSON.",
        rows=put(name=answer('\U0001f54a "\\\b\f\n\r\t\x01\x7f/\u2028', 3)),
    )


def _reason(row: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in row.items() if name != "value"} | {"reason": "refused"}


def _unknown_codes() -> dict[str, object]:
    recorded = {"recorded_by": "T-07", "recorded_at": "2026-11-24T08:00:00.000Z"}
    photo = {"path": "att/0001.jpg", "sha256": sha256(PHOTO), "size": len(PHOTO)}
    before = {"reason": "later_reason", "source": "later_source"}
    return {
        "_amendment[1]": {"path": "name", "before": before, "after": {}, "note": ""},
        "_attachment[1]": {
            **photo,
            "media_type": "image/later",
            "acquisition": {**recorded, "compared": "later_way", "blocker": "later_thing"},
        },
        "_release": {"basis": ["later_basis"], "narrowed": False, "picks": []},
    }


def _every_row() -> dict[str, object]:
    at = "2026-11-24T08:00:00.000Z"
    photo = sha256(PHOTO)
    mark = {
        "offset": 5,
        "kind": "note",
        "path": "name",
        "paragraph": 0,
        "text": "ملاحظة",
        "by": "T-07",
        "at": at,
    }
    return {
        "_amendment[1]": {
            "path": "name",
            "before": {},
            "after": {"value": "زينب", "by": "T-07", "at": at},
            "note": "كتب خطأ",
        },
        "_amendment[2]": {
            "path": "site",
            "before": {"reason": "declined", "source": "person"},
            "after": {"value": "x"},
            "note": "سهو",
        },
        "_attachment[1]": {
            "path": "att/0001.jpg",
            "sha256": photo,
            "size": len(PHOTO),
            "media_type": "image/jpeg",
            "acquisition": {"recorded_by": "T-07", "recorded_at": at, "make": "X", "tool": "Y"},
            "derived_from": "0" * 64,
        },
        "_bears_on": [{"sha256": photo, "path": "name", "paragraph": 0}],
        "_recording[1]": {
            "attachment": photo,
            "by": "T-07",
            "begun_at": at,
            "ended_at": None,
            "ending": "stopped",
            "milliseconds": 1000,
            "device": "mic",
            "program": "tipdesk",
            "rate": 44100,
            "marks": [mark],
        },
    }


SCAN = b"\x89PNG made up"


def scans(**changes: object) -> dict[str, object]:
    """Edits that put a scan of a signed page, its list and its link in."""
    root: list[str] = []

    def record(value: dict[str, object]) -> None:
        joined = b"".join(bytes.fromhex(digest) for digest in value["digests"])  # type: ignore[attr-defined]  # a list
        root[:] = [sha256(joined)[:32]]

    def paper() -> dict[str, object]:
        number = {"revision": 3, "copy": 1, "pages": [1, 2], "of": 2}
        return {"document": "statement", "record": root[0], **number}

    def events(value: list[Event]) -> list[Event]:
        detail = {**paper(), "sha256": sha256(SCAN), "pages": "1 2"}
        texts = {name: str(item) for name, item in detail.items()}
        return [*value[:6], Event("signed_filed", "T-07", texts), *value[6:]]

    def sent(files: Files) -> Files:
        path = f"data/{CASE}/signed/0001.png"
        document = {
            "format": "tipdesk-signed/1.0",
            "scans": [
                {"path": path, "sha256": sha256(SCAN), "papers": [{**paper(), "state": "this"}]}
            ],
            "staying": [{**paper(), "record": "0" * 32, "reason": "older_state"}],
            "staying_restricted": 1,
        }
        edit = changes.get("listed")
        listed = edit(document) if callable(edit) else document
        return {
            **files,
            "cover.pdf": PDF,
            "signed.json": canonical(listed),
            "signed/0001.png": SCAN,
        }

    own = {"record": record, "events": events, "sent": sent}
    return {**own, **{name: value for name, value in changes.items() if name != "listed"}}


def carried(**changes: object) -> dict[str, object]:
    """A case whose second attachment came with the case bundle before."""
    earlier = PHOTO + b" earlier"
    row = {
        "manifest": seed("before").hex(),
        "path": f"{CASE}/att/0002.jpg",
        "sha256": sha256(earlier),
        "size": len(earlier),
    }

    def sent(files: Files) -> Files:
        return {name: data for name, data in files.items() if name != "att/0002.jpg"}

    return {
        "attachments": {"att/0001.jpg": PHOTO, "att/0002.jpg": earlier},
        "number": 2,
        "previous": seed("before").hex(),
        "sent": sent,
        "index": put(carried_before=[{**row, **changes}]),
    }


def _set_aside() -> Iterator[Vector]:
    yield Vector(
        "aside-not-encrypted",
        "A case without its envelope.",
        bundle().bytes(),
        ("A_NOT_ENCRYPTED",),
        suffix=".asice",
    )
    yield Vector(
        "aside-notice-not-encrypted",
        "A notice without its envelope.",
        bundle(kind="notice").bytes(),
        ("A_NOT_ENCRYPTED",),
        suffix=".asice",
    )
    yield case(
        "aside-direct",
        "Approved by the exporter alone, of a file that is hidden from the station.",
        "A_DIRECT",
        direct=True,
        approver=cast.OFFICER,
        approver_login="T-07",
    )
    yield case(
        "aside-approver-left",
        "The approver has left since: revoked, and not for a stolen key.",
        "A_LEAVER",
        approver=cast.APPROVER_LEFT,
    )
