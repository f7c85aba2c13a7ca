"""Forms whose questions look at each other: long chains, and any graph hypothesis thinks of."""

from hypothesis import strategies as st

from tipdesk.forms.model import (
    EMPTY_TEXT,
    Choice,
    FormDefinition,
    Group,
    GroupKind,
    LocalText,
    Question,
    QuestionType,
    Stage,
)
from tipdesk.forms.publishing.definition_json import with_digest

TEXT = LocalText("نص", "Text")
CHOICES = tuple(Choice(code, TEXT, {"tier": tier}) for code, tier in ("a1", "b1", "c2"))
ALONE = ("${%s} != ''", "${%s} > 2", "number(${%s}) + 1", "concat(${%s}, 'x')", "${%s} = 'a'",
         "if(${%s} > 1, 'a', '')", "once(${%s})", "${%s} < today()", "selected(${%s}, 'b')",
         "substr(string(now()), 0, 19) > ${%s}", "coalesce(${%s}, '3')")  # fmt: skip
OF_ROWS = ("sum(${%s})", "count-non-empty(${%s})", "${%s} = 'a'", "join('-', ${%s})", "max(${%s})")
VALUES = ("", "", "1", "3", "a", "b", "x y", "2020-01-01", "2026-11-25")


def question_of(name: str, kind: QuestionType = QuestionType.TEXT, **more: object) -> Question:
    return Question(name, kind, TEXT, **more)  # type: ignore[arg-type] # each field by its name


def section(name: str, *children: Question | Group, relevant: str = "") -> Group:
    return Group(name, GroupKind.SECTION, TEXT, children, relevant=relevant)


def form(*sections: Group) -> FormDefinition:
    return with_digest(FormDefinition("graph", 1, TEXT, sections, {"list": CHOICES}, ""))


def chained(count: int = 300, length: int = 30) -> FormDefinition:
    """`count` questions in chains of `length`: each is asked and calculated by the one before, and
    every section begins with the sum of the one before it."""
    sections = []
    for start in range(0, count, length):
        number = start // length
        head = question_of(f"q{start}", QuestionType.INTEGER, constraint=f"${{q{start}}} < 1000")
        children: list[Question] = [head]
        for at in range(start + 1, min(count, start + length)):
            before = f"${{q{at - 1}}}"
            if at % 3 == 0:
                children.append(
                    question_of(f"q{at}", relevant=f"{before} != ''", constraint=". != 'x'")
                )
            elif at % 3 == 1:
                rule = f"if({before} = '', 0, string-length({before})) + 1"
                children.append(question_of(f"q{at}", QuestionType.CALCULATE, calculation=rule))
            else:
                rule = f"concat({before}, '-', ${{q{start}}})"
                children.append(question_of(f"q{at}", QuestionType.CALCULATE, calculation=rule))
        relevant = f"${{q{start - length}}} != '' or 1 = 1" if number else ""
        sections.append(section(f"s{number}", *children, relevant=relevant))
    return form(*sections)


class Drawn:
    """Draws questions that look at earlier ones only."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.count = 0
        self.outside: list[str] = []
        self.in_rows: list[str] = []
        self.beside: list[str] = []  # of the same row

    def rule(self) -> str:
        draw = self.draw
        patterns = [(pattern, name) for name in self.outside + self.beside for pattern in ALONE]
        patterns += [(pattern, name) for name in self.in_rows for pattern in OF_ROWS]
        if self.beside:
            patterns.append(("position(..) > 1 or ${%s} = 'a'", self.beside[0]))
        if not patterns or draw(st.integers(0, 2)) == 0:
            return ""
        pattern, name = draw(st.sampled_from(patterns))
        return pattern % name

    def question(self, *, row: bool) -> Question:
        draw = self.draw
        self.count += 1
        name = f"q{self.count}"
        kind = draw(st.sampled_from([QuestionType.TEXT, QuestionType.INTEGER, QuestionType.SELECT_ONE,
                                     QuestionType.PARTIAL_DATE, QuestionType.CALCULATE]))  # fmt: skip
        chosen = kind is QuestionType.SELECT_ONE
        question = question_of(
            name,
            kind,
            relevant=self.rule(),
            calculation=(self.rule() or "now()") if kind is QuestionType.CALCULATE else "",
            constraint=self.rule() or draw(st.sampled_from(["", ". != 'x'", ". < now()"])),
            constraint_message=TEXT,
            required=Stage.SAVE,
            required_if=self.rule(),
            list_name="list" if chosen else "",
            choice_filter=f"tier = '1' or name = ${{{self.outside[0]}}}"
            if chosen and self.outside else "",
        )  # fmt: skip
        (self.beside if row else self.outside).append(name)
        return question

    def group(self, depth: int, *, row: bool) -> Group:
        self.count += 1
        name, relevant = f"g{self.count}", self.rule()
        return Group(
            name, GroupKind.GROUP, EMPTY_TEXT, self.below(depth, row=row), relevant=relevant
        )

    def repeat(self, depth: int) -> Group:
        self.count += 1
        name, relevant = f"r{self.count}", self.rule()
        count = self.draw(st.sampled_from(["", "2", *[f"${{{name}}}" for name in self.outside]]))
        self.beside = []
        children = self.below(depth, row=True)
        self.in_rows += [*self.beside, name]
        self.beside = []
        return Group(name, GroupKind.REPEAT, TEXT, children, relevant=relevant, count=count)

    def below(self, depth: int, *, row: bool) -> tuple[Question | Group, ...]:
        children: list[Question | Group] = [self.question(row=row)]
        for _ in range(self.draw(st.integers(0, 4))):
            choice = self.draw(st.integers(0, 5)) if depth < 3 else 5
            if choice == 0:
                children.append(self.group(depth + 1, row=row))
            elif choice == 1 and not row:
                children.append(self.repeat(depth + 1))
            else:
                children.append(self.question(row=row))
        return tuple(children)


@st.composite
def graphs(draw: st.DrawFn) -> FormDefinition:
    drawn = Drawn(draw)
    sections = []
    for number in range(draw(st.integers(1, 3))):
        relevant = drawn.rule()
        sections.append(section(f"s{number}", *drawn.below(1, row=False), relevant=relevant))
    return form(*sections)
