"""Names inside a container: a grammar so narrow that no two systems read one differently."""

from __future__ import annotations

import re

MIMETYPE = "mimetype"
CONTAINER_TYPE = b"application/vnd.etsi.asic-e+zip"
MANIFEST = "META-INF/ASiCManifest.xml"
SIGNATURE = "META-INF/signature001.p7s"
DATA = "bag/data/"
_IN_BAG = "data/"
TAG_FILES = (
    "bag/bagit.txt",
    "bag/bag-info.txt",
    "bag/manifest-sha256.txt",
    "bag/tagmanifest-sha256.txt",
)
INDEX = "bag/data/index.json"
README = "bag/data/readme.txt"
RECEIPT = "receipt.json"
TRUST = "trust.json"
TRUST_SIGNATURE = "trust.p7s"  # of the first of two people
FORM = "form.json"
KIT = "kit.json"
KIT_TRUST = "kit-trust.asice"  # the trust list of a station kit
KIT_BOXES = "kit-boxes.json"
MESSAGE = "message.json"
ANNEX = "annex.json"
MESSAGE_FILES = "files/"  # of an annex too
UPDATE = "update/"

_DEVICE = r"(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:[./]|\Z)"  # with and without an ending
_SEGMENT = rf"(?!{_DEVICE})[a-z0-9](?:[a-z0-9._-]{{0,62}}[a-z0-9])?"
_PAYLOAD = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT}){{0,3}}")
_MEDIA_TYPE = re.compile(r"[a-z0-9.+/-]{1,100}")

_TYPES = {
    "csv": "text/csv",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "json": "application/json",
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "pdf": "application/pdf",
    "p7s": "application/pkcs7-signature",
    "png": "image/png",
    "txt": "text/plain",
    "wav": "audio/x-wav",
}
UNKNOWN_TYPE = "application/octet-stream"


def is_payload_path(path: str) -> bool:
    """Whether `path` (below bag/data/) may stand in a bundle: 1 to 4 plain lower-case segments."""
    return _PAYLOAD.fullmatch(path) is not None and ".." not in path


def data_path(path: str) -> str:
    """A payload's path as index and lists name it: relative to the bag."""
    return _IN_BAG + path


def payload_of(text: str) -> str:
    """The path below bag/data/ that `data_path` names; '' for what names none."""
    path = text.removeprefix(_IN_BAG)
    return path if path != text and is_payload_path(path) else ""


def is_bag_member(name: str) -> bool:
    """Whether a member name is one of the bag's."""
    return name in TAG_FILES or (name.startswith(DATA) and is_payload_path(name[len(DATA) :]))


def is_media_type(text: str) -> bool:
    """Whether a media type may stand in the manifest."""
    return _MEDIA_TYPE.fullmatch(text) is not None


def media_type(name: str) -> str:
    """The media type that the extension of a member stands for."""
    return _TYPES.get(name.rpartition(".")[2], UNKNOWN_TYPE)


def is_update_member(name: str) -> bool:
    """Whether a member name may stand in an update."""
    return name.startswith(UPDATE) and is_payload_path(name[len(UPDATE) :])


def member_order(name: str) -> tuple[int, str]:
    """Sorts member names into the one order in which they may stand."""
    if name == MIMETYPE:
        return (0, "")
    if name.startswith((DATA, UPDATE)):
        return (1, name)
    if name.startswith(MESSAGE_FILES):
        return (3, name)
    if name in (MESSAGE, ANNEX):
        return (2, "")
    kit = (KIT, KIT_TRUST, KIT_BOXES)
    fixed = (*TAG_FILES, RECEIPT, TRUST, TRUST_SIGNATURE, FORM, *kit, MANIFEST, SIGNATURE)
    return (4 + fixed.index(name), "")
