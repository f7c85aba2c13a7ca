"""What is asked of the list of files: its columns, their order, which files stand in it.

Of a file that names others an officer is told what `TOLD_OF_ALL` holds, and nothing else: neither a
filter nor an order by another column may tell more of it. A view is a set of all three that an
officer keeps by a name; what is unknown in one that was kept is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from tipdesk.cases.model import Case, Status


class FileColumn(StrEnum):
    """What the list can show of a file, in the order in which it is offered."""

    NUMBER = "number"
    CODE = "code"
    NAME = "name"
    REASON = "reason"  # why it waits for the supervisor
    STATUS = "status"
    NOTICE = "notice"
    CHANGED = "changed"
    OPENED = "opened"
    OFFICER = "officer"  # who opened it
    NATIONALITY = "nationality"
    SITE = "site"
    RISK = "risk"
    DEADLINE = "deadline"  # the nearest of what is owed in it


TOLD_OF_ALL = frozenset(
    {
        FileColumn.NUMBER,
        FileColumn.CODE,
        FileColumn.STATUS,
        FileColumn.NOTICE,
        FileColumn.CHANGED,
        FileColumn.OPENED,
        FileColumn.OFFICER,
    }
)
"""Of every file that is listed, whomever it names (intake-fields §2, rule 4)."""


def told_to_others(case: Case) -> Case:
    """A row of the list as it is told to whom the file does not name."""
    return replace(
        case,
        display_name="",
        urgency="",
        review_due=None,
        reply_by=None,
        non_punishment=False,
        nationality="",
        site="",
        risk="",
        deadline=None,
    )


ALWAYS = frozenset({FileColumn.NUMBER})  # a row without it could not be told from others
UNSORTED = frozenset({FileColumn.REASON})  # the usual order is by it


def usual_columns(*, supervises: bool) -> tuple[FileColumn, ...]:
    """What is shown while nobody has chosen."""
    return (
        FileColumn.NUMBER,
        FileColumn.CODE,
        FileColumn.NAME,
        *((FileColumn.REASON,) if supervises else ()),
        FileColumn.STATUS,
        FileColumn.NOTICE,
        *(() if supervises else (FileColumn.CHANGED,)),
    )


def offered_columns(*, supervises: bool) -> tuple[FileColumn, ...]:
    """What can be chosen."""
    return tuple(column for column in FileColumn if supervises or column is not FileColumn.REASON)


@dataclass(frozen=True, slots=True)
class ListOrder:
    """By which column the files stand; what has nothing there comes last either way."""

    column: FileColumn
    descending: bool = False

    def turned(self) -> ListOrder:
        """The other way round."""
        return ListOrder(self.column, descending=not self.descending)


LAST_CHANGED = ListOrder(FileColumn.CHANGED, descending=True)


class DueWithin(StrEnum):
    """Until when the nearest deadline of a file is; what is late is within any."""

    LATE = "late"
    WEEK = "week"
    MONTH = "month"


DUE_SPANS: Mapping[DueWithin, timedelta] = {
    DueWithin.LATE: timedelta(0),
    DueWithin.WEEK: timedelta(days=7),
    DueWithin.MONTH: timedelta(days=30),
}


@dataclass(frozen=True, slots=True)
class ListFilters:
    """Which files stand in the list; '' and None leave out none. `officer` is the login of who
    opened a file, `holder` of who has it now, `team` the code of the team that was given it;
    `site`, `nationality` and `risk` are choices of the form; both days are days in Kuwait."""

    status: Status | None = None
    officer: str = ""
    holder: str = ""
    team: str = ""
    site: str = ""
    nationality: str = ""
    risk: str = ""
    opened_from: date | None = None
    opened_until: date | None = None
    due: DueWithin | None = None

    @property
    def by_what_is_closed(self) -> bool:
        """Whether they ask for what is told of no file that names others."""
        return any((self.holder, self.team, self.site, self.nationality, self.risk, self.due))


NO_FILTERS = ListFilters()


@dataclass(frozen=True, slots=True)
class ListView:
    """How somebody looks at the list. Without columns they are the usual ones, without an order
    the usual one (what waits first, then what was changed last)."""

    columns: tuple[FileColumn, ...] = ()
    order: ListOrder | None = None
    filters: ListFilters = NO_FILTERS


USUAL = ListView()
LONGEST_NAME, MOST_VIEWS = 40, 20  # letters; views of one person


# --- as it is kept ----------------------------------------------------------------------------


def view_fields(view: ListView) -> dict[str, object]:
    """For the vault: plain values, without what is not chosen."""
    order = ""
    if view.order is not None:
        order = ("-" if view.order.descending else "") + view.order.column.value
    filters = {name: str(value) for name, value in asdict(view.filters).items() if value}
    return {"columns": list(view.columns), "order": order, "filters": filters}


def view_of(fields: object) -> ListView:
    """What `view_fields` gave. What a newer program wrote and this one does not know is left out;
    of something else altogether the usual view comes."""
    if not isinstance(fields, Mapping):
        return USUAL
    columns, order, filters = (fields.get(name) for name in ("columns", "order", "filters"))
    known = tuple(
        FileColumn(name)
        for name in (columns if isinstance(columns, list) else ())
        if name in list(FileColumn)
    )
    return ListView(
        tuple(dict.fromkeys(known)),
        _order_of(order if isinstance(order, str) else ""),
        _filters_of(filters if isinstance(filters, Mapping) else {}),
    )


def _order_of(text: str) -> ListOrder | None:
    with suppress(ValueError):
        column = FileColumn(text.removeprefix("-"))
        if column not in UNSORTED:
            return ListOrder(column, descending=text.startswith("-"))
    return None


def _filters_of(fields: Mapping[str, object]) -> ListFilters:
    texts = {name: value for name, value in fields.items() if isinstance(value, str)}

    def day(name: str) -> date | None:
        with suppress(ValueError):
            return date.fromisoformat(texts.get(name, ""))
        return None

    status, due = texts.get("status", ""), texts.get("due", "")
    return ListFilters(
        status=Status(status) if status in list(Status) else None,
        officer=texts.get("officer", ""),
        holder=texts.get("holder", ""),
        team=texts.get("team", ""),
        site=texts.get("site", ""),
        nationality=texts.get("nationality", ""),
        risk=texts.get("risk", ""),
        opened_from=day("opened_from"),
        opened_until=day("opened_until"),
        due=DueWithin(due) if due in list(DueWithin) else None,
    )


@dataclass(frozen=True, slots=True)
class KeptViews:
    """What somebody keeps of the list: views by name, which of them is open ('': the usual one),
    and how wide they made columns (pixels at 100 %)."""

    views: Mapping[str, ListView] = field(default_factory=dict)
    chosen: str = ""
    widths: Mapping[FileColumn, int] = field(default_factory=dict)

    @property
    def open_view(self) -> ListView:
        """The view that is chosen."""
        return self.views.get(self.chosen, USUAL)


def kept_fields(kept: KeptViews) -> dict[str, object]:
    """For the vault."""
    return {
        "views": {name: view_fields(view) for name, view in kept.views.items()},
        "chosen": kept.chosen,
        "widths": {column.value: width for column, width in kept.widths.items()},
    }


def kept_of(fields: object) -> KeptViews:
    """What `kept_fields` gave; what is not understood is left out."""
    if not isinstance(fields, Mapping):
        return KeptViews()
    views, widths, chosen = (fields.get(name) for name in ("views", "widths", "chosen"))
    known = {
        str(name): view_of(view)
        for name, view in (views if isinstance(views, Mapping) else {}).items()
    }
    return KeptViews(
        known,
        chosen if isinstance(chosen, str) and chosen in known else "",
        {
            FileColumn(name): width
            for name, width in (widths if isinstance(widths, Mapping) else {}).items()
            if name in list(FileColumn) and type(width) is int and width > 0
        },
    )
