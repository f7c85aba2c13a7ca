"""The rows of attachments and recordings of a file that goes to another station, or has come from
one (`files.transfer_rows`). They keep their ids, by which answers and entries call them."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping

from tipdesk.cases.model import CaseId, Ending, MarkKind
from tipdesk.cases.transfer_files import (
    MovedAcquisition,
    MovedAttachment,
    MovedFiles,
    MovedMark,
    MovedPaper,
    MovedRecording,
    MovedScan,
)
from tipdesk.core.errors import RestrictedClosed, VaultDamaged
from tipdesk.storage.database import Database, Row, from_stored, to_stored
from tipdesk.storage.evidence import recordings, staging
from tipdesk.storage.keys import case_keys

_REF = "(SELECT id FROM case_file WHERE uuid = ?)"
_OFFICER = "(SELECT id FROM officer WHERE login = ?)"


# --- read -------------------------------------------------------------------------------------


def of_case(vault: Database, case_id: CaseId, opens: case_keys.Opens) -> MovedFiles:
    """Everything that lies in a file, opened; what is whole of recordings.

    Raises:
        RestrictedClosed: something of it is closed to `opens`.
    """
    rows = vault.rows(
        "SELECT attachment.id, attachment.name, media_type, size, sha256, crc32, adding.login,"  # noqa: S608  a literal
        " added_at, photo, signed, removing.login, attachment.removed_at,"
        " coalesce((SELECT sha256 FROM derived WHERE derived.attachment = attachment.id), ''),"
        " coalesce(length(key), 0)"
        " FROM attachment JOIN officer AS adding ON adding.id = added_by"
        " LEFT JOIN officer AS removing ON removing.id = removed_by"
        f" WHERE case_ref = {_REF} ORDER BY added_at, attachment.rowid",
        (case_id,),
    )
    recorded = vault.rows(
        "SELECT recording.id, login, begun_at, device, program, rate, ended_at, ending,"  # noqa: S608  a literal
        " milliseconds, sound FROM recording JOIN officer ON officer.id = officer"
        f" WHERE case_ref = {_REF} AND key IS NULL ORDER BY begun_at, recording.id",
        (case_id,),
    )
    return MovedFiles(
        tuple(_attachment(vault, row, opens) for row in rows),
        tuple(_recording(vault, row, opens) for row in recorded),
    )


def _attachment(vault: Database, row: Row, opens: case_keys.Opens) -> MovedAttachment:
    number, name, media_type, size, sha256, crc32, login, at, photo, signed = row[:10]
    removed_by, removed_at, derived_from, key_size = row[10:]
    place = case_keys.of_file(number, "acquisition")
    acquired = vault.rows(
        "SELECT body, login, at FROM acquisition JOIN officer ON officer.id = officer"
        " WHERE attachment = ? ORDER BY acquisition.id",
        (number,),
    )
    return MovedAttachment(
        id=number,
        name=_opened(opens, case_keys.of_file(number, "name"), name),
        media_type=media_type,
        size=size,
        sha256=sha256,
        crc32=crc32,
        by=login,
        at=from_stored(at),
        photo=_opened(opens, case_keys.of_file(number, "photo"), photo),
        derived_from=derived_from,
        acquired=tuple(
            MovedAcquisition(_opened(opens, place, case_keys.bare(body)), by, from_stored(when))
            for body, by, when in acquired
        ),
        scan=_scan(vault, number) if signed else None,
        removed_by=removed_by or "",
        removed_at=None if removed_at is None else from_stored(removed_at),
        restricted=key_size > case_keys.KEY_SIZE,
    )


def _scan(vault: Database, number: str) -> MovedScan | None:
    row = vault.row(
        "SELECT bare, ended, read, need, letter FROM signed_scan WHERE attachment = ?", (number,)
    )
    papers = vault.rows(
        "SELECT document, revision, digest, copy, present, pages, verdict, doubts FROM signed_paper"
        " WHERE attachment = ? ORDER BY id",
        (number,),
    )
    if row is None:
        return None
    bare, ended, read, need, letter = row
    return MovedScan(bare, ended, read, need, letter, tuple(MovedPaper(*item) for item in papers))


def _recording(vault: Database, row: Row, opens: case_keys.Opens) -> MovedRecording:
    number, login, begun_at, device, program, rate, ended_at, ending, milliseconds, sound = row
    marks = vault.rows(
        "SELECT offset, kind, path, paragraph, text, login, at FROM bookmark"
        " JOIN officer ON officer.id = officer WHERE recording = ? ORDER BY bookmark.id",
        (number,),
    )
    return MovedRecording(
        id=number,
        by=login,
        begun_at=from_stored(begun_at),
        device=device,
        program=program,
        rate=rate,
        ended_at=None if ended_at is None else from_stored(ended_at),
        ending=Ending(ending) if ending else None,
        milliseconds=milliseconds,
        sound=sound,
        marks=tuple(_mark(number, mark, opens) for mark in marks),
    )


def _mark(number: str, row: Row, opens: case_keys.Opens) -> MovedMark:
    offset, kind, path, paragraph, text, login, at = row
    if case_keys.is_closed(text):
        path, paragraph, text = json.loads(_opened(opens, recordings.place_of(number), text))
    return MovedMark(offset, MarkKind(kind), path, paragraph, text, login, from_stored(at))


def _opened(opens: case_keys.Opens, place: str, stored: str) -> str:
    plain = case_keys.text_for(opens, place, stored)
    if plain is None:
        raise RestrictedClosed(readers="")
    return plain


# --- added ------------------------------------------------------------------------------------


def lying(vault: Database, case_id: CaseId, ids: Collection[str]) -> frozenset[str]:
    """Which of these attachments lie here already, in this file.

    Raises:
        VaultDamaged: one of them lies in another file, or with nothing that opens it
            (what="sealed_file").
    """
    rows = vault.rows(
        "SELECT attachment.id, uuid FROM attachment JOIN case_file ON case_file.id = case_ref"
        " WHERE attachment.id IN (SELECT value FROM json_each(?))"
        " UNION ALL SELECT recording.id, uuid FROM recording"
        " JOIN case_file ON case_file.id = case_ref"
        " WHERE recording.id IN (SELECT value FROM json_each(?))",
        (json.dumps([*ids]),) * 2,
    )
    if any(owner != case_id for _number, owner in rows):
        raise VaultDamaged(what="sealed_file")
    return frozenset(number for number, _owner in rows)


def add(
    vault: Database,
    case_id: CaseId,
    files: MovedFiles,
    sealed: Mapping[str, staging.SealedContent],
) -> tuple[str, ...]:
    """Add what does not lie here yet; `sealed`, by id, is what lies in the vault's folder for it.
    In the running transaction, while the file may be written in. The ids of those that were
    destroyed elsewhere, whose sealed files go once the transaction holds.

    Raises:
        VaultDamaged: what is to be added was not sealed (what="sealed_file").
    """
    known = {
        str(number): removed is not None
        for number, removed in vault.rows(
            f"SELECT id, removed_at FROM attachment WHERE case_ref = {_REF}",  # noqa: S608  a literal
            (case_id,),
        )
    }
    gone = []
    for item in files.attachments:
        if item.id not in known:
            _add_attachment(vault, case_id, item, sealed.get(item.id))
        before = len(vault.rows("SELECT 1 FROM acquisition WHERE attachment = ?", (item.id,)))
        for record in item.acquired[before:]:
            vault.execute(
                "INSERT INTO acquisition(attachment, body, officer, at)"
                f" VALUES(?, ?, {_OFFICER}, ?)",
                (item.id, case_keys.as_json(record.body), record.by, to_stored(record.at)),
            )
        if item.removed_at is not None and not known.get(item.id, False):
            vault.execute(
                "UPDATE attachment SET key = NULL, photo = '', removed_at = ?,"  # noqa: S608  a literal
                f" removed_by = {_OFFICER} WHERE id = ?",
                (to_stored(item.removed_at), item.removed_by, item.id),
            )
            gone.append(item.id)
    for recording in files.recordings:
        _add_recording(vault, case_id, recording)
    return tuple(gone)


def _add_attachment(
    vault: Database,
    case_id: CaseId,
    item: MovedAttachment,
    content: staging.SealedContent | None,
) -> None:
    if content is None and item.travels:
        raise VaultDamaged(what="sealed_file")
    key = content.key if content is not None else os.urandom(case_keys.KEY_SIZE)  # destroyed below
    vault.execute(
        "INSERT INTO attachment(id, case_ref, name, media_type, size, sha256, crc32, key, added_by,"
        f" added_at, photo, sealed_sha256, signed) VALUES(?, {_REF}, ?, ?, ?, ?, ?, ?, {_OFFICER},"
        " ?, ?, ?, ?)",
        (
            *(item.id, case_id, item.name, item.media_type, item.size, item.sha256, item.crc32),
            *(key, item.by, to_stored(item.at), item.photo),
            *(content.sealed_sha256 if content is not None else "", int(item.scan is not None)),
        ),
    )
    if item.derived_from:
        vault.execute("INSERT INTO derived VALUES(?, ?)", (item.id, item.derived_from))
    if item.scan is not None:
        _add_scan(vault, item.id, item.scan)


def _add_scan(vault: Database, number: str, scan: MovedScan) -> None:
    vault.execute(
        "INSERT INTO signed_scan(attachment, bare, ended, read, need, letter)"
        " VALUES(?, ?, ?, ?, ?, ?)",
        (number, scan.bare, scan.ended, scan.read, scan.need, scan.letter),
    )
    for paper in scan.papers:
        vault.execute(
            "INSERT INTO signed_paper(attachment, document, revision, digest, copy, present, pages,"
            " verdict, doubts) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(number, paper.document, paper.revision, paper.digest, paper.copy),
                *(paper.present, paper.pages, paper.verdict, paper.doubts),
            ),
        )


def _add_recording(vault: Database, case_id: CaseId, recording: MovedRecording) -> None:
    """The recording, and what does not lie here of its places."""
    if vault.row("SELECT 1 FROM recording WHERE id = ?", (recording.id,)) is None:
        vault.execute(
            "INSERT INTO recording(id, case_ref, key, officer, begun_at, device, program, rate,"
            f" ended_at, ending, sound, milliseconds) VALUES(?, {_REF}, NULL, {_OFFICER}, ?, ?, ?,"
            " ?, ?, ?, ?, ?)",
            (
                *(
                    recording.id,
                    case_id,
                    recording.by,
                    to_stored(recording.begun_at),
                    recording.device,
                    recording.program,
                ),
                *(
                    recording.rate,
                    None if recording.ended_at is None else to_stored(recording.ended_at),
                ),
                *(
                    recording.ending.value if recording.ending else "",
                    recording.sound,
                    recording.milliseconds,
                ),
            ),
        )
    before = len(vault.rows("SELECT 1 FROM bookmark WHERE recording = ?", (recording.id,)))
    for mark in recording.marks[before:]:
        vault.execute(
            "INSERT INTO bookmark(recording, offset, kind, path, paragraph, text, officer, at)"
            f" VALUES(?, ?, ?, ?, ?, ?, {_OFFICER}, ?)",
            (
                *(recording.id, mark.offset, mark.kind.value, mark.path, mark.paragraph, mark.text),
                *(mark.by, to_stored(mark.at)),
            ),
        )
