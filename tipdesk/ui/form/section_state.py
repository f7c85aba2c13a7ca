"""What a section shows at one moment: the state, the answers, and what the page wants of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tipdesk.cases.interview.closed_words import ClosedWords
from tipdesk.cases.interview.statement import FrozenAccount
from tipdesk.cases.model import Answer
from tipdesk.core.settings import Language
from tipdesk.forms.model import Group, row_path
from tipdesk.forms.rules.rules import FormRules
from tipdesk.forms.rules.state import FormState
from tipdesk.ui.form.repeat_row import RowWords
from tipdesk.ui.form.row_words import summary, waits
from tipdesk.ui.form.suggestion_strips import Offer


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything that a section shows at one moment."""

    state: FormState
    answers: Mapping[str, Answer]
    needed: frozenset[str]  # paths that the next step waits for
    quick: bool = False
    read_only: bool = False
    masked: bool = False
    typed: Mapping[str, str] = field(default_factory=dict)  # words that are no answer yet, by path
    remarks: Mapping[str, str] = field(default_factory=dict)  # of a supervisor, by path
    advice: Mapping[str, str] = field(default_factory=dict)  # what other files have, by path
    amendable: bool = False
    kept: Mapping[str, str] = field(default_factory=dict)  # offered beside a colleague's answer
    frozen: FrozenAccount | None = None
    offers: Mapping[str, tuple[Offer, ...]] = field(default_factory=dict)  # suggested, by path
    closed_words: tuple[ClosedWords, ...] = ()  # of this section, where nothing is asked

    def closed(self, path: str) -> bool:
        """Whether the answer at `path` is only shown."""
        return self.read_only or (self.frozen is not None and self.frozen.closes(path))


def row_said(
    rules: FormRules, shown: Shown, repeat: Group, row: int, language: Language
) -> RowWords:
    """What the line of a row says of it, but for its title."""
    typed = (*shown.typed, *shown.kept)
    head = f"{row_path(repeat.name, row)}/"
    return RowWords(
        "",
        summary(rules, shown.state, repeat, row, language, masked=shown.masked),
        waits(shown.state, repeat, row, needed=shown.needed, typed=typed, remarks=shown.remarks),
        any(one.closed and path.startswith(head) for path, one in shown.answers.items()),
    )
