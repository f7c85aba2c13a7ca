"""What goes in a bundle, what stays, on what basis, and what is still in the way. `SendingAgain`
names what the office has already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from tipdesk.cases import evidence
from tipdesk.cases.answers import placed_label, shown_value
from tipdesk.cases.files import workflow
from tipdesk.cases.handover.release import NOT_FOR_PROSECUTION, Withheld
from tipdesk.cases.interview import statement
from tipdesk.cases.model import CaseFile, Status
from tipdesk.cases.paper.signed_papers import WhyScanStays
from tipdesk.desk.handover.outgoing import BundleItem, ContentKind, ExportCondition, ExportPreview
from tipdesk.desk.handover.received_content import PAPERS
from tipdesk.desk.paper.cover import signed_title, signed_withheld
from tipdesk.forms.model import Question
from tipdesk.forms.rules.rules import FormState
from tipdesk.i18n.text import MASK, _, foreign, isolate, isolated, language, ngettext
from tipdesk.printing.documents.registry import DOCUMENTS
from tipdesk.texts.messages import reason_label
from tipdesk.ui.toolkit.parts import card, column, label, note, size_text
from tipdesk.ui.toolkit.tables import Value, facts
from tipdesk.ui.toolkit.theme import pixmap, px

# Questions of the form. The duty to inform is a basis of the referral; whether the answers may go
# with it is decided by the legal basis for processing, or by the person (`record.may_be_shared`).
_PROCESSING = "processing_basis"
_BASIS = ("referral_basis", _PROCESSING, "consent_prosecution", "person_wish")


SETTLED_AT_STATION = frozenset(
    {
        ExportCondition.NO_TRUST,
        ExportCondition.NO_RECIPIENT,
        ExportCondition.NO_RECOVERY,
        ExportCondition.NO_CERTIFICATE,
    }
)


def blocker_text(blocker: ExportCondition, case_file: CaseFile) -> str:
    """What stands in the way, and what to do."""
    return {
        ExportCondition.NOT_APPROVED: _not_approved(case_file),
        ExportCondition.APPROVAL_OLD: approval_over(),
        ExportCondition.NO_TRUST: _(
            "No trust list is imported. A supervisor or an administrator imports it on "
            "the station page."
        ),
        ExportCondition.NO_RECIPIENT: _("The trust list names no Prosecution office."),
        ExportCondition.NO_RECOVERY: _("The trust list holds no recovery key. Ask for a new list."),
        ExportCondition.NO_CERTIFICATE: _(
            "You have no certificate that is valid today. Import it on the station page."
        ),
        ExportCondition.NO_BASIS: _(
            "The person has not agreed to share the file with the Prosecution, and the answer to "
            "“{question}” names nothing that allows it without consent. The notice to the "
            "Prosecution does not depend on this."
        ).format(question=isolate(_label(case_file, _PROCESSING))),
        ExportCondition.INCOMPLETE: _("Answers are still missing. See the review."),
        ExportCondition.TOO_BIG: _("The attachments are more than one case bundle can hold."),
        ExportCondition.TOO_MANY: _("There are more attachments than one case bundle can hold."),
    }[blocker]


def approval_over() -> str:
    """Why an approval is given once more, although nothing was changed."""
    return _(
        "The approval is no longer valid. A supervisor approves the file once more in the "
        "review; nothing in it has to be changed for that."
    )


def _not_approved(case_file: CaseFile) -> str:
    """Why no approval waits to be used: none was given, or it was used, or it ended."""
    case = case_file.case
    if case.status is Status.RETURNED and not workflow.returner(case_file.custody, case.id):
        return _(
            "The file was changed after it was approved. It is completed and approved anew before "
            "it is referred."
        )
    return {
        Status.RETURNED: _(
            "The supervisor returned the file. It is corrected, completed and approved "
            "before it is referred."
        ),
        Status.EXPORTED: _(
            "The file was referred already; the Prosecution's receipt is awaited. If "
            "the USB drive is lost, the supervisor approves once more in the review."
        ),
        Status.RECEIVED: _(
            "The Prosecution has received this file already. It is referred anew only after a "
            "dated amendment and a new approval."
        ),
        Status.VOIDED: _("This file is voided. It is kept as it is; nobody writes in it."),
        Status.REFUSED: _(
            "The Prosecution did not accept what was sent. The supervisor approves once more in "
            "the review before the file is referred again."
        ),
    }.get(case.status, _("The supervisor has not approved the file yet."))


def document_title(name: str) -> str:
    """What a document inside a bundle is called."""
    return DOCUMENTS[name].name.text(language()) if name in PAPERS else isolated(name)


def basis_facts(case_file: CaseFile) -> QWidget:
    """Duty and wish apart (rule 5): what the law says and what the person wants, side by side,
    under the names that the questions have in the form."""
    details: list[tuple[str, Value]] = [
        (_("File"), isolated(case_file.case.number)),
        (_("Person code"), isolated(case_file.case.person_code)),
        *((_label(case_file, name), _shown(case_file, name)) for name in _BASIS),
    ]
    return facts(details)


def _label(case_file: CaseFile, name: str) -> str:
    question = _question(case_file, name)
    return question.label.text(language(), case_file.sex) if question else name


def _question(case_file: CaseFile, name: str) -> Question | None:
    return next(
        (question for question in case_file.form.questions() if question.name == name), None
    )


def _shown(case_file: CaseFile, name: str) -> str:
    answer = case_file.answers.get(name)
    question = _question(case_file, name)
    if answer is None or question is None:
        return _("Not recorded")
    if answer.reason is not None:
        return reason_label(answer.reason, sex=case_file.sex)
    return isolate(shown_value(case_file.form, question, answer.value, language(), case_file.sex))


def contents_card(
    contents: Sequence[BundleItem], office: str = "", *, masked: bool = False
) -> QWidget:
    """What goes, thing by thing; `masked` hides what attachments are called. What this `office` has
    already is named as staying off."""
    rows = [_content_row(content, office, masked=masked) for content in contents]
    return card(label(_("What goes"), "h2"), *rows, spacing=px(10))


def staying_off_text(staying: Sequence[BundleItem], *, everything: bool) -> str:
    """How many attachments the office has already, and what that spares or costs."""
    count, size = len(staying), size_text(sum(item.size or 0 for item in staying))
    if everything:
        return ngettext(
            "{count} attachment that the office accepted before goes again: {size}.",
            "{count} attachments that the office accepted before go again: {size}.",
            count,
        ).format(count=isolated(str(count)), size=size)
    return ngettext(
        "{count} attachment does not go again: the office accepted it with an earlier case "
        "bundle. The file on the USB drive is {size} smaller.",
        "{count} attachments do not go again: the office accepted them with an earlier case "
        "bundle. The file on the USB drive is {size} smaller.",
        count,
    ).format(count=isolated(str(count)), size=size)


def leaving_notes(case_file: CaseFile, state: FormState) -> Iterator[QWidget]:
    """What goes, or stays, otherwise than one would think: a mark in the list of exhibits holds
    only the file back that its row names, and a closed statement whose section is closed now does
    not go."""
    if statement.stays_behind(case_file, state):
        text = _(
            "The statement was closed, and does not go with the file: an answer that "
            "came later has closed its section. Check whether that answer is right, "
            "and what a child's hearing still needs."
        )
        yield note(text, "notewarn")
    if not case_file.attachments or not evidence.marked_in_vain(case_file, state):
        return
    if evidence.can_link(case_file.form):
        text = _(
            "In the list of exhibits something is marked to be left out or redacted, "
            "but its row names no file, so nothing is held back: attached files that "
            "no row describes go as they are. Choose in the row which file it "
            "describes."
        )
    else:
        text = _(
            "In the list of exhibits something is marked to be left out or redacted. That mark "
            "holds no file back: every attachment goes as it is. Remove on the page of attachments "
            "what must stay here, and attach the redacted copy instead."
        )
    yield note(text, "notewarn")


class SendingAgain(QWidget):
    """How many attachments the office has already, and the switch that sends them all the same.
    Hidden where it has none. `changed` by the switch."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._staying: tuple[BundleItem, ...] = ()
        self._text = label("", "muted", wrap=True)
        self._all = QCheckBox(_("Send all attachments again"))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(card(self._text, self._all, spacing=px(10)))
        self._all.toggled.connect(self._show)
        self._all.toggled.connect(self.changed)

    @property
    def everything(self) -> bool:
        """Whether all of them go."""
        return self._all.isChecked()

    def tell(self, staying: tuple[BundleItem, ...]) -> None:
        """What this office has already."""
        self._staying = staying
        self._all.setChecked(False)
        self._show()
        self.setVisible(bool(staying))

    @Slot()
    def _show(self) -> None:
        self._text.setText(staying_off_text(self._staying, everything=self.everything))


def _content_row(content: BundleItem, office: str, *, masked: bool) -> QWidget:
    picture, title, text = _content_words(content, office)
    if masked and content.kind is ContentKind.ATTACHMENT:
        title = MASK
    sign = label()
    sign.setPixmap(pixmap(picture, "primary", 22))
    holder = QWidget()
    box = QHBoxLayout(holder)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(px(14))
    box.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
    words = column(label(title, wrap=True), label(text, "muted", wrap=True), spacing=0)
    box.addWidget(words, 1)
    return holder


def _content_words(content: BundleItem, office: str) -> tuple[str, str, str]:
    """Picture, title and smaller line of one thing."""
    if content.kind is ContentKind.DOCUMENT:
        return "file-pdf", document_title(content.name), _("A document to read and print (PDF)")
    if content.kind is ContentKind.ATTACHMENT:
        size = size_text(content.size or 0)
        text = {
            True: _("Attachment • {size} • described in the list of exhibits"),
            False: _("Attachment • {size} • goes, though no row of the exhibits describes it"),
            None: _("Attachment • {size}"),
        }[content.described]
        if office in content.offices:
            text = _("Attachment • {size} • the office has it, and it does not go again")
        text = text.format(size=size)
        return "paperclip", foreign(content.name), text
    if content.kind is ContentKind.SIGNED:
        text = _("Scan • {size} • the Prosecution's copy, signed")
        scan_text = text.format(size=size_text(content.size or 0))
        return "signature", signed_title(content.papers, language()), scan_text
    return {
        ContentKind.RECORD: (
            "stack",
            _("The record with its answers"),
            _("For the Prosecution's own system (JSON)"),
        ),
        ContentKind.CUSTODY: (
            "list-checks",
            _("Chain of custody of this file"),
            _("Who did what with it, and when"),
        ),
        ContentKind.README: (
            "info",
            _("Instructions for opening it without tipdesk"),
            _("In Arabic and English"),
        ),
    }[content.kind]


def annex_text(annex: tuple[str, str] | None) -> str:
    """For whom the second file is; that there is none where nobody can be named."""
    if annex is None:
        return _(
            "Risk, safe contacts, whereabouts and family are in no case bundle. They stay here: "
            "the trust list named no prosecutor to whom they could be sealed, or the file was "
            "approved at another computer or without a supervisor."
        )
    office, login = annex
    return _(
        "Two files travel: the case bundle, and a protective annex with risk, safe contacts, "
        "whereabouts and family that only prosecutor {login} of office {office} opens."
    ).format(login=isolated(login), office=isolated(office))


def withheld_parts(preview: ExportPreview, case_file: CaseFile) -> list[QWidget]:
    """What stays, by reason; what is restricted only as a number (rule 13)."""
    signed = signed_withheld(preview.signed.staying, preview.signed.restricted, language())
    protective = preview.protective or preview.annex is not None
    if not preview.withheld and not preview.withheld_level4 and not signed and not protective:
        return [note(_("Nothing stays here: every recorded answer goes."))]
    parts: list[QWidget] = [note(annex_text(preview.annex))] if protective else []
    if preview.narrowed:
        parts.append(
            note(_("What the person said narrows what goes. The cover says that it did, not what."))
        )
    # No supervisor lets anything of a hidden file go.
    not_picked = (
        _("Not picked to go") if case_file.case.hidden else _("Not picked by the supervisor")
    )
    groups = (
        (not_picked, _because(preview, evidence.NOT_PICKED)),
        (_("Exhibits that were marked to be left out"), _because(preview, evidence.LEFT_OUT)),
        (_("Originals of which a redacted copy goes"), _because(preview, evidence.REDACTED)),
        (_("Not meant for the Prosecution"), _because(preview, NOT_FOR_PROSECUTION)),
    )
    if preview.withheld:
        reason = _(
            "These answers and exhibits stay here. The case bundle names them without "
            "their values and contents, so that the Prosecution can ask for them in "
            "writing."
        )
        parts.append(note(reason))
    if preview.withheld_level4:
        count = preview.withheld_level4
        text = ngettext(
            "{count} restricted answer or exhibit stays here; only the number is given.",
            "{count} restricted answers or exhibits stay here; only the number is given.",
            count,
        ).format(count=isolated(str(count)))
        parts.append(note(text))
    for title, fields in groups:
        if fields:
            parts.append(card(label(title, "h2"), _in_columns(fields, case_file), spacing=px(10)))
    if not preview.withheld and not signed:
        parts.append(note(_("Nothing else is withheld.")))
    if signed:
        lines: list[QWidget] = [
            column(
                label(paper.label, wrap=True), label(paper.reason, "muted", wrap=True), spacing=0
            )
            for paper in signed
        ]
        if any(paper.reason == WhyScanStays.OLDER for paper in preview.signed.staying):
            text = _(
                "Print or save the Prosecution's copy of a document of an older state "
                "as it is now: signed pages that still say the same leave as well "
                "then. What has changed is signed anew."
            )
            lines.append(note(text))
        title = _("Scans of signed originals that stay here")
        parts.append(card(label(title, "h2"), *lines, spacing=px(10)))
    return parts


def _because(preview: ExportPreview, reason: str) -> list[Withheld]:
    return [withheld for withheld in preview.withheld if withheld.reason == reason]


def _in_columns(fields: Sequence[Withheld], case_file: CaseFile) -> QWidget:
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(px(24))
    grid.setVerticalSpacing(px(6))
    for at, field in enumerate(fields):
        down, across = divmod(at, 2)
        named = placed_label(case_file.form, field.name, field.label, language())
        line = label(isolate(named), wrap=True)
        grid.addWidget(line, down, across, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(across, 1)
    return holder


def tidied_text(count: int) -> str:
    """What an export found of earlier ones that were cut off."""
    return ngettext(
        "The unfinished file of an earlier export that was cut off was removed there.",
        "{count} unfinished files of earlier exports that were cut off were removed there.",
        count,
    ).format(count=count)
