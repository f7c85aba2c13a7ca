"""A bundle taken out of its encrypted envelope, as `age -d` does it."""

import io
from pathlib import Path

from tipdesk.bundle.crypto.age import Identity
from tipdesk.bundle.crypto.streams import decrypt


def out_of_envelope(bundle: Path, identity: Identity) -> Path:
    """The container beside `bundle`, under the name that the instructions give it."""
    inside = io.BytesIO()
    with bundle.open("rb") as file:
        decrypt(file, [identity], inside.write, lambda _count: None)
    path = bundle.with_name(bundle.name.removesuffix(".age"))
    path.write_bytes(inside.getvalue())
    return path
