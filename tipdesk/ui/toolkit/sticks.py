"""Where a stick is: the removable volumes of this computer, Linux and Windows side by side."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QStorageInfo

_LINUX_MOUNTS = ("/media/", "/run/media/", "/mnt/")


def removable_folders() -> tuple[Path, ...]:
    """Roots of writable volumes that are not this computer's own disk."""
    found = []
    for volume in QStorageInfo.mountedVolumes():
        if not volume.isValid() or not volume.isReady() or volume.isReadOnly():
            continue
        root = volume.rootPath()
        if sys.platform == "win32":
            outside = not volume.isRoot() and not root.upper().startswith("C:")
        else:
            outside = root.startswith(_LINUX_MOUNTS)
        if outside:
            found.append(Path(root))
    return tuple(found)
