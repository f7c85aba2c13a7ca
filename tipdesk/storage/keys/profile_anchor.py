"""How far a vault had come when it was last locked at this computer, kept in the user's profile.

Whoever puts a whole older folder back puts the memories in it back as well; this file is not in the
folder. It holds numbers and digests alone, tells nothing of what the vault holds, and is missing on
a computer that has not seen the vault in this folder before: a restored backup in another one is no
surprise.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import astuple, dataclass
from pathlib import Path

from tipdesk.core.disk import replace_durably
from tipdesk.core.errors import FileUnreadable
from tipdesk.core.plain_file import open_plain
from tipdesk.core.private_files import MayRead, create_file, make_folder
from tipdesk.core.settings import settings_file

_FOLDER, _FORMAT, _LARGEST = "vaults", "tipdesk-seen/1", 4096
_BINARY = getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class SeenHead:
    """The last audit log entry and the last deed."""

    vault_id: str
    seq: int
    head: str
    number: int
    digest: str


def read(vault_dir: Path, vault_id: str) -> SeenHead | None:
    """What this computer saw last of a vault there; None: nothing, or it cannot be read."""
    try:
        with open_plain(_path(vault_dir, vault_id)) as file:
            written, *fields = json.loads(file.read(_LARGEST))
        anchor = SeenHead(*fields)
    except (OSError, FileUnreadable, ValueError, TypeError, RecursionError):
        return None
    numbers = isinstance(anchor.seq, int) and isinstance(anchor.number, int)
    return anchor if numbers and (written, anchor.vault_id) == (_FORMAT, vault_id) else None


def write(vault_dir: Path, anchor: SeenHead) -> None:
    """Keep it. Where the profile cannot be written, nothing is kept: nobody is stopped by it."""
    path = _path(vault_dir, anchor.vault_id)
    beside = path.with_name(path.name + ".new")
    data = json.dumps([_FORMAT, *astuple(anchor)]).encode("ascii")
    with suppress(OSError):
        path.parent.parent.mkdir(parents=True, exist_ok=True)
        make_folder(path.parent, MayRead.OWNER)
        flags = os.O_CREAT | os.O_WRONLY | os.O_TRUNC | _BINARY
        with os.fdopen(create_file(beside, flags, MayRead.OWNER), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        replace_durably(beside, path)


def _path(vault_dir: Path, vault_id: str) -> Path:
    """Named by a digest: the path of a folder may tell something."""
    named = hashlib.sha256(f"{vault_id} {vault_dir.resolve()}".encode("utf-8", "surrogatepass"))
    return settings_file().parent / _FOLDER / f"{named.hexdigest()[:32]}.json"
