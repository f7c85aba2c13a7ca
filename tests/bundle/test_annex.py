"""The protective annex: for one prosecutor, bound to the case that was approved with it."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.bundle.world import CASE, NOW, SERIES, approved, certify, codes, documents, person, world
from tests.json_schema import faults
from tipdesk.bundle.approval import ApprovalKind
from tipdesk.bundle.container import paths
from tipdesk.bundle.container.index import BundleNumber, payload_of_bytes
from tipdesk.bundle.container.single import sign_members
from tipdesk.bundle.crypto import certificates
from tipdesk.bundle.crypto.age import Identity
from tipdesk.bundle.crypto.certificates import CertificateRole
from tipdesk.bundle.file_kind import FileKind, kind_inside, kind_of
from tipdesk.bundle.messages.annex import (
    Annex,
    ApprovedCase,
    annex_digest,
    judge_beside,
    read_annex,
    seal_annex,
    write_annex,
)
from tipdesk.bundle.messages.writing import files_of
from tipdesk.bundle.reader import verify
from tipdesk.bundle.strict_json import write_json
from tipdesk.cases.handover.rows import digest_of, row_of
from tipdesk.core.errors import BundleUnreadable
from tipdesk.core.settings import resource

ANNEX_ID = "5e7f4a3b-9cad-4ebf-8a2b-3c4d5e6f7a8b"
ROOT = "ab" * 32
SECRET = bytes(32)
PHONE = "+965 5555 0001"


def row(path: str, value: str, place: int) -> list[Any]:
    text = {"ar": "أ", "en": "a"}
    answer = {"section": text, "label": text, "type": "text", "place": place, "shown": text}
    return json.loads(row_of(SECRET, path, {**answer, "value": value}))


ROWS = [row("contacts[1]/contact_phone", PHONE, 9), row("phone_safe", "+965 5555 0002", 3)]
DIGESTS = tuple(sorted(digest_of(write_json(item)) for item in ROWS))


def annex(**changes: object) -> Annex:
    plain = Annex(
        annex_id=ANNEX_ID,
        salt="5a" * 32,
        login="P-03",
        numbered=BundleNumber("SH2", "PPX", SERIES, 2, "77" * 32),
        case_id=CASE,
        revision=3,
        record_root=ROOT,
        answers=tuple(ROWS),
    )
    return replace(plain, **changes)


def container(
    document: bytes | None = None, key: certificates.SigningKey | None = None, **more: bytes
) -> io.BytesIO:
    members = {paths.ANNEX: document or write_annex(annex()), **more}
    return io.BytesIO(sign_members(members, key or world().approver.key, NOW))


def edited(change: Callable[[dict[str, Any]], object]) -> bytes:
    value = json.loads(write_annex(annex()))
    change(value)
    return write_json(value)


def test_what_is_sealed_opens_for_its_prosecutor_and_for_nobody_else() -> None:
    prosecutor, clerk = Identity.generate(), Identity.generate()
    sealed = seal_annex(annex(), world().approver.key, NOW, prosecutor.recipient)
    report = verify(io.BytesIO(sealed.sealed), world().question(identity=prosecutor))
    assert (codes(report), report.valid, report.kind) == ([], True, "annex")
    assert report.annex == annex()
    assert [item.value for item in report.annex.shown] == ["+965 5555 0002", PHONE]
    assert (report.manifest_sha256, report.bundle_id) == (sealed.manifest, ANNEX_ID)
    assert annex_digest(report.content[paths.ANNEX]) == sealed.digest
    for other in (clerk, world().receiver.identity):
        report = verify(io.BytesIO(sealed.sealed), world().question(identity=other))
        assert codes(report) == ["E_AGE_NO_KEY"]
    assert PHONE.encode() not in sealed.sealed


def test_what_the_command_answers_holds_nothing_of_what_is_written_in_it() -> None:
    answer = json.dumps(verify(container(), world().plain()).to_json())
    assert "5555" not in answer
    schema = resource("schemas", "verification.schema.json").read_text("utf-8")
    assert faults(json.loads(answer), json.loads(schema)) == []
    assert json.loads(answer)["kind"] == "annex"
    assert (json.loads(answer)["number"], json.loads(answer)["office"]) == (2, "PPX")


def test_its_kind_is_known_by_content_alone(tmp_path: Path) -> None:
    prosecutor, path = Identity.generate(), tmp_path / "x.message.asice.age"
    sealed = seal_annex(annex(), world().approver.key, NOW, prosecutor.recipient)
    path.write_bytes(sealed.sealed)
    assert kind_of(path) is FileKind.CASE_BUNDLE  # an envelope: nobody can tell what is in it
    assert kind_inside(path, [prosecutor]) is FileKind.ANNEX
    assert kind_inside(path, [Identity.generate()]) is FileKind.NONE
    path.write_bytes(container().getvalue())
    assert kind_of(path) is FileKind.ANNEX


@pytest.mark.parametrize(
    "role", [CertificateRole.EXPORTER, CertificateRole.RECEIVER, CertificateRole.PROSECUTOR]
)
def test_nobody_signs_it_but_an_approver(role: CertificateRole) -> None:
    key = certify(role=role)
    assert "E_CERT_ROLE" in codes(verify(container(key=key), world().plain()))


def test_an_approver_of_another_station_counts_where_the_list_names_the_pair() -> None:
    holder = person("منى", unit="SH9", login="S-09")
    name = certificates.subject("KW", "الإدارة العامة", holder)
    key = certify(role=CertificateRole.APPROVER, subject=name)
    question = world().plain()
    assert codes(verify(container(key=key), question)) == ["E_STATION"]
    listing = replace(question.trust.listing, approves_for=(("SH9", "SH2"),))
    paired = replace(question, trust=replace(question.trust, listing=listing))
    assert codes(verify(container(key=key), paired)) == []


ILL_FORMED: dict[str, Callable[[dict[str, Any]], object]] = {
    "a member is missing": lambda value: value.pop("salt"),
    "a member more": lambda value: value.update(note="x"),
    "a salt that is guessed": lambda value: value.update(salt="5a"),
    "to an office": lambda value: value.update(to=["PPX", None]),
    "to two": lambda value: value.update(to=["PPX", "P-03", "P-04"]),
    "number 0": lambda value: value.update(number=0),
    "no row": lambda value: value["answers"].append(["x"]),
    "a row of the case": lambda value: value["answers"].insert(0, ["ab" * 16, "_case", {}]),
    "rows in another order": lambda value: value["answers"].reverse(),
    "a row twice": lambda value: value["answers"].append(value["answers"][-1]),
    "an answer without its label": lambda value: value["answers"][0][2].pop("label"),
    "a file that is not there": lambda value: value["files"].append(
        {"path": "files/0001.pdf", "sha256": "0" * 64, "size": 1, "media_type": "application/pdf"}
    ),
}


@pytest.mark.parametrize("what", ILL_FORMED)
def test_another_form_is_refused(what: str) -> None:
    report = verify(container(edited(ILL_FORMED[what])), world().plain())
    assert codes(report) == ["E_ANNEX_FORM"]


def test_versions() -> None:
    later = edited(lambda value: value.update(format="tipdesk-annex/1.7", more=1))
    assert codes(verify(container(later), world().plain())) == ["W_NEWER"]
    other = edited(lambda value: value.update(format="tipdesk-annex/2.0"))
    assert codes(verify(container(other), world().plain())) == ["E_VERSION"]


def test_files_come_with_it_as_it_names_them() -> None:
    files, payloads = files_of([payload_of_bytes("a.pdf", b"%PDF")])
    prosecutor = Identity.generate()
    sealed = seal_annex(
        annex(files=files), world().approver.key, NOW, prosecutor.recipient, payloads
    )
    report = verify(io.BytesIO(sealed.sealed), world().question(identity=prosecutor))
    assert report.valid
    assert report.container is not None
    assert report.container.open("files/0001.pdf").read() == b"%PDF"
    report.close()
    surplus = container(None, None, **{"files/0001.pdf": b"%PDF"})
    assert codes(verify(surplus, world().plain())) == ["E_ANNEX_FORM"]


@pytest.mark.parametrize("name", ["message.json", "receipt.json", "bag/data/index.json", "x.json"])
def test_nothing_else_lies_in_its_container(name: str) -> None:
    report = verify(container(None, None, **{name: b"{}"}), world().plain())
    assert not report.valid
    assert {"E_PATH", "E_ZIP_CD"} & set(codes(report))


def test_what_no_reader_takes_is_not_signed() -> None:
    with pytest.raises(BundleUnreadable):
        write_annex(annex(salt="5a"))


# --- beside the case --------------------------------------------------------------------------


def beside(document: Annex, **approval: object) -> list[str]:
    data = write_annex(document)
    case = approved(documents(), **{"annex": annex_digest(data), **approval})
    problems = judge_beside(read_annex(data), data, [ApprovedCase(case, DIGESTS)])
    return [problem.code.value for problem in problems]


OTHER_CASE = "7bb5b5f3-4a1d-4e6b-9b54-1b3d2a4e0c21"


def test_it_belongs_to_the_case_that_was_approved_with_it() -> None:
    assert beside(annex()) == []
    assert beside(annex(), annex="01" * 32) == ["E_ANNEX_OTHER"]  # swapped, or approved anew
    assert beside(annex(case_id=OTHER_CASE)) == ["E_ANNEX_CASE"]
    assert beside(annex(revision=4)) == ["E_ANNEX_CASE"]
    assert beside(annex(record_root="cd" * 32)) == ["E_ANNEX_CASE"]
    assert beside(annex(), annex="01" * 32, case_id=OTHER_CASE) == ["W_EARLIER_MISSING"]
    alone = beside(annex(), kind=ApprovalKind.DIRECT)  # nobody of policy .4 signed
    assert alone == ["E_ANNEX_OTHER"]


def test_it_shows_what_the_approved_record_proves_and_nothing_else() -> None:
    changed = row("phone_safe", "+965 5555 0009", 3)
    assert beside(annex(answers=(ROWS[0], changed))) == ["E_ROW"]
