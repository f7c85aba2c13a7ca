"""Protective annexes (§9.2), each alone: container, signature and form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.vectors import cast
from tests.vectors.people import ADVISER, OFFICE, RECOVERY, Person, seed
from tests.vectors.vector import Vector
from tests.vectors.writing import (
    CASE,
    PDF,
    SERIES,
    SIGNED_AT,
    Edit,
    Envelope,
    Files,
    Single,
    answer,
    drop,
    media_type,
    put,
    row_of,
    sealed,
    sha256,
    swap,
)

ANNEX = "8c7d6e5f-4a3b-4c2d-9e1f-0a9b8c7d6e5f"
Value = dict[str, Any]


def annex(**values: object) -> Value:
    """`annex.json`."""
    return {
        "format": "tipdesk-annex/1.0",
        "annex_id": ANNEX,
        "salt": seed("annex").hex(),
        "to": ["PPX", "P-01"],
        "station": "SH2",
        "series": SERIES,
        "number": 2,
        "previous": "7" * 64,
        "not_sent": [{"number": 1, "bundle_id": CASE}],
        "case_id": CASE,
        "revision": 3,
        "record_root": "5" * 64,
        "answers": [
            row_of("contacts[1]/contact_phone", answer("+965 5555 0001", 9)),
            row_of("phone_safe", answer("+965 5555 0002", 3, source="person")),
        ],
        "files": [],
        **values,
    }


def _vector(
    name: str, about: str, *codes: str, signer: Person = cast.SUPERVISOR,
    files: Files | None = None, edit: Edit | None = None, envelope: bool = True,
    identity: str = "prosecutor", to: tuple[Any, ...] = (ADVISER,), **edits: Edit,
) -> Vector:  # fmt: skip
    more = files or {}
    listed = [
        {"path": path, "sha256": sha256(data), "size": len(data), "media_type": media_type(path)}
        for path, data in sorted(more.items())
    ]
    value = annex(files=listed)
    value = edit(value) if edit else value
    data = Single("annex.json", value, signer, SIGNED_AT, more=more, edits=edits).bytes()
    own: Value = {"holds": "annex", "identity": identity}
    if {"E_AGE_NO_KEY", "E_PATH"} & {*codes}:
        own["verdict"] = "unreadable"
    if envelope:
        data = sealed(data, Envelope(to), f"annex-{name}")
    else:
        own["suffix"] = ".asice"
    return Vector(f"annex-{name}", f"Protective annex: {about}", data, codes, **own)


def vectors() -> Iterator[Vector]:
    form, envelope = "E_ANNEX_FORM", {"envelope": False}
    yield _vector("whole", "for one prosecutor.")
    yield _vector("files", "with a file.", files={"files/0001.pdf": PDF})
    yield _vector("empty", "that says nothing.", edit=put(answers=[]))
    yield _vector("first", "the first of its series.",
                  edit=put(number=1, previous=None, not_sent=[]))  # fmt: skip
    yield _vector("newer", "of a higher minor version.", "W_NEWER",
                  edit=put(format="tipdesk-annex/1.3", later=1))  # fmt: skip
    yield _vector("open", "without its envelope.", "A_NOT_ENCRYPTED", envelope=False)
    yield _vector("clerk", "with the key of the office.", "E_AGE_NO_KEY",
                  identity="office")  # fmt: skip
    yield _vector("recovery", "with the recovery key.", "E_AGE_NO_KEY", identity="recovery")
    yield _vector("officer", "signed by an officer.", "E_CERT_ROLE", signer=cast.OFFICER)
    yield _vector(
        "prosecutor", "signed by a prosecutor.", "E_CERT_ROLE", "E_STATION", signer=cast.JUDGE
    )
    yield _vector("station", "of another station than signed it.", "E_STATION",
                  edit=put(station="SH9"))  # fmt: skip
    yield _vector("neighbour", "signed by an approver of a station that the list names for it.",
                  signer=cast.NEIGHBOUR)  # fmt: skip
    yield _vector("major", "another major version.", "E_VERSION",
                  edit=put(format="tipdesk-annex/2.0"))  # fmt: skip
    yield _vector("more", "a member that nobody knows.", form, edit=put(more=1))
    for name in ("annex_id", "salt", "record_root", "answers", "files", "previous"):
        yield _vector(f"less-{name.replace('_', '-')}", f"without {name}.", form, edit=drop(name))
    yield _vector("to-office", "to an office.", form, edit=put(to=["PPX", None]))
    yield _vector("to-two", "to two.", form, edit=put(to=["PPX", "P-01", "P-02"]))
    yield _vector("salt", "with a short salt.", form, edit=put(salt="5" * 32))
    yield _vector("revision", "of revision 0.", form, edit=put(revision=0))
    twice = [{"number": 1, "bundle_id": CASE}] * 2
    yield _vector("not-sent-twice", "one number twice in not_sent.", form, edit=put(not_sent=twice))
    rows = annex()["answers"]
    yield _vector("rows-order", "rows in another order.", form, edit=put(answers=rows[::-1]))
    yield _vector("rows-twice", "one row twice.", form, edit=put(answers=[rows[0], *rows]))
    yield _vector("rows-case", "a row about the case.", form,
                  edit=put(answers=[row_of("_case", {}), *rows]))  # fmt: skip
    yield _vector("rows-salt", "a row without its salt.", form,
                  edit=put(answers=[rows[0][1:]]))  # fmt: skip
    bare = {key: value for key, value in rows[1][2].items() if key != "label"}
    yield _vector("rows-label", "an answer without its label.", form,
                  edit=put(answers=[row_of("phone_safe", bare)]))  # fmt: skip
    both = {**rows[1][2], "reason": "declined"}
    yield _vector("rows-both", "an answer with a reason for none.", form,
                  edit=put(answers=[row_of("phone_safe", both)]))  # fmt: skip
    yield _vector("file-less", "a file that is not named.", form, edit=put(files=[]),
                  files={"files/0001.pdf": PDF})  # fmt: skip
    named = {"path": "files/0001.pdf", "sha256": "0" * 64, "size": 1}
    yield _vector("file-more", "a file that is not there.", form,
                  edit=put(files=[{**named, "media_type": "application/pdf"}]))  # fmt: skip
    yield _vector("file-number", "files that begin with the second.", form,
                  files={"files/0002.pdf": PDF})  # fmt: skip
    yield _vector("json", "white space.", form, document_bytes=swap(b",", b", "))
    yield _vector("record", "a record beside it.", "E_PATH",
                  files={"record.json": b"{}"}, edit=put(files=[]), **envelope)  # fmt: skip
    yield _vector("office", "sealed to the office as well; its prosecutor opens it all the same.",
                  to=(RECOVERY, OFFICE, ADVISER))  # fmt: skip
