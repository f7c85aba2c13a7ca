"""A member as a file of its own."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO, cast

from tipdesk.bundle.container.zip import Member
from tipdesk.bundle.crypto.streams import fill

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class MemberFile(io.RawIOBase):
    """Reads one stretch of a container. Several may be open; each seeks before it reads."""

    def __init__(self, container: BinaryIO, member: Member) -> None:
        super().__init__()
        self._container = container
        self._member = member
        self._position = 0

    @classmethod
    def of(cls, container: BinaryIO, member: Member) -> BinaryIO:
        """The member as the type that files have."""
        return cast(BinaryIO, cls(container, member))

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill `buffer` from the position on."""
        target = memoryview(buffer).cast("B")
        left = max(0, self._member.size - self._position)
        self._container.seek(self._member.offset + self._position)
        count = fill(self._container, target[: min(len(target), left)])
        self._position += count
        return count

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move the position; returns it."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._member.size}
        self._position = max(0, start[whence] + offset)
        return self._position

    def tell(self) -> int:
        """The position in the member."""
        return self._position
