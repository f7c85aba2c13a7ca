"""The BagIt layer (RFC 8493) in the narrow form of the format's §1.4, and the signed manifest.

META-INF/ASiCManifest.xml is read and written byte for byte (ETSI EN 319 162-1, format §1.5). No XML
parser.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tipdesk.bundle.container import paths
from tipdesk.bundle.crypto.age import Recipient
from tipdesk.bundle.problems import Code, Problem, fault
from tipdesk.bundle.strict_json import parse_time
from tipdesk.core.errors import BundleUnreadable

FORMAT = "tipdesk-exchange/1.0"
_NEWER = re.compile(r"tipdesk-exchange/1\.[1-9][0-9]{0,3}")
_DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_PREFIX = "bag/"
_ELEMENT = re.compile(r"([A-Za-z0-9-]{1,64}): ([^\x00-\x1f\x7f]{0,4000})")  # a hybrid key has 1960
_ORDER = (
    "Bagging-Date",
    "Payload-Oxum",
    "Tipdesk-Format",
    "Tipdesk-Kind",
    "External-Identifier",
    "Tipdesk-Recipient",
)


@dataclass(frozen=True, slots=True)
class BagInfo:
    """What bag-info.txt says."""

    bagging_date: date  # UTC
    octets: int
    files: int
    bundle_id: str  # UUID
    kind: str  # case or notice
    recipients: tuple[Recipient, ...]
    extra: tuple[tuple[str, str], ...] = ()
    format: str = FORMAT

    def elements(self) -> list[tuple[str, str]]:
        """Names and values in the order in which they are written."""
        return [
            ("Bagging-Date", self.bagging_date.isoformat()),
            ("Payload-Oxum", f"{self.octets}.{self.files}"),
            ("Tipdesk-Format", self.format),
            ("Tipdesk-Kind", self.kind),
            ("External-Identifier", f"urn:uuid:{self.bundle_id}"),
            *(("Tipdesk-Recipient", recipient.text) for recipient in self.recipients),
            *self.extra,
        ]


def write_tag_files(info: BagInfo, digests: Mapping[str, str]) -> list[tuple[str, bytes]]:
    """The four tag files as (member name, bytes).

    Args:
        info: its elements' values hold no control characters.
        digests: SHA-256 (hex) of every payload by its member name.
    """
    for element in info.elements():
        if not _ELEMENT.fullmatch(": ".join(element)):
            raise ValueError(f"bag-info element {element[0]}")
    text = "".join(f"{name}: {value}\n" for name, value in info.elements())
    files = [
        (paths.TAG_FILES[0], _DECLARATION),
        (paths.TAG_FILES[1], text.encode("utf-8")),
        (paths.TAG_FILES[2], _sums(digests)),
    ]
    sums = {name: hashlib.sha256(data).hexdigest() for name, data in files}
    return [*files, (paths.TAG_FILES[3], _sums(sums))]


def _sums(digests: Mapping[str, str]) -> bytes:
    lines = [f"{digests[name]}  {name.removeprefix(_PREFIX)}\n" for name in sorted(digests)]
    return "".join(lines).encode("ascii")


def _text(name: str, data: bytes) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise fault(Code.E_BAG_MANIFEST, name) from error
    if not text.endswith("\n") or "\r" in text or text.startswith("\ufeff"):
        raise fault(Code.E_BAG_MANIFEST, name)
    return text


def check_sums(files: Mapping[str, bytes], digests: Mapping[str, str]) -> list[Problem]:
    """Whether both BagIt manifests say what the signed manifest says.

    Args:
        files: the four tag files by member name.
        digests: the signed SHA-256 (hex) of every member under bag/.
    """
    problems: list[Problem] = []
    if files[paths.TAG_FILES[0]] != _DECLARATION:
        problems.append(Problem(Code.E_BAG_MANIFEST, paths.TAG_FILES[0]))
    payloads = {name: digest for name, digest in digests.items() if name.startswith(paths.DATA)}
    tags = {name: digests.get(name, "") for name in paths.TAG_FILES[:3]}
    for name, expected in ((paths.TAG_FILES[2], payloads), (paths.TAG_FILES[3], tags)):
        if files[name] != _sums(expected):
            problems.append(Problem(Code.E_BAG_MANIFEST, name))
    return problems


def read_info(data: bytes) -> BagInfo:
    """Read bag-info.txt: the known elements in their order, others after them are kept.

    Raises:
        BundleUnreadable: E_VERSION: another format; E_BAG_OXUM; E_BAG_MANIFEST: malformed.
    """
    name = paths.TAG_FILES[1]
    elements: list[tuple[str, str]] = []
    for line in _text(name, data)[:-1].split("\n"):
        match = _ELEMENT.fullmatch(line)
        if match is None:
            raise fault(Code.E_BAG_MANIFEST, name)
        elements.append((match[1], match[2]))
    known = [element for element in elements if element[0] in _ORDER]
    if elements[: len(known)] != known:  # what is further follows
        raise fault(Code.E_BAG_MANIFEST, name)
    formats = [value for key, value in known if key == "Tipdesk-Format"]
    if formats != [FORMAT] and not (len(formats) == 1 and _NEWER.fullmatch(formats[0])):
        raise fault(Code.E_VERSION, name, " ".join(formats)[:100])
    single = {key: value for key, value in known if key != "Tipdesk-Recipient"}
    recipients = [value for key, value in known if key == "Tipdesk-Recipient"]
    if [key for key, _ in known] != [*_ORDER[:-1], *["Tipdesk-Recipient"] * len(recipients)]:
        raise fault(Code.E_BAG_MANIFEST, name)
    extra = tuple(element for element in elements if element[0] not in _ORDER)
    return _info(single, recipients, extra)


def _info(
    single: Mapping[str, str], recipients: Sequence[str], extra: tuple[tuple[str, str], ...]
) -> BagInfo:
    name = paths.TAG_FILES[1]
    oxum = re.fullmatch(r"([0-9]{1,12})\.([0-9]{1,4})", single["Payload-Oxum"])
    if oxum is None:
        raise fault(Code.E_BAG_OXUM, name)
    uuid = r"urn:uuid:([0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})"
    identifier = re.fullmatch(uuid, single["External-Identifier"])
    kind = re.fullmatch("case|notice", single["Tipdesk-Kind"])
    if identifier is None or kind is None:
        raise fault(Code.E_BAG_MANIFEST, name)
    try:
        bagging_date = parse_time(single["Bagging-Date"] + "T00:00:00Z").date()
    except ValueError as error:
        raise fault(Code.E_BAG_MANIFEST, name) from error
    return BagInfo(
        bagging_date,
        int(oxum[1]),
        int(oxum[2]),
        identifier[1],
        kind[0],
        tuple(_recipient(text) for text in recipients),
        extra,
        single["Tipdesk-Format"],
    )


def _recipient(text: str) -> Recipient:
    try:
        return Recipient.from_text(text)
    except BundleUnreadable as error:
        raise fault(Code.E_BAG_MANIFEST, paths.TAG_FILES[1]) from error


_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<asic:ASiCManifest xmlns:asic="http://uri.etsi.org/02918/v1.2.1#"'
    ' xmlns:ds="http://www.w3.org/2000/09/xmldsig#">\n'
    f'<asic:SigReference URI="{paths.SIGNATURE}" MimeType="application/pkcs7-signature"/>\n'
)
_TAIL = "</asic:ASiCManifest>\n"
_REFERENCE = (
    '<asic:DataObjectReference URI="{name}" MimeType="{media_type}">'
    '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
    "<ds:DigestValue>{digest}</ds:DigestValue></asic:DataObjectReference>\n"
)
_PATTERN = re.compile(
    re.escape(_REFERENCE)
    .replace(r"\{name\}", "(?P<name>[a-z0-9._/-]{1,250})")
    .replace(r"\{media_type\}", "(?P<media_type>[a-z0-9.+/-]{1,100})")
    .replace(r"\{digest\}", "(?P<digest>[A-Za-z0-9+/]{43}=)")
)


@dataclass(frozen=True, slots=True)
class SignedFile:
    """One signed file: member name, media type, SHA-256 (hex)."""

    name: str
    media_type: str
    sha256: str


def write_manifest(references: Sequence[SignedFile]) -> bytes:
    """The manifest's bytes, one reference for each file, in the order given."""
    lines = [
        _REFERENCE.format(
            name=reference.name,
            media_type=reference.media_type,
            digest=base64.b64encode(bytes.fromhex(reference.sha256)).decode(),
        )
        for reference in references
    ]
    return (_HEAD + "".join(lines) + _TAIL).encode("ascii")


def read_manifest(data: bytes) -> tuple[SignedFile, ...]:
    """The references of a manifest that has exactly the bytes `write_manifest` gives.

    Raises:
        BundleUnreadable: E_MANIFEST_FORM, E_MANIFEST_DUP.
    """
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError as error:
        raise fault(Code.E_MANIFEST_FORM) from error
    if not text.startswith(_HEAD):
        raise fault(Code.E_MANIFEST_FORM)
    place = len(_HEAD)
    references: dict[str, SignedFile] = {}
    while match := _PATTERN.match(text, place):
        name = match["name"]
        if name in references:
            raise fault(Code.E_MANIFEST_DUP, name)
        references[name] = SignedFile(name, match["media_type"], _digest(match["digest"], name))
        place = match.end()
    if not references or text[place:] != _TAIL:
        raise fault(Code.E_MANIFEST_FORM)
    return tuple(references.values())


def _digest(text: str, name: str) -> str:
    try:
        digest = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise fault(Code.E_MANIFEST_FORM, name) from error
    if base64.b64encode(digest).decode() != text:
        raise fault(Code.E_MANIFEST_FORM, name)
    return digest.hex()
