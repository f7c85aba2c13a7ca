"""What the review says of one file, card by card: needs, advice, remarks, changes, exports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from PySide6.QtWidgets import QWidget

from tipdesk.cases.answers import question_name, shown_value
from tipdesk.cases.files.review import NeedKind, ReviewLine, ReviewReport
from tipdesk.cases.files.workflow import open_remarks
from tipdesk.cases.model import Answer, CaseFile, Remark, Status
from tipdesk.core.settings import Language
from tipdesk.desk.handover.handover import Export
from tipdesk.desk.messages.stages import BundleStage, Late
from tipdesk.desk.session.session import Session
from tipdesk.forms.model import Question
from tipdesk.i18n.text import (
    MASK,
    _,
    code_text,
    format_datetime,
    isolate,
    isolated,
    language,
    ngettext,
    with_code,
)
from tipdesk.texts.messages import problem, reason_label
from tipdesk.ui.handover.export_contents import approval_over
from tipdesk.ui.setup.trust_digits import NumberedDigits
from tipdesk.ui.toolkit.parts import LinkRow, StripKind, card, column, copyable, label, note, row
from tipdesk.ui.toolkit.tables import Value, facts
from tipdesk.ui.toolkit.theme import px

# --- remarks of the supervisor: those that wait, and earlier ones -----------------------------


GoTo = Callable[[str, str], None]  # section, path


def remark_cards(
    session: Session, case_file: CaseFile, go: GoTo, *, masked: bool = False
) -> list[QWidget]:
    """In the order in which they were written, as in the interview; each leads to its question.
    `masked` hides them, for they may name somebody."""
    if case_file.case.status not in (Status.RETURNED, Status.COMPLETED):
        return []
    waiting = open_remarks(case_file)
    before = case_file.remarks[: len(case_file.remarks) - len(waiting)]
    names = {} if masked else session.staff.names()
    rules, state = session.files.rules(case_file.case.id), session.files.state(case_file)

    def line(remark: Remark) -> QWidget:
        when = isolated(format_datetime(remark.at, language()))
        text = MASK if masked else _remark_text(case_file, remark)
        signed = f"{with_code(remark.by, names.get(remark.by, ''))} • {when}"
        if not remark.path or not state.is_relevant(remark.path):
            return column(label(text, wrap=True), label(signed, "muted"), spacing=px(2))
        link_row = LinkRow(text, signed, "note-pencil")
        section = rules.section_of(remark.path)
        link_row.clicked.connect(lambda _checked=False: go(section, remark.path))
        return link_row

    def remarks_card(title: str, remarks: Sequence[Remark]) -> QWidget:
        return card(label(title, "h2"), *map(line, remarks), spacing=px(10))

    both = ((_("The supervisor's remarks"), waiting), (_("Earlier remarks"), before))
    return [remarks_card(title, remarks) for title, remarks in both if remarks]


def _remark_text(case_file: CaseFile, remark: Remark) -> str:
    """What was remarked, after the question that it speaks of."""
    questions = {question.name: question for question in case_file.form.questions()}
    question = questions.get(question_name(remark.path))
    if question is None:
        return isolate(remark.text)
    return isolate(f"{question.label.text(language(), case_file.sex)}: {remark.text}")


def remark_lines(case_file: CaseFile, *, masked: bool = False) -> str:
    """The remarks of the last return, one a line."""
    remarks = open_remarks(case_file)
    return "\n".join(
        MASK if masked else f"• {_remark_text(case_file, remark)}" for remark in remarks
    )


GoNeed = Callable[[ReviewLine], None]

JOURNEY_AT = {
    Status.IN_PROGRESS: 0,
    Status.RETURNED: 0,
    Status.COMPLETED: 1,
    Status.REFUSED: 1,
    Status.APPROVED: 2,
    Status.EXPORTED: 3,
    Status.RECEIVED: 4,
}
"""Which step of `journey` is the one that waits; 4: all are done."""


_APPROVABLE = frozenset({Status.COMPLETED, Status.EXPORTED, Status.REFUSED})


def is_approvable(case_file: CaseFile, *, is_valid: bool) -> bool:
    """Whether the supervisor's approval is the step that is offered; `is_valid`: whether the one
    that an approved file has counts today."""
    status = case_file.case.status
    return status in _APPROVABLE or (status is Status.APPROVED and not is_valid)


def journey(*, hidden: bool = False) -> list[str]:
    """The steps of a file, in order; nobody supervises a hidden one."""
    approval = _("Direct approval") if hidden else _("Supervisor's approval")
    return [_("Interview"), approval, _("Referral"), _("Receipt")]


def state_note(case_file: CaseFile, report: ReviewReport, *, is_valid: bool) -> QWidget | None:
    """Where the file stands and what follows; None when needs are listed instead. `is_valid`: as of
    `is_approvable`."""
    case = case_file.case
    if report.needed or case.status is Status.VOIDED:
        return None
    if case.changed:
        changed = _("The file was changed after it was approved. Complete it and have it approved.")
        return note(changed, "notewarn")
    if case.status is Status.APPROVED and not is_valid:
        return note(approval_over(), "notewarn")
    number = code_text(case.receipt_number)
    notes: Mapping[Status, tuple[str, StripKind]] = {
        Status.IN_PROGRESS: (
            _("Everything that the next step needs is here. The file can be completed."),
            "noteok",
        ),
        Status.RETURNED: (
            _("The supervisor returned the file. Correct what the remarks name, then complete it."),
            "notewarn",
        ),
        Status.COMPLETED: (
            _("The file is complete. A later change is a dated amendment.")
            if case.hidden
            else _(
                "The file is complete and waits for the supervisor. A later change is a dated "
                "amendment."
            ),
            "note",
        ),
        Status.APPROVED: (
            _("The file is approved and can be referred to the Prosecution."),
            "noteok",
        ),
        Status.EXPORTED: (
            _("The file was referred; the Prosecution's receipt is awaited."),
            "note",
        ),
        Status.RECEIVED: (
            _("The Prosecution has received this file under number {number}.").format(
                number=number
            ),
            "noteok",
        ),
        Status.REFUSED: (
            _(
                "The Prosecution did not accept this file. Correct what it names; the "
                "supervisor approves once more and the file is referred again."
            ),
            "notewarn",
        ),
    }
    return note(*notes[case.status])


def needs_card(
    case_file: CaseFile, report: ReviewReport, go: GoNeed, *, masked: bool = False
) -> QWidget:
    """What blocks the next step, by section; each line leads to its question. `masked` hides what
    is wrong with an answer, for it tells of it."""
    count = len(report.needed)
    title = ngettext(
        "{count} answer is needed before the next step",
        "{count} answers are needed before the next step",
        count,
    ).format(count=isolated(str(count)))
    hint = _("“Declined” and “does not know” are answers too: choose them beside a question.")
    head = column(label(title, "h2", wrap=True), label(hint, "muted", wrap=True), spacing=px(2))
    lines = _by_section(case_file, report.needed, go, masked=masked)
    return card(head, *lines, spacing=px(10))


def advice_card(
    case_file: CaseFile, report: ReviewReport, go: GoNeed, *, masked: bool = False
) -> QWidget:
    """What is worth a look and stops nobody; `masked` hides notes that follow from answers."""
    title = label(_("Worth noting; nothing here stops you"), "h2", wrap=True)
    lines = _by_section(case_file, report.warnings, go, masked=masked)
    return card(title, *lines, spacing=px(10))


def _by_section(
    case_file: CaseFile, needs: Sequence[ReviewLine], go: GoNeed, *, masked: bool
) -> Iterable[QWidget]:
    about = (language(), case_file.sex)
    titles = {section.name: section.label.text(*about) for section in case_file.form.sections}
    for name, lines in groupby(needs, key=lambda need: need.section):
        rows = [_need_row(need, go, about, masked=masked) for need in lines]
        yield column(label(isolate(titles.get(name, name)), "h3", wrap=True), *rows, spacing=px(6))


def _need_row(
    need: ReviewLine, go: GoNeed, about: tuple[Language, str], *, masked: bool
) -> QWidget:
    title = isolate(need.label.text(*about))
    wrong = isolate(need.text.text(*about)) if need.text is not None else ""
    if masked and wrong:
        # A note of the form is all that its line says; elsewhere the question may be named.
        title, wrong = (MASK, "") if wrong == title else (title, MASK)
    picture = "circle-dashed" if need.kind is NeedKind.MISSING else "warning-circle"
    if need.kind is NeedKind.ADVICE:
        picture = "info"
    link_row = LinkRow(title, "" if wrong == title else wrong, picture)
    link_row.clicked.connect(lambda _checked=False: go(need))
    return link_row


def amendments_card(
    case_file: CaseFile, names: Mapping[str, str], *, masked: bool = False
) -> QWidget:
    """Every change after completion: which answer, from what to what, why, by whom, when;
    `masked` hides what the answers and the reason say. `names` are people by code."""
    questions = {question.name: question for question in case_file.form.questions()}
    about = (language(), case_file.sex)
    lines: list[QWidget] = [label(_("Changes after completion"), "h2")]
    for amendment in reversed(case_file.amendments):
        question = questions.get(question_name(amendment.path))
        title = question.label.text(*about) if question else amendment.path
        at = amendment.after.at
        when = isolated(format_datetime(at, language())) if at else ""
        who = with_code(amendment.after.by, names.get(amendment.after.by, ""))
        changes: list[tuple[str, str]] = [
            (_("Before"), _answer_text(case_file, question, amendment.before)),
            (_("Now"), _answer_text(case_file, question, amendment.after)),
            (_("Why"), isolate(amendment.note)),
        ]
        visible: list[tuple[str, Value]] = [
            (name, MASK if masked else text) for name, text in changes
        ]
        lines.append(
            column(
                label(isolate(title), "h3", wrap=True),
                facts(visible),
                label(f"{who} • {when}", "muted"),
                spacing=px(4),
            )
        )
    return card(*lines, spacing=px(14))


def _answer_text(case_file: CaseFile, question: Question | None, answer: Answer) -> str:
    if answer.reason is not None:
        return reason_label(answer.reason, sex=case_file.sex)
    if answer.closed:
        return _("Closed to you")
    if not answer.value:
        return "—"
    if question is None:
        return isolate(answer.value)
    return isolate(shown_value(case_file.form, question, answer.value, language(), case_file.sex))


def late_note(stage: BundleStage) -> QWidget | None:
    """What is to be heard of a case bundle by now and was not; None: nothing."""
    if stage.late is Late.ARRIVAL:
        text = _(
            "Nothing says that the case bundle has arrived, and it left more than 14 days ago. Ask "
            "the Prosecution's office, or refer the file again."
        )
        return note(text, "notewarn")
    if stage.late is Late.OPENING:
        text = _(
            "It arrived more than 30 days ago, and nothing says that a prosecutor has opened it. "
            "Ask the Prosecution's office."
        )
        return note(text, "notewarn")
    return None


def exports_card(exports: Sequence[Export], stages: Sequence[BundleStage]) -> QWidget:
    """Every bundle of the file that left, with the digits to read aloud, how far it has come, and
    its answer."""
    lines: list[QWidget] = [label(_("Referrals to the Prosecution"), "h2")]
    for export, stage in zip(exports, stages, strict=True):
        details: list[tuple[str, Value]] = [
            (_("Recipient"), isolate(export.recipient)),
            (_("File on the USB drive"), copyable(export.file_name)),
            (_("Fingerprint"), row(NumberedDigits(export.fingerprint.split()), 1)),
            (_("Answer"), _export_answer(export)),
            *_stage_lines(stage),
        ]
        when = isolated(format_datetime(export.created, language()))
        title = _("{when} • by {officer}").format(when=when, officer=isolated(export.signer))
        lines.append(column(label(title, "h3"), facts(details), spacing=px(6)))
    return card(*lines, spacing=px(14))


def _stage_lines(stage: BundleStage) -> Iterator[tuple[str, str]]:
    """When it arrived, and when it was opened, by the office's own messages."""
    times = (
        (_("Arrived"), stage.arrived_at),
        (_("Was for another office"), stage.not_theirs_at),
        (_("Opened by the prosecutor"), stage.opened_at),
    )
    for title, when in times:
        if when is not None:
            yield title, isolated(format_datetime(when, language()))


def _export_answer(export: Export) -> str:
    when = isolated(format_datetime(export.answered_at, language())) if export.answered_at else ""
    if export.result == "accepted":
        return _("Received under number {number}, {when}").format(
            number=code_text(export.receipt_number), when=when
        )
    if export.result == "rejected":
        return _("Refused {when}: {reason}").format(when=when, reason=problem(export.error_code))
    if export.result == "aside":
        return _("Kept aside there; a prosecutor decides, and another answer will follow.")
    return _("No receipt yet")
