"""The supervisor's review sheet: what the file lacks, what goes and what stays, room to decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from tipdesk.cases.answers import question_name
from tipdesk.cases.files.review import NeedKind, ReviewLine
from tipdesk.cases.model import CaseFile, Remark
from tipdesk.forms.expression.faults import names_in
from tipdesk.forms.model import RESTRICTED_LEVEL, LocalText, Question
from tipdesk.i18n.text import format_date, format_datetime, isolate, isolated, kuwait_day
from tipdesk.printing.documents.intake import PaperBuilder, labelled
from tipdesk.printing.layout.blocks import Band, Signatures, Subheading, paragraph
from tipdesk.printing.layout.blocks import RemarkFrame as Framed
from tipdesk.printing.layout.bodies import Choices, Option
from tipdesk.printing.layout.flow import Block, Gap, KeptWithNext
from tipdesk.printing.layout.grid import Cell, Setter, rows
from tipdesk.printing.layout.narrative import Ruled
from tipdesk.printing.layout.tables import WRITING_ROW, PrintedColumn, TableCell, table
from tipdesk.printing.pdf.pen import CONTENT
from tipdesk.printing.plan import ReviewInfo
from tipdesk.printing.text.layout import Align
from tipdesk.printing.wording import wording
from tipdesk.texts.messages import standing_label

_TO_TICK = TableCell(tick=False)
_EMPTY_ROWS = 3
_REMARK_LINES = 3
_PAIRS = 3  # sections beside each other
_EXHIBITS = "exhibits"  # the section of what is listed by itself


def review_sheet(setter: Setter) -> list[Block]:
    """What a supervisor goes through before deciding, blank or of a file."""
    paper = _Review(setter)
    parts = (
        ("standing", paper.standing()),
        ("needed", paper.needed()),
        ("leaving", paper.leaving()),
        ("staying", paper.staying()),
        ("picking", paper.picking()),
        ("remarks", paper.remarks()),
        ("checklist", paper.checklist()),
        ("decision", paper.decision()),
    )
    sheet: list[Block] = [Framed(paper.voice, paper.words.text("preface"))]
    for number, (key, blocks) in enumerate(parts, start=1):
        sheet += [Band(paper.voice, str(number), paper.words.text(key)), *blocks, Gap(4)]
    return sheet


class _Review(PaperBuilder):
    """The parts of the sheet. `info` is None where it is to be filled in by hand."""

    def __init__(self, setter: Setter) -> None:
        super().__init__(setter)
        self.info: ReviewInfo | None = None if self.reading.blank else self.reading.options.review
        self._file: CaseFile | None = self.reading.case_file
        self._questions = {question.name: question for question in self.reading.form.questions()}
        self._sections = {section.name: section.label for section in self.reading.form.sections}
        self._section_of = {
            question.name: section.name
            for section in self.reading.form.sections
            for question in section.questions()
        }
        self._restricted = self.reading.options.include_level4

    def standing(self) -> list[Block]:
        """Status, who answers for it, what is due."""
        values = dict.fromkeys(("status", "completed", "authors", "notified"), "")
        more: list[Block] = []
        if self.info is not None and self._file is not None:
            case, info = self._file.case, self.info
            values = {
                "status": standing_label(case, self.voice.language),
                "completed": self._moment(info.completed, "not_completed"),
                "authors": "، ".join(map(isolated, info.authors)) or "—",
                "notified": self._moment(case.notified_at, "not_notified"),
            }
            if (due := case.review_due) is not None:
                when = isolated(format_date(due, self.voice.language))
                printed = self.reading.options.printed_at
                if printed is not None and due < kuwait_day(printed):
                    when += f" – {self.voice.main(self.words.text('risk_late'))}"
                values["risk_review"] = when
            if info.non_punishment:
                more = [Gap(3), Framed(self.voice, self.words.text("non_punishment"))]
        else:
            values["risk_review"] = ""
        lines = [labelled(self, key, text) for key, text in values.items()]
        return [*lines, *more]

    def _moment(self, at: datetime | None, key: str) -> str:
        if at is None:
            return self.voice.main(self.words.text(key))
        return isolated(format_datetime(at, self.voice.language))

    # --- missing, leaving, staying ------------------------------------------------------------

    def needed(self) -> list[Block]:
        """What blocks, then what is worth a look."""
        if self.info is None:
            return [self._table(("section", "question", "fault"), ())]
        report = self.info.report
        blocks = self._needs(report.needed) if report.needed else [self._none("none_needed")]
        if report.warnings:
            blocks += [Subheading(self.voice, self.words.text("advice"))]
            blocks += self._needs(report.warnings, advice=True)
        return blocks

    def _needs(self, needs: Sequence[ReviewLine], *, advice: bool = False) -> list[Block]:
        named = [need for need in needs if self._may_name(question_name(need.path))]
        lines = [
            [
                TableCell(self._main(self._sections.get(need.section))),
                TableCell(self._main(need.label)),
                *([] if advice else [TableCell(self._fault(need), grey=True)]),
            ]
            for need in named
        ]
        # A piece of advice is a sentence of the form: nothing is left to say about it.
        keys = ("section", "advised") if advice else ("section", "question", "fault")
        blocks: list[Block] = [self._table(keys, lines)] if lines else []
        return [*blocks, *self._counted("needed_level4", len(needs) - len(named))]

    def _fault(self, need: ReviewLine) -> str:
        key = "missing" if need.kind is NeedKind.MISSING else "broken"
        reason = self.voice.main(self.words.text(key))
        text = self.voice.main(need.text) if need.text else ""
        return f"{reason}: {text}" if text and need.text != need.label else reason

    def leaving(self) -> list[Block]:
        """How many answers of each section go."""
        keys = ("section", "count") * _PAIRS
        if self.info is None:
            return [self._table(keys, ())]
        if not self.info.leaving:
            return [self._none("none_leaving")]
        cells = [
            cell
            for section, count in self.info.leaving
            for cell in (TableCell(self._main(section)), TableCell(str(count)))
        ]
        wide = len(keys)
        cells += [TableCell()] * (-len(cells) % wide)
        lines = [cells[at : at + wide] for at in range(0, len(cells), wide)]
        return [self._table(keys, lines)]

    def staying(self) -> list[Block]:
        """What stays whatever is picked, named without its value; of level 4 how much."""
        keys = ("section", "questions", "reason")
        if self.info is None:
            return [self._table(keys, ())]
        lines = [
            [
                TableCell(self._main(withheld.section)),
                TableCell(self._listed(withheld.labels)),
                TableCell(withheld.reason, grey=True),
            ]
            for withheld in self.info.staying
        ]
        blocks = [self._table(keys, lines)] if lines else [self._none("none_staying")]
        return [*blocks, *self._counted("withheld_level4", self.info.withheld_level4)]

    def picking(self) -> list[Block]:
        """What a supervisor may pick: of level 4 and what was picked line by line, with the reason
        or room to write it; the rest by section."""
        columns = ("picked", "question", "level", "reason")
        if self.info is None:
            return [self._table(columns, ())]
        if not self.info.pickable:
            return [self._none("none_pickable")]
        reasons = {pick.name: pick.reason for pick in self.info.picks}
        named = [
            question for question in self.info.pickable if self._may_name(question.name, question)
        ]
        in_full = [
            question
            for question in named
            if question.level >= RESTRICTED_LEVEL or question.name in reasons
        ]
        lines = [
            [
                TableCell(tick=question.name in reasons),
                TableCell(self._main(question.label)),
                TableCell(str(question.level)),
                TableCell(reasons.get(question.name, "")),
            ]
            for question in in_full
        ]
        blocks: list[Block] = [self._table(columns, lines, WRITING_ROW), Gap(4)] if lines else []
        if others := [question for question in named if question not in in_full]:
            blocks.append(self._table(("section", "pickable"), list(self._by_section(others))))
        return [*blocks, *self._counted("pickable_level4", len(self.info.pickable) - len(named))]

    def _by_section(self, questions: Sequence[Question]) -> Iterator[list[TableCell]]:
        by_section: dict[str, list[LocalText]] = {}
        for question in questions:
            by_section.setdefault(self._section_of.get(question.name, _EXHIBITS), []).append(
                question.label
            )
        for name, labels in by_section.items():
            yield [
                TableCell(self._main(self._sections.get(name))),
                TableCell(self._listed(tuple(dict.fromkeys(labels)))),
            ]

    # --- remarks, decision --------------------------------------------------------------------

    def remarks(self) -> list[Block]:
        """Every remark of a supervisor, oldest first."""
        if self.info is None or self._file is None:
            return [self._table(("question", "remark", "by"), ())]
        if not self._file.remarks:
            return [self._none("none_remarks")]
        lines = [list(self._remark(remark, self.info.untold)) for remark in self._file.remarks]
        return [self._table(("question", "remark", "by"), lines)]

    def _remark(self, remark: Remark, untold: frozenset[str]) -> Iterator[TableCell]:
        name = question_name(remark.path)
        question = self._questions.get(name)
        label = question.label if question else self.words.text("whole_file")
        section = self._section_of.get(name, "")
        hidden = not self._may_name(name) or section in untold
        yield TableCell("" if hidden else self._main(label))
        text = self.voice.main(self.words.text("remark_level4")) if hidden else isolate(remark.text)
        yield TableCell(text, grey=hidden)
        when = isolated(format_datetime(remark.at, self.voice.language))
        yield TableCell(f"{isolated(remark.by)} – {when}", grey=True)

    def checklist(self) -> list[Block]:
        """Boxes to tick by hand: the program decides none of them."""
        columns = [
            PrintedColumn(wording("frame").text("number"), Align.CENTRE, 24.0, grey=True),
            PrintedColumn(self.words.text("point")),
            PrintedColumn(self.words.text("seen"), Align.CENTRE, 40.0),
        ]
        lines = [
            [TableCell(str(number)), TableCell(self.voice.main(check), grey=True), _TO_TICK]
            for number, check in enumerate(self.words.texts("checks"), start=1)
        ]
        return [table(self.voice, columns, lines)]

    def decision(self) -> list[Block]:
        """Ways to decide, lines to write on, who signs."""
        options = [
            Option(self.voice.main(decision), False) for decision in self.words.texts("decisions")
        ]
        decided = Cell(self.voice, self.words.text("decided"), Choices(options, self.look))
        lines = ("name", "sign", "date")
        return [
            *map(KeptWithNext, rows([decided])),
            Gap(4),
            paragraph(self.voice.main(self.words.text("remarks_line")), self.look.body, 1.0, True),
            KeptWithNext(Ruled(_REMARK_LINES)),
            Gap(6),
            Signatures(
                self.voice,
                (
                    self.signer(self.words.text("supervisor"), lines),
                    self.signer(self.words.text("officer"), lines, {"name": self.responsible()}),
                ),
            ),
        ]

    # --- shared -------------------------------------------------------------------------------

    def _main(self, text: LocalText | None) -> str:
        return self.voice.main(text) if text else ""

    def _listed(self, labels: Sequence[LocalText]) -> str:
        separator = "، " if self.voice.language == "ar" else ", "
        return separator.join(isolate(self._main(label)) for label in labels)

    def _may_name(self, name: str, question: Question | None = None) -> bool:
        """Whether this copy may say that the question is there: of level 4, and of what is asked
        or noted because of an answer of level 4, the supervisor's alone."""
        known = question or self._questions.get(name)
        if known is None or self._restricted:
            return True
        because = (self._questions.get(source) for source in names_in(known.relevant))
        levels = (source.level for source in because if source is not None)
        return max(known.level, *levels, 0) < RESTRICTED_LEVEL

    def _none(self, key: str) -> Block:
        return paragraph(self.voice.main(self.words.text(key)), self.look.body)

    def _counted(self, key: str, count: int) -> list[Block]:
        if not count:
            return []
        sentence = self.voice.main(self.words.text(key)).format(count=isolated(str(count)))
        return [Gap(3), paragraph(sentence, self.look.body)]

    def _table(
        self, keys: Sequence[str], lines: Sequence[Sequence[TableCell]], least: float = 0.0
    ) -> Block:
        several = keys.count("section") > 1
        widths = {
            "count": 48.0,
            "level": 46.0,
            "picked": 46.0,
            "by": 120.0,
            "fault": 190.0,
            "section": CONTENT / _PAIRS - 48.0 if several else 116.0,
            "reason": 200.0 if "picked" in keys else 130.0,
        }
        centred = {"count", "level", "picked"}
        columns = [
            PrintedColumn(
                self.words.text(key),
                Align.CENTRE if key in centred else Align.START,
                widths.get(key, 0.0),
            )
            for key in keys
        ]
        if not lines:
            empty = [TableCell(tick=False) if key == "picked" else TableCell() for key in keys]
            return table(self.voice, columns, [empty] * _EMPTY_ROWS, WRITING_ROW)
        return table(self.voice, columns, lines, least or 17.0)
