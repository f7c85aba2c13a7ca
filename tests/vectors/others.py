"""Messages and receipts, and what an index says of the case bundle before (§8.1, §10, §11)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.vectors import cast
from tests.vectors.people import DAY, NOW, OFFICE, RECOVERY, Person, seed, stamp
from tests.vectors.vector import Vector, case
from tests.vectors.writing import (
    BUNDLE,
    CASE,
    CREATED,
    PDF,
    SERIES,
    Edit,
    Envelope,
    Files,
    Single,
    drop,
    media_type,
    put,
    sealed,
    sha256,
    swap,
)

MESSAGE = "4f0f3f4e-7b1a-4a0e-8a55-0d7f6f1b2c3d"
RECEIPT = "2a1b7c9d-5e4f-4c3b-9a8d-6e5f4c3b2a19"
Value = dict[str, Any]


def vectors() -> Iterator[Vector]:
    yield from _supplements()
    yield from _messages()
    yield from _receipts()


# --- supplements ------------------------------------------------------------------------------


def _supplements() -> Iterator[Vector]:
    change = {"path": "name", "how": "changed"}

    def following(revision: int, *changes: Value) -> Value:
        return {"manifest": seed("before").hex(), "revision": revision, "changes": [*changes]}

    later: Value = {"number": 2, "previous": seed("before").hex()}
    yield case("good-supplement", "A supplement to a case bundle that this reader never saw.",
               index=put(supplements=following(2, change)), **later)  # fmt: skip
    yield case("good-supplement-same-revision", "A supplement of the same revision.",
               index=put(supplements=following(3)), **later)  # fmt: skip
    yield case("supplement-older", "A supplement to a later revision than its own.", "E_CHANGES",
               index=put(supplements=following(4, change)), **later)  # fmt: skip


# --- messages ---------------------------------------------------------------------------------


def message(kind: str, body: Value, signer: Person, **values: object) -> Value:
    """`message.json`."""
    unit, login = ("SH2", "S-01") if signer is cast.SUPERVISOR else ("SH2", "T-07")
    return {
        "format": "tipdesk-message/1.0",
        "message_id": MESSAGE,
        "type": kind,
        "from": [unit, login],
        "to": ["PPX", None],
        "series": SERIES,
        "number": 1,
        "previous": None,
        "not_sent": [],
        "about": {"manifest": None, "message_id": None, "case_id": CASE, "revision": 3},
        "at": stamp(CREATED),
        "body": body,
        "files": [],
        **values,
    }


def _message(
    name: str, about: str, *codes: str, kind: str = "withdrawal", body: Value | None = None,
    signer: Person = cast.SUPERVISOR, files: Files | None = None, edit: Edit | None = None,
    envelope: bool = True, **edits: Edit,
) -> Vector:  # fmt: skip
    body = {"reason": "سحب"} if body is None else body
    more = files or {}
    listed = [
        {"path": path, "sha256": sha256(data), "size": len(data), "media_type": media_type(path)}
        for path, data in sorted(more.items())
    ]
    value = message(kind, body, signer, files=listed)
    value = edit(value) if edit else value
    container = Single("message.json", value, signer, CREATED, more=more, edits=edits).bytes()
    own: Value = {"holds": "message", "suffix": ".message.asice.age"}
    if not envelope:
        own["suffix"] = ".message.asice"
    data = sealed(container, Envelope((RECOVERY, OFFICE)), name) if envelope else container
    return Vector(f"message-{name}", f"Message: {about}", data, codes, **own)


def _messages() -> Iterator[Vector]:
    form = "E_MESSAGE_FORM"
    officer: Value = {"signer": cast.OFFICER}
    yield _message("withdrawal", "a withdrawal by an approver.")
    yield _message("address", "where somebody is reached, by an officer.", kind="summons_address",
                   body={"text": "عند المركز"}, **officer)  # fmt: skip
    yield _message("files", "with a file.", kind="summons_address", body={"text": "x"},
                   files={"files/0001.pdf": PDF}, **officer)  # fmt: skip
    yield _message("unknown-type", "of a type that nobody knows.", "W_NEWER", kind="later_thing",
                   body={"x": [1]}, **officer)  # fmt: skip
    yield _message("newer", "of a higher minor version.", "W_NEWER",
                   edit=put(format="tipdesk-message/1.2", later=1))  # fmt: skip
    yield _message("open", "without its envelope.", "A_NOT_ENCRYPTED", envelope=False)
    yield _message("role", "a withdrawal by an officer.", "E_CERT_ROLE", **officer)
    yield _message("from", "from somebody else than signed it.", "E_MESSAGE_FROM",
                   edit=put(**{"from": ["SH2", "S-09"]}))  # fmt: skip
    yield _message("station", "from another station than signed it.", "E_MESSAGE_FROM",
                   edit=put(**{"from": ["SH6", "S-01"]}))  # fmt: skip
    yield _message("at", "of another time than it was signed.", "E_MESSAGE_FROM",
                   edit=put(at=stamp(CREATED - DAY)))  # fmt: skip
    yield _message("more", "a member that nobody knows.", form, edit=put(more=1))
    yield _message("less", "a member is missing.", form, edit=drop("about"))
    yield _message("body-more", "a body with a member more.", form,
                   body={"reason": "", "more": 1})  # fmt: skip
    yield _message("body-less", "a body without its member.", form, body={})
    yield _message("major", "another major version.", "E_VERSION",
                   edit=put(format="tipdesk-message/2.0"))  # fmt: skip
    yield _message("file-less", "a file that is not named.", form, edit=put(files=[]),
                   files={"files/0001.pdf": PDF})  # fmt: skip
    yield _message("json", "white space.", form, document_bytes=swap(b",", b", "))


# --- receipts ---------------------------------------------------------------------------------


def receipt(**values: object) -> Value:
    """`receipt.json`."""
    return {
        "format": "tipdesk-receipt/1.0",
        "receipt_id": RECEIPT,
        "bundle_id": BUNDLE,
        "bundle_file": {"sha256": "1" * 64, "bytes": 12345},
        "manifest_sha256": "2" * 64,
        "kind": "case",
        "number": 1,
        "series": SERIES,
        "head": [8, "3" * 64],
        "signer_cert_sha256": "4" * 64,
        "claimed_signing_time": stamp(CREATED),
        "received_at": stamp(NOW),
        "result": "accepted",
        "codes": [],
        "case_id": CASE,
        "revision": 3,
        "registry_no": "17/2026",
        "missing": [],
        "not_sent": [],
        "crl_number": 5,
        **values,
    }


def _receipt(
    name: str, about: str, *codes: str, edit: Edit | None = None, signer: Person = cast.DESK,
    **edits: Edit,
) -> Vector:  # fmt: skip
    value = receipt()
    value = edit(value) if edit else value
    data = Single("receipt.json", value, signer, NOW, edits=edits).bytes()
    own: Value = {"holds": "receipt", "suffix": ".receipt.asice"}
    return Vector(f"receipt-{name}", f"Receipt: {about}", data, codes, **own)


def _receipts() -> Iterator[Vector]:
    form = "E_RECEIPT_FORM"
    refusal: Value = {
        "result": "rejected",
        "codes": ["E_OTHER_OFFICE", "W_LATE"],
        "registry_no": None,
    }
    unopened = dict.fromkeys(
        ["manifest_sha256", "kind", "number", "series", "head", "signer_cert_sha256",
         "claimed_signing_time", "case_id", "revision"]
    )  # fmt: skip
    yield _receipt("accepted", "a case bundle was accepted.")
    yield _receipt("prosecutor", "signed by a prosecutor who may receive.", signer=cast.JUDGE)
    yield _receipt("refused", "a case bundle was refused.", edit=put(**refusal))
    yield _receipt("unopened", "what came could not be opened.",
                   edit=put(**{**refusal, **unopened, "codes": ["E_AGE_PAYLOAD"]}))  # fmt: skip
    yield _receipt("missing", "two numbers have not come.", edit=put(number=9, missing=[3, 5]))
    yield _receipt("code-unknown", "with a code that nobody knows.",
                   edit=put(**{**refusal, "codes": ["E_LATER_THING"]}))  # fmt: skip
    yield _receipt("newer", "of a higher minor version.", "W_NEWER",
                   edit=put(format="tipdesk-receipt/1.5", later=1))  # fmt: skip
    yield _receipt("role", "signed by an officer.", "E_CERT_ROLE", signer=cast.OFFICER)
    yield _receipt("more", "a member that nobody knows.", form, edit=put(more=1))
    yield _receipt("less", "a member is missing.", form, edit=drop("head"))
    yield _receipt("result", "another result.", form, edit=put(result="quarantined"))
    yield _receipt("missing-order", "missing numbers in another order.", form,
                   edit=put(missing=[5, 3]))  # fmt: skip
    yield _receipt("number-unaccepted", "a register number of what was refused.", form,
                   edit=put(**{**refusal, "registry_no": "17/2026"}))  # fmt: skip
    yield _receipt("before", "the format before 1.0.", form, edit=put(format="tipdesk-receipt/1"))
    yield _receipt("major", "another major version.", "E_VERSION",
                   edit=put(format="tipdesk-receipt/2.0"))  # fmt: skip
    yield _receipt("time", "another time than it was signed.", form,
                   edit=put(received_at=stamp(NOW - DAY)))  # fmt: skip
