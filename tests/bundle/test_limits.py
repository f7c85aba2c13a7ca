"""One table of limits: what the reader refuses, the writer refuses before it writes anything."""

from __future__ import annotations

import ast
import io
import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509

from tests.architecture.sources import trees
from tests.bundle.raw import codes_of, good
from tests.bundle.world import (
    CASE,
    NOW,
    MemoryStage,
    codes,
    documents,
    plan,
    signed_approval,
    world,
)
from tipdesk.bundle import limits
from tipdesk.bundle.container.index import Payload, payload_of_bytes
from tipdesk.bundle.crypto.certificates import Revocation, SigningKey, make_crl
from tipdesk.bundle.reader import verify
from tipdesk.bundle.report import VerificationReport
from tipdesk.bundle.writer import write_bundle
from tipdesk.core.errors import ExportNotReady
from tipdesk.core.work import Work
from tipdesk.texts.reasons import NEXT_STEPS, REASONS


def refused(folder: Path, key: SigningKey | None = None, **changes: object) -> str:
    """The reason that the writer gives; nothing stands at the target."""
    with pytest.raises(ExportNotReady) as caught:
        write_bundle(folder, replace(plan(), **changes), key or world().officer.key, Work())
    assert list(folder.iterdir()) == []
    reason = str(caught.value.details["reason"])
    assert ("ExportNotReady", reason) in REASONS
    assert ("ExportNotReady", reason) in NEXT_STEPS
    return reason


def written(folder: Path, **changes: object) -> VerificationReport:
    bundle = write_bundle(folder, replace(plan(), **changes), world().officer.key, Work())
    report = verify(bundle.path, world().question(staging=MemoryStage))
    report.close()
    return report


def attached(count: int) -> dict[str, object]:
    """The usual plan with so many attachments more."""
    names = [f"{CASE}/att/{number:04}.txt" for number in range(2, count + 2)]
    payloads = (*documents(), *(payload_of_bytes(name, b"") for name in names))
    return {"payloads": (*payloads, *signed_approval(payloads)), "read_back": False}


def test_as_many_files_as_a_reader_takes_and_no_more(tmp_path: Path) -> None:
    room = limits.PAYLOADS - len(plan().payloads) - 2  # index and readme
    report = written(tmp_path, **attached(room))
    assert (codes(report), len(report.members)) == ([], limits.MEMBERS)
    (empty := tmp_path / "empty").mkdir()
    assert refused(empty, **attached(room + 1)) == limits.TOO_MANY


def test_more_bytes_than_a_reader_takes_are_not_written(tmp_path: Path) -> None:
    huge = Payload(f"{CASE}/att/0002.bin", limits.CONTAINER, "0" * 64, 0, io.BytesIO, "text/plain")
    assert refused(tmp_path, payloads=(*plan().payloads, huge)) == limits.TOO_BIG


@pytest.mark.parametrize(
    ("start", "size", "code"),
    [
        (b"PK\3\4", limits.CONTAINER + 1, "E_ZIP_SIZE"),
        (b"PK\3\4", limits.CONTAINER, "E_ZIP_EOCD"),
        (b"age-", limits.OUTER + 1, "E_TOO_BIG"),
        (b"age-", limits.OUTER, "E_AGE_HEADER"),
    ],
)
def test_as_many_bytes_as_a_reader_takes_and_no_more(
    tmp_path: Path, start: bytes, size: int, code: str
) -> None:
    sparse = tmp_path / "sparse"
    sparse.write_bytes(start)
    os.truncate(sparse, size)
    asked = world().question(identity=None)  # else 4 GB are hashed for the refusal
    assert codes(verify(sparse, asked)) == [code]


def test_the_largest_container_fits_the_largest_file() -> None:
    chunks = -(-limits.CONTAINER // 65536)
    assert limits.CONTAINER + 16 * chunks + 4096 <= limits.OUTER


def test_a_revocation_list_that_makes_the_signature_too_large(tmp_path: Path) -> None:
    gone = [
        Revocation(number, NOW - timedelta(days=1), x509.ReasonFlags.key_compromise)
        for number in range(1, 9000)
    ]
    crl = make_crl(world().issuer, gone, 99, NOW)
    key = replace(world().officer.key, crls=(crl,))
    assert refused(tmp_path, key) == limits.SIGNATURE_TOO_BIG
    for size, code in ((limits.SIGNATURE, "E_SIG_PARSE"), (limits.SIGNATURE + 1, "E_MEMBER_BIG")):
        assert codes_of(replace(good(), signature=bytes(size)).bytes())[0] == code


def test_no_module_of_the_room_has_a_limit_of_its_own() -> None:
    """Numbers of bytes or files that both sides must agree on stand in `limits` alone."""
    used: dict[str, set[str]] = {}
    for name, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "limits":
                used.setdefault(node.attr, set()).add(name)
    reading = {"tipdesk/bundle/reader.py", "tipdesk/bundle/container/zip.py", "tipdesk/bundle/crypto/cms.py",
               "tipdesk/bundle/strict_json.py", "tipdesk/bundle/container/index.py"}  # fmt: skip
    for limit in ("CONTAINER", "MANIFEST", "SIGNATURE", "TAG_FILE"):
        assert "tipdesk/bundle/writer.py" in used[limit], limit
        assert used[limit] & reading, limit
    # `content` reads for both; `handover` warns before the chain has grown to it; `file_kind` looks
    # for the number of a case bundle that lies beside.
    assert used["DOCUMENT"] == {
        "tipdesk/bundle/file_kind.py",
        "tipdesk/desk/handover/received_content.py",
        "tipdesk/desk/handover/handover.py",
    }
    assert {"JSON"} <= set(used)
