"""What differs by platform when a file must be on the disk: Linux and Windows side by side."""

from __future__ import annotations

import os
import sys
from pathlib import Path

if sys.platform == "win32":

    def sync_folder(folder: Path) -> None:
        """Windows writes the rename of a flushed file through; folders cannot be flushed."""

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

    def forget_cached(descriptor: int) -> None:
        """Let the next read come from the device, where the system can be asked for that."""
        if sys.platform == "linux":
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
