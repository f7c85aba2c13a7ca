"""META-INF/ASiCManifest.xml, byte for byte (ETSI EN 319 162-1, format §1.5). No XML parser."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass

from tipdesk.bundle.container import paths
from tipdesk.bundle.problems import Code, fault

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
class Reference:
    """One signed file: member name, media type, SHA-256 (hex)."""

    name: str
    media_type: str
    sha256: str


def write_manifest(references: Sequence[Reference]) -> bytes:
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


def read_manifest(data: bytes) -> tuple[Reference, ...]:
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
    references: dict[str, Reference] = {}
    while match := _PATTERN.match(text, place):
        name = match["name"]
        if name in references:
            raise fault(Code.E_MANIFEST_DUP, name)
        references[name] = Reference(name, match["media_type"], _digest(match["digest"], name))
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
