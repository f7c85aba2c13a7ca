"""`message.json` (tipdesk-message/1.0): what one station or office tells another (§10)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tipdesk.bundle import strict_json
from tipdesk.bundle.container import paths
from tipdesk.bundle.container.index import CODE, UUID, NotSent
from tipdesk.bundle.crypto.certificates import LOGIN
from tipdesk.bundle.messages.bodies import SHA256, MessageType, check_body, known_type
from tipdesk.bundle.problems import Code, fault
from tipdesk.bundle.strict_json import Fields, JsonValue, NotStrictJson

FORMAT = "tipdesk-message"
MOST_FILES = 2000
_MOST_NOT_SENT = 10_000
_TYPE = "[a-z][a-z0-9_]{0,39}"
_MEDIA_TYPE = r"[a-z0-9.+/-]{1,100}"
_FILE = re.compile(r"files/([0-9]{4})\.[a-z0-9]{1,8}")


@dataclass(frozen=True, slots=True)
class Correspondent:
    """A person of a station or office; without a login the station or office itself."""

    code: str
    login: str = ""


@dataclass(frozen=True, slots=True)
class MessageSubject:
    """What a message is about: as much of it as is known."""

    manifest: str = ""  # SHA-256 (hex) of a bundle's manifest
    message_id: str = ""  # of the message that this one answers
    case_id: str = ""
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class MessageNumber:
    """Which of the messages from one to another it is (§8)."""

    series: str  # uuid
    number: int  # from 1
    previous: str = ""  # SHA-256 (hex) of the manifest of the one sent before
    not_sent: tuple[NotSent, ...] = ()


@dataclass(frozen=True, slots=True)
class MessageFile:
    """A file that comes with a message."""

    path: str  # files/NNNN.ext
    sha256: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class MessageDocument:
    """The whole document, member by member."""

    message_id: str  # random UUIDv4
    type: str  # of `MessageType`, or one that nobody knows here
    sender: Correspondent
    to: Correspondent
    numbered: MessageNumber
    about: MessageSubject
    at: datetime  # also the signing time
    body: Mapping[str, JsonValue] = field(hash=False)
    files: tuple[MessageFile, ...] = ()
    is_newer: bool = False  # of a later minor version, or of a type that came later

    @property
    def known(self) -> MessageType | None:
        """The type, if this version knows it."""
        return known_type(self.type)


def file_path(number: int, extension: str) -> str:
    """The path of the file with this number, from 1."""
    return f"files/{number:04d}.{extension}"


def is_file(name: str) -> bool:
    """Whether a member of this name is a file that comes with a message, or with an annex."""
    return _FILE.fullmatch(name) is not None


def write_message(message: MessageDocument) -> bytes:
    """The bytes that are signed. Raises BundleUnreadable: no reader would take them."""
    about, numbered = message.about, message.numbered
    value: JsonValue = {
        "format": f"{FORMAT}/1.0",
        "message_id": message.message_id,
        "type": message.type,
        "from": [message.sender.code, message.sender.login],
        "to": [message.to.code, message.to.login or None],
        "series": numbered.series,
        "number": numbered.number,
        "previous": numbered.previous or None,
        "not_sent": [
            {"number": item.number, "bundle_id": item.bundle_id} for item in numbered.not_sent
        ],
        "about": {
            "manifest": about.manifest or None,
            "message_id": about.message_id or None,
            "case_id": about.case_id or None,
            "revision": about.revision,
        },
        "at": strict_json.format_time(message.at),
        "body": dict(message.body),
        "files": [
            {
                "path": item.path,
                "sha256": item.sha256,
                "size": item.size,
                "media_type": item.media_type,
            }
            for item in message.files
        ],
    }
    data = strict_json.write_json(value)
    read_message(data)  # what no reader takes is not signed
    return data


def read_message(data: bytes) -> MessageDocument:
    """Read a message. Raises BundleUnreadable (E_MESSAGE_FORM, E_VERSION)."""
    try:
        fields = Fields.of_document(data, FORMAT)
        message = _read(fields)
        fields.end()
    except strict_json.OtherMajor as error:
        raise fault(Code.E_VERSION, paths.MESSAGE, str(error)) from error
    except ValueError as error:
        raise fault(Code.E_MESSAGE_FORM, paths.MESSAGE, str(error)) from error
    return message


def _read(fields: Fields) -> MessageDocument:
    type_name = fields.text("type", _TYPE)
    known = known_type(type_name)
    body = fields.object("body")
    if known is not None:
        check_body(known, Fields(body, is_newer=fields.is_newer))
    return MessageDocument(
        message_id=fields.text("message_id", UUID),
        type=type_name,
        sender=_correspondent(fields, "from", needs_login=True),
        to=_correspondent(fields, "to"),
        numbered=MessageNumber(
            series=fields.text("series", UUID),
            number=fields.number("number", 1),
            previous=fields.optional_text("previous", SHA256) or "",
            not_sent=tuple(_not_sent(item) for item in fields.each("not_sent", _MOST_NOT_SENT)),
        ),
        about=_about(fields.inner("about")),
        at=strict_json.parse_time(fields.text("at", strict_json.TIME_PATTERN)),
        body=body,
        files=read_files(fields.each("files", MOST_FILES)),
        is_newer=fields.is_newer or known is None,
    )


def _correspondent(fields: Fields, name: str, *, needs_login: bool = False) -> Correspondent:
    pair = fields.items(name, 2)
    if len(pair) != 2:
        raise NotStrictJson(name)
    parts = Fields({"code": pair[0], "login": pair[1]})
    code, login = parts.text("code", CODE), parts.optional_text("login", LOGIN) or ""
    if needs_login and not login:
        raise NotStrictJson(name)
    return Correspondent(code, login)


def _not_sent(fields: Fields) -> NotSent:
    item = NotSent(fields.number("number", 1), fields.text("bundle_id", UUID))
    fields.end()
    return item


def _about(fields: Fields) -> MessageSubject:
    manifest = fields.optional_text("manifest", SHA256) or ""
    message_id = fields.optional_text("message_id", UUID) or ""
    case_id = fields.optional_text("case_id", UUID) or ""
    revision = None if fields.is_null("revision") else fields.number("revision", 1)
    fields.end()
    return MessageSubject(manifest, message_id, case_id, revision)


def read_files(items: list[Fields]) -> tuple[MessageFile, ...]:
    """What a message, or an annex, says of the files beside it. Raises ValueError."""
    files = []
    for number, item in enumerate(items, start=1):
        file = MessageFile(
            item.text("path", _FILE.pattern),
            item.text("sha256", SHA256),
            item.number("size"),
            item.text("media_type", _MEDIA_TYPE),
        )
        item.end()
        if not file.path.startswith(f"files/{number:04d}."):
            raise NotStrictJson("files")
        files.append(file)
    return tuple(files)


def differing_files(
    files: Sequence[MessageFile], digests: Mapping[str, str], sizes: Mapping[str, int]
) -> Iterator[str]:
    """Names of files that are there and not named, named and not there, or other than named.

    Args:
        files: as the document names them.
        digests: SHA-256 (hex) by member name, from the manifest.
        sizes: bytes by member name, of what is there.
    """
    there = {name for name in sizes if name.startswith(paths.MESSAGE_FILES)}
    yield from sorted({file.path for file in files} ^ there)
    for file in files:
        is_there = file.path in there
        if is_there and (digests.get(file.path), sizes[file.path]) != (file.sha256, file.size):
            yield file.path
