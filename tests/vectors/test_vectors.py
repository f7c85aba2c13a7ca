"""The program says of every vector what the vector says that a reader has to say."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from tests.json_schema import faults
from tests.vectors.asking import Row, asked, rows
from tests.vectors.people import HERE, canonical
from tipdesk.bundle.crypto.age import Identity
from tipdesk.bundle.crypto.streams import decrypt
from tipdesk.bundle.problems import Code
from tipdesk.core.settings import resource

ROWS = rows()
FEWEST = 500


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_verdict(row: Row) -> None:
    assert asked(row) == (row["verdict"], row["codes"])


def test_there_are_enough_of_every_kind() -> None:
    assert len(ROWS) >= FEWEST
    verdicts = [row["verdict"] for row in ROWS]
    assert all(verdicts.count(verdict) >= 4 for verdict in ("accept", "aside", "refuse"))
    assert len({row["name"] for row in ROWS}) == len(ROWS)


def test_the_list_is_canonical_and_names_every_file() -> None:
    data = (HERE / "vectors.json").read_bytes()
    assert canonical(json.loads(data)) == data
    kept = {f"files/{path.name}" for path in (HERE / "files").iterdir()}
    assert kept == {row["file"] for row in ROWS} | {name for row in ROWS for name in row["before"]}


def test_every_code_is_one_of_the_program() -> None:
    assert {code for row in ROWS for code in row["codes"]} <= {code.value for code in Code}


NOT_HERE = {
    *("E_TOO_BIG", "E_MEMBER_BIG", "E_SIG_TOO_BIG", "E_TRUNC"),  # megabytes, or told as another
    *("E_ANNEX_OTHER", "E_ANNEX_CASE", "E_NOTICE_OFF", "A_TWO_OWNERS"),  # an office alone says it
    *("W_REVOKED_LATER", "E_KIT_FORM"),  # by its own receipts, and of another file
}
"""Codes that no vector shows, and why; other tests do."""


def test_every_code_of_the_specification_has_a_vector() -> None:
    text = (HERE.parents[1] / "docs" / "bundle-format.md").read_text("utf-8")
    verdicts = text[text.index("### 13.2") : text.index("## 14.")]
    specified = {code for code in re.findall(r"`([EAW]_[A-Z_]+)`", verdicts) if code[-1] != "_"}
    shown = {code for row in ROWS for code in row["codes"]}
    assert specified - shown == NOT_HERE


def members_of(path: Path, identity: Identity) -> dict[str, bytes]:
    """The members of a good file, by name."""
    data = path.read_bytes()
    if data[:4] != b"PK\3\4":
        plain = bytearray()
        decrypt(io.BytesIO(data), (identity,), plain.extend, lambda _count: None)
        data = bytes(plain)
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        return {name: container.read(name) for name in container.namelist()}


def test_what_is_taken_is_what_the_schemas_describe() -> None:
    """Every document of this version in every file that is taken or set aside, but codes of later
    lists: a schema has those of today."""
    kinds: Counter[str] = Counter()
    for row in ROWS:
        later = row["name"] in (
            "good-codes-unknown",
            "message-unknown-type",
            "receipt-code-unknown",
        )
        if later or row["verdict"] not in ("accept", "aside"):
            continue
        identity = Identity.from_file((HERE / row["identity"]).read_text("ascii"))
        for name, data in members_of(HERE / row["file"], identity).items():
            kind = name.rpartition("/")[2].removesuffix(".json")
            if not name.endswith(".json") or b'/1.0"' not in data:
                continue
            path = resource("schemas", f"{kind}.schema.json")
            assert faults(json.loads(data), json.loads(path.read_text("utf-8"))) == [], row["name"]
            kinds[kind] += 1
    assert kinds.keys() >= {
        "index",
        "approval",
        "record",
        "custody",
        "signed",
        "message",
        "receipt",
    }
