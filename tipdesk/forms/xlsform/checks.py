"""What the expressions of a form mean: references, functions, codes, rings.

Most of these mistakes pass other XLSForm programs (ui.md §4 measured it): they are found here,
before the form is published, with sheet, row and column.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tipdesk.core.errors import AnswerRefused, ExpressionFault
from tipdesk.forms.expression.expression import Expression, parse
from tipdesk.forms.expression.faults import names_in
from tipdesk.forms.expression.functions import FUNCTIONS
from tipdesk.forms.expression.syntax import (
    Call,
    Chain,
    ChoiceColumn,
    Current,
    Literal,
    Node,
    Reference,
)
from tipdesk.forms.model import Choice, Group, GroupKind, Question, QuestionType
from tipdesk.forms.rules.plan import PlanPlace, dependency_order, places
from tipdesk.forms.rules.rules import is_formula
from tipdesk.forms.values import normalise
from tipdesk.forms.xlsform.faults import Faults
from tipdesk.forms.xlsform.survey import Survey

_MOST_RINGS = 100  # that are named in one form
_MOST_GUESSES = 200  # faults after which nothing is suggested any more
_COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})


@dataclass(frozen=True, slots=True)
class FormNames:
    """What expressions may refer to."""

    places: Mapping[str, PlanPlace]
    choices: Mapping[str, tuple[Choice, ...]]
    filter_columns: frozenset[str]
    calculations: Mapping[str, Expression]
    refused: frozenset[str]  # rows that became no question: said there, not again


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where an expression stands."""

    place: PlanPlace
    row: int
    column: str

    @property
    def where(self) -> tuple[str, int, str]:
        return ("survey", self.row, self.column)

    @property
    def inside(self) -> str:
        """The repeat whose rows the expression sees one at a time."""
        return self.place.repeat


def check_rules(
    survey: Survey,
    choices: Mapping[str, tuple[Choice, ...]],
    filter_columns: frozenset[str],
    faults: Faults,
) -> None:
    """Read every expression of the survey and look at what it says."""
    by_name = {place.element.name: place for place in places(survey.sections)}
    unread: list[tuple[_Spot, str]] = []
    read = list(_expressions(survey, by_name.values(), faults, unread))
    calculations = {
        spot.place.element.name: expression
        for spot, expression in read
        if spot.column == "calculation"
    }
    names = FormNames(by_name, choices, filter_columns, calculations, survey.refused)
    for spot, expression in read:
        _Check(names, spot, faults).run(expression)
    for spot, text in unread:
        for name in names_in(text):
            _Check(names, spot, faults).reference(Reference(name, 0), rows=True)
    _check_defaults(survey, names, faults)
    _check_rings(survey, read, faults)


def _expressions(
    survey: Survey,
    form_places: Iterable[PlanPlace],
    faults: Faults,
    unread: list[tuple[_Spot, str]],
) -> Iterator[tuple[_Spot, Expression]]:
    """Every expression that can be read; what cannot is recorded, and kept in `unread`."""
    for place in form_places:
        element = place.element
        for column, text in _texts(element):
            spot = _Spot(place, survey.rows.get(element.name, 0), column)
            try:
                yield spot, parse(text, columns=column == "choice_filter")
            except ExpressionFault as fault:
                faults.add_expression(spot.where, text, fault)
                unread.append((spot, text))


def _texts(element: Question | Group) -> Iterator[tuple[str, str]]:
    if element.relevant:
        yield "relevant", element.relevant
    if isinstance(element, Group):
        if element.count:
            yield "repeat_count", element.count
        return
    if element.required_if:
        yield "required", element.required_if
    for column in ("constraint", "calculation", "choice_filter"):
        if text := getattr(element, column):
            yield column, text
    if is_formula(element.default):
        yield "default", element.default


class _Check:
    """Looks at one expression."""

    def __init__(self, names: FormNames, spot: _Spot, faults: Faults) -> None:
        self.names = names
        self.spot = spot
        self.faults = faults

    def fault(self, code: str, **details: str | int) -> None:
        self.faults.add(self.spot.where, code, **details)

    def run(self, expression: Expression) -> None:
        self.node(expression.tree, rows=False, dot=self.spot.column == "constraint")
        element = self.spot.place.element
        if self.spot.column == "calculation" and isinstance(element, Question):
            for outcome in (outcomes(expression.tree) or frozenset()) - {""}:
                self.code(outcome, element)

    def node(self, node: Node, *, rows: bool, dot: bool) -> None:
        """Look at `node`. `rows`: answers of a whole repeat are welcome; `dot`: `.` is."""
        match node:
            case Reference():
                self.reference(node, rows=rows)
            case Current() if not dot:
                self.fault("current_not_here")
            case ChoiceColumn() if node.name not in self.names.filter_columns:
                self.fault("filter_column_unknown", found=node.name)
            case Call():
                self.call(node, dot=dot)
            case Chain():
                self.chain(node, dot=dot)
            case _:
                for part in _parts(node):
                    self.node(part, rows=False, dot=dot)

    def chain(self, node: Chain, *, dot: bool) -> None:
        compares = node.rest[0][0] in _COMPARISONS
        self.node(node.first, rows=compares, dot=dot)
        left = node.first
        for operator, right in node.rest:
            self.node(right, rows=compares, dot=dot)
            if operator in ("=", "!="):
                self.compared(left, right)
                self.compared(right, left)
            left = right

    def call(self, node: Call, *, dot: bool) -> None:
        function = FUNCTIONS[node.name]
        for index, argument in enumerate(node.arguments):
            rows = function.rows is None or index in function.rows
            self.node(argument, rows=rows, dot=dot or node.name == "once")
        if node.name == "selected":
            self.compared(node.arguments[0], node.arguments[1])
        if node.name == "indexed-repeat":
            self.indexed(node)
        if node.name in ("pulldata", "jr:choice-name"):
            self.looked_up(node)

    def looked_up(self, node: Call) -> None:
        """The list and its columns, or the question with a list, must be there."""
        words = [
            argument.value if isinstance(argument, Literal) else "" for argument in node.arguments
        ]
        if node.name == "pulldata":
            self.pulled(str(words[0]), [str(word) for word in words[1:3]])
            return
        name = str(words[1]).strip().removeprefix("${").removesuffix("}")
        place = self.names.places.get(name)
        if place is None or not getattr(place.element, "list_name", ""):
            self.fault("question_without_list", found=name)

    def pulled(self, list_name: str, columns: list[str]) -> None:
        choices = self.names.choices.get(list_name)
        if choices is None:
            self.fault("list_missing", found=list_name)
            return
        known = {"name", "label"}.union(*(choice.filter for choice in choices))
        for column in columns:
            if column not in known:
                self.fault("filter_column_unknown", found=column)

    def indexed(self, node: Call) -> None:
        question, repeat = node.arguments[0], node.arguments[1]
        if isinstance(question, Reference) and isinstance(repeat, Reference):
            place = self.names.places.get(question.name)
            if place is not None and place.repeat != repeat.name:
                self.fault("repeat_of_other", found=question.name, repeat=repeat.name)

    def reference(self, node: Reference, *, rows: bool) -> None:
        if self.spot.column == "default":
            self.fault("reference_default", found=node.name)
            return
        place = self.names.places.get(node.name)
        if place is None:
            if node.name not in self.names.refused:
                _unknown(self, "reference_unknown", node.name, self.names.places)
            return
        element = place.element
        if isinstance(element, Group):
            if element.kind is not GroupKind.REPEAT:
                self.fault("reference_group", found=node.name)
            elif not rows:
                self.fault("reference_repeat", found=node.name)
        elif element.type is QuestionType.NOTE:
            self.fault("reference_note", found=node.name)
        elif place.repeat and place.repeat != self.spot.inside and not rows:
            self.fault("reference_rows", found=node.name, repeat=place.repeat)

    def compared(self, left: Node, right: Node) -> None:
        """A text compared with a question must be something that the question can be."""
        if not isinstance(right, Literal) or not isinstance(right.value, str) or not right.value:
            return
        element: Question | Group | None = None
        if isinstance(left, Reference) and left.name in self.names.places:
            element = self.names.places[left.name].element
        elif isinstance(left, Current):
            element = self.spot.place.element
        if isinstance(element, Question):
            self.code(right.value, element)

    def code(self, text: str, question: Question) -> None:
        """`text` must be a code of the question's list, or an outcome of its calculation."""
        codes = self.names.choices.get(question.list_name)
        if codes is not None:
            self.list_code(text, question.list_name, codes)
            return
        calculation = self.names.calculations.get(question.name)
        possible = outcomes(calculation.tree) if calculation else None
        if possible is not None and text not in possible:
            self.fault(
                "literal_never",
                name=question.name,
                found=text,
                outcomes=", ".join(sorted(f"'{outcome}'" for outcome in possible)),
            )

    def list_code(self, text: str, list_name: str, codes: tuple[Choice, ...]) -> None:
        known = {choice.name for choice in codes}
        for word in text.split() or [text]:
            if word in known:
                continue
            for choice in codes:
                if text in (choice.label.ar, choice.label.en):
                    self.fault("literal_is_label", found=text, near=choice.name, list=list_name)
                    return
            self.fault("literal_not_in_list", found=word, list=list_name)


def _check_defaults(survey: Survey, names: FormNames, faults: Faults) -> None:
    """A default that is a plain value must be an answer to its question."""
    for place in names.places.values():
        element = place.element
        if isinstance(element, Group) or not element.default or is_formula(element.default):
            continue
        if element.type is QuestionType.NOTE:
            continue  # that it has a default at all is said by its row
        try:
            normalise(element, element.default, names.choices.get(element.list_name, ()))
        except AnswerRefused:
            where = ("survey", survey.rows.get(element.name, 0), "default")
            faults.add(where, "default_bad", found=element.default[:60])


def _parts(node: Node) -> tuple[Node, ...]:
    operand = getattr(node, "operand", None)
    return () if operand is None else (operand,)


def outcomes(tree: Node) -> frozenset[str] | None:
    """Every text that an expression of if() and literals can give; None when it is another."""
    match tree:
        case Literal(value=str() as text):
            return frozenset({text})
        case Call(name="if", arguments=(_, then, otherwise)):
            first, second = outcomes(then), outcomes(otherwise)
            return None if first is None or second is None else first | second
        case _:
            return None


def _unknown(check: _Check, code: str, name: str, known: Iterable[str]) -> None:
    guess = len(check.faults.collected) < _MOST_GUESSES
    near = difflib.get_close_matches(name[:64], list(known), 1) if guess else []
    if near:
        check.fault(code, found=name, near=near[0])
    else:
        check.fault(f"{code}_plain", found=name)


def _check_rings(survey: Survey, read: list[tuple[_Spot, Expression]], faults: Faults) -> None:
    """Find rules that wait for each other. One ring is named at a time, then taken apart."""
    needs: dict[str, set[str]] = {}
    for place in places(survey.sections):
        needs[place.element.name] = {place.parent} if place.parent else set()
    spots: dict[str, _Spot] = {}
    for spot, expression in read:
        if spot.column in ("relevant", "calculation", "repeat_count"):
            name = spot.place.element.name
            needs[name] |= expression.references
            spots.setdefault(name, spot)
    for _ in range(_MOST_RINGS):
        ring = dependency_order(needs)
        if isinstance(ring, list):
            return
        culprit = next((name for name in ring if name in spots), ring[0])
        where = spots[culprit].where if culprit in spots else ("survey", 0, "name")
        faults.add(where, "cycle", found=" → ".join([*ring, ring[0]]))
        needs[culprit] = set()
