"""Amending a complete file: begun, recorded with its reason, or dropped."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot

from tipdesk.cases.interview.unfinished import Draft
from tipdesk.cases.model import Status
from tipdesk.i18n.text import _, format_datetime, isolated, language, ngettext
from tipdesk.ui.interview.answer_keeper import AnswerKeeper
from tipdesk.ui.interview.frame import InterviewFrame, InterviewPart, ShownRemark
from tipdesk.ui.interview.open_file import OpenFile
from tipdesk.ui.interview.section_stage import SectionStage
from tipdesk.ui.toolkit.dialogs import ask_text, errors_said

# --- what is said before an amendment, during it, and afterwards ------------------------------


_SENT = frozenset({Status.EXPORTED, Status.RECEIVED, Status.REFUSED})


def bar_text(file: OpenFile, *, amending: bool) -> str:
    """Above the questions: how the file stands, and what an amendment does to it."""
    if amending:
        text = _(
            "You are amending a complete file. What was there before is kept; the "
            "amendment gets your code, the time and its reason. Until you give the "
            "reason it is not part of the file; what you type waits here for you, also "
            "after a lock."
        )
        return f"{text} {follows(file)}".strip()
    if file.case.status is Status.VOIDED:
        return _("This file is voided. It is kept as it is; nobody writes in it.")
    if file.returned_by:
        return _(
            "This file was returned with remarks. Correct what they name as a dated "
            "amendment with its reason, then complete the file; what was there before "
            "is kept."
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


class Amending(InterviewPart):
    """What the bar above the questions of a complete file asks for."""

    ended = Signal()  # the file stands in the vault as it is to be shown now

    def __init__(self, frame: InterviewFrame, stage: SectionStage) -> None:
        super().__init__(frame)
        self._frame, self._stage = frame, stage
        frame.remarks.asked.connect(stage.seek)
        frame.amending.begun.connect(self.begin)
        frame.amending.keeping.connect(self._on_keep)
        frame.amending.dropped.connect(self._on_drop)

    def open(self, file: OpenFile, keeper: AnswerKeeper) -> None:
        super().open(file, keeper)
        keeper.amend_asked.connect(self.begin)
        self._show()
        self._show_remarks(file)
        self._show_others(file)

    def begin(self, path: str = "") -> None:
        """Let the questions be answered anew; the cursor comes to `path`, or to what was remarked
        on this section."""
        if self._keeper is not None and not self._keeper.amending:
            self._keeper.begin_amending()
            self._show()
            self._stage.refresh()
            wanted = (path, *self._frame.remarks.paths())
            if not any(self._stage.go_to(target) for target in wanted if target):
                self._stage.focus_first()

    def _show(self) -> None:
        if self._file is not None and self._keeper is not None:
            amending = self._keeper.amending
            self._frame.amending.show_state(
                bar_text(self._file, amending=amending),
                editable=self._file.can_edit,
                amendable=self._file.can_amend,
                amending=amending,
            )

    def _show_others(self, file: OpenFile) -> None:
        who = " • ".join(isolated(file.name_of(login)) for login in file.others)
        template = _("Typed here and not recorded yet by: {who}. Only the writer sees it.")
        self._frame.others.set_text(template.format(who=who))
        self._frame.others.setVisible(bool(who))

    def _show_remarks(self, file: OpenFile) -> None:
        remarks = [
            ShownRemark(remark.path, file.label_of(remark.path), remark.text)
            for remark in file.remarks
        ]
        head = ""
        if file.remarks:
            last = file.remarks[-1]
            head = ngettext(
                "Returned by {who} on {when} with {count} remark",
                "Returned by {who} on {when} with {count} remarks",
                len(remarks),
            ).format(
                who=isolated(file.name_of(last.by)),
                when=isolated(format_datetime(last.at, language())),
                count=len(remarks),
            )
        self._frame.remarks.show_remarks(head, remarks)

    @Slot()
    def _on_keep(self) -> None:
        if self._file is None or self._keeper is None:
            return
        changes, waiting = self._keeper.amendments(), self._keeper.unrecorded
        left = Draft(waiting.words())
        if not changes:
            if not self._stage.seek(next(iter(left.typed), "")):
                self._on_drop()
            return
        question = _("Why is it amended? The reason is kept with the amendment and printed.")
        question = f"{question} {follows(self._file)}".strip()
        title, yes = _("Reason of the amendment"), _("Keep the amendment")
        note = ask_text(self._frame, title, question, yes, begun=waiting.why, keep=self._keep_why)
        if not note:
            return
        with errors_said(self._frame) as attempt:
            self._file.amend(changes, note, left)
        if attempt.failed:
            return
        self.ended.emit()

    def _keep_why(self, words: str) -> None:
        """The reason waits with the amendment, also when the dialog goes without it."""
        if self._keeper is not None:
            self._keeper.unrecorded.why = words
            self._keeper.put_now({})

    @Slot()
    def _on_drop(self) -> None:
        if self._file is None:
            return
        with errors_said(self._frame) as attempt:
            self._file.drop_draft()
        if attempt.failed:
            return
        self.ended.emit()
