"""The faults that a signed file can have: stable codes, told apart by aspect.

The codes are those of the format's specification. A fault that stops the reading is raised as
`BundleUnreadable`; one that is only collected becomes a `Problem`. The sentence for a code is in
`tipdesk.texts.messages`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from tipdesk.core.errors import BundleUnreadable
from tipdesk.texts import messages

Severity = Literal["error", "aside", "warning"]


class Code(StrEnum):
    """Every code. E_ faults make the file not valid, A_ set it aside, W_ only warn."""

    # before anything was looked at (commands only)
    E_UNREADABLE = "E_UNREADABLE"
    E_NOT_CHECKED = "E_NOT_CHECKED"
    # the outer encrypted file
    E_AGE_HEADER = "E_AGE_HEADER"
    E_AGE_NO_KEY = "E_AGE_NO_KEY"
    E_AGE_PAYLOAD = "E_AGE_PAYLOAD"
    # the container
    E_ZIP_SIZE = "E_ZIP_SIZE"
    E_ZIP_EOCD = "E_ZIP_EOCD"
    E_ZIP_CD = "E_ZIP_CD"
    E_ZIP_FLAGS = "E_ZIP_FLAGS"
    E_ZIP_METHOD = "E_ZIP_METHOD"
    E_ZIP_EXTRA = "E_ZIP_EXTRA"
    E_ZIP_TYPE = "E_ZIP_TYPE"
    E_ZIP_LOCAL = "E_ZIP_LOCAL"
    E_ZIP_GAP = "E_ZIP_GAP"
    E_ZIP_DUP = "E_ZIP_DUP"
    E_ZIP_MIMETYPE = "E_ZIP_MIMETYPE"
    E_PATH = "E_PATH"
    E_MEMBER_MISSING = "E_MEMBER_MISSING"
    E_MEMBER_BIG = "E_MEMBER_BIG"
    E_TOO_BIG = "E_TOO_BIG"
    E_TRUNC = "E_TRUNC"
    E_CRC = "E_CRC"
    # the signature
    E_SIG_TOO_BIG = "E_SIG_TOO_BIG"
    E_SIG_PARSE = "E_SIG_PARSE"
    E_SIG_TYPE = "E_SIG_TYPE"
    E_SIG_NOT_DETACHED = "E_SIG_NOT_DETACHED"
    E_SIG_SIGNERS = "E_SIG_SIGNERS"
    E_SIG_CERTS = "E_SIG_CERTS"
    E_SIG_ALG = "E_SIG_ALG"
    E_SIG_ATTR_DUP = "E_SIG_ATTR_DUP"
    E_SIG_ATTR_MULTI = "E_SIG_ATTR_MULTI"
    E_SIG_ATTR_MISSING = "E_SIG_ATTR_MISSING"
    E_SIG_CT = "E_SIG_CT"
    E_SIG_DIGEST = "E_SIG_DIGEST"
    E_SIG_MIME = "E_SIG_MIME"
    E_SIG_ALGPROT = "E_SIG_ALGPROT"
    E_SIG_ESS = "E_SIG_ESS"
    E_SIG_CERT_MISSING = "E_SIG_CERT_MISSING"
    E_SIG_BAD = "E_SIG_BAD"
    # the certificate, its revocation and the time
    E_CERT_UNTRUSTED = "E_CERT_UNTRUSTED"
    E_CERT_SIG = "E_CERT_SIG"
    E_CERT_EXPIRED = "E_CERT_EXPIRED"
    E_CERT_USAGE = "E_CERT_USAGE"
    E_CERT_ROLE = "E_CERT_ROLE"
    E_CERT_HOLDER = "E_CERT_HOLDER"
    E_CERT_CRITICAL = "E_CERT_CRITICAL"
    E_CERT_UNLISTED = "E_CERT_UNLISTED"
    E_CERT_REVOKED = "E_CERT_REVOKED"
    E_CRL_MISSING = "E_CRL_MISSING"
    E_CRL_STALE = "E_CRL_STALE"
    E_TIME_FUTURE = "E_TIME_FUTURE"
    # two signatures
    E_ONE_PERSON = "E_ONE_PERSON"
    # what was signed
    E_MANIFEST_FORM = "E_MANIFEST_FORM"
    E_MANIFEST_DUP = "E_MANIFEST_DUP"
    E_COVERAGE = "E_COVERAGE"
    E_DIGEST = "E_DIGEST"
    E_BAG_MANIFEST = "E_BAG_MANIFEST"
    E_BAG_OXUM = "E_BAG_OXUM"
    E_VERSION = "E_VERSION"
    E_NOT_FOR_US = "E_NOT_FOR_US"
    E_INDEX_FORM = "E_INDEX_FORM"
    E_INDEX_MISMATCH = "E_INDEX_MISMATCH"
    E_RECORD_FORM = "E_RECORD_FORM"
    E_ROW = "E_ROW"
    # what was approved, and by whom
    E_APPROVAL_FORM = "E_APPROVAL_FORM"
    E_APPROVAL_SIGNATURE = "E_APPROVAL_SIGNATURE"
    E_APPROVAL_OTHER = "E_APPROVAL_OTHER"
    E_APPROVAL_OLD = "E_APPROVAL_OLD"
    E_APPROVER = "E_APPROVER"
    E_STATION = "E_STATION"
    E_EXPORTER = "E_EXPORTER"
    E_DIRECT = "E_DIRECT"
    E_NOT_APPROVED = "E_NOT_APPROVED"
    E_NOT_AS_APPROVED = "E_NOT_AS_APPROVED"
    E_CASE_KEYS = "E_CASE_KEYS"
    E_HEAD = "E_HEAD"
    E_NOTICE_MORE = "E_NOTICE_MORE"
    E_NOTICE_OFF = "E_NOTICE_OFF"
    E_RECORD_ROOT = "E_RECORD_ROOT"
    # a message
    E_MESSAGE_FORM = "E_MESSAGE_FORM"
    E_MESSAGE_FROM = "E_MESSAGE_FROM"
    # a protective annex
    E_ANNEX_FORM = "E_ANNEX_FORM"
    E_ANNEX_OTHER = "E_ANNEX_OTHER"
    E_ANNEX_CASE = "E_ANNEX_CASE"
    # the chain of custody
    E_CUSTODY_FORM = "E_CUSTODY_FORM"
    E_LINK_HIDDEN = "E_LINK_HIDDEN"
    E_LINK_FOREIGN = "E_LINK_FOREIGN"
    E_LINK_MISSING = "E_LINK_MISSING"
    E_DECISION_CLOSED = "E_DECISION_CLOSED"
    E_SEGMENT = "E_SEGMENT"
    # what came before
    E_REPLAY_CONFLICT = "E_REPLAY_CONFLICT"
    E_CHANGES = "E_CHANGES"
    # sound, but not taken: said in a refusal only
    E_OTHER_OFFICE = "E_OTHER_OFFICE"
    E_FILE_INCOMPLETE = "E_FILE_INCOMPLETE"
    E_ATTACHMENT_UNUSABLE = "E_ATTACHMENT_UNUSABLE"
    E_REFUSED = "E_REFUSED"
    E_RECEIPT_FORM = "E_RECEIPT_FORM"
    E_RECEIPT_UNKNOWN = "E_RECEIPT_UNKNOWN"
    E_RECEIPT_MISMATCH = "E_RECEIPT_MISMATCH"
    E_TRUST_FORM = "E_TRUST_FORM"
    E_FORM_FILE = "E_FORM_FILE"
    E_KIT_FORM = "E_KIT_FORM"
    # writing
    E_SOURCE_CHANGED = "E_SOURCE_CHANGED"
    E_READBACK = "E_READBACK"
    # what is set aside until a prosecutor takes it in
    A_DIRECT = "A_DIRECT"
    A_LEAVER = "A_LEAVER"
    A_NOT_ENCRYPTED = "A_NOT_ENCRYPTED"
    A_NOT_HERE = "A_NOT_HERE"
    A_VOID_CAME = "A_VOID_CAME"
    A_FORK = "A_FORK"
    A_NUMBER_TWICE = "A_NUMBER_TWICE"
    A_PREVIOUS = "A_PREVIOUS"
    A_TWO_OWNERS = "A_TWO_OWNERS"
    # warnings
    W_MISSING = "W_MISSING"
    W_EARLIER_MISSING = "W_EARLIER_MISSING"
    W_HISTORY_GAP = "W_HISTORY_GAP"
    W_NEW_SERIES = "W_NEW_SERIES"
    W_LATE = "W_LATE"
    W_NEWER = "W_NEWER"
    W_REVOKED_LATER = "W_REVOKED_LATER"
    W_EXPIRED_IN_TRANSIT = "W_EXPIRED_IN_TRANSIT"
    W_CRL_STALE = "W_CRL_STALE"
    W_OLD_REVISION = "W_OLD_REVISION"
    W_SAME_REVISION = "W_SAME_REVISION"
    W_NO_LIST = "W_NO_LIST"
    W_TIME_UNPROVEN = "W_TIME_UNPROVEN"


OF_REFUSAL = (
    Code.E_OTHER_OFFICE,
    Code.E_FILE_INCOMPLETE,
    Code.E_ATTACHMENT_UNUSABLE,
    Code.E_REFUSED,
)
"""Why an office may not take what holds; a receipt has no room for words of one's own."""
_SEVERITIES: dict[str, Severity] = {"A_": "aside", "W_": "warning"}
_OF_TRUST = ("E_CERT_", "E_CRL_", "E_TIME_")
_OF_COMPLETENESS = frozenset(
    {
        Code.E_COVERAGE,
        Code.E_INDEX_MISMATCH,
        Code.E_MEMBER_MISSING,
        Code.E_NOT_AS_APPROVED,
        Code.A_NOT_HERE,
    }
)
# Whole and signed, yet not to be used.
_OF_FITNESS = frozenset({Code.E_NOT_FOR_US, Code.E_NOTICE_OFF, Code.E_VERSION, Code.E_ONE_PERSON})


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault. `path` names the member it is about ('' for the whole file)."""

    code: Code
    path: str = ""
    detail: str = ""  # for the log and `--json` readers: names and numbers, never content

    @property
    def severity(self) -> Severity:
        """'error' keeps the file from being valid, 'aside' asks for somebody's decision, 'warning'
        changes nothing."""
        return _SEVERITIES.get(self.code[:2], "error")

    @property
    def text(self) -> str:
        """The sentence for a person, in the language in use."""
        return messages.problem(self.code)

    @property
    def of_trust(self) -> bool:
        """Whether the fault speaks of the signer's standing, not of the file."""
        return self.code.startswith(_OF_TRUST)

    @property
    def of_completeness(self) -> bool:
        """Whether the fault means that something is missing or surplus."""
        return self.code in _OF_COMPLETENESS

    @property
    def of_integrity(self) -> bool:
        """Whether the fault means that something is not as it was signed."""
        return self.severity == "error" and not (
            self.of_trust or self.of_completeness or self.code in _OF_FITNESS
        )


def fault(code: Code, path: str = "", detail: str = "") -> BundleUnreadable:
    """The exception that carries a code through the room."""
    return BundleUnreadable(code=code.value, path=path, detail=detail)


def problem_of(error: BundleUnreadable) -> Problem:
    """The problem that an exception of `fault` carries."""
    details = error.details
    return Problem(
        Code(str(details["code"])), str(details.get("path", "")), str(details.get("detail", ""))
    )


@contextmanager
def collecting(problems: list[Problem]) -> Iterator[None]:
    """Turn a fault of the block into one more problem of the list."""
    try:
        yield
    except BundleUnreadable as error:
        problems.append(problem_of(error))
