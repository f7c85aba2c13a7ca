"""What the file list and the search know of a file. Never shown: story, indicators, phones.

A file whose place in list and search is outdated is written anew without anybody having typed
(`list_again`); those of an older vault are gone through step by step (`derived`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime

from tipdesk.bundle.messages.bodies import MessageType
from tipdesk.bundle.messages.document import read_message
from tipdesk.cases.answers import counting, given_at, question_name, values
from tipdesk.cases.files.review import note_waits
from tipdesk.cases.model import Answer, Case, CaseId
from tipdesk.cases.persons.elsewhere import keys_of
from tipdesk.cases.persons.of_file import person_of
from tipdesk.core.errors import BundleUnreadable, DataError
from tipdesk.desk.files.restricted import restricted_questions
from tipdesk.desk.form_shelf import FormShelf
from tipdesk.desk.open_vault import OpenVault
from tipdesk.forms.model import FormDefinition
from tipdesk.forms.rules.evaluation import Context
from tipdesk.forms.rules.rules import rules_for
from tipdesk.i18n.text import kuwait_day
from tipdesk.storage import handover_rows, interview_rows, message_rows
from tipdesk.storage.database import Database
from tipdesk.storage.files import case_rows, search
from tipdesk.storage.keys.case_keys import is_closed, opens_nothing

_ARABIC_NAME = ("name_ar_first", "name_ar_father", "name_ar_grandfather", "name_ar_family")
_LATIN_NAME = ("name_latin_given", "name_latin_surname")
_KEYS = frozenset(
    {
        *_ARABIC_NAME,
        *_LATIN_NAME,
        "alias",
        "phone_safe",
        "contact_name",
        "contact_phone",
        "doc_number",
        "civil_id",
        "police_report_no",
        "prosecution_case_no",
    }
)
NOTIFIED = "prosecution_notified_at"
_STORY = frozenset({"stmt_arabic", "stmt_original"})
_IN_EVERY_FORM = frozenset({"phone_safe", "contact_name", "contact_phone"})  # of level 4


def listing_of(
    case: Case, form: FormDefinition | None, stored: Mapping[str, Answer]
) -> search.FileSummary:
    """List columns and search words from what stands, of level 4 nothing: it would lie beside the
    list in the clear. Of a hidden file nothing at all. `form` None: it is lost, and with it what
    else it calls level 4. Answers that the form refuses count for nothing."""
    answers = {} if case.hidden else open_to_all(form, stored)
    if form is not None:
        answers = counted(case, form, answers)
    by_name: dict[str, list[str]] = {}
    for path, answer in answers.items():
        if answer.value:
            by_name.setdefault(question_name(path), []).append(answer.value)

    def joined(names: tuple[str, ...]) -> str:
        return " ".join(value for name in names for value in by_name.get(name, ()))

    keys = [value for name in sorted(_KEYS & by_name.keys()) for value in by_name[name]]
    found_by = () if case.hidden else (case.number, case.person_code)
    story = [value for name in sorted(_STORY & by_name.keys()) for value in by_name[name]]
    return search.FileSummary(
        display_name=joined(_ARABIC_NAME) or joined(_LATIN_NAME),
        urgency="".join(by_name.get("urgency", ())[:1]),
        non_punishment=note_waits(answers),
        nationality=" ".join(" ".join(by_name.get("nationality", ())).split()),
        site="".join(by_name.get("intake_site_type", ())[:1]),
        keys=keys_of(answers),
        person=person_of(compared(form, answers)),
        search=search.SearchText((*found_by, *keys), tuple(story)),
    )


def open_to_all(form: FormDefinition | None, stored: Mapping[str, Answer]) -> dict[str, Answer]:
    """Stored answers without those of level 4 and those that are closed; the same whoever asks."""
    restricted = restricted_questions(form) if form is not None else _IN_EVERY_FORM
    return {
        path: answer
        for path, answer in stored.items()
        if not (is_closed(answer.value) or question_name(path) in restricted)
    }


_COMPARED_LEVEL = 2  # between files: the section of the suspects and what is restricted are not


def compared(form: FormDefinition | None, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """What may be compared with other files: nothing of level 3, of a form that is lost all that
    is listed."""
    closed = (
        {question.name for question in form.questions() if question.level > _COMPARED_LEVEL}
        if form
        else set()
    )
    return {path: answer for path, answer in answers.items() if question_name(path) not in closed}


def listed_notice(
    case: Case, form: FormDefinition, answers: Mapping[str, Answer]
) -> datetime | None:
    """When the Prosecution was notified, for the list; None also where the form refuses what was
    answered."""
    open_ = {path: answer for path, answer in answers.items() if not is_closed(answer.value)}
    return notified_at(counted(case, form, open_))


def counted(case: Case, form: FormDefinition, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """The answers without what their form refuses of them."""
    if not form.standing:
        return dict(answers)
    context = Context(kuwait_day(case.updated_at), case.updated_at, {})
    state = rules_for(form).evaluate(values(answers), context, given_at=given_at(answers))
    return dict(counting(answers, state))


def notified_at(answers: Mapping[str, Answer]) -> datetime | None:
    """When the Prosecution was notified, as the answers tell it; None: they do not, or another
    agency's form asks something else by that name."""
    try:
        notified = datetime.fromisoformat(answers.get(NOTIFIED, Answer()).value)
    except ValueError:
        return None
    return notified if notified.tzinfo else None


# --- written anew -----------------------------------------------------------------------------


def list_again(desk: OpenVault, case_id: CaseId) -> Case:
    """List a file as its next fold would: that it is shown again is seen at once.

    Raises:
        KeyError: there is no such file.
    """
    case = case_rows.find(desk.vault, case_id)
    if case is None:
        raise KeyError(case_id)
    search.list_again(desk.vault, case_id, listed_as(desk.vault, desk.forms, case))
    list_request(desk.vault, case_id)
    return case_rows.find(desk.vault, case_id) or case


def list_request(vault: Database, case_id: CaseId) -> None:
    """List until when the Prosecution asks for a file to be completed: the next day of what it
    asked since it was last answered, by a message or by another case bundle. Of a hidden file
    nothing."""
    case = case_rows.find(vault, case_id)
    days = [] if case is None or case.hidden else list(_asked(vault, case_id))
    case_rows.set_reply_by(vault, case_id, min(days, default=""))


def _asked(vault: Database, case_id: CaseId) -> Iterator[str]:
    """Until when each request that is not answered asks."""
    sent = [export.created_at for export in handover_rows.exports(vault, case_id)]
    for kept in message_rows.about(vault, case_id, lambda _case_id: opens_nothing):
        with suppress(BundleUnreadable):
            message = read_message(kept.document)
            if message.known is MessageType.COMPLETION_ANSWER and kept.way == message_rows.SENT:
                return
            came = message.known is MessageType.COMPLETION_REQUEST and kept.way == message_rows.CAME
            if came and not any(created > kept.kept_at for created in sent):
                yield str(message.body["reply_by"])


def listed_as(vault: Database, forms: FormShelf, case: Case) -> search.FileSummary:
    """`listing_of` what is stored.

    Raises:
        DataError, ValueError, …: its answers cannot be read.
    """
    return listing_of(case, _form(forms, case), interview_rows.answers(vault, case.id))


def by_number(case: Case) -> search.FileSummary:
    """What is left of a file that cannot be read."""
    return search.FileSummary(
        case.display_name, "", search.SearchText((case.number, case.person_code))
    )


def _form(forms: FormShelf, case: Case) -> FormDefinition | None:
    try:
        return forms.rules_of(case).definition
    except (DataError, KeyError):
        return None  # lost
