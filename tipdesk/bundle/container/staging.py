"""Where an opened container waits: sealed under a key that lives in memory only."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from tipdesk.core.plain_file import target_errors
from tipdesk.core.sealed_file import KEY_SIZE, SealedReader, SealedWriter

_ASSOCIATED = b"tipdesk staging"
_READ_AHEAD = 256 << 10


class ContainerStage(Protocol):
    """Room for one container: written once, then read, then thrown away."""

    def write(self, data: memoryview) -> None:
        """Append plaintext."""

    def reader(self) -> BinaryIO:
        """End the writing; a seekable file of what was written."""

    def discard(self) -> None:
        """Delete it. May be called twice."""


Staging = Callable[[], ContainerStage]


class SealedStage:
    """A nameless sealed file in a folder, gone at the latest when the process ends."""

    def __init__(self, folder: Path) -> None:
        key = os.urandom(KEY_SIZE)
        with target_errors(folder.name):
            # On Linux without a name, on Windows deleted when closed; readable by its owner only.
            file = tempfile.TemporaryFile(buffering=0, dir=folder, prefix="stage-")  # noqa: SIM115  # closed by discard()
            self._file = cast(BinaryIO, file)
            self._writer = SealedWriter(self._file, key, _ASSOCIATED)
        self._key = key

    def write(self, data: memoryview) -> None:
        """Append plaintext. Raises DiskFull, TargetNotWritable."""
        with target_errors("staging"):
            self._writer.write(data)

    def reader(self) -> BinaryIO:
        """End the writing; a seekable file of what was written."""
        with target_errors("staging"):
            self._writer.close()
        sealed = SealedReader(self._file, self._key, _ASSOCIATED)
        return cast(BinaryIO, io.BufferedReader(sealed, _READ_AHEAD))

    def discard(self) -> None:
        """Close the file, which deletes it, and forget the key."""
        self._key = b""
        self._file.close()


def sealed_staging(folder: Path) -> Staging:
    """Stages in `folder`, which should lie beside the vault or in a private temporary folder."""
    return lambda: SealedStage(folder)
