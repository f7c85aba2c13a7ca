"""Opening files: at the screen, or for what was written by hand on an emergency pack."""

from __future__ import annotations

import re
import secrets
import uuid
from contextlib import suppress
from datetime import datetime

from tipdesk.cases.deeds.deed import DeedKind
from tipdesk.cases.model import Act, Answer, Case, CaseId, Source, Status
from tipdesk.core.errors import AnswerRefused, PackTypedIn
from tipdesk.desk.files.contents import Contents
from tipdesk.desk.files.families import Families
from tipdesk.desk.interview.answer_checks import fits
from tipdesk.desk.interview.answer_log import AnswerLog
from tipdesk.desk.interview.knowing import Knowing
from tipdesk.desk.open_vault import ChangeKind, OpenVault
from tipdesk.forms.model import Question, QuestionType
from tipdesk.forms.rules.evaluation import Context
from tipdesk.forms.rules.rules import FormRules
from tipdesk.forms.values import normalise
from tipdesk.i18n.text import kuwait_day
from tipdesk.storage import paper_rows, station_rows
from tipdesk.storage.files import case_rows

_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIMES = frozenset({QuestionType.DATE, QuestionType.DATETIME})
_CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that looks like another


class NewFiles:
    """Opens files of this station. GUI thread; every method is short."""

    def __init__(
        self,
        desk: OpenVault,
        contents: Contents,
        log: AnswerLog,
        knowing: Knowing,
        families: Families,
    ) -> None:
        self._desk = desk
        self._vault = desk.vault
        self._contents = contents
        self._log = log
        self._knowing = knowing
        self._families = families

    def open_case(self, quick: bool = False, form_id: str = "", *, with_times: bool = True) -> Case:
        """A new file with its number and person code, of the newest version of a form ('': the
        intake form), with what the program knows: agency, the only supervisor, and, where it is
        to be `with_times` and was not written down before, the time.

        Raises:
            TransitionRefused: the officer's role begins no files.
        """
        self._desk.require(Act.BEGIN_FILE)
        form = self._desk.forms.newest(form_id)
        now = self._desk.now()
        year = kuwait_day(now).year
        with self._vault.transaction():
            number = station_rows.next_number(self._vault, f"case-{year}")
            case = Case(
                id=CaseId(str(uuid.uuid4())),
                number=f"{self._desk.station.code}-{year}-{number:05d}",
                person_code=_person_code(),
                form_id=form.form_id,
                form_version=form.version,
                status=Status.IN_PROGRESS,
                revision=0,
                created_at=now,
                updated_at=now,
                created_by=self._desk.officer.login,
                quick=quick,
            )
            self._desk.forms.keep(form, now)
            case_rows.add_case(self._vault, case)
            named = self._name_first(case, now)
            self._desk.decide(
                DeedKind.OPENED,
                {
                    "case": case.id,
                    "by": case.created_by,
                    "logins": named,
                    "form": [form.form_id, form.version, form.digest],
                },
                "opened",
                case.id,
                form=f"{form.form_id}/{form.version}",
            )
            self._contents.note_begun(case.id)
            self._log.save(case, self._first_answers(case, with_times=with_times))
        self._desk.publish(ChangeKind.CASES)
        return case

    def open_child(self, case_id: CaseId, path: str) -> Case:
        """A new file of the child of whom a file speaks in the row at `path`: nobody begins a
        second one of it. What was said of the child is offered there; nothing of it is an answer.

        Raises:
            ReasonNeeded, FileHidden, TransitionRefused: as `open_case` and `Families.note_child`.
            DiskFull, RestrictedClosed: nothing was written.
        """
        with self._vault.transaction():
            child = self.open_case()
            self._families.note_child(case_id, path, child.id)
        return child

    def type_in(self, serial: str) -> Case:
        """A new file for what was written by hand on an emergency pack: when it was told stands on
        the paper. `serial`: its digits, as `printed_codes.read_serial` gives them.

        Raises:
            PackTypedIn: it is a file already.
            TransitionRefused: the officer's role begins no files.
        """
        self._desk.require(Act.BEGIN_FILE)
        known = paper_rows.case_of_pack(self._vault, serial)
        if known is not None:
            case = case_rows.find(self._vault, known)
            if case is None or case.hidden:
                raise PackTypedIn(reason="hidden")
            raise PackTypedIn(number=case.number)
        with self._vault.transaction():
            case = self.open_case(with_times=False)
            paper_rows.add_pack(self._vault, case.id, serial)
            self._desk.enter("typed_in", case.id, serial=serial)
        return case

    def pack_of(self, case_id: CaseId) -> str:
        """The number of the pack that a file was typed in from, in digits; '' for none."""
        return paper_rows.pack_serial(self._vault, self._contents.readable(case_id).id)

    # --- inside -----------------------------------------------------------------------------

    def _name_first(self, case: Case, now: datetime) -> list[str]:
        """Who opens a file is named on it, and the station's only supervisor."""
        supervisors = [supervisor.login for supervisor in self._desk.supervisors()]
        named = {case.created_by, *(supervisors if len(supervisors) == 1 else ())}
        for login in sorted(named):
            case_rows.add_reader(self._vault, case.id, login, case.created_by, now)
        return sorted(named)

    def _first_answers(self, case: Case, *, with_times: bool) -> dict[str, Answer]:
        rules = self._desk.forms.rules_of(case)
        times = {
            question.name for question in rules.definition.questions() if question.type in _TIMES
        }
        values = first_values(rules, self._contents.context(case))
        first = {name: Answer(value) for name, value in values.items()}
        # What forms without the column `known` were filled in with all along.
        agencies = {choice.name for choice in rules.definition.choices.get("agency", ())}
        if self._desk.station.agency in agencies:
            first["intake_agency"] = Answer(self._desk.station.agency, source=Source.STATION)
        supervisors = self._desk.supervisors()
        if len(supervisors) == 1:
            first["supervisor_id"] = Answer(supervisors[0].login, source=Source.STATION)
        first |= self._knowing.filled(case)
        return {
            name: answer
            for name, answer in first.items()
            if (with_times or name not in times) and fits(rules, name, answer)
        }


def first_values(rules: FormRules, context: Context, repeat: str = "") -> dict[str, str]:
    """What a new file or row begins with; times in UTC as everything that is stored."""
    questions = {question.name: question for question in rules.definition.questions()}
    values: dict[str, str] = {}
    for name, text in rules.defaults(context, repeat).items():
        question = questions[name]
        choices = rules.definition.choices.get(question.list_name, ())
        with suppress(AnswerRefused):  # a formula that gives no answer: the question is empty
            values[name] = normalise(question, _of_its_type(question, text), choices)
    return values


def _of_its_type(question: Question, text: str) -> str:
    """A day of a moment, a moment of a day: `now()` of a date, `today()` of a date with time."""
    if question.type is QuestionType.DATE:
        return text.partition("T")[0]
    if question.type is QuestionType.DATETIME and _DAY.fullmatch(text):
        return f"{text}T00:00"
    return text


def _person_code() -> str:
    """A random code, e.g. K7M2-Q9XP: 39 bits, derived from nothing."""
    letters = "".join(secrets.choice(_CODE_LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"
