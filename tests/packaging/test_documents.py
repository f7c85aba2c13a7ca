"""The documents: links that lead somewhere, names that exist, no traces of a workplace."""

import re
import tomllib
from pathlib import Path

import pytest

from tipdesk import __version__

ROOT = Path(__file__).resolve().parents[2]
DECISIONS = ROOT / "docs" / "decisions"
GIVEN_OUT = {
    157,
    158,
    159,
    161,
}  # numbers of decisions that come with work of the same weeks
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK_PATTERN = re.compile(r"\]\((?!https?:)([^)#\s]*)(#[^)\s]+)?\)(?!`)")
NAMED_FILE = re.compile(r"`((?:tipdesk|packaging|resources|tests|translations)/[\w./-]*[\w/])`")


def anchors(text: str) -> set[str]:
    """GitHub's anchors of the headings."""
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {"#" + re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_the_documents_of_the_house_are_there() -> None:
    assert {path.name for path in ROOT.glob("*.md")} == {
        "README.md", "README.ar.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md",
        "SECURITY.md",
    }  # fmt: skip
    assert "Apache License" in (ROOT / "LICENSE").read_text("utf-8")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(document: Path) -> None:
    for target, anchor in LINK_PATTERN.findall(document.read_text("utf-8")):
        path = document.parent / target if target else document
        assert path.exists(), target
        if anchor:
            assert anchor in anchors(path.read_text("utf-8")), anchor


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_file_that_is_named_exists(document: Path) -> None:
    named = NAMED_FILE.findall(document.read_text("utf-8"))
    missing = [
        name
        for name in named
        if not (ROOT / name).exists()
        and not (ROOT / "tests" / name).exists()  # so the table of docs/windows.md names tests
        and name != "tests/_screens"  # which tests make
        and not name.endswith("/v1")  # a label of a derived key, `tipdesk/dek-box/v1`
    ]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_document_names_a_machine(document: Path) -> None:
    text = document.read_text("utf-8")
    if document.name == "printing.md":  # where every Linux keeps what is printed
        text = re.sub(r"/(?:etc|var)/(?:spool|log)?/?cups", "", text)
    text = text.replace("/usr/lib/tipdesk", "")  # where every Debian keeps a package's own files
    text = text.replace("/var/cache/apt/archives", "")  # and what apt has fetched
    assert not re.search(r"(?<![\w.])/(?:home|root|tmp|work|Users|opt|usr|var|srv)/", text)
    assert not re.search(r"\b(?:localhost|\d{1,3}(?:\.\d{1,3}){3})\b", text)


def test_both_readmes_give_the_same_commands() -> None:
    english, arabic = ((ROOT / name).read_text("utf-8") for name in ("README.md", "README.ar.md"))
    for command in ("python3 packaging/dev.py run", "python3 packaging/dev.py test",
                    r"py packaging\dev.py run", "tipdesk demo --out DIR", "xvfb-run"):  # fmt: skip
        assert command in english
        assert command in arabic


def test_both_readmes_promise_the_same() -> None:
    english, arabic = (
        [part.count("\n* ") for part in (ROOT / name).read_text("utf-8").split("\n## ")]
        for name in ("README.md", "README.ar.md")
    )
    assert [count for count in english if count] == [count for count in arabic if count]


def test_the_readmes_are_short_and_their_pictures_small() -> None:
    for name in ("README.md", "README.ar.md"):
        text = (ROOT / name).read_text("utf-8")
        assert text.count("\n") <= 150, name
        pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text)
        assert len(pictures) == 2
        assert all((ROOT / picture).stat().st_size <= 150_000 for picture in pictures)
        assert len(re.findall(r"^\d+\. \*\*", text, re.MULTILINE)) == 10, name


def test_the_arabic_readme_has_latin_words_in_code_alone() -> None:
    text = (ROOT / "README.ar.md").read_text("utf-8")
    prose = re.sub(
        r"^    .*$|<code[^>]*>.*?</code>|<[^>]+>|\]\([^)]*\)", "", text, flags=re.MULTILINE
    )
    assert set(re.findall(r"[A-Za-z]+", prose)) == {"English"}  # the way to the other page


def test_the_picture_of_the_house_is_the_house() -> None:
    """The floors of ARCHITECTURE are those that the import rules hold, top to bottom."""
    picture = (ROOT / "ARCHITECTURE.md").read_text("utf-8").split("```")[1]
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    layers = next(contract for contract in rules["contracts"] if contract["id"] == "layers")[
        "layers"
    ]
    floors = [re.split(r"  +", line.strip())[:-1] for line in picture.strip().splitlines()]
    drawn = [{word.strip() for part in floor for word in part.split("·")} for floor in floors]
    drawn = [{name for name in floor if re.fullmatch(r"\w+", name)} for floor in drawn]
    assert drawn == [{name.strip() for name in layer.split("|")} for layer in layers]


def test_the_changelog_names_this_version_and_every_one_before() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", __version__)
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    released = [heading for heading in headings if heading != "Unreleased"]
    assert released[0] == __version__
    assert released[-2:] == ["0.2.0", "0.1.0"]
    assert released == sorted(
        released, key=lambda name: [int(part) for part in name.split(".")], reverse=True
    )


def test_a_decision_is_one_page_with_its_headings_and_stands_in_the_index() -> None:
    index = (DECISIONS / "README.md").read_text("utf-8")
    listed = re.findall(r"^\* \[(\d{3})\]\((\1-[a-z0-9-]+\.md)\) (.+)$", index, re.MULTILINE)
    pages = sorted(path.name for path in DECISIONS.glob("*.md") if path.name != "README.md")
    assert sorted(name for _number, name, _title in listed) == pages
    numbers = [int(name[:3]) for name in pages]
    assert len({*numbers}) == len(numbers)
    assert {*range(1, numbers[-1] + 1)} - {*numbers} <= GIVEN_OUT
    for number, name, title in listed:
        text = (DECISIONS / name).read_text("utf-8")
        assert text.startswith(f"# {number} {title}\n"), name
        headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
        assert headings in (
            ["Context", "Decision", "Refused"],
            ["Context", "Decision", "Refused", "Figure"],
        ), name
        assert text.count("\n") <= 100, name


def test_from_a_new_authority_to_a_referral_the_install_pages_name_the_same_buttons() -> None:
    """What the pages tell somebody to press stands in the window, in both languages, in one
    order."""
    catalogue = (ROOT / "translations/ar/LC_MESSAGES/tipdesk.po").read_text("utf-8")
    arabic = dict(re.findall(r'^msgid "(.*)"\nmsgstr "(.*)"$', catalogue, re.MULTILINE))
    english_page, arabic_page = (
        (ROOT / "docs" / name).read_text("utf-8") for name in ("install.md", "install.ar.md")
    )
    english = _section(english_page, "From a new certification authority")
    pressed = re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", english)
    assert len(pressed) > 20
    assert [words for words in pressed if words not in arabic] == []
    quoted = re.findall("«([^»]+)»", _section(arabic_page, "من جهة تصديق جديدة"))
    assert quoted == [arabic[words] for words in pressed]


def _section(page: str, heading: str) -> str:
    """What stands under a heading that begins so."""
    return page.split(f"\n## {heading}")[1].split("\n## ", maxsplit=1)[0]
