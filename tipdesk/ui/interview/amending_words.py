"""What is said of a complete file before it is amended, while it is, and when it was."""

from __future__ import annotations

from tipdesk.cases.model import Status
from tipdesk.i18n.catalogue import _
from tipdesk.ui.interview.open_file import OpenFile

_SENT = frozenset({Status.EXPORTED, Status.RECEIVED, Status.REFUSED})


def bar_text(file: OpenFile, *, amending: bool) -> str:
    """Above the questions: how the file stands, and what an amendment does to it."""
    if amending:
        text = _(
            "You are amending a complete file. What stood there before is kept; the "
            "amendment gets your code, the time and its reason. Until you give the reason it "
            "is not part of the file; what you type waits here for you, also after a lock."
        )
        return f"{text} {follows(file)}".strip()
    if file.case.status is Status.VOIDED:
        return _("This file is voided. It is kept as it is; nobody writes in it.")
    if file.returned_by:
        return _(
            "This file was returned with remarks. Mend what they name as a dated amendment "
            "with its reason, then complete the file; what stood there before is kept."
        )
    if file.case.changed:
        return _(
            "This file was changed after its approval. Complete it in the review, so that the "
            "supervisor can approve it anew. A further change is a dated amendment too."
        )
    text = _("This file is complete. A later change is a dated amendment with its reason.")
    return f"{text} {follows(file)}".strip()


def follows(file: OpenFile) -> str:
    """What an amendment takes away; '' when nothing."""
    if file.case.status is Status.APPROVED:
        return _(
            "It ends the supervisor's approval: the file is then completed and approved anew "
            "before it is referred."
        )
    if file.case.status in _SENT:
        return _(
            "What was referred stays as it was sent: the file is then completed, approved and "
            "referred anew."
        )
    return ""
