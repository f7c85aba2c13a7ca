"""What a file from outside is: by its first bytes, never by its name. Nothing is believed by that:
each kind has a reader that checks the whole file."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import suppress
from enum import Enum, auto
from pathlib import Path

from tipdesk.bundle import enrolment, limits
from tipdesk.bundle.container import paths
from tipdesk.bundle.container.index import BundleNumber, read_index
from tipdesk.bundle.container.zip import (
    is_local_header,
    local_header_length,
    local_header_size,
    read_small,
    scan,
)
from tipdesk.bundle.crypto import age, streams
from tipdesk.bundle.strict_json import NotStrictJson, read_json
from tipdesk.core.errors import BundleUnreadable, FileUnreadable
from tipdesk.core.plain_file import open_plain, shown_name

OWN_SUFFIX = ".tipdesk"  # a name for any of these, that the system opens with this program
_HEAD = 64 << 10  # bytes that are looked at, and the most that a request has


class FileKind(Enum):
    """What one can be asked to open."""

    CASE_BUNDLE = auto()
    MESSAGE = auto()  # that is not sealed: in its envelope nobody can tell
    ANNEX = auto()  # in its envelope only for whoever opens it
    RECEIPT = auto()
    TRUST_LIST = auto()
    FORM = auto()
    STATION_KIT = auto()
    REQUEST = auto()  # for a certificate
    CERTIFICATE = auto()
    UPDATE = auto()  # of the program
    NONE = auto()  # none of these


# The one document of a signed container stands right behind `mimetype`.
_BY_MEMBER = {
    paths.MESSAGE: FileKind.MESSAGE,
    paths.ANNEX: FileKind.ANNEX,
    paths.RECEIPT: FileKind.RECEIPT,
    paths.TRUST: FileKind.TRUST_LIST,
    paths.FORM: FileKind.FORM,
    paths.KIT: FileKind.STATION_KIT,
}
_PEM = b"-----BEGIN CERTIFICATE-----"


def kind_of(path: Path) -> FileKind:
    """What the file begins like.

    Raises:
        FileUnreadable: it is missing, may not be read, or is a folder, a pipe or a device.
    """
    with open_plain(path) as file:
        try:
            head = file.read(_HEAD + 1)
        except OSError as error:
            raise FileUnreadable(name=shown_name(path)) from error
    if head.startswith(age.INTRO):
        return FileKind.CASE_BUNDLE
    if is_local_header(head):
        return _kind_of_container(head)
    if head.lstrip().startswith(_PEM):
        return FileKind.CERTIFICATE
    return FileKind.REQUEST if _is_request(head) else FileKind.NONE


def kind_inside(path: Path, identities: Sequence[age.Identity]) -> FileKind:
    """What a sealed file begins like for whoever opens it with one of these keys: NONE where none
    of them does.

    Raises:
        FileUnreadable: as `kind_of`.
    """
    with open_plain(path) as file:
        try:
            head = file.read(age.MAX_HEADER + age.NONCE + age.SEALED_CHUNK + 1)
        except OSError as error:
            raise FileUnreadable(name=shown_name(path)) from error
    try:
        file_key, length = age.open_header(head, identities)
        nonce, sealed = head[length:][: age.NONCE], memoryview(head)[length + age.NONCE :]
        is_last = len(sealed) <= age.SEALED_CHUNK
        plain = bytearray(age.CHUNK)
        chunk = sealed[: age.SEALED_CHUNK]
        count = age.PayloadCipher(file_key, nonce).open(chunk, memoryview(plain), is_last)
    except BundleUnreadable:
        return FileKind.NONE
    return _kind_of_container(bytes(plain[:count]))


def _kind_of_container(head: bytes) -> FileKind:
    first, end = _member(head)
    second, _end = _member(head[end:])
    if first != paths.MIMETYPE:
        return FileKind.NONE
    if paths.is_update_member(second):
        return FileKind.UPDATE
    # A bundle that is not sealed begins with its bag; its reader says what is wrong with it.
    otherwise = FileKind.CASE_BUNDLE if second.startswith("bag/") else FileKind.NONE
    return _BY_MEMBER.get(second, otherwise)


def _member(data: bytes) -> tuple[str, int]:
    """Name of the member whose local header stands here, and where the next one begins."""
    if not is_local_header(data):
        return "", len(data)
    length = local_header_length(data)
    name_length = int.from_bytes(data[26:28], "little")
    name = data[30 : 30 + name_length].decode("ascii", "replace")
    return name, length + local_header_size(data)


def _is_request(head: bytes) -> bool:
    if not head.startswith(b"{"):
        return False
    try:
        value = read_json(head, _HEAD)
    except NotStrictJson:
        return False
    return isinstance(value, dict) and value.get("format") == enrolment.FORMAT


# --- a number --------------------------------------------------------------------------------


def number_inside(path: Path, identities: Sequence[age.Identity]) -> BundleNumber | None:
    """The number of the case bundle at `path`; None: it is none that opens with one of these keys,
    or cannot be read. Its index alone is opened and nothing is verified: it says in which order
    files that lie beside each other are best taken."""
    with suppress(BundleUnreadable, FileUnreadable, OSError), open_plain(path) as file:
        container = io.BufferedReader(streams.OpenedPayload(file, identities))
        members = {member.name: member for member in scan(container, paths.is_bag_member)}
        index = members.get(paths.INDEX)
        if index is not None:
            return read_index(read_small(container, index, limits.DOCUMENT)).numbered
    return None
