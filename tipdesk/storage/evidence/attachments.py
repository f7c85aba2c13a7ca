"""Attachments of a file: sealed in a job, recorded and removed on the thread of the vault.

How a file was acquired is a row beside it: rows are added, the newest of a file counts.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from tipdesk.cases.acquisition import Acquired, acquisition_of
from tipdesk.cases.model import Attachment, AttachmentId, CaseId
from tipdesk.core import disk
from tipdesk.core.errors import FileChanged, FileUnreadable, VaultDamaged
from tipdesk.core.sealed_file import CHUNK
from tipdesk.core.work import Work
from tipdesk.media.exif import NOTHING_SAID, PhotoFacts
from tipdesk.storage.database import Database, Row, from_stored, to_stored
from tipdesk.storage.evidence import staging
from tipdesk.storage.keys import case_keys
from tipdesk.storage.version_11 import APPROVED_SINCE

# --- how files were acquired ------------------------------------------------------------------


def add(vault: Database, attachment_id: str, body: str, *, officer: str, at: datetime) -> None:
    """Keep a record (`acquisition.acquisition_body`) of an attached file.

    Raises:
        AnswersLocked: the file is complete, or the attachment was removed.
    """
    with vault.transaction():
        vault.execute(
            "INSERT INTO acquisition(attachment, body, officer, at)"
            " VALUES(?, ?, (SELECT id FROM officer WHERE login = ?), ?)",
            (attachment_id, body, officer, to_stored(at)),
        )


def bodies(
    vault: Database, case_id: CaseId, opens: case_keys.Opens = case_keys.opens_nothing
) -> Mapping[str, str | None]:
    """The newest record of each attachment of a file; None: it is closed to `opens`."""
    rows = vault.rows(
        "SELECT attachment, body FROM acquisition JOIN attachment ON attachment.id = attachment"
        " JOIN case_file ON case_file.id = case_ref WHERE uuid = ? ORDER BY acquisition.id",
        (case_id,),
    )
    return {str(attachment): _body(attachment, body, opens) for attachment, body in rows}


def newest(
    vault: Database, case_id: CaseId, opens: case_keys.Opens = case_keys.opens_nothing
) -> Mapping[str, Acquired]:
    """The newest record of each attachment of a file, by its id; none that is closed to `opens`.

    Raises:
        VaultDamaged: a row is none.
    """
    by_id: dict[str, Acquired] = {}
    rows = vault.rows(
        "SELECT attachment, body, login, acquisition.at FROM acquisition"
        " JOIN attachment ON attachment.id = attachment"
        " JOIN case_file ON case_file.id = case_ref JOIN officer ON officer.id = officer"
        " WHERE uuid = ? ORDER BY acquisition.id",
        (case_id,),
    )
    for attachment, stored, login, at in rows:
        body = _body(attachment, stored, opens)
        if body is None:
            by_id.pop(attachment, None)
            continue
        try:
            acquisition, outcome = acquisition_of(body)
        except ValueError as error:
            raise VaultDamaged(what="database") from error
        by_id[attachment] = Acquired(acquisition, outcome, login, from_stored(at))
    return by_id


def _body(attachment_id: str, stored: str, opens: case_keys.Opens) -> str | None:
    place = case_keys.of_file(attachment_id, "acquisition")
    return case_keys.text_for(opens, place, case_keys.bare(stored))


_COLUMNS = (
    "attachment.id, uuid, attachment.name, media_type, size, sha256, crc32, login, added_at, key,"
    " photo, sealed_sha256,"
    " coalesce((SELECT sha256 FROM derived WHERE derived.attachment = attachment.id), '')"
    " FROM attachment JOIN case_file ON case_file.id = case_ref"
    " JOIN officer ON officer.id = added_by"
)


@dataclass(frozen=True, slots=True)
class SealedAttachment:
    """A file that lies sealed in the vault's folder and is not yet recorded."""

    content: staging.SealedContent
    name: str
    media_type: str
    sha256: str  # hex, of the content
    crc32: int
    photo: PhotoFacts = NOTHING_SAID
    derived_from: str = ""  # SHA-256 hex of the original of a copy


def seal(
    vault_dir: Path,
    source: BinaryIO,
    name: str,
    media_type: str,
    work: Work,
    *,
    known_as: str = "",
) -> SealedAttachment:
    """Seal what `source` holds, from its position on; `known_as`: under the id that it has already
    at another station. JOB: needs no vault. Progress in bytes.

    Raises:
        FileUnreadable: the source fails (details: name).
        FileChanged: it was cut off, grew or was written meanwhile (details: name).
        DiskFull, VaultReadOnly, Cancelled: nothing is left behind.
    """
    stage = staging.StagedContent(vault_dir, digested=True, known_as=known_as)
    try:
        total, before = _remaining(source), _stamp(source)
        digest = hashlib.sha256()
        crc = done = 0
        while data := _read(source, name):
            work.step(done, total)
            digest.update(data)
            crc = zlib.crc32(data, crc)
            stage.write(data)
            done += len(data)
            if before is not None and done > total:  # it grows as long as it is read
                raise FileChanged(name=name)
        if _stamp(source) != before or (before is not None and done != total):
            raise FileChanged(name=name)
        work.step(done, max(done, total))
        content = stage.finish()
    except BaseException:
        stage.discard()
        raise
    return SealedAttachment(content, name, media_type, digest.hexdigest(), crc)


def forget(vault_dir: Path, sealed: SealedAttachment) -> None:
    """Delete a sealed file that will not be recorded."""
    staging.remove_content(vault_dir, sealed.content.id)


def record(
    vault: Database,
    case_id: CaseId,
    sealed: SealedAttachment,
    *,
    officer: str,
    at: datetime,
    signed: bool = False,
) -> Attachment:
    """Make a sealed file part of a case: only now its key is kept. `signed`: a signed page of its
    papers (`paper_rows`), which may come when the file is complete.

    Raises:
        AnswersLocked: the file is complete and was not returned.
    """
    attachment = Attachment(
        id=AttachmentId(sealed.content.id),
        case_id=case_id,
        name=sealed.name,
        media_type=sealed.media_type,
        size=sealed.content.size,
        sha256=sealed.sha256,
        crc32=sealed.crc32,
        added_by=officer,
        added_at=at,
        photo=sealed.photo,
        derived_from=sealed.derived_from,
    )
    with vault.transaction():
        vault.execute(
            "INSERT INTO attachment(id, case_ref, name, media_type, size, sha256, crc32, key,"
            " added_by, added_at, photo, sealed_sha256, signed) VALUES(?, (SELECT id FROM case_file"
            " WHERE uuid = ?), ?, ?, ?, ?, ?, ?, (SELECT id FROM officer WHERE login = ?), ?, ?,"
            " ?, ?)",
            (
                attachment.id,
                case_id,
                attachment.name,
                attachment.media_type,
                attachment.size,
                attachment.sha256,
                attachment.crc32,
                sealed.content.key,
                officer,
                to_stored(at),
                _photo_stored(sealed.photo),
                sealed.content.sealed_sha256,
                int(signed),
            ),
        )
        if sealed.derived_from:
            row = (attachment.id, sealed.derived_from)
            vault.execute("INSERT INTO derived VALUES(?, ?)", row)
    return attachment


def attachments(
    vault: Database, case_id: CaseId, opens: case_keys.Opens = case_keys.opens_nothing
) -> tuple[Attachment, ...]:
    """What is attached to a file, oldest first, signed pages apart; of what is closed to `opens`
    that it is there."""
    rows = vault.rows(
        f"SELECT {_COLUMNS} WHERE uuid = ? AND attachment.removed_at IS NULL AND signed = 0"
        " ORDER BY added_at, attachment.rowid",
        (case_id,),
    )
    acquired = newest(vault, case_id, opens)
    listed = (_attachment(row, opens) for row in rows)
    return tuple(
        replace(attachment, acquisition=acquired.get(attachment.id)) for attachment in listed
    )


def signed_pages(
    vault: Database, case_id: CaseId, opens: case_keys.Opens = case_keys.opens_nothing
) -> tuple[Attachment, ...]:
    """The scans of signed pages of a file, oldest first."""
    rows = vault.rows(
        f"SELECT {_COLUMNS} WHERE uuid = ? AND signed = 1 ORDER BY added_at, attachment.rowid",
        (case_id,),
    )
    return tuple(_attachment(row, opens) for row in rows)


def content_of(
    vault: Database, attachment_id: str, opens: case_keys.Opens = case_keys.opens_nothing
) -> staging.SealedContent:
    """What `staging.open_content` needs to read it, also in a job. Its key is empty when it is
    closed to `opens`.

    Raises:
        VaultDamaged: it is unknown or was removed.
    """
    row = vault.row(f"SELECT {_COLUMNS} WHERE attachment.id = ?", (attachment_id,))
    if row is None or row[9] is None:
        raise VaultDamaged(what="sealed_file")
    return staging.SealedContent(
        row[0], case_keys.key_of(row[0], bytes(row[9]), opens), row[4], row[11]
    )


def remove(vault: Database, attachment: Attachment, *, officer: str, at: datetime) -> None:
    """Destroy the key, then delete the file. Name, digest, who and when stay in the vault, and how
    it was acquired; what a photograph said of itself goes.

    Raises:
        AnswersLocked: the file is complete and was not returned.
    """
    with vault.transaction():
        vault.execute(
            "UPDATE attachment SET key = NULL, photo = '', removed_at = ?,"
            " removed_by = (SELECT id FROM officer WHERE login = ?) WHERE id = ?",
            (to_stored(at), officer, attachment.id),
        )
    staging.remove_content(vault.vault_dir, attachment.id)


@dataclass(frozen=True, slots=True)
class Lying:
    """Content that a row speaks of. `number` is its file's, or its number in the register. Of a
    document that was `approved` the approver's statement tells, and no entry of its own."""

    content: staging.SealedContent
    number: str
    sha256: str  # hex; '' where none was recorded, as for what was received
    approved: bool = False


@dataclass(frozen=True, slots=True)
class StoredAttachment:
    """An attached file as it lies, whoever looks: name and key may be closed."""

    id: str
    name: str
    key: str  # hex, or closed


def stored(vault: Database, case_id: CaseId) -> tuple[StoredAttachment, ...]:
    """What is attached to a file, as it lies in its rows."""
    rows = vault.rows(
        "SELECT id, name, key FROM attachment WHERE key IS NOT NULL"
        " AND case_ref = (SELECT id FROM case_file WHERE uuid = ?) ORDER BY added_at, id",
        (case_id,),
    )
    return tuple(StoredAttachment(row[0], row[1], _key_text(bytes(row[2]))) for row in rows)


def _key_text(key: bytes) -> str:
    return key.hex() if len(key) == case_keys.KEY_SIZE else key.decode("ascii", "replace")


def lying(vault: Database) -> tuple[Lying, ...]:
    """All content that should lie in the folder."""
    rows = _lying_rows(vault)
    return tuple(Lying(with_open_key(*row[:4]), row[4] or "", row[5], bool(row[6])) for row in rows)


def sealed_contents(vault: Database) -> Iterator[staging.SealedContent]:
    """Everything sealed that a row can open, by id, also of a database of an earlier version."""
    for row in sorted(_lying_rows(vault)):
        yield with_open_key(*row[:4])


def _lying_rows(vault: Database) -> list[Row]:
    """Id, key, size, digest of the sealed file, number of the file or in the register, digest,
    whether it is a document as it was approved: of attachments, of what was received and of such
    documents."""
    rows = vault.rows(
        "SELECT attachment.id, key, size, sealed_sha256, number, sha256, 0 FROM attachment"
        " LEFT JOIN case_file ON case_file.id = case_ref WHERE key IS NOT NULL"
        " UNION ALL SELECT sealed_id, key, size, '', number, '', 0 FROM received"
        " WHERE sealed_id IS NOT NULL"
    )
    if vault.version >= APPROVED_SINCE:
        rows += vault.rows(
            "SELECT approved_file.id, key, size, sealed_sha256, number, sha256, 1"
            " FROM approved_file JOIN approval ON approval.id = approval"
            " JOIN case_file ON case_file.id = case_ref"
        )
    return rows


def with_open_key(
    content_id: str, key: bytes, size: int, sealed_sha256: str
) -> staging.SealedContent:
    """Content as the key of the vault alone knows it: without its key where that is closed."""
    opened = case_keys.key_of(content_id, bytes(key), case_keys.opens_nothing)
    return staging.SealedContent(content_id, opened, size, sealed_sha256)


def is_there(vault_dir: Path, lying: Lying) -> bool:
    """Whether the sealed file lies in the vault's folder at all."""
    return staging.content_path(vault_dir, lying.content.id).exists()


def is_whole(vault_dir: Path, lying: Lying) -> bool:
    """Whether the content opens to its end and is what was recorded; a chunk in memory at most.
    Of what is closed: whether its sealed file is the one that was sealed."""
    digest = hashlib.sha256()
    try:
        if not lying.content.key:
            lies = staging.sealed_digest(vault_dir, lying.content.id)
            return lies == (lying.content.sealed_sha256 or lies)
        with staging.open_content(vault_dir, lying.content) as reader:
            while data := reader.read(CHUNK):
                digest.update(data)
    except (OSError, VaultDamaged):
        return False
    return not lying.sha256 or digest.hexdigest() == lying.sha256


def orphans(vault: Database) -> int:
    """How many sealed files no row can open; the next opening deletes them."""
    return len(staging.waste(vault.vault_dir, _known(vault)))


def unknown(vault: Database, vault_dir: Path) -> int:
    """How many sealed files of another folder no row of this vault can open."""
    return len(staging.waste(vault_dir, _known(vault)))


def sweep(vault: Database) -> int:
    """Delete sealed files that no row can open, left by a crash; how many. At opening only:
    later a job may have sealed what is about to be recorded."""
    left = staging.waste(vault.vault_dir, _known(vault))
    for path in left:
        with suppress(OSError):
            disk.remove(path)
    return len(left)


def missing(vault: Database) -> tuple[str, ...]:
    """Ids of content that a row speaks of and the folder does not hold."""
    folder = vault.vault_dir / "att"
    lying = {path.name for path in folder.glob("*/*")}
    return tuple(sorted(_whole(vault) - lying))


def _known(vault: Database) -> frozenset[str]:
    """Whole content, and recordings that are not whole yet."""
    rows = vault.rows("SELECT id FROM recording WHERE key IS NOT NULL")
    return _whole(vault) | {content_id for (content_id,) in rows}


def _whole(vault: Database) -> frozenset[str]:
    return frozenset(row[0] for row in _lying_rows(vault))


def _remaining(source: BinaryIO) -> int:
    """Bytes from the position to the end; 0 when the source cannot tell."""
    try:
        position = source.tell()
        end = source.seek(0, io.SEEK_END)
        source.seek(position)
    except (OSError, ValueError):
        return 0
    return end - position


def _stamp(source: BinaryIO) -> tuple[int, int] | None:
    """Size and time of the last change; None for what is no file of the system's."""
    try:
        status = os.fstat(source.fileno())
    except (OSError, ValueError):
        return None
    return status.st_size, status.st_mtime_ns


def _read(source: BinaryIO, name: str) -> bytes:
    try:
        return source.read(CHUNK)
    except (OSError, ValueError) as error:
        raise FileUnreadable(name=name) from error


def _attachment(row: Row, opens: case_keys.Opens) -> Attachment:
    number, case_id, name, media_type, size, sha256, crc32, login, at, key, photo = row[:11]
    called = case_keys.text_for(opens, case_keys.of_file(number, "name"), name)
    photo_text = case_keys.text_for(opens, case_keys.of_file(number, "photo"), photo)
    closed = called is None or photo_text is None or not case_keys.key_of(number, bytes(key), opens)
    return Attachment(
        id=AttachmentId(number),
        case_id=CaseId(case_id),
        name="" if closed else called or "",
        media_type=media_type,
        size=size,
        sha256=sha256,
        crc32=crc32,
        added_by=login,
        added_at=from_stored(at),
        photo=NOTHING_SAID if closed else _photo(photo_text or ""),
        closed=closed,
        derived_from=row[12],
    )


def _photo_stored(photo: PhotoFacts) -> str:
    return "" if photo == NOTHING_SAID else json.dumps(asdict(photo), ensure_ascii=True)


def _photo(stored: str) -> PhotoFacts:
    if not stored:
        return NOTHING_SAID
    try:
        facts = json.loads(stored)
        place = facts.pop("place")
        return PhotoFacts(**facts, place=(place[0], place[1]) if place else None)
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise VaultDamaged(what="database") from error
