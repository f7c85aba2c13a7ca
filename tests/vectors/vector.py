"""One vector: a file, what is asked about it, and what a reader has to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tests.vectors import cast
from tests.vectors.people import NOW
from tests.vectors.writing import Bundle, Envelope, sealed


@dataclass(frozen=True)
class Vector:
    """As `vectors.json` has it, with the bytes."""

    name: str
    about: str
    data: bytes
    codes: tuple[str, ...] = ()
    verdict: str = ""
    suffix: str = ".asice.age"
    identity: str = "office"
    trust: str = "trust.asice"
    at: datetime = NOW
    before: Sequence[str] = ()
    holds: str = "case"  # case (or notice), annex, message, receipt
    file: str = ""  # that another vector has

    @property
    def expected(self) -> str:
        """What the codes make of it, where the verdict is not said."""
        if self.verdict:
            return self.verdict
        if any(code.startswith("E_") for code in self.codes):
            return "refuse"
        return "aside" if any(code.startswith("A_") for code in self.codes) else "accept"


_OF_VECTOR = ("verdict", "suffix", "identity", "trust", "at", "before")
_OF_BUNDLE = [
    "exporter",
    "approver",
    "approver_login",
    "exporter_login",
    "kind",
    "direct",
    "created",
    "approved_at",
    "station",
    "bundle_id",
    "number",
    "series",
    "previous",
    "not_sent",
    "attachments",
    "recipients",
    "staying",
    "revision",
    "head_action",
    "readme",
]


def bundle(**values: object) -> Bundle:
    """A case in which everything holds, but for what the values say; all others are edits."""
    own = {name: value for name, value in values.items() if name in _OF_BUNDLE}
    edits = {name: value for name, value in values.items() if name not in _OF_BUNDLE}
    usual = {"exporter": cast.OFFICER, "approver": cast.SUPERVISOR}
    return Bundle(**{**usual, **own}, edits=edits)  # type: ignore[arg-type]  # by their names


def case(
    name: str, about: str, *codes: str, envelope: Envelope | None = None, **values: object
) -> Vector:
    """A vector that is a case or notice: in its envelope where it is taken or where the envelope
    is what is wrong, else open, so that everybody can look into it."""
    own = {key: value for key, value in values.items() if key in _OF_VECTOR}
    rest = {key: value for key, value in values.items() if key not in _OF_VECTOR}
    outer = rest.pop("outer", None)
    data = bundle(**rest).bytes()
    refused = any(code.startswith("E_") for code in codes)
    if refused and not envelope and not outer and not own.get("before") and data[:4] == b"PK\3\4":
        if own.get("verdict") != "unreadable":
            codes = (*codes, "A_NOT_ENCRYPTED")
        return Vector(name, about, data, codes, suffix=".asice", **own)  # type: ignore[arg-type]  # by their names
    data = sealed(data, envelope or Envelope(), name)
    if callable(outer):
        data = outer(data)
    return Vector(name, about, data, codes, **own)  # type: ignore[arg-type]  # by their names
