"""Two certified people of one station, over exactly what is there (docs/bundle-format.md §5.2)."""

import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.bundle.raw import codes_of, good, look, with_payloads
from tests.bundle.world import (
    CASE,
    NOW,
    NUMBERED,
    approved,
    certify,
    codes,
    documents,
    person,
    plan,
    signed_approval,
    world,
)
from tipdesk.bundle.approval import (
    MEDIA_TYPE,
    SIGNATURE,
    STATEMENT,
    Approval,
    ApprovalKind,
    read_approval,
    subjects_digest,
    write_approval,
)
from tipdesk.bundle.container import paths
from tipdesk.bundle.container.index import BundlePlan, payload_of_bytes, write_index
from tipdesk.bundle.crypto import certificates, cms
from tipdesk.bundle.crypto.certificates import CertificateRole, Holder, SigningKey
from tipdesk.bundle.reader import verify
from tipdesk.bundle.strict_json import write_json
from tipdesk.bundle.trust import TrustStore
from tipdesk.bundle.writer import instructions_inside
from tipdesk.core.errors import BundleUnreadable

GOOD = good()
FOLDER = f"{paths.DATA}{CASE}/"


def codes_in(
    bundle: BundlePlan, exporter: SigningKey | None = None, **changes: object
) -> list[str]:
    """The codes that the receiving desk finds in a bundle that is otherwise well made."""
    readme = payload_of_bytes("readme.txt", instructions_inside())
    bundle = replace(bundle, payloads=(*bundle.payloads, readme))
    payloads = {payload.member: payload.open().read() for payload in bundle.payloads}
    container = with_payloads({**payloads, paths.INDEX: write_index(bundle)})
    if exporter is not None:
        container = replace(container, key=exporter)
    return codes_of(container.bytes(), **changes)


def with_approval(key: SigningKey | None = None, **changes: object) -> BundlePlan:
    """The usual bundle under another statement, or one that somebody else signed."""
    payloads = documents()
    return plan(payloads=(*payloads, *signed_approval(payloads, key, **changes)))


def certified(holder: Holder, *roles: CertificateRole, key: object = None) -> SigningKey:
    """Somebody whom the authority has certified."""
    name = certificates.subject("KW", "الإدارة العامة", holder)
    return certify(key, subject=name, policies=[role.policy for role in roles])


def trusting(*pairs: tuple[str, str]) -> TrustStore:
    """A trust list that names whose approvals count for whom."""
    trust = world().listed()
    return replace(trust, listing=replace(trust.listing, approves_for=pairs))


EXPORTER, APPROVER = CertificateRole.EXPORTER, CertificateRole.APPROVER
ANNEX = {"name": "annex.pdf", "sha256": "0" * 64, "size": 1}


def test_two_people_under_one_list() -> None:
    assert codes_in(plan()) == []
    report = look(good().bytes())
    assert (report.signed_by.login, report.approved_by.login) == ("T-07", "S-01")
    assert report.approval.approved_at == NOW - timedelta(hours=1)
    report.close()


# --- number 1 and 2: the signature holds, by a certified person ------------------------------


def changed(name: str, data: bytes) -> list[str]:
    """The approval with other bytes, the exporter's signature over all of them."""
    payloads = tuple(
        payload_of_bytes(payload.path, data) if payload.path == f"{CASE}/{name}" else payload
        for payload in plan().payloads
    )
    return codes_in(plan(payloads=payloads))


def test_a_changed_statement_or_signature_is_told_from_a_signed_one() -> None:
    statement, signature = (payload.open().read() for payload in signed_approval(documents()))
    other = statement.replace(b'"revision":3', b'"revision":4')
    assert changed(STATEMENT, other) == ["E_APPROVAL_SIGNATURE"]
    for data in (b"", signature[:-1], signature + b"\0", GOOD.signed_by()):
        assert changed(SIGNATURE, data) == ["E_APPROVAL_SIGNATURE"]


def test_a_signature_over_another_type_or_at_another_time_is_none() -> None:
    statement = write_approval(approved(documents()))
    key, at = world().approver.key, NOW - timedelta(hours=1)
    for signature in (
        cms.sign(statement, key, at),
        cms.sign(statement, key, at + timedelta(seconds=1), MEDIA_TYPE),
    ):
        assert changed(SIGNATURE, signature) == ["E_APPROVAL_SIGNATURE"]


def test_no_approval_is_no_case() -> None:
    assert codes_in(plan(payloads=documents()))[-1] == "E_MEMBER_MISSING"


def test_an_approver_whom_nobody_certified() -> None:
    expired = certify(
        subject=certificates.subject("KW", "الإدارة العامة", person("هند", login="S-01")),
        role=APPROVER,
        start=NOW - timedelta(days=30),
        life=timedelta(days=10),
    )
    assert "E_CERT_EXPIRED" in codes_in(with_approval(expired))


# --- number 3 to 6: roles, one station, two people ---------------------------------------------


def test_each_signs_in_their_own_role() -> None:
    approver = certified(person("هند", login="S-01"), EXPORTER)
    assert codes_in(with_approval(approver)) == ["E_CERT_ROLE"]
    exporter = certified(person("سالم"), APPROVER)
    assert codes_in(plan(), exporter) == ["E_CERT_ROLE"]


def test_one_station_signs_all_of_it() -> None:
    elsewhere = certified(person("هند", unit="SH3", login="S-01"), APPROVER)
    assert codes_in(with_approval(elsewhere)) == ["E_STATION"]
    assert codes_in(plan(), certified(person("سالم", unit="SH3"), EXPORTER)) == ["E_STATION"]
    assert codes_in(with_approval(station="SH3")) == ["E_STATION"]
    assert codes_in(plan(numbered=replace(NUMBERED, station="SH3"))) == ["E_STATION"]


def test_an_approver_elsewhere_counts_where_the_trust_list_names_the_pair() -> None:
    elsewhere = certified(person("هند", unit="SH3", login="S-01"), APPROVER)
    pairs = (("SH3", "SH2"),)
    trust = trusting(*pairs)
    assert codes_in(with_approval(elsewhere), trust=trust) == []
    back = trusting(("SH2", "SH3"))
    assert codes_in(with_approval(elsewhere), trust=back) == ["E_STATION"]


def test_the_approver_is_who_signed() -> None:
    assert codes_in(with_approval(approver="S-02")) == ["E_APPROVER"]


BOTH = (EXPORTER, APPROVER)
TWO_NAMES = {
    "login": (person("سالم"), person("هند", login="T-07")),
    "service number": (person("سالم", "K-900"), person("هند", "K-900", login="S-01")),
}


@pytest.mark.parametrize("name", TWO_NAMES)
def test_one_person_with_two_certificates_is_one_person(name: str) -> None:
    exporter, approver = (certified(holder, *BOTH) for holder in TWO_NAMES[name])
    bundle = with_approval(approver, approver=TWO_NAMES[name][1].login, authors=("T-09",))
    assert codes_in(bundle, exporter) == ["E_ONE_PERSON"]


def test_one_key_is_one_person() -> None:
    exporter = certified(person("سالم"), *BOTH)
    approver = certified(person("هند", login="S-01"), *BOTH, key=exporter.private)
    assert codes_in(with_approval(approver), exporter) == ["E_ONE_PERSON"]


def test_who_wrote_it_does_not_approve_it() -> None:
    assert codes_in(with_approval(authors=("S-01", "T-07"))) == ["E_ONE_PERSON"]
    assert codes_in(with_approval(authors=())) == ["E_ONE_PERSON"]


def test_a_file_that_went_directly_is_set_aside() -> None:
    officer = world().officer.key
    bundle = with_approval(officer, kind=ApprovalKind.DIRECT, approver="T-07")
    assert codes_in(bundle) == ["A_DIRECT"]
    assert codes_in(with_approval(kind=ApprovalKind.DIRECT))[0] == "E_CERT_ROLE"


# --- number 7 to 9: this file, these bytes, this time --------------------------------------------


def test_an_approval_of_something_else() -> None:
    for change in (
        {"case_id": CASE.replace("6ab4", "7ab4")},
        {"revision": 2},
        {"tenure": 2},
        {"offices": ("PPY",)},
    ):
        assert codes_in(with_approval(**change)) == ["E_APPROVAL_OTHER"]
    assert codes_in(plan(numbered=replace(NUMBERED, office="PPY"))) == ["E_APPROVAL_OTHER"]


def swapped(name: str) -> BundlePlan:
    whole = plan()
    payloads = tuple(
        payload_of_bytes(payload.path, b"other") if payload.path.endswith(name) else payload
        for payload in whole.payloads
    )
    return replace(whole, payloads=payloads)


def without(name: str) -> BundlePlan:
    whole = plan()
    payloads = tuple(payload for payload in whole.payloads if not payload.path.endswith(name))
    return replace(whole, payloads=payloads)


def with_file(name: str) -> BundlePlan:
    whole = plan()
    return replace(whole, payloads=(*whole.payloads, payload_of_bytes(f"{CASE}/{name}", b"new")))


@pytest.mark.parametrize("name", ["record.json", "intake.pdf", "att/0001.jpg"])
def test_every_approved_byte_is_what_was_approved(name: str) -> None:
    """The exporter signs the swapped evidence with a good key: the approver did not."""
    for bundle in (swapped(name), without(name)):
        assert codes_in(bundle) == ["E_NOT_AS_APPROVED"]


@pytest.mark.parametrize("name", ["att/0002.jpg", "annex.pdf", "notice.pdf", "more/x.txt"])
def test_nothing_is_added_to_what_was_approved(name: str) -> None:
    assert codes_in(with_file(name)) == ["E_NOT_AS_APPROVED"]


@pytest.mark.parametrize("name", ["custody.json", "cover.pdf", "signed.json", "signed/0001.jpg"])
def test_what_tells_of_the_hand_over_needs_no_approval(name: str) -> None:
    assert codes_in(with_file(name)) == []


def test_an_approval_ends() -> None:
    hour = timedelta(hours=1)
    for begin, end in ((-2 * hour, -hour), (hour, 2 * hour), (-hour, timedelta(days=30))):
        bundle = with_approval(approved_at=NOW + begin, valid_until=NOW + end)
        assert "E_APPROVAL_OLD" in codes_in(bundle)
    late = NOW + timedelta(days=15)
    assert codes_in(plan(), now=late)[-1] == "W_LATE"


# --- the statement -------------------------------------------------------------------------------

TEXT = json.loads(write_approval(approved(documents())))
FORMS: dict[str, Callable[[dict], object]] = {
    "format": lambda value: value.update(format="tipdesk-index/1.0"),
    "kind": lambda value: value.update(kind="third_person"),
    "unknown member": lambda value: value.update(more=1),
    "missing member": lambda value: value.pop("annex"),
    "station": lambda value: value.update(station="sh2"),
    "approver": lambda value: value.update(approver="هند"),
    "authors in another order": lambda value: value.update(authors=["T-09", "T-07"]),
    "nobody's office": lambda value: value.update({"for": []}),
    "head": lambda value: value.update(head=[11]),
    "head of text": lambda value: value.update(head=["11", "cd" * 32]),
    "root": lambda value: value.update(record_root="AB" * 32),
    "subjects in another order": lambda value: value["subjects"].reverse(),
    "subject twice": lambda value: value["subjects"].append(value["subjects"][-1]),
    "a subject outside": lambda value: value["subjects"].append({**ANNEX, "name": "../x"}),
    "a subject that is not approved": lambda value: value["subjects"].insert(
        0, {**ANNEX, "name": "approval.json"}
    ),
    "time": lambda value: value.update(approved_at="2026-11-24 12:30:10"),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_statement_has_one_form(name: str) -> None:
    value = json.loads(json.dumps(TEXT))
    FORMS[name](value)
    with pytest.raises(BundleUnreadable) as refused:
        read_approval(write_json(value))
    assert refused.value.details["code"] == "E_APPROVAL_FORM"


def test_versions_of_the_statement() -> None:
    with pytest.raises(BundleUnreadable) as refused:
        read_approval(write_json({**TEXT, "format": "tipdesk-approval/2.0"}))
    assert refused.value.details["code"] == "E_VERSION"
    newer = read_approval(write_json({**TEXT, "format": "tipdesk-approval/1.1", "more": 1}))
    assert newer.is_newer


def test_it_comes_back_as_it_was_written() -> None:
    statement: Approval = approved(documents())
    assert read_approval(write_approval(statement)) == statement
    listed = [{"name": s.name, "sha256": s.sha256, "size": s.size} for s in statement.subjects]
    digest = hashlib.sha256(write_json(listed)).hexdigest()
    assert subjects_digest(statement.subjects) == digest


# --- a notice --------------------------------------------------------------------------------------


def test_a_notice_has_one_signature_and_no_more_than_a_notice() -> None:
    container = with_payloads(_notice("record.json", "notice.pdf"))
    container = replace(container, info=replace(container.info, kind="notice"))
    report = verify(io.BytesIO(container.bytes()), world().plain())
    assert codes(report) == []
    assert (report.approval, report.approved_by) == (None, None)
    report.close()
    for name in ("statement.pdf", "att/0001.jpg", STATEMENT, "custody.json"):
        container = with_payloads(_notice("record.json", "notice.pdf", name))
        container = replace(container, info=replace(container.info, kind="notice"))
        assert codes_of(container.bytes()) == ["E_NOTICE_MORE"]


def _notice(*names: str) -> dict[str, bytes]:
    payloads = tuple(payload_of_bytes(f"{CASE}/{name}", name.encode()) for name in names)
    readme = payload_of_bytes("readme.txt", instructions_inside())
    bundle = plan(payloads=(*payloads, readme), kind="notice")
    bundle = replace(bundle, kind=type(plan().kind)("notice"))
    members = {payload.member: payload.open().read() for payload in bundle.payloads}
    return {**members, paths.INDEX: write_index(bundle)}
