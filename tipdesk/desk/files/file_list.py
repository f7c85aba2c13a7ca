"""The list of files as an officer sorts and sifts it, and the views of it that they keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from tipdesk.cases.files.list_view import (
    DUE_SPANS,
    LAST_CHANGED,
    TOLD_OF_ALL,
    FileColumn,
    KeptViews,
    ListFilters,
    ListOrder,
    ListView,
)
from tipdesk.cases.files.review import RISK
from tipdesk.cases.model import Case, Status
from tipdesk.core.clock import KUWAIT
from tipdesk.core.errors import DataError, FormUnknown
from tipdesk.core.settings import Language
from tipdesk.desk.open_vault import OpenVault
from tipdesk.i18n.text import language, search_key
from tipdesk.storage import station_rows
from tipdesk.storage.files import list_rows
from tipdesk.storage.files.list_rows import ListQuestion
from tipdesk.storage.files.search import Viewer

ListPlace = list_rows.ListPlace  # after which file a window begins
FileCount = list_rows.FileCount  # how many files there are, or more than so many
MOST_IN_TABLE = 10_000
"""More files than this do not go into one table."""
_QUESTIONS = {
    FileColumn.NATIONALITY: "nationality",
    FileColumn.SITE: "intake_site_type",
    FileColumn.RISK: RISK,
}


@dataclass(frozen=True, slots=True)
class ListedFiles:
    """A window of the list. `place` None: there are no more. `alike`: nothing is written as it was
    asked, and these are found by the sound of their names."""

    cases: tuple[Case, ...]
    place: ListPlace | None
    alike: bool


class FileList:
    """Reads the list by windows. GUI thread."""

    def __init__(
        self,
        desk: OpenVault,
        viewer: Callable[[], Viewer],
        as_listed: Callable[[tuple[Case, ...]], tuple[Case, ...]],
    ) -> None:
        """`viewer` is who looks, `as_listed` takes out of rows what is not told them."""
        self._desk = desk
        self._viewer, self._as_listed = viewer, as_listed
        self._labels: dict[tuple[FileColumn, Language], Mapping[str, str]] = {}

    @property
    def supervises(self) -> bool:
        """Whether the officer is told what the list holds of every file."""
        return self._viewer().supervises

    def sorts_own(self, order: ListOrder) -> bool:
        """Whether an order holds among the files only that name the officer."""
        return not (self.supervises or order.column in TOLD_OF_ALL)

    # --- files ------------------------------------------------------------------------------

    def first_window(
        self, query: str, filters: ListFilters, order: ListOrder | None, limit: int
    ) -> tuple[ListedFiles, FileCount]:
        """The first files, at most `limit`, and how many there are; in no order that was chosen
        what was changed last comes first. Of files that name others an officer is told what
        `CaseFiles.list_cases` tells; the order and filters tell no more (`TOLD_OF_ALL`)."""
        question = self._question(query, filters, order or LAST_CHANGED)
        shown, count = list_rows.first_window(self._desk.vault, question, limit)
        return ListedFiles(self._as_listed(shown.cases), shown.last, shown.alike), count

    def window(
        self,
        query: str,
        filters: ListFilters,
        order: ListOrder | None,
        limit: int,
        after: ListPlace,
    ) -> ListedFiles:
        """The next files after a place, as `first_window`."""
        question = self._question(query, filters, order or LAST_CHANGED)
        shown = list_rows.window(self._desk.vault, question, limit, after)
        return ListedFiles(self._as_listed(shown.cases), shown.last, shown.alike)

    def _question(self, query: str, filters: ListFilters, order: ListOrder) -> ListQuestion:
        until = filters.opened_until
        return ListQuestion(
            self._viewer(),
            query=query,
            order=order,
            ranks=self._ranks(order.column),
            status=filters.status,
            officer=filters.officer,
            holder=filters.holder,
            team=filters.team,
            site=filters.site,
            nationality=filters.nationality,
            risk=filters.risk,
            opened_from=_midnight(filters.opened_from) if filters.opened_from else None,
            opened_before=_midnight(until + timedelta(days=1)) if until else None,
            due_before=self._desk.now() + DUE_SPANS[filters.due] if filters.due else None,
        )

    def _ranks(self, column: FileColumn) -> tuple[str, ...]:
        """What a column holds, in the order of its words on the screen."""
        if column is FileColumn.STATUS:
            return tuple(status.value for status in Status)
        if column not in (FileColumn.OFFICER, *_QUESTIONS):
            return ()
        values = list_rows.values_of(self._desk.vault, column)
        if column is FileColumn.RISK:  # the form names the highest first
            known = [name for name, _text in self.choices(column)]
            return tuple(sorted(values, key=lambda value: (_place(known, value), value)))
        return tuple(sorted(values, key=lambda value: search_key(self.label(column, value))))

    # --- words ------------------------------------------------------------------------------

    def choices(self, column: FileColumn) -> tuple[tuple[str, str], ...]:
        """What a filter by this column offers: values and their words on the screen. All there are,
        whatever the files hold: they would tell of it."""
        if column is FileColumn.OFFICER:
            people = station_rows.officers(self._desk.vault, removed=True)
            return tuple((officer.login, officer.name or officer.login) for officer in people)
        return tuple(self._texts(column).items())

    def teams(self) -> tuple[tuple[str, str], ...]:
        """The teams of the station: codes and names, in the order in which they were made."""
        book = self._desk.book
        return (
            tuple((code, team.name) for code, team in book.state.teams.items())
            if book.begun
            else ()
        )

    def label(self, column: FileColumn, value: str) -> str:
        """The words for what stands in a column; of several choices all of them."""
        if column is FileColumn.OFFICER:
            return dict(self.choices(column)).get(value, value)
        texts = self._texts(column)
        between = "، " if language() == "ar" else ", "
        return between.join(texts.get(name, name) for name in value.split())

    def _texts(self, column: FileColumn) -> Mapping[str, str]:
        key = (column, language())
        if key not in self._labels:
            self._labels[key] = self._of_forms(_QUESTIONS[column])
        return self._labels[key]

    def _of_forms(self, name: str) -> Mapping[str, str]:
        """The choices of a question in the forms of this station, the intake form's first."""
        texts: dict[str, str] = {}
        for form_id in self._desk.forms.form_ids():
            try:
                form = self._desk.forms.newest(form_id)
            except (DataError, FormUnknown):
                continue  # damaged: it is said where an interview is begun
            for question in form.questions():
                if question.name == name:
                    for choice in form.choices.get(question.list_name, ()):
                        texts.setdefault(choice.name, choice.label.text(language()))
        return texts

    # --- views that are kept ----------------------------------------------------------------

    def kept(self) -> KeptViews:
        """What the officer keeps of the list."""
        return list_rows.kept_views(self._desk.vault, self._desk.officer.login)

    def choose(self, name: str) -> KeptViews:
        """Open a view from now on ('': the usual one).

        Raises:
            DiskFull, VaultReadOnly: the one before stays.
        """
        return self._keep(replace(self.kept(), chosen=name))

    def keep_view(self, name: str, view: ListView) -> KeptViews:
        """Keep a view by a name, in the place of one with the same name, and open it.

        Raises:
            DiskFull, VaultReadOnly: nothing was kept.
        """
        kept = self.kept()
        return self._keep(replace(kept, views={**kept.views, name: view}, chosen=name))

    def forget_view(self, name: str) -> KeptViews:
        """Keep a view no longer; the usual one is opened.

        Raises:
            DiskFull, VaultReadOnly: it is kept.
        """
        kept = self.kept()
        views = {other: view for other, view in kept.views.items() if other != name}
        return self._keep(replace(kept, views=views, chosen=""))

    def keep_widths(self, widths: Mapping[FileColumn, int]) -> KeptViews:
        """Keep how wide columns are (pixels at 100 %), beside those that are kept.

        Raises:
            DiskFull, VaultReadOnly: they are not kept.
        """
        kept = self.kept()
        return self._keep(replace(kept, widths={**kept.widths, **widths}))

    def _keep(self, kept: KeptViews) -> KeptViews:
        list_rows.keep_views(self._desk.vault, self._desk.officer.login, kept)
        return kept


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), KUWAIT).astimezone(UTC)


def _place(known: list[str], value: str) -> int:
    return known.index(value) if value in known else len(known)
