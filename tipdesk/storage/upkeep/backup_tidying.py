"""What goes from a stick once a newer backup has proved whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from tipdesk.core.errors import BackupDamaged, VaultTooNew
from tipdesk.core.plain_file import PART
from tipdesk.storage.evidence.staging import FOLDER
from tipdesk.storage.upkeep.backup_set import MANIFEST, PARTS, Manifest, is_pool_file, read_manifest

KEPT = 3  # sets of one vault


def tidy(root: Path, newest: Manifest, dek: bytes | bytearray) -> None:
    """Keep the three newest sets of this vault, and of attachments what some set still holds.

    Sets under an earlier data key go: somebody who was removed from the station since can open
    them. Sets of other vaults, and what a newer program wrote, are left alone. Nothing here is a
    failure: the new set is whole.
    """
    with suppress(OSError):
        sets = dict(_sets(root))
        own = [
            (folder, one)
            for folder, one in sets.items()
            if one is not None and one.vault_id == newest.vault_id
        ]
        own.sort(key=lambda pair: pair[1].made_at, reverse=True)
        kept = [folder for folder, one in own if one.authentic(dek)][:KEPT]
        for folder, _one in own:
            if folder not in kept:
                remove_set(folder)
                del sets[folder]
        manifests = [one for one in sets.values() if one is not None]
        if len(manifests) == len(sets):
            _sweep(root, {entry.name for one in manifests for entry in one.entries})


def _sets(root: Path) -> Iterator[tuple[Path, Manifest | None]]:
    """Every folder with a manifest (None: it cannot be read). What a cut-off backup left goes."""
    for folder in sorted(root.iterdir()):
        if folder.name == FOLDER or not folder.is_dir():
            continue
        if not (folder / MANIFEST).exists():
            remove_set(folder)
            continue
        try:
            yield folder, read_manifest(folder / MANIFEST)
        except (BackupDamaged, VaultTooNew):
            yield folder, None


def remove_set(folder: Path) -> None:
    """Delete a set, finished or not, and nothing that is not its own; the manifest first, so that
    what is cut off here is no set any more."""
    with suppress(OSError):
        (folder / MANIFEST).unlink(missing_ok=True)
        for path in folder.iterdir():
            if path.name.startswith((*PARTS, MANIFEST)):
                path.unlink()
        folder.rmdir()


def _sweep(root: Path, held: set[str]) -> None:
    for path in (root / FOLDER).glob("*/*"):
        name = path.name.removesuffix(PART)
        if is_pool_file(path.with_name(name)) and (name != path.name or name not in held):
            with suppress(OSError):
                path.unlink()
