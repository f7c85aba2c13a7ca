"""Showing the Prosecution, later, answers that stayed when a file was approved.

They are proved by the record that was approved: nobody has to approve it anew, and nothing can be
shown that was not in the file then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tipdesk.bundle.messages.bodies import MessageType
from tipdesk.bundle.strict_json import JsonValue, read_json
from tipdesk.cases.consent.sharing import Sharing
from tipdesk.cases.custody.chain import canonical
from tipdesk.cases.handover.record import disclosed
from tipdesk.cases.handover.release import StandingAnswer, goes, sharing_of, standing
from tipdesk.cases.handover.rows import read_rows
from tipdesk.cases.model import Act, CaseFile, CaseId
from tipdesk.desk.files.contents import Contents
from tipdesk.desk.handover.approving import Approving
from tipdesk.desk.messages.letters import JudgedMessage
from tipdesk.desk.messages.messages import Messages
from tipdesk.desk.open_vault import Confirmed, OpenVault
from tipdesk.forms.model import FormDefinition, Group, LocalText, Question, split_path
from tipdesk.forms.rules.rules import FormState


@dataclass(frozen=True, slots=True)
class StayingAnswer:
    """An answer that the Prosecution knows of by its digest only."""

    path: str
    label: LocalText
    level: int
    section: LocalText
    repeat: Group | None = None  # whose row it stands in
    row: int = 0


class Disclosing:
    """Finds what stayed, and sends what a supervisor chooses of it. GUI thread."""

    def __init__(
        self, desk: OpenVault, contents: Contents, approving: Approving, messages: Messages
    ) -> None:
        self._desk = desk
        self._contents = contents
        self._approving = approving
        self._messages = messages

    def staying(self, case_id: CaseId) -> tuple[StayingAnswer, ...]:
        """What of the approved file stayed and can be shown now, in the order of the form: what may
        go when a supervisor lets it. What only the protective annex may tell is not among it.

        Raises:
            TransitionRefused: not open to the officer's role (details: step "approve").
            ReasonNeeded, FileHidden, RestrictedClosed: as `Contents.whole`.
            ExportNotReady: the file has no approval.
        """
        self._desk.require(Act.APPROVE)
        return self._approved(case_id).staying()

    def disclose(
        self,
        case_id: CaseId,
        paths: Sequence[str],
        reason: str,
        confirmed: Confirmed,
        target_dir: Path,
    ) -> tuple[JudgedMessage, Path]:
        """Send the rows of these answers.

        Raises:
            ValueError: nothing was chosen, or what may not go or is not what was approved.
            And as `staying` and `Messages.send`.
        """
        self._desk.require(Act.APPROVE)
        approved = self._approved(case_id)
        if not paths or not {item.path for item in approved.staying()}.issuperset(paths):
            raise ValueError("not to be shown")
        rows = approved.rows(paths)
        body: dict[str, JsonValue] = {"rows": [rows[path] for path in paths], "reason": reason}
        return self._messages.send(MessageType.DISCLOSURE, case_id, body, confirmed, target_dir)

    def _approved(self, case_id: CaseId) -> _Approved:
        case = self._contents.readable(case_id)
        case_file = self._contents.whole(case)
        return _Approved(
            self._approving.approved_record(case),
            case_file,
            self._contents.state(case, dict(case_file.answers)),
            self._contents.secrets.secrets(case),
        )


@dataclass(frozen=True, slots=True)
class _Approved:
    """A file beside the record that was approved of it."""

    record: bytes
    case_file: CaseFile
    state: FormState
    secrets: tuple[bytes, ...]  # that its revision had

    def staying(self) -> tuple[StayingAnswer, ...]:
        form, shown = self.case_file.form, read_rows(self.record).values
        reach = sharing_of(self.case_file, self.state)
        items = [
            item
            for item in standing(form, self.case_file.answers, self.state)
            if item.path not in shown and _may_go(item.question, reach)
        ]
        proved = self.rows([item.path for item in items])
        return tuple(_staying(item, form) for item in items if item.path in proved)

    def rows(self, paths: Sequence[str]) -> dict[str, JsonValue]:
        """By their paths, those rows that are proved to be as they were approved."""
        rows: dict[str, JsonValue] = {}
        for secret in self.secrets:
            proved = disclosed(self.record, self.case_file, self.state, secret, paths)
            rows |= {path: read_json(canonical(row)) for path, row in proved.items()}
        return rows


def _staying(item: StandingAnswer, form: FormDefinition) -> StayingAnswer:
    name, row, _rest = split_path(item.path)
    return StayingAnswer(
        item.path,
        item.question.label,
        item.question.level,
        item.section.label,
        form.repeat(name) if name else None,
        row,
    )


def _may_go(question: Question, reach: Sharing) -> bool:
    """Whether a supervisor may let it go at all, after what the person agreed to."""
    return goes(question, (question.name,), reach)
