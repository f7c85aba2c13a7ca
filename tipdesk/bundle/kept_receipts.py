"""Receipts that a station has kept, read again for what they say.

They were verified when they came. Those of 0.2.0 (tipdesk-receipt/1) are shown as long as a vault
has them, and never taken in: their reader is frozen here, and reads only what showing needs.
"""

from __future__ import annotations

import io
import json
from datetime import datetime

from tipdesk.bundle import strict_json
from tipdesk.bundle.container import paths
from tipdesk.bundle.container.index import UUID
from tipdesk.bundle.problems import Code
from tipdesk.bundle.reader import VerificationRequest, verify
from tipdesk.bundle.receipt import AnsweredKind, Receipt, Result, parse_receipt
from tipdesk.core.errors import ReceiptInvalid

_BEFORE = "tipdesk-receipt/1"
_RESULTS = {
    "accepted": Result.ACCEPTED,
    "rejected": Result.REJECTED,
    "quarantined": Result.QUARANTINED,
}
_URN = "urn:uuid:"
_SHA256 = "[0-9a-f]{64}"


def recorded_receipt(body: bytes, now: datetime) -> Receipt:
    """What a receipt says that was verified before it was kept.

    Raises:
        ReceiptInvalid: it is none (code E_RECEIPT_FORM).
    """
    report = verify(io.BytesIO(body), VerificationRequest(now=now))
    report.close()
    data = report.content.get(paths.RECEIPT, b"")
    try:
        return parse_receipt(data)
    except ValueError:
        return _of_before(data)


def _of_before(data: bytes) -> Receipt:
    try:
        value = json.loads(data)
        fields = strict_json.Fields(value)
        fields.text("format", _BEFORE)
        file, cases = fields.inner("bundle_file"), fields.each("cases", 500)
        case = cases[0] if cases else None
        code = fields.optional_text("error_code")
        return Receipt(
            receipt_id=fields.text("receipt_id", _URN + UUID).removeprefix(_URN),
            bundle_id=fields.text("bundle_id", _URN + UUID).removeprefix(_URN),
            file_sha256=file.text("sha256", _SHA256),
            file_size=file.number("bytes"),
            manifest_sha256=fields.text("manifest_sha256", f"(?:{_SHA256})?"),
            signer_sha256="",
            signed_at=None,
            received_at=strict_json.parse_time(fields.text("received_at")),
            result=_RESULTS[fields.text("result")],
            codes=(code,) if code else (),
            case_id=case.text("case_id", UUID) if case else "",
            revision=case.number("revision") if case else 0,
            kind=AnsweredKind.CASE if case else None,
            registry_no=(case.optional_text("registry_no") or "") if case else "",
        )
    except (KeyError, ValueError, RecursionError) as error:
        raise ReceiptInvalid(code=Code.E_RECEIPT_FORM.value) from error
