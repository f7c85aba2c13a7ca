"""Looking into an update: copied to where nobody else can change it, counted, judged. JOB."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, cast

from tipdesk.bundle.update.update_file import (
    MOST_UPDATE,
    UpdateContents,
    read_update,
    unreadable_updates,
)
from tipdesk.bundle.update.verdict import UpdateVerdict, judge
from tipdesk.core.errors import DiskFull, FileUnreadable, UpdateRefused
from tipdesk.core.installation import UPDATING, Installation
from tipdesk.core.plain_file import open_plain, shown_name, target_errors
from tipdesk.core.work import Work
from tipdesk.desk.update.updates import LookPlan
from tipdesk.storage.platform import free_space

_BLOCK = 1 << 20
_TIMES = 6  # the room that an update takes beside its own size, unpacked: measured below 5


@dataclass(slots=True)
class OpenedUpdate:
    """An update as it was judged, held open: what is installed are the bytes that were counted."""

    file: BinaryIO
    contents: UpdateContents
    verdict: UpdateVerdict
    installation: Installation

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of it; the copy goes with that."""
        self.file.close()


def look_into(plan: LookPlan, work: Work) -> OpenedUpdate:
    """Judge an update; `close` what comes back.

    The copy has no name that others could open it by, and goes when it is closed or the process
    ends. Where nothing is installed for this user the file itself is held open.

    Raises:
        FileUnreadable: the file cannot be read.
        UpdateRefused: it is no update, or damaged (details: reason "damaged", code).
        DiskFull: there is no room for it; nothing was written.
        TargetNotWritable, Cancelled
    """
    source = open_plain(plan.path)
    try:
        base = plan.installation.base
        file = cast(BinaryIO, source) if base is None else _copied(source, plan.path, base, work)
        try:
            with unreadable_updates():
                contents = read_update(file, work)
            return OpenedUpdate(file, contents, judge(contents, plan.known), plan.installation)
        except BaseException:
            file.close()
            raise
    except OSError as error:
        raise FileUnreadable(name=shown_name(plan.path)) from error
    finally:
        if plan.installation.base is not None:
            source.close()


def _copied(source: BinaryIO, path: Path, base: Path, work: Work) -> BinaryIO:
    size = os.fstat(source.fileno()).st_size
    if size > MOST_UPDATE:
        raise UpdateRefused(reason="damaged", code="E_TOO_BIG")
    if free_space(base) < size * _TIMES:
        raise DiskFull(reason="target")
    with target_errors(base.name):
        copy = cast(BinaryIO, tempfile.TemporaryFile(dir=base, prefix=UPDATING))  # noqa: SIM115  # closed by whoever holds it
    try:
        done = 0
        while block := _read(source, path):
            done += len(block)
            if done > size:
                raise UpdateRefused(reason="changed")
            with target_errors(base.name):
                copy.write(block)
            work.step(done, size)
        with target_errors(base.name):
            copy.flush()
    except BaseException:
        copy.close()
        raise
    return copy


def _read(source: BinaryIO, path: Path) -> bytes:
    try:
        return source.read(_BLOCK)
    except OSError as error:
        raise FileUnreadable(name=shown_name(path)) from error
