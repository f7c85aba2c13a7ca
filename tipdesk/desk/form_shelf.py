"""Form definitions as files need them: the version that a file was taken with, for ever."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from tipdesk.cases.model import Case
from tipdesk.core.errors import FormDefinitionInvalid, FormUnknown, FormUnreadable
from tipdesk.core.settings import resource
from tipdesk.desk.deed_book import DeedBook
from tipdesk.forms.model import FormDefinition, LocalText
from tipdesk.forms.publishing.catalogue import Catalogue, load_published
from tipdesk.forms.publishing.definition_json import definition_to_json, known_definition
from tipdesk.forms.rules.rules import FormRules, rules_for
from tipdesk.storage import station_rows
from tipdesk.storage.database import Database

INTAKE_FORM = "victim-intake"


def published_forms() -> Catalogue:
    """The forms that came with this version of the program.

    Raises:
        FormUnreadable: their list cannot be read.
    """
    with _no_author_here():
        return load_published(resource("forms"))


@contextmanager
def _no_author_here() -> Iterator[None]:
    """Within: a faulty form is said as what it is to an officer, who cannot correct its sheets."""
    try:
        yield
    except FormDefinitionInvalid as error:
        raise FormUnreadable(**error.details) from error


@dataclass(frozen=True, slots=True)
class ShelvedForm:
    """The version of a form that new interviews are taken with."""

    form_id: str
    version: int
    title: LocalText
    digest: str
    quick: bool  # whether it has answers of quick mode
    came_with_program: bool


class FormShelf:
    """Definitions from the vault first, then from the program; rules made once for each.

    What lies in the vault counts where the program came with the same, or where a deed of two names
    it: by levels and releases of its own a form would open what it should close.
    """

    def __init__(self, vault: Database, catalogue: Catalogue, book: DeedBook) -> None:
        self._vault = vault
        self._catalogue = catalogue
        self._book = book
        self._rules: dict[tuple[str, int], FormRules] = {}
        self._held: set[tuple[str, str, int]] = set()  # files whose form is that of their deed
        self._loaded: dict[tuple[str, int], FormDefinition] = {}  # neither source ever changes one

    def versions(self, form_id: str) -> Mapping[int, str]:
        """Version → digest of every definition that is here; what the vault has counts first."""
        shipped = {
            version: self._catalogue.digest(form_id, version)
            for version in self._catalogue.versions(form_id)
        }
        stored = self._stored()
        return shipped | {version: digest for form, version, digest in stored if form == form_id}

    def _stored(self) -> tuple[tuple[str, int, str], ...]:
        """What counts of the vault's own."""
        return tuple(
            (form, version, digest)
            for form, version, digest in station_rows.form_versions(self._vault)
            if self._counts(form, version, digest)
        )

    def _counts(self, form_id: str, version: int, digest: str) -> bool:
        """Whether new interviews may be taken with it."""
        if not self._book.begun:
            return True  # a vault of before, opened for recovery
        shipped = version in self._catalogue.versions(form_id)
        if shipped and self._catalogue.digest(form_id, version) == digest:
            return True
        return self._book.state.forms.get((form_id, version)) == digest

    def form_ids(self) -> tuple[str, ...]:
        """The forms that an interview can be taken with, the intake form first."""
        stored = {form for form, _version, _digest in self._stored()}
        form_ids = sorted({*self._catalogue.forms(), *stored})
        return tuple(sorted(form_ids, key=lambda form: form != INTAKE_FORM))

    def newest(self, form_id: str = "") -> FormDefinition:
        """The newest version of a form ('': the intake form), installed here or with the program.

        Raises:
            FormUnknown: there is no such form here.
            FormUnreadable: it is damaged.
        """
        wanted = form_id or next(iter(self.form_ids()), INTAKE_FORM)
        versions = self.versions(wanted)
        if not versions:
            raise FormUnknown(form=wanted, version="")
        with _no_author_here():
            return self._definition(wanted, max(versions))

    def shelved(self) -> tuple[ShelvedForm, ...]:
        """What new interviews can be taken with.

        Raises:
            FormUnreadable: one of them is damaged.
        """
        return tuple(self._shelved(self.newest(form_id)) for form_id in self.form_ids())

    def _shelved(self, form: FormDefinition) -> ShelvedForm:
        return ShelvedForm(
            form.form_id,
            form.version,
            form.title,
            form.digest,
            quick=any(question.quick for question in form.questions()),
            came_with_program=self._catalogue.digest(form.form_id, form.version) == form.digest,
        )

    def every_version(self, form_id: str) -> tuple[FormDefinition, ...]:
        """The definitions of all versions that are here, oldest first.

        Raises:
            FormUnreadable: one of them is damaged.
        """
        with _no_author_here():
            return tuple(
                self._definition(form_id, version) for version in sorted(self.versions(form_id))
            )

    def keep(self, form: FormDefinition, at: datetime) -> None:
        """Keep in the vault the definition that a file is about to be taken with."""
        if (form.form_id, form.version, form.digest) in station_rows.form_versions(self._vault):
            return
        stored = station_rows.KeptForm(
            form.form_id, form.version, form.digest, definition_to_json(form)
        )
        station_rows.keep_form(self._vault, stored, at)

    def rules(self, form_id: str, version: int) -> FormRules:
        """The rules of one version.

        Raises:
            FormUnknown: neither vault nor program has it.
            FormUnreadable: it is damaged.
        """
        key = (form_id, version)
        if key not in self._rules:
            with _no_author_here():
                self._rules[key] = rules_for(self._definition(form_id, version))
        return self._rules[key]

    def rules_of(self, case: Case) -> FormRules:
        """The rules of the version that the file was taken with.

        Raises:
            FormUnknown: as `rules`; or the deed that opened the file names another one.
            FormUnreadable: as `rules`.
        """
        held = (case.id, case.form_id, case.form_version)
        if held not in self._held:  # asked at every key: a file's deed never changes
            named = self._book.state.taken_with.get(case.id)
            if named is not None and named[:2] != held[1:]:
                raise FormUnknown(form=case.form_id, version=case.form_version)
            self._held.add(held)
        return self.rules(case.form_id, case.form_version)

    def _is_known(self, form_id: str, version: int, digest: str) -> bool:
        """Whether it may be used for new interviews or a file was opened with it: a later program
        may not bring that version along."""
        taken = (form_id, version, digest) in self._book.state.taken_with.values()
        return taken or self._counts(form_id, version, digest)

    def _definition(self, form_id: str, version: int) -> FormDefinition:
        key = (form_id, version)
        if key not in self._loaded:
            self._loaded[key] = self._load(form_id, version)
        return self._loaded[key]

    def _load(self, form_id: str, version: int) -> FormDefinition:
        stored = station_rows.find_form(self._vault, form_id, version)
        if stored is not None and self._is_known(form_id, version, stored.digest):
            definition = known_definition(stored.body)
            if definition.digest == stored.digest:
                return definition
            raise FormUnknown(form=form_id, version=version)
        return self._catalogue.get(form_id, version)
