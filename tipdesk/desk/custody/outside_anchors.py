"""What lies on a USB drive and holds a head of the chain: a backup, a bundle, the receiver's
answer."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from tipdesk.bundle.file_kind import OWN_SUFFIX, FileKind, kind_of
from tipdesk.bundle.kept_receipts import recorded_receipt
from tipdesk.bundle.receipt import SUFFIX
from tipdesk.cases.custody.anchors import Anchor
from tipdesk.core.errors import BackupMissing, FileUnreadable
from tipdesk.core.plain_file import read_plain, shown_name
from tipdesk.core.work import Work
from tipdesk.storage.upkeep.backup_set import found_sets

_BUNDLE = re.compile(
    r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(?:asice\.age|tipdesk)", re.ASCII
)
_BLOCK = 1 << 20  # bytes
_RECEIPT = 16 << 20  # bytes; a receipt has a few thousand


def anchors_on(chosen: Path, now: datetime, work: Work) -> tuple[Anchor, ...]:
    """The anchors of a file, or of everything in a folder that has one. Nothing of it is proved:
    what fits the chain proves itself, what does not has to be looked into. JOB; bytes of work.

    Raises:
        BackupDamaged, VaultTooNew: a backup is there, and none that can be read.
        ReceiptInvalid: an answer that cannot be read (details: code).
        FileUnreadable: so it is, or nothing there has one (details: reason "no_anchor").
        Cancelled
    """
    patterns = ("*.age", f"*{SUFFIX}", f"*{OWN_SUFFIX}")
    try:
        files = [path for pattern in patterns for path in sorted(chosen.glob(pattern))]
    except OSError as error:  # a drive that answers nothing
        raise FileUnreadable(name=shown_name(chosen)) from error
    anchors = [anchor for path in files or [chosen] for anchor in _of_file(path, now, work)]
    if chosen.is_dir():
        anchors += _of_backups(chosen)
    if not anchors:
        raise FileUnreadable(name=chosen.name, reason="no_anchor")
    return tuple(anchors)


def _of_file(path: Path, now: datetime, work: Work) -> Iterator[Anchor]:
    bundle = _BUNDLE.fullmatch(path.name)
    named = path.name.endswith(SUFFIX)
    if named or (path.suffix == OWN_SUFFIX and kind_of(path) is FileKind.RECEIPT):
        receipt = recorded_receipt(read_plain(path, _RECEIPT), now)
        mark = receipt.manifest_sha256 or receipt.file_sha256
        yield Anchor(0, mark, receipt.bundle_id, path.name)
    elif bundle is not None:
        yield Anchor(0, _sha256(path, work), bundle[1], path.name)


def _of_backups(chosen: Path) -> Iterator[Anchor]:
    try:
        sets = found_sets(chosen)
    except BackupMissing:
        return
    for backup in sets:
        manifest = backup.manifest
        yield Anchor(manifest.head_seq, manifest.head_hash, source=backup.folder.name)


def _sha256(path: Path, work: Work) -> str:
    digest, done = hashlib.sha256(), 0
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
                done += len(block)
                work.step(done, size)
    except OSError as error:
        raise FileUnreadable(name=path.name) from error
    return digest.hexdigest()
