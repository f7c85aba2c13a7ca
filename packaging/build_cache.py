"""What a build fetches is kept outside the checkout, and its digest is asked for each time.

Standard library only: tests under Wine stand on it as packages do.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


class NotFetched(Exception):
    """What a build needs is neither kept nor to be had; the sentence says what to do."""


def cache() -> Path:
    """The folder: `TIPDESK_BUILD_CACHE`, else that of the person who builds."""
    named = os.environ.get("TIPDESK_BUILD_CACHE")
    folder = Path(named) if named else Path.home() / ".cache" / "tipdesk-build"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def kept(name: str, sha256: str, fetch: Callable[[Path], None]) -> Path:
    """The file of this name and digest; `fetch` brings it into a folder where it is missing."""
    target = cache() / "sources" / name
    if not (target.exists() and digest(target) == sha256):
        with _scratch() as folder:
            fetch(folder)
            fetched = folder / name
            if not fetched.exists() or digest(fetched) != sha256:
                raise NotFetched(
                    f"{name} with SHA-256 {sha256} was not there: put it into {target.parent}"
                )
            keep(fetched, target)
    return target


def prepared(name: str, make: Callable[[Path], None]) -> Path:
    """The folder of this name; `make` fills one where it is missing. Half of it is never seen."""
    target = cache() / name
    if not target.is_dir():
        with _scratch() as folder:
            make(folder / "whole")
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                (folder / "whole").rename(target)
            except OSError:  # another build was sooner
                if not target.is_dir():
                    raise
    return target


def keep(fetched: Path, target: Path) -> None:
    """Move a file into the cache, whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    fetched.replace(target)


@contextmanager
def _scratch() -> Iterator[Path]:
    """A folder on the cache's own disk, so that a rename is enough."""
    folder = Path(tempfile.mkdtemp(prefix="fetching-", dir=cache()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
