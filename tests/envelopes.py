"""A bundle taken out of its encrypted envelope, as `age -d` does it."""

import io
from pathlib import Path

from tipdesk.bundle.crypto import age
from tipdesk.bundle.crypto.age import Identity
from tipdesk.bundle.crypto.streams import decrypt
from tipdesk.core.errors import BundleUnreadable


def out_of_envelope(bundle: Path, identity: Identity) -> Path:
    """The container beside `bundle`, under the name that the instructions give it."""
    inside = io.BytesIO()
    with bundle.open("rb") as file:
        decrypt(file, [identity], inside.write, lambda _count: None)
    path = bundle.with_name(bundle.name.removesuffix(".age"))
    path.write_bytes(inside.getvalue())
    return path


def opens(sealed: Path, identity: Identity) -> bool:
    """Whether it is sealed to that key: an annex, which lies beside a case bundle, is not."""
    try:
        age.open_header(sealed.read_bytes()[: age.MAX_HEADER], [identity])
    except BundleUnreadable:
        return False
    return True
