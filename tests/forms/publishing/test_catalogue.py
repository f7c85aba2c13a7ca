"""Published definitions: found, checked, never changed."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.forms.sheets_for_tests import compiled, question, section
from tipdesk.core.errors import FormDefinitionInvalid, FormPublished, FormUnknown, TargetNotWritable
from tipdesk.forms.model import FormDefinition
from tipdesk.forms.publishing.catalogue import Catalogue, load_published, publish, read_digests
from tipdesk.forms.publishing.definition_json import with_digest

FIRST = compiled(section("s", question("text", "a")))
SECOND = with_digest(replace(FIRST, version=2))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tiny").mkdir()
    publish(tmp_path / "tiny", FIRST)
    publish(tmp_path / "tiny", SECOND)
    return tmp_path


def test_versions_are_found_and_loaded(folder: Path) -> None:
    catalogue = load_published(folder)
    assert catalogue.forms() == ("tiny",)
    assert catalogue.versions("tiny") == (1, 2)
    assert catalogue.newest("tiny") == SECOND
    assert catalogue.get("tiny", 1) == FIRST
    assert catalogue.get("tiny", 1) is catalogue.get("tiny", 1)


def test_what_is_not_published_is_unknown(folder: Path) -> None:
    catalogue = load_published(folder)
    for form, version in (("tiny", 3), ("other", 1)):
        with pytest.raises(FormUnknown) as caught:
            catalogue.get(form, version)
        assert caught.value.details == {"form": form, "version": version}
    with pytest.raises(FormUnknown):
        catalogue.newest("other")
    assert load_published(folder / "tiny").forms() == ()


def opened(folder: Path) -> FormDefinition:
    return load_published(folder).get("tiny", 1)


def test_a_changed_file_is_refused(folder: Path) -> None:
    path = folder / "tiny" / "v1.json"
    path.write_bytes(path.read_bytes().replace(b'"PP"', b'"IN"'))
    with pytest.raises(FormDefinitionInvalid) as caught:
        opened(folder)
    assert caught.value.details["first"] == "v1.json: digest differs"


@pytest.mark.parametrize("data", [None, b"", b"\xff", b"{}"])
def test_a_file_that_cannot_be_used_is_refused(folder: Path, data: bytes | None) -> None:
    path = folder / "tiny" / "v1.json"
    path.unlink() if data is None else path.write_bytes(data)
    with pytest.raises(FormDefinitionInvalid):
        opened(folder)


def test_a_file_under_another_number_is_refused(folder: Path) -> None:
    (folder / "tiny" / "v1.json").write_bytes((folder / "tiny" / "v2.json").read_bytes())
    (folder / "tiny" / "published.toml").write_text(f'[sha256]\n1 = "{SECOND.digest}"\n', "utf-8")
    with pytest.raises(FormDefinitionInvalid):
        opened(folder)


@pytest.mark.parametrize("text", ["[sha256", "[sha256]\none = 'x'\n", "sha256 = 3\n"])
def test_a_broken_list_is_refused(folder: Path, text: str) -> None:
    (folder / "tiny" / "published.toml").write_text(text, "utf-8")
    with pytest.raises(FormDefinitionInvalid):
        load_published(folder)


def test_a_published_version_never_changes(folder: Path) -> None:
    other = compiled(section("s", question("text", "b")))
    before = (folder / "tiny" / "v1.json").read_bytes()
    with pytest.raises(FormPublished):
        publish(folder / "tiny", other)
    assert (folder / "tiny" / "v1.json").read_bytes() == before
    publish(folder / "tiny", FIRST)
    publish(folder / "tiny", other, replace=True)
    assert opened(folder) == other
    assert read_digests(folder / "tiny" / "published.toml").keys() == {1, 2}


def test_a_target_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(TargetNotWritable):
        publish(tmp_path / "missing", FIRST)


def test_the_shipped_forms_are_found_without_naming_a_folder() -> None:
    catalogue: Catalogue = load_published()
    assert "victim-intake" in catalogue.forms()
    assert catalogue.newest("victim-intake").form_id == "victim-intake"
