"""What the schemas of the documents describe is what the product writes and refuses."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.bundle.kit.kits import codes, made_kit, new_authority
from tests.bundle.messages.letters import OTHER_ID, message
from tests.bundle.world import BUNDLE, CASE, NOW, NUMBERED, SERIES, approved, documents, plan
from tests.json_schema import faults
from tipdesk.bundle.approval import read_approval, write_approval
from tipdesk.bundle.container import paths
from tipdesk.bundle.container.index import (
    CarriedBefore,
    NotSent,
    Supplement,
    read_index,
    write_index,
)
from tipdesk.bundle.kit.station_kit import (
    keys_json,
    open_box,
    read_box,
    read_boxes,
    read_document,
    read_kit,
)
from tipdesk.bundle.messages.annex import Annex, read_annex, write_annex
from tipdesk.bundle.messages.bodies import MessageType
from tipdesk.bundle.messages.document import (
    Correspondent,
    MessageFile,
    MessageNumber,
    MessageSubject,
    read_message,
    write_message,
)
from tipdesk.bundle.reader import VerificationRequest, verify
from tipdesk.bundle.receipt import AnsweredKind, Receipt, Result, parse_receipt, write_receipt
from tipdesk.bundle.strict_json import JsonValue, write_json
from tipdesk.bundle.taken_in import TakenIn, read_statement, write_statement
from tipdesk.cases.custody.following import GiveUp, give_up_json, read_give_up
from tipdesk.cases.handover.changes import RecordChange, SupplementChange
from tipdesk.core.errors import BundleUnreadable, HolderRefused
from tipdesk.core.settings import resource

DIGEST = "12" * 32


def full_index(how: RecordChange = RecordChange.ADDED) -> bytes:
    """Every member of every object is there."""
    changes = (SupplementChange("urgency", how),)
    carried = CarriedBefore(f"{CASE}/att/0002.jpg", DIGEST, 5, DIGEST)
    numbered = replace(NUMBERED, number=3, previous=DIGEST, not_sent=(NotSent(2, SERIES),))
    return write_index(
        plan(
            numbered=numbered,
            supplements=Supplement(DIGEST, 2, changes),
            carried_before=(carried,),
        )
    )


def full_approval() -> bytes:
    return write_approval(approved(documents(), authors=("T-07", "T.8")))


def full_receipt() -> bytes:
    """The signature around it is another matter."""
    answer = Receipt(
        *(SERIES, BUNDLE, DIGEST, 5, DIGEST, DIGEST, NOW, NOW, Result.ACCEPTED),
        codes=("A_LEAVER", "W_MISSING", "W_OF_LATER"),
        case_id=CASE,
        revision=3,
        kind=AnsweredKind.CASE,
        number=7,
        series=SERIES,
        head=(11, DIGEST),
        registry_no="PPX-2026/1",
        missing=(3, 4),
        not_sent=(2,),
        crl_number=4,
    )
    return write_json(write_receipt(answer))


def refusing(read: Callable[[bytes], object]) -> Callable[[bytes], object]:
    """The reader, with one kind of error for whatever it refuses."""

    def refused(data: bytes) -> object:
        try:
            return read(data)
        except (ValueError, HolderRefused) as error:
            raise BundleUnreadable from error

    return refused


def full_message(kind: MessageType) -> bytes:
    return write_message(
        message(
            kind,
            numbered=MessageNumber(SERIES, 3, DIGEST, (NotSent(2, OTHER_ID),)),
            about=MessageSubject(DIGEST, OTHER_ID, CASE, 2),
            to=Correspondent("PPX", "P-03"),
            files=(MessageFile("files/0001.pdf", DIGEST, 5, "application/pdf"),),
        )
    )


def annex_rows() -> tuple[JsonValue, ...]:
    """Rows with whatever a row can have."""
    text = {"ar": "أ", "en": "a"}
    who = {"source": "person", "by": "T-07", "at": "2026-11-24T09:30:10.000Z"}
    answer = {"section": text, "label": text, "type": "text", "place": 3, "shown": text, **who}
    return (
        ["ab" * 16, "contacts[1]/contact_phone", {**answer, "reason": "not_known"}],
        ["ab" * 16, "phone_safe", {**answer, "value": "+965 5555 0002"}],
    )


def full_annex(rows: tuple[JsonValue, ...] = ()) -> bytes:
    """Without rows, which have their schema from the record."""
    return write_annex(
        Annex(
            annex_id=OTHER_ID,
            salt=DIGEST,
            login="P-03",
            numbered=replace(NUMBERED, number=3, previous=DIGEST, not_sent=(NotSent(2, SERIES),)),
            case_id=CASE,
            revision=3,
            record_root=DIGEST,
            answers=rows,
            files=(MessageFile("files/0001.pdf", DIGEST, 5, "application/pdf"),),
        )
    )


def full_statement() -> bytes:
    """Of a prosecutor; the signature beside it is another matter."""
    codes = ("A_DIRECT", "A_PREVIOUS")
    return write_statement(
        TakenIn(BUNDLE, DIGEST, codes, "seen with the supervisor", "PPX-2026/1", "PPX", "P-03", NOW)
    )


def given_up() -> bytes:
    head = (11, DIGEST)
    return give_up_json(GiveUp(CASE, 1, "SH2", "SH3", head, "2026-11-24T09:30:10Z"))


@cache
def kit_parts() -> tuple[bytes, bytes, bytes]:
    """Document, boxes and an open box of a station kit."""
    with TemporaryDirectory(prefix="tipdesk-test-") as folder:
        closed = made_kit(new_authority(Path(folder)))
        kit = read_kit(closed.path, NOW)
        content = verify(io.BytesIO(kit.data), VerificationRequest(now=NOW)).content
        box = open_box(kit, "T-07", codes(closed)["T-07"], NOW)
        opened = write_json(
            {
                "format": "tipdesk-kit-box/1.0",
                "root": DIGEST,
                "kit": kit.sha256,
                **keys_json(box.keys),
            }
        )
    return content[paths.KIT], content[paths.KIT_BOXES], opened


DOCUMENTS: dict[str, tuple[bytes, Callable[[bytes], object]]] = {
    "index": (full_index(), read_index),
    "approval": (full_approval(), read_approval),
    "receipt": (full_receipt(), refusing(parse_receipt)),
    "message": (full_message(MessageType.DISCLOSURE), read_message),
    "annex": (full_annex(), read_annex),
    "taken-in": (full_statement(), refusing(read_statement)),
    "give-up": (given_up(), refusing(read_give_up)),
    "kit": (kit_parts()[0], refusing(read_document)),
    "kit-boxes": (kit_parts()[1], refusing(read_boxes)),
    "kit-box": (kit_parts()[2], refusing(read_box)),
}


def schema_of(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(
        resource("schemas", f"{name}.schema.json").read_text("utf-8")
    )
    return schema


def places(value: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where each value of a document stands."""
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    for name, inner in inside:
        yield (*way, name)
        if isinstance(inner, dict | list):
            yield from places(inner, (*way, name))


def altered(value: Any, way: tuple[str | int, ...], *put: object) -> Any:
    """The document without what stands there, or with something else in its place."""
    changed = deepcopy(value)
    parent = changed
    for name in way[:-1]:
        parent = parent[name]
    if put:
        parent[way[-1]] = put[0]
    else:
        del parent[way[-1]]
    return changed


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_is_written_fits(name: str) -> None:
    data, read = DOCUMENTS[name]
    assert faults(json.loads(data), schema_of(name)) == []
    read(data)


def test_rows_of_an_annex_fit() -> None:
    document = json.loads(full_annex(annex_rows()))
    assert faults(document, schema_of("annex")) == []
    record = schema_of("record")["$defs"]
    shared = {name: value for name, value in schema_of("annex")["$defs"].items() if name in record}
    assert shared.keys() >= {"answer_row", "answer", "salt"}
    assert {name: record[name] for name in shared} == shared
    document["answers"][0][2]["more"] = 1
    assert faults(document, schema_of("annex")) != []


def test_an_index_without_number_before_and_supplement_fits() -> None:
    assert faults(json.loads(write_index(plan())), schema_of("index")) == []


def test_whatever_has_changed_fits() -> None:
    for how in RecordChange:
        assert faults(json.loads(full_index(how)), schema_of("index")) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_reader_and_schema_refuse_the_same(name: str) -> None:
    """A member less, one more, another type, a number of 16 digits: at every place."""
    data, read = DOCUMENTS[name]
    value, schema = json.loads(data), schema_of(name)
    tried = 0
    for way in places(value):
        wrong = [altered(value, way, put) for put in (True, -1, "A B", {"more": 1}, [[]])]
        if isinstance(way[-1], str):
            wrong += [altered(value, way), altered(value, (*way[:-1], "more"), 1)]
        for document in wrong:
            tried += 1
            is_taken = True
            try:
                read(write_json(document))
            except BundleUnreadable:
                is_taken = False
            assert is_taken is (faults(document, schema) == []), (way, document)
    assert tried > 40


@pytest.mark.parametrize("kind", MessageType)
def test_the_body_of_each_message_has_its_schema(kind: MessageType) -> None:
    value, schema = json.loads(full_message(kind)), schema_of("message")
    assert faults(value, schema) == []
    body = value["body"]
    names = set(schema["$defs"][f"body_{kind}"]["properties"])
    assert names == body.keys()
    for way in () if kind is MessageType.OPENED else places(body):
        wrong = [altered(body, way, put) for put in (True, -1, "A B", {"more": 1}, [[]], None)]
        if isinstance(way[-1], str):
            wrong += [altered(body, way), altered(body, (*way[:-1], "more"), 1)]
        for other in wrong:
            document = {**value, "body": other}
            is_taken = True
            try:
                read_message(write_json(document))
            except BundleUnreadable:
                is_taken = False
            assert is_taken is (faults(document, schema) == []), (way, other)


def test_a_type_that_came_later_fits_whatever_it_says() -> None:
    value = json.loads(full_message(MessageType.OPENED))
    document = {**value, "type": "closing", "body": {"why": ["later"]}}
    assert faults(document, schema_of("message")) == []
    read_message(write_json(document))
    assert faults({**document, "type": "opened"}, schema_of("message")) != []


def test_every_document_of_the_specification_has_its_schema() -> None:
    """Those of one signature or member; a container has none."""
    text = Path(__file__).resolve().parents[2].joinpath("docs", "bundle-format.md").read_text()
    documents = set(re.findall(r"`tipdesk-([a-z-]+)/1\.0`", text)) - {"exchange"}
    schemas = [
        schema_of(path.name.removesuffix(".schema.json"))
        for path in resource("schemas").iterdir()
        if not path.name.startswith(("verification", "vault-"))
    ]
    described = [  # where a signature stands beside the document, it is the text that is signed
        schema if "format" in schema["properties"] else schema["$defs"]["document"]
        for schema in schemas
    ]
    assert documents == {
        str(schema["properties"]["format"]["const"]).removeprefix("tipdesk-").removesuffix("/1.0")
        for schema in described
    }
