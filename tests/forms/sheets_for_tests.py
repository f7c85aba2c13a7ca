"""Small forms written as sheets, and the moment in which tests evaluate them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from tipdesk.forms.model import FormDefinition
from tipdesk.forms.rules.evaluation import Context
from tipdesk.forms.rules.rules import FormRules, FormState
from tipdesk.forms.xlsform.compiler import compile_form
from tipdesk.forms.xlsform.sheets import Sheet, Sheets, make_sheet
from tipdesk.forms.xlsform.words import DEFAULT_LANGUAGE, NAMESPACE

AR, EN = "label::Arabic (ar)", "label::English (en)"
TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

Line = dict[str, str]


def sheet(name: str, lines: list[Line]) -> Sheet:
    columns = list(dict.fromkeys(column for line in lines for column in line))
    return make_sheet(name, [columns, *([line.get(c, "") for c in columns] for line in lines)])


def question(kind: str, name: str, **cells: str) -> Line:
    """A row of the survey with what every question needs; `level="3"` means bind::tip:level."""
    line = {"type": kind, "name": name, AR: f"عنوان {name}", EN: f"Label {name}"}
    if kind == "note":
        return line | renamed(cells)
    return line | {"bind::tip:level": "1", "bind::tip:release": "PP"} | renamed(cells)


def renamed(cells: Mapping[str, str]) -> Line:
    own = ("stage", "level", "release", "print", "quick", "known", "event", "phase", "code",
           "label_f", "label_m")  # fmt: skip
    names = {word: f"bind::tip:{word}" for word in own}
    names |= {
        "message_ar": "constraint_message::Arabic (ar)",
        "message_en": "constraint_message::English (en)",
        "label_ar": AR,
        "label_en": EN,
        "hint_ar": "hint::Arabic (ar)",
        "hint_en": "hint::English (en)",
    }
    return {names.get(name, name): cell for name, cell in cells.items()}


def section(name: str, *lines: Line, **cells: str) -> list[Line]:
    head = {"type": "begin_group", "name": name, AR: "قسم", EN: "Section"}
    head["bind::tip:phase"] = "plan"
    return [head | renamed(cells), *lines, {"type": "end_group"}]


def group(name: str, *lines: Line, **cells: str) -> list[Line]:
    head = {"type": "begin_group", "name": name} | renamed(cells)
    return [head, *lines, {"type": "end_group"}]


def repeat(name: str, *lines: Line, **cells: str) -> list[Line]:
    head = {"type": "begin_repeat", "name": name, AR: "صفوف", EN: "Rows"} | renamed(cells)
    return [head, *lines, {"type": "end_repeat"}]


def choice(list_name: str, name: str, ar: str = "", en: str = "", **extra: str) -> Line:
    return {"list_name": list_name, "name": name, AR: ar or f"خيار {name}", EN: en or name} | extra


YNU = [
    choice("ynu", "yes", "نعم", "Yes"),
    choice("ynu", "no", "لا", "No"),
    choice("ynu", "unknown", "غير معلوم", "Unknown"),
]
SETTINGS = {
    "form_title": "نموذج",
    "title_en": "Form",
    "form_id": "tiny",
    "version": "1",
    "default_language": DEFAULT_LANGUAGE,
    "namespaces": NAMESPACE,
}


def sheets(
    survey: list[Line], choices: list[Line] = YNU, settings: Line | None = None, **more: list[Line]
) -> Sheets:
    own = {
        "survey": sheet("survey", survey),
        "choices": sheet("choices", choices),
        "settings": sheet("settings", [settings or SETTINGS]),
    }
    return own | {name: sheet(name, lines) for name, lines in more.items()}


def compiled(survey: list[Line], choices: list[Line] = YNU) -> FormDefinition:
    result = compile_form(sheets(survey, choices))
    assert result.faults == ()
    assert result.definition is not None
    return result.definition


def context(**externals: str) -> Context:
    return Context(TODAY, NOW, externals)


def rules(survey: list[Line], choices: list[Line] = YNU) -> FormRules:
    return FormRules(compiled(survey, choices))


def state(form: FormRules, values: Mapping[str, str] | None = None, **more: str) -> FormState:
    return form.evaluate({**(values or {}), **more}, context())


def needs_form() -> FormRules:
    return rules(
        [
            *section(
                "s",
                question("integer", "limit"),
                *repeat(
                    "needs",
                    question("select_one need", "need", stage="E"),
                    question("integer", "cost", constraint=". <= ${limit}", message_ar="كثير",
                             message_en="Too much"),
                    *group("stay", question("text", "room"), relevant="${need} = 'shelter'"),
                    question("calculate", "place", calculation="position(..)"),
                    question("note", "asked", relevant="string-length(${need}) > 4"),
                    stage="E",
                ),
                question("calculate", "sum_of", calculation="sum(${cost})"),
                question("calculate", "count_of", calculation="count(${needs})"),
                question("text", "where", relevant="${need} = 'shelter'"),
                question("calculate", "second",
                         calculation="indexed-repeat(${need}, ${needs}, 2)"),
            )
        ],
        [*YNU, choice("need", "food"), choice("need", "shelter")],
    )  # fmt: skip


ROWS = {
    "limit": "10",
    "needs[10]": "1",
    "needs[2]": "1",
    "needs[2]/need": "food",
    "needs[2]/cost": "3",
    "needs[10]/need": "shelter",
    "needs[10]/cost": "12",
    "needs[4]": "",  # taken away
    "needs[4]/need": "shelter",
}
