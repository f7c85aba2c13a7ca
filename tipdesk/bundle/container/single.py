"""A signed container with one document in it: receipts, trust lists and forms (format §8)."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from datetime import datetime

from tipdesk.bundle.container import bag, paths
from tipdesk.bundle.container.zip import ContainerWriter
from tipdesk.bundle.crypto import cms
from tipdesk.bundle.crypto.certificates import SigningKey
from tipdesk.bundle.strict_json import JsonValue, write_json


def sign_document(name: str, value: JsonValue, key: SigningKey, when: datetime) -> bytes:
    """The bytes of a container that holds `value` as the member `name`, signed by `key`.

    Args:
        name: paths.RECEIPT or paths.TRUST.
        value: the document.
        key: its certificate must have the role that the document asks for.
        when: claimed signing time (UTC).
    """
    return sign_bytes(name, write_json(value), key, when)


def sign_bytes(name: str, data: bytes, key: SigningKey, when: datetime) -> bytes:
    """As `sign_document`, for a document whose bytes count as they stand."""
    return sign_members({name: data}, key, when)


def sign_members(members: Mapping[str, bytes], key: SigningKey, when: datetime) -> bytes:
    """As `sign_bytes`, for a document and what belongs to it, in their order."""
    references = [
        bag.SignedFile(name, paths.media_type(name), hashlib.sha256(data).hexdigest())
        for name, data in members.items()
    ]
    signed = bag.write_manifest(references)
    out = io.BytesIO()
    container = ContainerWriter(out.write, when)
    container.put(paths.MIMETYPE, paths.CONTAINER_TYPE)
    for name, data in members.items():
        container.put(name, data)
    container.put(paths.MANIFEST, signed)
    container.put(paths.SIGNATURE, cms.sign(signed, key, when))
    container.finish()
    return out.getvalue()
