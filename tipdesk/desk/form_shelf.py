"""Form definitions as files need them: the version that a file was taken with, for ever."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from tipdesk.cases.model import Case
from tipdesk.errors import FormDefinitionInvalid, FormUnknown, FormUnreadable
from tipdesk.forms.catalogue import Catalogue, load_published
from tipdesk.forms.definition_json import definition_from_json, definition_to_json
from tipdesk.forms.model import FormDefinition
from tipdesk.forms.rules import FormRules
from tipdesk.settings import resource
from tipdesk.storage import case_rows
from tipdesk.storage.vault import Vault

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
    """Within: a faulty form is said as what it is to an officer, who cannot mend its sheets."""
    try:
        yield
    except FormDefinitionInvalid as error:
        raise FormUnreadable(**error.details) from error


class FormShelf:
    """Definitions from the vault first, then from the program; rules made once for each."""

    def __init__(self, vault: Vault, catalogue: Catalogue) -> None:
        self._vault = vault
        self._catalogue = catalogue
        self._rules: dict[tuple[str, int], FormRules] = {}
        self._kept: set[str] = set()  # digests known to be in the vault

    def newest(self) -> FormDefinition:
        """The newest published intake form.

        Raises:
            FormUnreadable: it is damaged.
        """
        with _no_author_here():
            return self._catalogue.newest(INTAKE_FORM)

    def keep(self, form: FormDefinition, at: datetime) -> None:
        """Keep in the vault the definition that a file is about to be taken with."""
        kept = case_rows.KeptForm(form.form_id, form.version, form.digest, definition_to_json(form))
        case_rows.keep_form(self._vault, kept, at)

    def rules(self, form_id: str, version: int) -> FormRules:
        """The rules of one version.

        Raises:
            FormUnknown: neither vault nor program has it.
            FormUnreadable: it is damaged.
        """
        key = (form_id, version)
        if key not in self._rules:
            with _no_author_here():
                self._rules[key] = FormRules(self._definition(form_id, version))
        return self._rules[key]

    def rules_of(self, case: Case) -> FormRules:
        """The rules of the version that the file was taken with."""
        return self.rules(case.form_id, case.form_version)

    def _definition(self, form_id: str, version: int) -> FormDefinition:
        kept = case_rows.find_form(self._vault, form_id, version)
        if kept is not None:
            definition = definition_from_json(kept.body)
            if definition.digest == kept.digest:
                return definition
            raise FormUnknown(form=form_id, version=version)
        return self._catalogue.get(form_id, version)
