"""Made-up definitions of every shape that sheets can describe, for hypothesis."""

from hypothesis import strategies as st

from tipdesk.forms.model import (
    EMPTY_TEXT,
    Choice,
    FormDefinition,
    Group,
    GroupKind,
    LocalText,
    Phase,
    Question,
    QuestionType,
    Release,
    Stage,
)
from tipdesk.forms.publishing.definition_json import with_digest

WORDS = st.text("ابتثج نسؤ abc-.،؟'\"\n123", min_size=1, max_size=20).map(str.strip).filter(bool)
CODES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,8}", fullmatch=True)
OWN = {
    QuestionType.LONG_TEXT: "multiline",
    QuestionType.PARTIAL_DATE: "tip-partial-date",
    QuestionType.PERSON: "tip-person",
    QuestionType.OFFICER: "tip-officer",
    QuestionType.ATTACHMENT: "tip-attachment",
}
SELECTS = (QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE)
PLAIN = {QuestionType.TEXT: ["قيمة"], QuestionType.INTEGER: ["7"], QuestionType.TIME: ["09:30"]}
RELEASES = st.sampled_from(
    [{Release.INTERNAL}, {Release.PROSECUTION, Release.STATISTICS}, {Release.REFERRAL}]
).map(frozenset)


@st.composite
def texts(draw: st.DrawFn, *, agreeing: bool = False) -> LocalText:
    agreed = (draw(WORDS), draw(WORDS)) if agreeing and draw(st.booleans()) else ("", "")
    return LocalText(draw(WORDS), draw(WORDS), *agreed)


class Draft:
    """Hands out names, and remembers which can be referred to from outside repeats."""

    def __init__(self, draw: st.DrawFn, lists: list[str]) -> None:
        self.draw = draw
        self.lists = lists
        self.names: list[str] = []
        self.count = 0

    def name(self) -> str:
        self.count += 1
        return f"{self.draw(st.sampled_from(['q', 'Q_', 'x9']))}{self.count}"

    def rule(self) -> str:
        """An expression over what stands earlier, so that no ring can come about."""
        if not self.names or self.draw(st.booleans()):
            return ""
        name = self.draw(st.sampled_from(self.names))
        return self.draw(st.sampled_from([f"${{{name}}} != ''", f"string-length(${{{name}}}) > 1"]))

    def question(self, *, inside_repeat: bool) -> Question:
        draw = self.draw
        kind = draw(st.sampled_from(list(QuestionType)))
        note, calculate = kind is QuestionType.NOTE, kind is QuestionType.CALCULATE
        appearance = {OWN[kind]} if kind in OWN else draw(st.sampled_from([set(), {"tip-ltr"}]))
        constraint = "" if note or calculate or draw(st.booleans()) else ". != 'x'"
        list_name = draw(st.sampled_from(self.lists)) if kind in SELECTS else ""
        if kind in SELECTS:
            constraint = ""
        question = Question(
            name=self.name(),
            type=kind,
            label=draw(st.just(EMPTY_TEXT) | texts()) if calculate else draw(texts(agreeing=True)),
            hint=draw(st.just(EMPTY_TEXT) | texts(agreeing=True)),
            guidance=draw(st.just(EMPTY_TEXT) | texts()),
            list_name=list_name,
            appearance=frozenset(appearance),
            relevant=self.rule(),
            constraint=constraint,
            constraint_message=draw(texts()) if constraint else EMPTY_TEXT,
            calculation="1 + 1" if calculate else "",
            default=""
            if note or calculate
            else draw(st.sampled_from(["", "today()", *PLAIN.get(kind, ())])),
            choice_filter="name != 'x'" if list_name and draw(st.booleans()) else "",
            required=None if note else draw(st.sampled_from([None, *Stage])),
            read_only=draw(st.booleans()),
            level=1 if note else draw(st.integers(1, 4)),
            release=frozenset() if note else draw(RELEASES),
            quick=draw(st.booleans()),
            prints=draw(st.frozensets(st.sampled_from(["intake", "notice", "cover"]))),
        )
        if not (note or inside_repeat):
            self.names.append(question.name)
        return question

    def group(self, kind: GroupKind, depth: int, *, inside_repeat: bool) -> Group:
        draw = self.draw
        section, repeat = kind is GroupKind.SECTION, kind is GroupKind.REPEAT
        relevant, name = self.rule(), self.name()
        children: list[Question | Group] = []
        for _ in range(draw(st.integers(1, 4))):
            inside = inside_repeat or repeat
            if depth < 3 and draw(st.integers(0, 3)) == 0:
                kinds = [GroupKind.GROUP] if inside else [GroupKind.GROUP, GroupKind.REPEAT]
                inner = draw(st.sampled_from(kinds))
                children.append(self.group(inner, depth + 1, inside_repeat=inside))
            else:
                children.append(self.question(inside_repeat=inside))
        return Group(
            name=name,
            kind=kind,
            label=draw(
                texts(agreeing=True) if section or repeat else st.just(EMPTY_TEXT) | texts()
            ),
            children=tuple(children),
            hint=draw(st.just(EMPTY_TEXT) | texts()),
            relevant=relevant,
            appearance=draw(st.sampled_from([frozenset(), frozenset({"tip-money"})])),
            phase=draw(st.sampled_from(list(Phase))) if section else Phase.CLARIFY,
            code=draw(st.sampled_from(["", "A", "Q"])) if section else "",
            required=draw(st.sampled_from([None, *Stage])) if repeat else None,
        )


@st.composite
def definitions(draw: st.DrawFn) -> FormDefinition:
    lists = draw(st.lists(st.sampled_from(["ynu", "port", "need"]), min_size=1, unique=True))
    choices = {
        name: tuple(
            Choice(code, draw(texts(agreeing=True)), {"tier": "1"} if draw(st.booleans()) else {})
            for code in draw(st.lists(CODES, min_size=1, max_size=4, unique=True))
        )
        for name in lists
    }
    draft = Draft(draw, lists)
    count = draw(st.integers(1, 3))
    sections = tuple(draft.group(GroupKind.SECTION, 1, inside_repeat=False) for _ in range(count))
    return with_digest(
        FormDefinition("form", draw(st.integers(1, 99)), draw(texts()), sections, choices, "")
    )
