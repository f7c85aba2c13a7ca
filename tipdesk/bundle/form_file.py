"""A form that the authority signed: its canonical definition, byte for byte, as `form.json`.

The member's SHA-256 is the definition's digest. Nothing here understands the form: whoever
installs it asks `tipdesk.forms.xlsform.export`.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, replace
from datetime import datetime

from tipdesk.bundle import limits
from tipdesk.bundle.container import paths
from tipdesk.bundle.container.single import sign_bytes
from tipdesk.bundle.crypto.certificates import SigningKey
from tipdesk.bundle.problems import Code, Problem
from tipdesk.bundle.reader import VerificationRequest, verify
from tipdesk.bundle.report import Signer, VerificationReport
from tipdesk.bundle.trust import TrustStore
from tipdesk.cases.form_duties import checked_form
from tipdesk.core.errors import FormFileInvalid, FormNeedsNewer, FormUnusable
from tipdesk.forms.publishing.definition_json import FORMAT

SUFFIX = ".form.asice"
MAX_FILE = limits.JSON + (1 << 20)  # bytes, with manifest and signature; what is larger is none
_ZIP = b"PK\3\4"


@dataclass(frozen=True, slots=True)
class FormFile:
    """A form file whose signature and signer hold. What `body` says was not looked at yet."""

    body: str
    digest: str  # SHA-256 (hex) of the body
    signed_by: Signer
    signed_at: datetime  # as the signer claims
    sha256: str  # of the file


def make_form_file(body: str, key: SigningKey, when: datetime) -> bytes:
    """The bytes of `<form>-v<version>.form.asice`; the key's certificate has the trust role.

    Raises:
        FormFileInvalid: the definition is larger than a station reads (code E_MEMBER_BIG).
    """
    data = body.encode("utf-8")
    if len(data) > limits.JSON:
        raise FormFileInvalid(code=Code.E_MEMBER_BIG.value)
    return sign_bytes(paths.FORM, data, key, when.replace(microsecond=0))


def read_form_file(data: bytes, trust: TrustStore, now: datetime) -> FormFile:
    """Read a form file and check its signature and signer.

    Raises:
        FormFileInvalid: it does not verify, or is no form file (details: code).
    """
    if not data.startswith(_ZIP):
        raise FormFileInvalid(code=Code.E_FORM_FILE.value)
    report = verify(io.BytesIO(data), VerificationRequest(now=now, trust=trust, lenient_crl=True))
    report.close()
    errors = [problem.code.value for problem in report.problems if problem.severity != "warning"]
    if report.kind != "form" and report.read and report.signed_by is not None:
        raise FormFileInvalid(code=Code.E_FORM_FILE.value)  # a receipt, a trust list
    if errors or not report.valid or report.signed_by is None or report.signed_at is None:
        raise FormFileInvalid(code=errors[0] if errors else Code.E_FORM_FILE.value)
    member = report.content[paths.FORM]
    try:
        body = member.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FormFileInvalid(code=Code.E_FORM_FILE.value) from error
    return FormFile(
        body=body,
        digest=hashlib.sha256(member).hexdigest(),
        signed_by=report.signed_by,
        signed_at=report.signed_at,
        sha256=hashlib.sha256(data).hexdigest(),
    )


def describe(report: VerificationReport) -> VerificationReport:
    """A form file's report with its format; what is no form of this program is a fault."""
    data = report.content.get(paths.FORM)
    if data is None:
        return report
    try:
        checked_form(data.decode("utf-8", "replace"))
    except FormNeedsNewer:
        fault = Problem(Code.E_VERSION, paths.FORM)
        return replace(report, problems=(*report.problems, fault))
    except FormUnusable:
        fault = Problem(Code.E_FORM_FILE, paths.FORM)
        return replace(report, problems=(*report.problems, fault), intact=False)
    return replace(report, format=FORMAT)
