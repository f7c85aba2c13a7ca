"""What can be wrong in the sheets of a form, said where it stands, in Arabic and English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tipdesk.core.errors import ExpressionFault
from tipdesk.forms.expression.faults import every_fault
from tipdesk.forms.model import LocalText
from tipdesk.forms.xlsform.sheets import Sheet, Sheets
from tipdesk.i18n.text import N_, isolated, language, texts

# The sentences. Arabic is in the catalogue.


_COLUMNS = {
    "sheet_empty": N_("The sheet has no rows."),
    "column_unknown": N_("The column {found} is not known here. Did you mean {near}?"),
    "column_unknown_plain": N_("The column {found} is not known here."),
    "column_doubled": N_("The column {found} is here twice."),
    "column_missing": N_("The column {found} is missing."),
    "column_language": N_(
        "The column {found} must say its language: {found}::Arabic (ar) or {found}::English (en)."
    ),
    "column_language_other": N_("{found}: forms have the languages Arabic (ar) and English (en)."),
    "column_not_of_groups": N_("A group has no {found}."),
    "column_not_of_ends": N_("The end of a group has no {found}: write it where the group begins."),
    "column_not_of_type": N_("A row of type {wanted} has no {found}."),
    "sheet_too_large": N_("The sheet has more than {most} rows."),
    "rules_too_long": N_("All formulas together are longer than {most} characters."),
    "cell_without_column": N_("This row has more cells than the header has columns."),
}
_SETTINGS = {
    "setting_missing": N_("The setting {found} is empty."),
    "settings_rows": N_("The settings need exactly one row."),
    "form_id_bad": N_("The form id {found} may hold small Latin letters, digits and hyphens only."),
    "version_bad": N_("The version {found} must be a whole number from 1, in digits 0-9."),
    "language_bad": N_("The default language must be {wanted}."),
    "namespace_missing": N_("The namespaces must contain {wanted}."),
}
_NAMES = {
    "name_missing": N_("This row needs a name."),
    "name_bad": N_(
        "The name {found} may hold Latin letters, digits and underscores only, a letter first."
    ),
    "name_doubled": N_("The name {found} is already used in row {row}."),
    "choice_name_bad": N_(
        "The code {found} may hold Latin letters, digits, hyphens and underscores only."
    ),
    "choice_doubled": N_("The list {list} already has the code {found}, in row {row}."),
    "list_name_missing": N_("This choice belongs to no list."),
    "text_missing": N_("The text is missing in this language."),
    "text_hidden": N_("This cell holds a character that cannot be seen: {found}. Delete it."),
    "text_reference": N_("Texts cannot hold references such as {found}."),
    "text_markup": N_(
        "Texts are shown and printed as they are; {found} would show its marks. Leave them out."
    ),
    "gender_half": N_("Give both the feminine and the masculine wording, or neither."),
}
_STRUCTURE = {
    "type_missing": N_("This row needs a type."),
    "type_unknown": N_("The type {found} is not known."),
    "list_missing": N_("The list {found} does not exist in the choices sheet."),
    "group_not_closed": N_("The group {found} is opened here and never closed."),
    "group_not_opened": N_("A group is closed here that was never opened."),
    "group_mismatch": N_("The group {found} was opened as {opened} in row {row}."),
    "group_empty": N_("The group {found} holds no questions."),
    "outside_section": N_("This question is outside the sections."),
    "repeat_not_in_section": N_("A repeat must be inside a section."),
    "repeat_in_repeat": N_("A repeat cannot be inside another repeat."),
    "table_mixed": N_("A table holds one-choice questions of one and the same list only."),
    "calculation_missing": N_("A calculated field needs a calculation."),
    "calculation_not_here": N_("Only a calculated or read-only field may have a calculation."),
    "message_missing": N_("A constraint needs a message that says what to correct."),
    "message_not_here": N_("This row has no constraint to which the message could belong."),
    "default_bad": N_("The default {found} is no answer to this question."),
    "count_not_here": N_("Only a repeat may have a repeat count."),
    "group_too_deep": N_("There are too many groups inside each other."),
    "list_file_bad": N_(
        "The list {found} must be a CSV file beside the sheets, named with Latin letters, digits"
        " and underscores."
    ),
    "list_file_missing": N_("The file {found} is not beside the sheets."),
    "other_with_filter": N_("or_other and a choice filter exclude each other."),
    "parameters_bad": N_("The parameters {found} cannot be read."),
    "parameter_refused": N_("The parameter {found} is not supported for this type."),
    "question_without_list": N_("{found} is no question with a list."),
    "name_reused": N_(
        "{found} was of type {was} in version {version} and is {now} here. Use a new name: old"
        " answers keep the old type."
    ),
    "filter_not_here": N_("Only a question with a list may have a choice filter."),
}
_TIP = {
    "stage_bad": N_("The stage {found} must be S, E or K."),
    "stage_not_here": N_("Only questions and repeats may be needed for a step."),
    "required_without_stage": N_("A required question must say for which step: S, E or K."),
    "level_bad": N_("The level {found} must be 1, 2, 3 or 4."),
    "level_missing": N_("This question needs a level from 1 to 4."),
    "release_bad": N_("The release {found} must be PP, PP?, AX, RF, ST or IN."),
    "release_missing": N_("This question must say where it may go: PP, PP?, AX, RF, ST or IN."),
    "release_contradiction": N_("IN, AX, PP? and PP exclude each other."),
    "document_bad": N_("The document {found} is not known."),
    "yes_bad": N_("Write yes here, or leave it empty; {found} is neither."),
    "phase_bad": N_("The phase {found} is not known."),
    "phase_not_here": N_("Only a section has a phase and a letter of its own."),
    "phase_missing": N_("A section needs its phase."),
    "appearance_unknown": N_("The appearance {found} is not known."),
    "appearance_not_here": N_("The appearance {found} is for rows of type {wanted} only."),
    "appearance_clash": N_("These appearances exclude each other: {found}"),
}
_REFUSED = {
    "refused_place": N_(
        "{found} is not supported: no positions are recorded, they could lead to the person. Ask"
        " for the place in words or from a list."
    ),
    "refused_attachment": N_(
        "{found} is not supported: pictures, recordings and files are attached on the page for"
        " attachments."
    ),
    "refused_metadata": N_(
        "{found} is not supported: the program itself keeps who recorded what and when, and nothing"
        " about the device."
    ),
    "refused_rank": N_(
        "{found} is not supported: ask for the first, second and third in questions of their own."
    ),
    "refused_hidden": N_("{found} is not supported: use calculate; nothing in a form is hidden."),
    "refused_loop": N_("{found} is not supported: use a repeat, or write the questions out."),
    "refused_external_choices": N_(
        "{found} is not supported: write the list in the choices sheet, or use"
        " select_one_from_file with a CSV file."
    ),
    "refused_media": N_("{found} is not supported: questions are shown and printed as text."),
    "refused_required_message": N_(
        "{found} is not supported: the review names every answer that is missing."
    ),
    "refused_trigger": N_(
        "{found} is not supported: a calculation is worked out whenever what it looks at changes."
    ),
    "refused_entities": N_("{found} is not supported: forms keep no lists of persons or things."),
    "refused_sending": N_("{found} is not supported: nothing is sent over a network."),
    "refused_setting": N_("{found} is not supported: the program names and lays out its files."),
    "refused_xml": N_("{found} is not supported: it is for the XML of other programs."),
    "refused_device": N_("{found} is not supported: nothing about the device enters a form."),
    "refused_chance": N_(
        "{found} is not supported: choices keep the order of their list, on the screen "
        "and on paper."
    ),
}
_EXPRESSIONS = {
    "expression_empty": N_("The formula is empty."),
    "expression_too_long": N_("The formula is too long."),
    "expression_too_deep": N_("The formula has too many brackets inside each other."),
    "expression_unexpected": N_("{found} does not belong at position {position}."),
    "expression_double_operator": N_(
        "Two operators follow each other at position {position}: {found}"
    ),
    "expression_unfinished": N_("The formula ends too early."),
    "expression_unclosed_quote": N_("The quotation mark at position {position} is never closed."),
    "expression_unclosed_bracket": N_("The bracket at position {position} is never closed."),
    "expression_unopened_bracket": N_("The bracket at position {position} closes nothing."),
    "expression_smart_quote": N_(
        "A curly quotation mark is at position {position}: {found}. Write ' instead; "
        "office programs change it by themselves."
    ),
    "expression_arabic_digit": N_(
        "An Arabic digit is at position {position}: {found}. Write digits 0-9 in formulas."
    ),
    "expression_arabic_comma": N_(
        "An Arabic comma is at position {position}. Write a Latin comma."
    ),
    "expression_hidden_character": N_(
        "An invisible character is at position {position}: {found}. Delete it."
    ),
    "expression_non_ascii": N_(
        "{found} at position {position} is allowed between quotation marks only."
    ),
    "expression_path": N_(
        "Paths are not allowed (position {position}). Write a question as ${{name}}."
    ),
    "expression_bad_reference": N_(
        "The reference {found} must be ${{name}}, in Latin letters, digits and underscores."
    ),
    "expression_bare_name": N_(
        "{found} at position {position} is neither a function nor a reference. Write ${{name}}"
        " for a question, and quotation marks around a text."
    ),
    "expression_unknown_function": N_("There is no function {found}."),
    "expression_refused_chance": N_(
        "The function {found} is not allowed: the same answers must always give the same form."
    ),
    "expression_refused_paths": N_(
        "The function {found} is not allowed: write a question as ${{name}}, and "
        "search a list with pulldata() or jr:choice-name()."
    ),
    "expression_refused_device": N_(
        "The function {found} is not allowed: nothing about the device enters a form."
    ),
    "expression_name_not_written": N_(
        "The function {found} needs the names of its list and columns between quotation marks."
    ),
    "expression_bad_digest": N_("{found} is no digest and no encoding that digest() knows."),
    "expression_too_costly": N_("Working this out takes too many steps."),
    "expression_result_too_long": N_("The result is too long."),
    "expression_unforeseen": N_(
        "The program cannot work this out ({found}). Tell whoever looks after the program."
    ),
    "expression_argument_count": N_("The function {found} has the wrong number of arguments."),
    "expression_needs_reference": N_(
        "The function {found} needs questions or repeats, each as ${{name}}."
    ),
    "expression_bad_pattern": N_("The pattern {found} cannot be read."),
    "expression_pattern_not_written": N_(
        "The pattern of regex() must be written out between quotation marks."
    ),
    "expression_bad_date_format": N_("The date format {found} is not known."),
    "expression_not_a_date": N_("{found} is not a date."),
}
_MEANING = {
    "reference_unknown": N_("There is no question {found}. Did you mean {near}?"),
    "reference_unknown_plain": N_("There is no question {found}."),
    "reference_group": N_("{found} is a group; it has no answer."),
    "reference_note": N_("{found} is a note; it has no answer."),
    "reference_rows": N_(
        "{found} is asked once a row of {repeat}. From outside, compare it, or use count(),"
        " sum(), min(), max(), join() or indexed-repeat()."
    ),
    "reference_repeat": N_("{found} is a repeat; only count() and the like can use it."),
    "reference_default": N_("A default value cannot look at answers ({found})."),
    "repeat_of_other": N_("{found} is not asked in the rows of {repeat}."),
    "current_not_here": N_("The dot means the answer under test: in constraints only."),
    "filter_column_unknown": N_("The choices sheet has no column {found}."),
    "literal_not_in_list": N_("'{found}' is no code of the list {list}."),
    "literal_is_label": N_(
        "'{found}' is the text of a choice. Write its code instead: '{near}' (list {list})."
    ),
    "literal_never": N_("{name} never becomes '{found}'; its calculation gives: {outcomes}"),
    "cycle": N_("These rules wait for each other: {found}"),
}
_KNOWN = {
    "known_bad": N_(
        "{found} says nothing of what is known. Write station:…, session:…, act:…, card:…, "
        "answer:NAME, last:row/NAME or last:own/NAME; before it offer, after it after NAME."
    ),
    "known_event": N_("What an event says of its files is marked in the column {found}."),
    "event_section": N_(
        "Section {found} is what the person says or what is judged: no event says it of everybody."
    ),
    "event_repeat": N_("{found} is asked in rows: an event says one thing of a file."),
    "event_level": N_("Level {found} is asked of the person: an event says level 1 or 2 only."),
    "event_asked": N_("{found} is a consent or a judgement: no event says it."),
    "event_type": N_("{found} has a type that no event answers: a short answer or a choice does."),
    "known_word": N_("{found} is not known. These are: {known}."),
    "known_after": N_("{found} is known only after a question of type {known}."),
    "known_question": N_("There is no question {found} from which this one could be known."),
    "known_type": N_("What {found} gives is no answer to a question of type {now}."),
    "known_list": N_("The list {list} lacks the code {found}."),
    "known_row": N_("Only in a repeat there is a row before."),
    "known_not_here": N_("Only what an officer answers can be known before."),
    "known_level": N_(
        "Level {found} is asked of the person: what is known is of level 1 or 2 only."
    ),
    "known_asked": N_("{found} is a consent or a judgement: it is asked each time."),
    "known_elsewhere": N_(
        "{found} may say something of a person, and is never taken from another file. These are, "
        "each for itself: {known}."
    ),
    "known_default": N_("A default and a known answer exclude each other."),
}
_WAITING = {
    "waiting_column_bad": N_("The column {found} cannot wait."),
    "waiting_ready": N_(
        "Every question that this formula names is in the form. Move it into the survey."
    ),
    "waiting_expression_missing": N_("The waiting rule has no formula."),
}
_DUTIES = {
    "duty_missing": N_(
        "The program works with {found} in its own interview, and the form has no such question:"
        " it must keep its name."
    ),
    "duty_shape": N_(
        "The program works with {found} in its own interview as {was}; here it is {now}."
    ),
    "duty_choice": N_(
        "The program works with the choice {choice} at {found} in its own interview: the list must"
        " keep it."
    ),
    "duty_list": N_(
        "Case work says its codes by the list {found}, and the form has no such list: it must keep"
        " it, also where no question names it."
    ),
    "duty_release": N_(
        "{found} never leaves the unit, so its release says IN and neither PP, PP? nor AX."
    ),
}

SENTENCES: Mapping[str, str] = {
    **_COLUMNS,
    **_SETTINGS,
    **_NAMES,
    **_STRUCTURE,
    **_TIP,
    **_REFUSED,
    **_EXPRESSIONS,
    **_MEANING,
    **_KNOWN,
    **_WAITING,
    **_DUTIES,
}
"""By code; `expression_<reason>` for every reason of an ExpressionFault."""


@dataclass(frozen=True, slots=True)
class SheetFault:
    """One fault. `row` 0 speaks of the whole sheet; `cell` is e.g. "M12", '' without a column."""

    sheet: str
    row: int
    column: str
    cell: str
    code: str
    text: LocalText


@dataclass(slots=True)
class Faults:
    """Collects faults in the order in which they are found."""

    sheets: Sheets
    collected: list[SheetFault] = field(default_factory=list)

    def add(self, where: tuple[str, int, str], code: str, **details: str | int) -> None:
        """Record a fault at (sheet, row, column). `details` fill its sentence."""
        sheet, row, column = where
        cell = _cell(self.sheets.get(sheet), row, column)
        self.collected.append(SheetFault(sheet, row, column, cell, code, fault_text(code, details)))

    def add_expression(
        self, where: tuple[str, int, str], text: str, first: ExpressionFault
    ) -> None:
        """Record what the parser found in `text`, and what it would have found after that."""
        for fault in every_fault(text, first):
            self._add_expression(where, fault)

    def _add_expression(self, where: tuple[str, int, str], fault: ExpressionFault) -> None:
        details = fault.details
        position = details.get("position", 0)
        self.add(
            where,
            f"expression_{details.get('reason', '')}",
            found=str(details.get("found", "")),
            position=position + 1 if isinstance(position, int) else position,
        )

    def sorted(self) -> tuple[SheetFault, ...]:
        """Every fault once, by sheet, row and column as they stand."""
        order = {name: index for index, name in enumerate(self.sheets)}
        unique = dict.fromkeys(self.collected)
        return tuple(sorted(unique, key=lambda fault: (order.get(fault.sheet, 99), fault.row)))


def fault_line(fault: SheetFault) -> str:
    """Where a fault stands and what it is, in the language in use."""
    place = " ".join(part for part in (fault.sheet, fault.cell or str(fault.row or "")) if part)
    column = f" ({fault.column})" if fault.column else ""
    spoken = language()
    where = f"{place}{column}"
    return f"{isolated(where) if spoken == 'ar' else where}: {fault.text.text(spoken)}"


def fault_text(code: str, details: Mapping[str, str | int]) -> LocalText:
    """The sentence of a fault in both languages; what it quotes is isolated in Arabic."""
    sentence = SENTENCES[code]
    values = {name: isolated(str(value)) for name, value in details.items()}
    return LocalText(
        ar=texts("ar").gettext(sentence).format(**values),
        en=texts("en").gettext(sentence).format(**details),
    )


def _cell(sheet: Sheet | None, row: int, column: str) -> str:
    if sheet is None or row < 1 or column not in sheet.columns:
        return ""
    index, letters = sheet.columns.index(column) + 1, ""
    while index:
        index, digit = divmod(index - 1, 26)
        letters = chr(65 + digit) + letters
    return f"{letters}{row}"
