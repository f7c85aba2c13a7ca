"""What a document that was read would fill in, beside what the file has already.

A document is machine-readable lines or a Kuwaiti civil ID number: twelve digits, a birth date and a
check digit among them. The rule of its check digit was found in public programs, not in PACI's own
specification: it advises, nothing more.

Nothing is filled here: an officer confirms it, and chooses where an answer that stands differs.
What follows from its having been read (how it was seen, what the age rests on) is never asked
again: it is filled in where nothing stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from tipdesk.cases.answers import stands
from tipdesk.cases.interview import machine_readable
from tipdesk.cases.model import NO_ANSWER, Answer
from tipdesk.forms.model import FormDefinition, path_of, row_path, split_path
from tipdesk.i18n.text import ascii_digits

# --- the civil ID number ----------------------------------------------------------------------


_WEIGHTS = (2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CENTURIES = {"2": 1900, "3": 2000}


@dataclass(frozen=True, slots=True)
class CivilId:
    """A number as it is stored; `birth` is YYYY-MM-DD, '' where its digits are no day."""

    number: str
    fits: bool
    birth: str


def read_civil_id(text: str) -> CivilId | None:
    """The number in `text`, which has twelve digits and nothing else; else None."""
    number = re.sub(r"[\s-]", "", ascii_digits(text))
    if not re.fullmatch("[0-9]{12}", number):
        return None
    total = sum(int(sign) * weight for sign, weight in zip(number[:11], _WEIGHTS, strict=True))
    return CivilId(number, 11 - total % 11 == int(number[11]), _birth(number))


def _birth(number: str) -> str:
    century = _CENTURIES.get(number[0])
    if century is None:
        return ""
    try:
        born = date(century + int(number[1:3]), int(number[3:5]), int(number[5:7]))
    except ValueError:
        return ""
    return born.isoformat()


Read = machine_readable.MachineRead | CivilId
DOCUMENTS = "documents"  # the repeat of the form
_OF_DOCUMENT = ("doc_type", "doc_number", "doc_country", "doc_expires", "doc_mrz", "doc_seen")
_CIVIL = "civil_id"
_BIRTH = "birth_date"
_NATIONALITY, _NATIONALITY_STATUS = "nationality", "nationality_status"
_SEEN, _AGE_BASIS = "doc_seen", "age_basis"
_SEEN_BY_READER, _BY_DOCUMENT = "original", "official_id"  # of their lists
_SURNAME, _GIVEN_NAME, _SEX = "name_latin_surname", "name_latin_given", "sex"
_OF_HOLDER = {
    _CIVIL,
    _BIRTH,
    _AGE_BASIS,
    _NATIONALITY,
    _NATIONALITY_STATUS,
    _SURNAME,
    _GIVEN_NAME,
    _SEX,
}
NEEDED = frozenset({DOCUMENTS, *_OF_DOCUMENT, *_OF_HOLDER})

# Codes of lines that the form's list of countries has under another name.
_COUNTRIES = {"D": "DEU", "ROM": "ROU", "ZAR": "COD", "TMP": "TLS", "BUR": "MMR", "XKX": "RKS",
              "KOS": "RKS", "UNK": "UNK"}  # fmt: skip
_REFUGEES = frozenset({"XXB", "XXC"})
# Nationalities in lines that are no country (ICAO Doc 9303 part 3, section 5): the kinds of British
# nationality, and no nationality at all, for which the form asks apart.
_BRITISH = dict.fromkeys(("GBD", "GBN", "GBO", "GBP", "GBS"), "GBR")
_STATUS = {"XXA": "stateless"}


@dataclass(frozen=True, slots=True)
class DocumentAnswer:
    """One answer that the document gives. `before` is what stands there."""

    name: str
    repeat: str  # the documents' rows, or ''
    value: str  # as it is stored
    before: Answer = NO_ANSWER
    as_read: str = ""  # what the document says; `value` may hold other answers beside it

    @property
    def added(self) -> bool:
        """Whether it stands beside what the file has, not in its place."""
        return self.as_read != self.value

    @property
    def differs(self) -> bool:
        """Whether an officer has to choose."""
        return stands(self.before)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a document would fill in. `row` is that of the documents it belongs to, 0 a new one."""

    row: int
    fillings: tuple[DocumentAnswer, ...]  # what is the same already is left out
    same: tuple[str, ...]  # the questions that have the answer already
    unknown: tuple[str, ...]  # codes of countries that the form does not know

    def changes(self, row: int, accepted: Iterable[str]) -> dict[str, str]:
        """Path to value: what is empty, and of what differs the questions in `accepted`."""
        chosen = frozenset(accepted)
        return {
            path_of(filling.name, filling.repeat, row): filling.value
            for filling in self.fillings
            if not filling.differs or filling.name in chosen
        }


def read_document(text: str, today: date) -> Read | None:
    """The lines of a document, or a civil ID number; None when `text` holds neither."""
    return read_civil_id(text) or machine_readable.read_lines(text, today)


def propose(
    document: Read,
    form: FormDefinition,
    answers: Mapping[str, Answer],
    typed: Mapping[str, str] | None = None,
    *,
    scanned: bool = False,
) -> Proposal:
    """What `document` gives to a file; `typed` are words in its fields that are no answer yet.
    `scanned`: a reader read it here, so somebody held the document itself."""
    row = 0
    unknown: tuple[str, ...] = ()
    if isinstance(document, CivilId):
        values = {_CIVIL: document.number, _BIRTH: document.birth}
    else:
        values, unknown = _values_of(document, form)
        row = _row_of(document, answers)
        values |= {_SEEN: _SEEN_BY_READER if scanned else ""}
    if scanned or not isinstance(document, CivilId):  # a civil ID number may be told by heart
        values |= _followed(values, answers, row)
    names = {question.name for question in form.questions()}
    fillings, already = [], []
    for name, value in values.items():
        if not value or name not in names:
            continue
        repeat = DOCUMENTS if name in _OF_DOCUMENT else ""
        path = path_of(name, repeat, row)
        before = Answer(typed[path]) if typed and path in typed else answers.get(path, NO_ANSWER)
        if _is_same(name, value, before.value, cut=_cut(document)):
            already.append(name)
        else:
            stored = _added(before.value, value) if name == _NATIONALITY else value
            fillings.append(DocumentAnswer(name, repeat, stored, before, value))
    return Proposal(row, tuple(fillings), tuple(already), unknown)


def _values_of(
    document: machine_readable.MachineRead, form: FormDefinition
) -> tuple[dict[str, str], tuple[str, ...]]:
    """What the lines give, and the codes in them that are in none of the form's lists."""
    issuers, nations, statuses = (
        _codes(form, name) for name in ("doc_country", _NATIONALITY, _NATIONALITY_STATUS)
    )
    issuer, nation = (
        _COUNTRIES.get(code, code) for code in (document.issuer, document.nationality)
    )
    if nation not in nations:
        nation = _BRITISH.get(nation, nation)
    status = _STATUS.get(document.nationality, "")
    values = {
        "doc_type": _type_of(document),
        "doc_number": document.number,
        "doc_country": issuer if issuer in issuers else "",
        "doc_expires": document.expiry,
        "doc_mrz": document.text,
        _SURNAME: document.surname,
        _GIVEN_NAME: document.given,
        _BIRTH: document.birth,
        _SEX: document.sex,
        _NATIONALITY: nation if nation in nations else "",
        _NATIONALITY_STATUS: status if status in statuses else "",
        _CIVIL: _civil_number(document),
    }
    known = issuers | nations
    read = {document.issuer: issuer, document.nationality: nation}
    return values, tuple(code for code, name in read.items() if code and name not in known)


def _followed(values: Mapping[str, str], answers: Mapping[str, Answer], row: int) -> dict[str, str]:
    """What is so because the document was read, where nothing stands: an officer's own word on it
    is not asked about."""
    birth = answers.get(_BIRTH, NO_ANSWER).value.partition("|")[0]
    by_document = bool(values[_BIRTH]) and birth in ("", values[_BIRTH])
    basis = _BY_DOCUMENT if by_document and not stands(answers.get(_AGE_BASIS, NO_ANSWER)) else ""
    seen = values.get(_SEEN, "")
    if stands(answers.get(path_of(_SEEN, DOCUMENTS, row), NO_ANSWER)):
        seen = ""
    return {_AGE_BASIS: basis, _SEEN: seen}


def _codes(form: FormDefinition, name: str) -> frozenset[str]:
    """The choices of a question; an older version of the form has the issuers among countries."""
    lists = (question.list_name for question in form.questions() if question.name == name)
    return frozenset(
        choice.name for list_name in lists for choice in form.choices.get(list_name, ())
    )


def _type_of(document: machine_readable.MachineRead) -> str:
    """The form's type of document. Kuwait's own cards are civil ID cards."""
    if document.kind in (machine_readable.DocumentSize.MRV_A, machine_readable.DocumentSize.MRV_B):
        return "visa"
    if document.code.startswith("P"):
        return "refugee_td" if document.nationality in _REFUGEES else "passport"
    return "civil_id" if document.issuer == "KWT" else "national_id"


def _civil_number(document: machine_readable.MachineRead) -> str:
    """A civil ID number in the optional data of a Kuwaiti card, when its check digit fits."""
    if document.issuer != "KWT":
        return ""
    numbers = (read_civil_id(part) for part in document.optional)
    return next(
        (civil_id.number for civil_id in numbers if civil_id is not None and civil_id.fits), ""
    )


def _cut(document: Read) -> bool:
    return (
        isinstance(document, machine_readable.MachineRead)
        and machine_readable.LineDoubt.NAMES_CUT in document.doubts
    )


# --- which row ---------------------------------------------------------------------------------


def _row_of(document: machine_readable.MachineRead, answers: Mapping[str, Answer]) -> int:
    """The row of the same document, or else one in which nothing is answered; 0: a new one."""
    rows = sorted(_rows(answers))
    for row in rows:
        number, lines = (
            answers.get(path_of(name, DOCUMENTS, row), NO_ANSWER).value
            for name in ("doc_number", "doc_mrz")
        )
        if number and _signs(number) == _signs(document.number):
            return row
        if lines and _signs(lines) == _signs(document.text):
            return row
    return next((row for row in rows if _is_empty(row, answers)), 0)


def _rows(answers: Mapping[str, Answer]) -> Iterator[int]:
    for path, answer in answers.items():
        repeat, row, name = split_path(path)
        if repeat == DOCUMENTS and not name and answer.value:
            yield row


def _is_empty(row: int, answers: Mapping[str, Answer]) -> bool:
    head = row_path(DOCUMENTS, row) + "/"
    return not any(stands(answer) for path, answer in answers.items() if path.startswith(head))


# --- what is the same --------------------------------------------------------------------------


def _signs(text: str) -> str:
    return re.sub("[^A-Z0-9]", "", text.upper())


def _is_same(name: str, value: str, before: str, *, cut: bool) -> bool:
    if not before:
        return False
    if name.startswith("name_latin_"):
        return machine_readable.same_latin_name(before, value, cut=cut)
    if name in ("doc_number", "doc_mrz"):
        return _signs(before) == _signs(value)
    if name == _NATIONALITY:
        return value in before.split()
    if name == _BIRTH:  # lines have two digits of the year, and the file may know the century
        return before.partition("|")[0][2:] == value[2:]
    return before.partition("|")[0] == value


def _added(before: str, value: str) -> str:
    return f"{before} {value}".strip()
