"""A small form with one question of every kind that release, review and records tell apart."""

from datetime import UTC, date, datetime

from tipdesk.cases.model import (
    Amendment,
    Answer,
    Case,
    CaseFile,
    CaseId,
    Station,
    StationKind,
    Status,
)
from tipdesk.forms.model import (
    Choice,
    FormDefinition,
    Group,
    GroupKind,
    LocalText,
    Question,
    QuestionType,
    Release,
    Stage,
)
from tipdesk.forms.rules.evaluation import Context
from tipdesk.forms.rules.rules import FormRules, FormState

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
CONTEXT = Context(date(2026, 11, 24), NOW, {"case_no": "ABC-2026-00001", "file_status": "draft"})
PP, PICK, RF, ST, AX, IN = Release


def text(word: str) -> LocalText:
    return LocalText(f"{word} بالعربية", word)


def question(
    name: str, *release: Release, kind: QuestionType = QuestionType.TEXT, **more: object
) -> Question:
    return Question(name, kind, text(name), release=frozenset(release), **more)


def choice(name: str, **columns: str) -> Choice:
    return Choice(name, text(name), columns)


SECTIONS = (
    Group(
        "first",
        GroupKind.SECTION,
        text("first"),
        (
            question("case_no", PP, RF, read_only=True, required=Stage.SAVE),
            question("file_status", PP, read_only=True),
            question("name", PP, level=2, required=Stage.SAVE),
            question("site", PP, kind=QuestionType.SELECT_ONE, list_name="site"),
            question("status", PICK, ST, level=4),
            question("wish", PICK, level=3, required=Stage.EXPORT),
            question("mixed", PP, IN, level=2),
            question("plan", IN, level=4),
            question("view", IN, level=3),
            question("need", RF, ST, level=2),
            question("sum", IN, kind=QuestionType.CALCULATE, calculation="1 + 1"),
            question("shown_sum", PP, kind=QuestionType.CALCULATE, calculation="1 + 2"),
        ),
    ),
    Group(
        "second",
        GroupKind.SECTION,
        text("second"),
        (
            question("consent_prosecution", PP),
            question("processing_basis", PP),
            Group(
                "papers",
                GroupKind.REPEAT,
                text("papers"),
                (question("number", PP), question("holder", IN, level=2)),
            ),
            question("age", PP, kind=QuestionType.INTEGER, constraint=". < 120"),
            Question(
                "advice",
                QuestionType.NOTE,
                text("advice"),
                relevant="${age} > 90",
            ),
        ),
    ),
    Group(
        "hidden",
        GroupKind.SECTION,
        text("hidden"),
        (question("deep", PP),),
        relevant="${name} = 'open'",
    ),
)
FORM = FormDefinition(
    "small",
    1,
    text("small"),
    SECTIONS,
    {
        "site": (
            choice("women", print_ar="مركز إيواء", print_en="Shelter", export_as="shelter"),
            choice("port"),
            choice("shelter"),
        )
    },
    "0" * 64,
)
EVERYTHING = {
    "name": Answer("NAME", by="T-07", at=NOW),
    "site": Answer("women", by="T-07", at=NOW),
    "status": Answer("STATUS"),
    "wish": Answer("WISH"),
    "mixed": Answer("MIXED"),
    "plan": Answer("PLAN"),
    "view": Answer("VIEW"),
    "need": Answer("NEED"),
    "consent_prosecution": Answer("granted"),
    "papers[1]": Answer("1"),
    "papers[1]/number": Answer("P1"),
    "papers[1]/holder": Answer("HOLDER"),
    "papers[3]": Answer("1"),
    "papers[3]/number": Answer("P3"),
    "deep": Answer("DEEP"),
}


def state_of(answers: dict[str, Answer]) -> FormState:
    values = {path: answer.value for path, answer in answers.items() if answer.value}
    return FormRules(FORM).evaluate(values, CONTEXT)


def case_file(
    answers: dict[str, Answer] | None = None, amendments: tuple[Amendment, ...] = ()
) -> CaseFile:
    case = Case(
        CaseId("5a7f0f0e-8d0c-4a43-9b4f-0d8f5f0f9a11"),
        "ABC-2026-00001",
        "K7M2Q9",
        "small",
        1,
        Status.COMPLETED,
        1,
        NOW,
        NOW,
        "T-07",
        display_name="DISPLAYED",
    )
    return CaseFile(
        case,
        Station(StationKind.OFFICER, "pam", "UNIT", "ABC"),
        FORM,
        EVERYTHING if answers is None else answers,
        amendments,
        (),
        (),
        (),
        {},
        "",
    )
