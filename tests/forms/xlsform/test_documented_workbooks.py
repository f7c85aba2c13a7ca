"""What the documentation of XLSForm shows, each thing as a workbook of its own: it compiles, or it
is refused with the reason, in the cell where it stands."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from tipdesk.authoring.workbook import read_workbook
from tipdesk.forms.xlsform.compiler import Compiled, compile_form

HEAD = ("type", "name", "label::Arabic (ar)", "label::English (en)", "bind::tip:level",
        "bind::tip:release", "bind::tip:phase")  # fmt: skip
BEGIN = ("begin_group", "s", "قسم", "Section", None, None, "plan")
END = ("end_group",)
CHOICES = [("list_name", "name", "label::Arabic (ar)", "label::English (en)", "state"),
           ("ynu", "yes", "نعم", "Yes", "a"), ("ynu", "no", "لا", "No", "b")]  # fmt: skip
SETTINGS = [("form_title", "title_en", "form_id", "version", "default_language", "namespaces"),
            ("نموذج", "Form", "documented", "2026", "Arabic (ar)", 'tip="http://tipdesk/xforms"')]  # fmt: skip


def compiled(folder: Path, rows: list[dict[str, object]], files: dict[str, str]) -> Compiled:
    """A workbook with one section that holds `rows`; numbers, dates and truths stay what they are."""
    extra = list(dict.fromkeys(key for row in rows for key in row if key not in HEAD))
    book = Workbook()
    book.remove(book.worksheets[0])
    lines = [(*HEAD, *extra), BEGIN]
    for row in rows:
        plain = {"label::Arabic (ar)": "سؤال", "label::English (en)": "Question"}
        if not str(row["type"]).startswith(("begin", "end", "note")):
            plain |= {"bind::tip:level": 1, "bind::tip:release": "IN"}
        cells = plain | row
        lines.append(tuple(cells.get(key) for key in (*HEAD, *extra)))
    for name, content in (("survey", [*lines, END]), ("choices", CHOICES), ("settings", SETTINGS)):
        page = book.create_sheet(name)
        for line in content:
            page.append(list(line))
    book.save(folder / "form.xlsx")
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return compile_form(read_workbook(folder / "form.xlsx"))


def ask(kind: str, name: str = "q", **cells: object) -> dict[str, object]:
    return {"type": kind, "name": name} | cells


MESSAGE = {"constraint_message::Arabic (ar)": "م", "constraint_message::English (en)": "m"}
TAKEN: dict[str, list[dict[str, object]]] = {
    "every plain type": [ask(kind, f"q{at}") for at, kind in enumerate(
        ["integer", "decimal", "text", "date", "time", "dateTime", "barcode", "acknowledge", "note"])],
    "a select": [ask("select_one ynu"), ask("select_multiple ynu", "r", appearance="minimal")],
    "specify other": [ask("select_one ynu or_other")],
    "a range": [ask("range", parameters="start=1 end=10 step=0.5")],
    "a rule of one's own answer": [ask("integer", constraint=". >= 18 and . < 120", **MESSAGE)],
    "a date not before another": [
        ask("date"), ask("date", "r", constraint=". >= ${q} and . <= today()", **MESSAGE)],
    "a rule of all chosen": [ask("select_multiple ynu",
        constraint="not(selected(., 'no') and count-selected(.) > 1)", **MESSAGE)],
    "skip logic": [ask("select_one ynu"), ask("text", "r", relevant="selected(${q}, 'yes')")],
    "a cascade": [ask("select_one ynu"),
                  ask("select_one ynu", "r", choice_filter="state = 'a' and name != ${q}")],
    "a calculation": [ask("decimal"), ask("calculate", "r", calculation="round(${q} * 0.18, 2)")],
    "a calculation that is read": [
        ask("decimal"), ask("decimal", "r", calculation="${q} + 1", read_only="yes")],
    "defaults": [ask("integer", default=5), ask("date", "r", default="today()"),
                 ask("text", "t", default=True)],
    "a repeat": [ask("begin_repeat", "many"), ask("text"), ask("end_repeat", "")],
    "a repeat with its count": [ask("integer", "how_many"),
                                ask("begin_repeat", "many", repeat_count="${how_many}"), ask("text"),
                                ask("end_repeat", ""),
                                ask("calculate", "total", calculation="count(${many})")],
    "a repeat of fixed length": [ask("begin_repeat", "many", repeat_count=3), ask("text"),
                                 ask("end_repeat", "")],
    "a sum over rows": [ask("begin_repeat", "many"), ask("integer"), ask("end_repeat", ""),
                        ask("calculate", "r", calculation="sum(${q}) + max(${q})")],
    "a row by its number": [ask("begin_repeat", "many"), ask("text"),
                            ask("calculate", "at", calculation="position(..)"), ask("end_repeat", ""),
                            ask("calculate", "r", calculation="indexed-repeat(${q}, ${many}, 1)")],
    "a group on one page": [ask("begin_group", "g", appearance="field-list"), ask("text"),
                            ask("end_group", "")],
    "a grid": [ask("begin_group", "g", appearance="w4"), ask("text", appearance="w2"),
               ask("end_group", "")],
    "the label of a code": [ask("select_one ynu"),
                            ask("calculate", "r", calculation="jr:choice-name(${q}, '${q}')")],
    "a pattern": [ask("text", constraint="regex(., '[A-Z]{2}[0-9]{7}')", **MESSAGE)],
    "an age": [ask("date"), ask("calculate", "r", calculation=
        "int((decimal-date-time(today()) - decimal-date-time(${q})) div 365.25)")],
    "required": [ask("text", required="yes", **{"bind::tip:stage": "S"})],
    "required sometimes": [ask("text"), ask("text", "r", required="${q} != ''",
                                             **{"bind::tip:stage": "E"})],
}  # fmt: skip


@pytest.mark.parametrize("rows", TAKEN.values(), ids=TAKEN)
def test_what_fits_an_interview_compiles(tmp_path: Path, rows: list[dict[str, object]]) -> None:
    result = compiled(tmp_path, rows, {})
    assert result.faults == ()
    assert result.definition is not None


PLACES = 'name,"label::Arabic (ar)","label::English (en)",code\nhw,حولي,Hawalli,2\n'


def test_lists_in_files_beside_the_workbook(tmp_path: Path) -> None:
    rows = [
        ask("select_one_from_file places.csv"),
        ask("csv-external", "more"),
        ask("calculate", "r", calculation="pulldata('more', 'code', 'name', ${q})"),
    ]
    result = compiled(tmp_path, rows, {"places.csv": PLACES, "more.csv": PLACES})
    assert result.faults == ()


REFUSED: dict[str, tuple[list[dict[str, object]], str]] = {
    "a place": ([ask("geopoint")], "refused_place"),
    "a track": ([ask("geotrace")], "refused_place"),
    "a map of choices": ([ask("select_one_geojson places.geojson")], "refused_place"),
    "a picture": ([ask("image", parameters="max-pixels=640")], "refused_attachment"),
    "a signature": ([ask("image", appearance="signature")], "refused_attachment"),
    "sound in the background": ([ask("background-audio")], "refused_attachment"),
    "a ranking": ([ask("rank ynu")], "refused_rank"),
    "hidden": ([ask("hidden")], "refused_hidden"),
    "metadata": ([ask("deviceid")], "refused_metadata"),
    "an audit": ([ask("audit", parameters="track-changes=true")], "refused_metadata"),
    "a list in XML": ([ask("select_one_from_file list.xml")], "list_file_bad"),
    "a list that is not there": ([ask("select_one_from_file none.csv")], "list_missing"),
    "random order": ([ask("select_one ynu", parameters="randomize=true")], "refused_chance"),
    "a random number": ([ask("calculate", calculation="once(random())")], "expression_refused_chance"),
    "what was last saved": ([ask("text", default="${last-saved#q}")], "expression_bad_reference"),
    "a look into an instance": ([ask("calculate", calculation="instance('l')/root/item[name='a']/label")],
                                "expression_path"),
    "a path": ([ask("text"), ask("text", "r", relevant="/data/q = 'x'")], "expression_path"),
    "an answer in a label": ([ask("text"), ask("text", "r", **{"label::English (en)": "Is it ${q}?"})],
                             "text_reference"),
    "bold words": ([ask("text", **{"label::English (en)": "This is **important**"})], "text_markup"),
    "coloured words": ([ask("note", **{"label::Arabic (ar)": '<span style="color:red">م</span>'})],
                       "text_markup"),
    "a third language": ([ask("text", **{"label::Français (fr)": "Question"})], "column_language_other"),
    "a picture beside": ([ask("text", image="a.png")], "refused_media"),
    "a trigger": ([ask("text"), ask("calculate", "r", calculation="1", trigger="${q}")],
                  "refused_trigger"),
    "another app": ([ask("text", **{"body::intent": "app()"})], "refused_device"),
    "an entity": ([ask("text", save_to="person")], "refused_entities"),
    "rows within rows": ([ask("begin_repeat", "many"), ask("begin_repeat", "more"), ask("text"),
                          ask("end_repeat", ""), ask("end_repeat", "")], "repeat_in_repeat"),
    "read-only by a rule": ([ask("text", read_only="${q} = 1")], "yes_bad"),
    "a calendar": ([ask("date", appearance="ethiopian")], "appearance_unknown"),
    "a search": ([ask("select_one ynu", appearance="minimal search('places')")], "appearance_unknown"),
    "a message of what is required": ([ask("text", required_message="x")], "refused_required_message"),
    "other with a filter": ([ask("select_one ynu or_other", choice_filter="state = 'a'")],
                            "other_with_filter"),
    "a name with a space": ([ask("text", "my question")], "name_bad"),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "code"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_is_refused_in_words(
    tmp_path: Path, rows: list[dict[str, object]], code: str
) -> None:
    result = compiled(tmp_path, rows, {})
    assert result.definition is None
    faults = [fault for fault in result.faults if fault.code == code]
    assert faults, [fault.code for fault in result.faults]
    assert all(fault.text.ar and fault.text.en and fault.sheet == "survey" for fault in faults)
    assert all(fault.cell for fault in faults)
