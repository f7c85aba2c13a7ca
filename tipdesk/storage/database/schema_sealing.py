"""What is put under a file's own key after it was written; a part of schema version 9.

A level is raised and a file is hidden when things stand in it already. They are not changed: they
are closed, and opened again. So what was append-only stays so, except that a text may go from open
to closed and back (`case_keys`: a closed text begins with a control sign, a closed key is longer
than 32 bytes, a closed JSON is a string). `sealed_sha256` is the digest of the sealed file itself:
with it those whom the file does not name still tell that it lies there whole. `hidden_key` is the
number of the key under which a hiding put what had stood before.
"""

from __future__ import annotations

from collections.abc import Iterable


def _text(column: str) -> str:
    return f"(substr({column}, 1, 1) = char(29))"


def _key(column: str) -> str:
    return f"(length({column}) > 32)"


def _json(column: str) -> str:
    return f"(substr({column}, 1, 1) = '\"')"


def _answer(column: str) -> str:
    return _text(f"coalesce(json_extract({column}, '$.value'), '')")


_HOW = {
    "value": _text, "note": _text, "text": _text, "name": _text, "photo": _text,
    "words": _text, "agency": _text, "fields": _text,
    "before": _answer, "after": _answer, "body": _json, "picks": _json,
}  # fmt: skip


def closes_only(table: str, kept: str, turned: Iterable[str], with_it: str = "") -> str:
    """The trigger of a table: `kept` never change; each of `turned` only by being closed or opened,
    and `with_it` only beside that."""
    trigger = f"{table}_no_update"
    same = " OR ".join(f"old.{one} IS NOT new.{one}" for one in kept.split())
    wrong = [_as_it_was(one) for one in turned]
    (first, *_others) = turned
    how = _HOW[first]
    wrong += [
        f"(old.{one} IS NOT new.{one} AND {how(f'old.{first}')} = {how(f'new.{first}')})"
        for one in with_it.split()
    ]
    return (
        f"DROP TRIGGER IF EXISTS {trigger};\n"
        f"CREATE TRIGGER {trigger} BEFORE UPDATE ON {table}\nWHEN {same}\n  OR "
        + "\n  OR ".join(wrong)
        + "\nBEGIN SELECT RAISE(ABORT, 'append_only'); END;"
    )


def _as_it_was(column: str) -> str:
    """It has changed, and neither been closed nor opened."""
    old, new = (_HOW[column](f"{one}.{column}") for one in ("old", "new"))
    return f"(old.{column} IS NOT new.{column} AND {old} = {new})"


# A file, and the snapshot: its paths stay, whether they are said to hold the same is in the log.
_ATTACHMENTS = f"""
ALTER TABLE attachment ADD COLUMN sealed_sha256 TEXT NOT NULL DEFAULT '';
ALTER TABLE case_file ADD COLUMN hidden_key INTEGER NOT NULL DEFAULT 0;
DROP TRIGGER IF EXISTS attachment_keeps;
CREATE TRIGGER attachment_keeps BEFORE UPDATE OF
  id, case_ref, media_type, size, sha256, crc32, added_by, added_at ON attachment
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
DROP TRIGGER IF EXISTS attachment_sealed;
CREATE TRIGGER attachment_sealed BEFORE UPDATE OF sealed_sha256 ON attachment
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
DROP TRIGGER IF EXISTS attachment_called;
CREATE TRIGGER attachment_called BEFORE UPDATE OF name ON attachment
WHEN {_as_it_was("name")}
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
DROP TRIGGER IF EXISTS attachment_photo;
CREATE TRIGGER attachment_photo BEFORE UPDATE OF photo ON attachment
WHEN new.photo <> '' AND (old.photo = '' OR {_as_it_was("photo")})
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
DROP TRIGGER IF EXISTS attachment_removed_once;
CREATE TRIGGER attachment_removed_once BEFORE UPDATE OF key, removed_by, removed_at ON attachment
WHEN old.removed_at IS NOT NULL
  OR (new.key IS NOT NULL AND ({_key("old.key")} = {_key("new.key")}
    OR new.removed_at IS NOT NULL OR new.removed_by IS NOT NULL))
  OR (new.key IS NULL AND (SELECT status FROM case_file WHERE id = old.case_ref)
    NOT IN ('in_progress', 'returned'))
BEGIN SELECT RAISE(ABORT, 'answers_locked'); END;
DROP TRIGGER IF EXISTS answer_snapshot_goes_on;
CREATE TRIGGER answer_snapshot_goes_on BEFORE UPDATE ON answer_snapshot
WHEN new.log_seq < old.log_seq OR (new.log_seq = old.log_seq
  AND (SELECT group_concat(key, char(10)) FROM json_each(old.answers))
    IS NOT (SELECT group_concat(key, char(10)) FROM json_each(new.answers)))
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
"""  # noqa: S608  literals of this module

SEALING = "\n".join(
    (
        _ATTACHMENTS,
        closes_only("answer_log", "case_ref seq at officer path source amendment", ["value"],
                     "reason"),
        closes_only("amendment", "id case_ref at officer path", ["note", "before", "after"]),
        closes_only("remark", "id case_ref path officer at", ["text"]),
        closes_only("approval", "id case_ref revision officer at", ["picks"]),
        closes_only("acquisition", "id attachment officer at", ["body"]),
        closes_only("bookmark", "id recording offset kind officer at", ["text"],
                     "path paragraph"),
        "",
    )
)  # fmt: skip
