"""What differs by platform when a file must be on the disk: Linux and Windows side by side."""

from __future__ import annotations

import os
import sys
from pathlib import Path

if sys.platform == "win32":

    def sync_folder(folder: Path) -> None:
        """Windows writes the rename of a flushed file through; folders cannot be flushed."""

    def sync_data(descriptor: int) -> None:
        """Bring what was written so far to the disk."""
        os.fsync(descriptor)

    def forget_cached(descriptor: int) -> None:
        """Windows offers no way to drop a file's cached pages."""

else:

    def sync_folder(folder: Path) -> None:
        """Make a rename in this folder last through a loss of power."""
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def sync_data(descriptor: int) -> None:
        """Bring what was written so far to the disk."""
        if sys.platform == "linux":
            os.fdatasync(descriptor)
        else:
            os.fsync(descriptor)

    def forget_cached(descriptor: int) -> None:
        """Let the next read come from the device, where the system can be asked for that."""
        if sys.platform == "linux":
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
