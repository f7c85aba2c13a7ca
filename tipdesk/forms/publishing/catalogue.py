"""The published definitions of this station: found, checked against their digests, loaded.

A form lives in a folder of its own name. `published.toml` there holds, for every published version,
the SHA-256 of `v<version>.json`. A published version never changes: old interviews open and print
with the definition they were taken with.

Choices may have other names for fields that search (`also_called`): «تغالوغ» finds Filipino.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tipdesk.core.errors import FormDefinitionInvalid, FormPublished, FormUnknown
from tipdesk.core.plain_file import write_files
from tipdesk.core.settings import resource
from tipdesk.forms.model import FormDefinition
from tipdesk.forms.publishing.definition_json import definition_to_json, digest_of, known_definition

# --- other names of choices -------------------------------------------------------------------


_LIKE = {"document_issuer": "country"}  # lists that hold another one, and more


def also_called(list_name: str) -> Mapping[str, tuple[str, ...]]:
    """Choice → what people call it beside its label; empty for most lists."""
    return _tables().get(_LIKE.get(list_name, list_name), {})


@cache
def _tables() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    tables = tomllib.loads(resource("words", "search.toml").read_text(encoding="utf-8"))
    return {
        list_name: {choice: tuple(names) for choice, names in table.items()}
        for list_name, table in tables.items()
    }


PUBLISHED = "published.toml"


class Catalogue:
    """Every published version of every form. A definition is read when first asked for."""

    def __init__(self, published: Mapping[str, Mapping[int, tuple[Path, str]]]) -> None:
        self._published = published
        self._loaded: dict[tuple[str, int], FormDefinition] = {}

    def forms(self) -> tuple[str, ...]:
        """The ids of the forms, sorted."""
        return tuple(sorted(self._published))

    def versions(self, form_id: str) -> tuple[int, ...]:
        """The published versions of a form, oldest first; empty when it is unknown."""
        return tuple(sorted(self._published.get(form_id, {})))

    def digest(self, form_id: str, version: int) -> str:
        """The digest that a version was published with; '' when it is unknown."""
        return self._published.get(form_id, {}).get(version, (Path(), ""))[1]

    def newest(self, form_id: str) -> FormDefinition:
        """The newest published version.

        Raises:
            FormUnknown: no version is published. FormDefinitionInvalid: as `get`.
        """
        versions = self.versions(form_id)
        if not versions:
            raise FormUnknown(form=form_id, version="")
        return self.get(form_id, versions[-1])

    def get(self, form_id: str, version: int) -> FormDefinition:
        """One version.

        Raises:
            FormUnknown: it is not published here.
            FormDefinitionInvalid: the file is missing, differs from its digest or is no definition.
        """
        known = self._loaded.get((form_id, version))
        if known is not None:
            return known
        if version not in self._published.get(form_id, {}):
            raise FormUnknown(form=form_id, version=version)
        path, digest = self._published[form_id][version]
        definition = load_version(path.parent, version, digest)
        if definition.form_id != form_id:
            raise FormDefinitionInvalid(count=1, first=f"{path.name}: form differs")
        self._loaded[form_id, version] = definition
        return definition


class SingleForm(Catalogue):
    """A catalogue of one definition that is published nowhere, for trying it."""

    def __init__(self, definition: FormDefinition) -> None:
        place = (Path(), definition.digest)
        super().__init__({definition.form_id: {definition.version: place}})
        self._loaded[definition.form_id, definition.version] = definition


def load_version(folder: Path, version: int, digest: str) -> FormDefinition:
    """The published `version` in `folder`, held to its digest.

    Raises:
        FormDefinitionInvalid: the file is missing, differs from its digest or is no definition.
    """
    path = folder / f"v{version}.json"
    try:
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FormDefinitionInvalid(count=1, first=f"{path.name}: {error}") from error
    definition = known_definition(text)
    if definition.digest != digest:
        raise FormDefinitionInvalid(count=1, first=f"{path.name}: digest differs")
    if definition.version != version:
        raise FormDefinitionInvalid(count=1, first=f"{path.name}: version differs")
    return definition


def load_published(folder: Path | None = None) -> Catalogue:
    """The catalogue of `folder` (one folder a form; resources/forms when None). Definitions are
    read when asked for.

    Raises:
        FormDefinitionInvalid: a `published.toml` cannot be read.
    """
    published: dict[str, dict[int, tuple[Path, str]]] = {}
    for path in sorted((folder or resource("forms")).glob(f"*/{PUBLISHED}")):
        published[path.parent.name] = {
            version: (path.parent / f"v{version}.json", digest)
            for version, digest in read_digests(path).items()
        }
    return Catalogue(published)


def read_digests(path: Path) -> dict[int, str]:
    """Version → digest, from a `published.toml`; empty when there is none.

    Raises:
        FormDefinitionInvalid: the file cannot be read.
    """
    try:
        record = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        return {int(version): str(digest) for version, digest in record.get("sha256", {}).items()}
    except (OSError, UnicodeDecodeError, ValueError, AttributeError) as error:
        raise FormDefinitionInvalid(count=1, first=f"{path.name}: {error}") from error


def digests_text(digests: Mapping[int, str]) -> str:
    """The text of a `published.toml`."""
    lines = [f'{version} = "{digests[version]}"' for version in sorted(digests)]
    head = "# SHA-256 of every published version. Lines are added, never changed.\n[sha256]\n"
    return head + "".join(line + "\n" for line in lines)


def publish(folder: Path, definition: FormDefinition, *, replace: bool = False) -> Path:
    """Write `v<version>.json` and its digest into `folder`; the file that was written.

    A version that is published already stays as it is. `replace` overwrites it, which is for
    versions that no station has yet.

    Raises:
        FormPublished: the version is published with other contents.
        DiskFull, TargetNotWritable: nothing was changed.
    """
    files = published_files(folder, definition, replace=replace)
    write_files({folder / name: data for name, data in files.items()})
    return folder / f"v{definition.version}.json"


def published_files(
    folder: Path, definition: FormDefinition, *, replace: bool = False
) -> dict[str, bytes]:
    """What `publish` writes into `folder`, by name. Raises FormPublished, as there."""
    text = definition_to_json(definition)
    digest, version = digest_of(text), definition.version
    digests = read_digests(folder / PUBLISHED)
    if digests.get(version, digest) != digest and not replace:
        raise FormPublished(form=definition.form_id, version=version)
    digests[version] = digest
    return {
        f"v{version}.json": text.encode("utf-8"),
        PUBLISHED: digests_text(digests).encode("utf-8"),
    }
