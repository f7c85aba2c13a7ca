"""The catalogues of tipdesk: extract the English sentences, carry the Arabic over, compile.

    python packaging/catalogue.py update [--merge FILE.po …]   extract, keep what is translated
    python packaging/catalogue.py check                        exit 1: stale, missing or odd
    python packaging/catalogue.py compile                      .po to .mo, as set-up does

A fragment given with --merge is a .po without a header; what it says wins over the old text.
Nothing is guessed ("fuzzy"): a changed English sentence asks for its Arabic anew.
"""

from __future__ import annotations

import argparse
import ast
import io
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from babel.messages import Catalog
from babel.messages.pofile import read_po, write_po

from tipdesk.i18n.text import compile_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "translations"
TEMPLATE = FOLDER / "tipdesk.pot"
MARKERS = {"_": 1, "N_": 1, "gettext": 1, "ngettext": 2}  # how many arguments are sentences

# Babel writes forms 4 and 5 of Arabic exchanged (python-babel issue 816); this is CLDR's order.
_PLURALS = {
    "ar": (
        "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 :"
        " n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"
    ),
    "en": "nplurals=2; plural=(n != 1);",
}
_HEADER = """\
# {title}
msgid ""
msgstr ""
"Project-Id-Version: tipdesk\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""
_TITLES = {"ar": "Arabic sentences of tipdesk.", "en": "English is the source; nothing to fill in."}

Key = str | tuple[str, ...]


def header(language: str) -> str:
    """The fixed head of a catalogue: no dates, so that equal texts give equal files."""
    return _HEADER.format(title=_TITLES[language], language=language, plurals=_PLURALS[language])


def po_path(language: str) -> Path:
    """Where the catalogue of `language` is kept."""
    return FOLDER / language / "LC_MESSAGES" / "tipdesk.po"


def extracted() -> Catalog:
    """Every marked sentence of `tipdesk/`, with the files that say it.

    Read from the syntax tree: only a literal is a sentence, `_(TITLES["x"])` marks nothing.
    """
    catalogue = Catalog(charset="utf-8")
    for path in sorted((ROOT / "tipdesk").rglob("*.py")):
        place = (path.relative_to(ROOT).as_posix(), 1)
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and (message := _marked(node)):
                catalogue.add(message, locations=[place])
    return catalogue


def _marked(call: ast.Call) -> Key | None:
    """The sentence that this call marks, or its singular and plural."""
    name: str = getattr(call.func, "id", "") or getattr(call.func, "attr", "")
    forms = MARKERS.get(name, 0)
    literals = [part.value for part in call.args[:forms] if isinstance(part, ast.Constant)]
    texts = tuple(text for text in literals if isinstance(text, str))
    if not forms or len(texts) != forms:
        return None
    return texts[0] if forms == 1 else texts


def known(text: str, language: str) -> dict[Key, Key]:
    """The translations of a catalogue or of a fragment without a header."""
    if "Plural-Forms:" not in text:
        text = header(language) + text
    catalogue = read_po(io.StringIO(text), abort_invalid=True)
    texts = {_key(message.id): _key(message.string or "") for message in catalogue if message.id}
    return {key: text for key, text in texts.items() if text and all(text)}


def _key(text: str | Sequence[str]) -> Key:
    """A sentence, or the forms of one that counts."""
    return text if isinstance(text, str) else tuple(text)


def written(catalogue: Catalog, language: str, translations: Mapping[Key, Key]) -> str:
    """The text of a .po with these sentences and what is known of their translations."""
    filled = read_po(io.StringIO(header(language)))
    for message in catalogue:
        if message.id:
            filled.add(
                message.id,
                translations.get(_key(message.id), ""),
                locations=sorted({(name, 1) for name, _line in message.locations}),
            )
    out = io.BytesIO()
    write_po(out, filled, width=0, sort_output=True, omit_header=True, include_lineno=False)
    return header(language) + out.getvalue().decode().lstrip("\n")


def template_text(catalogue: Catalog) -> str:
    """The text of the .pot, the list of English sentences."""
    out = io.BytesIO()
    plain = Catalog(charset="utf-8")
    for message in catalogue:
        if message.id:
            places = sorted({(name, 1) for name, _line in message.locations})
            plain.add(message.id, locations=places)
    write_po(out, plain, width=0, sort_output=True, omit_header=True, include_lineno=False)
    head = '# English sentences of tipdesk.\nmsgid ""\nmsgstr ""\n'
    return head + '"Content-Type: text/plain; charset=utf-8\\n"\n\n' + out.getvalue().decode()


def update(fragments: Iterable[Path] = ()) -> None:
    """Write the template and both catalogues anew; fragments add or change Arabic."""
    catalogue = extracted()
    TEMPLATE.parent.mkdir(parents=True, exist_ok=True)
    TEMPLATE.write_text(template_text(catalogue), encoding="utf-8")
    for language in _PLURALS:
        path = po_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        translations = known(path.read_text("utf-8"), language) if path.exists() else {}
        if language == "ar":
            for fragment in fragments:
                _merge(translations, fragment)
        path.write_text(written(catalogue, language, translations), encoding="utf-8")


def _merge(translations: dict[Key, Key], fragment: Path) -> None:
    for key, text in known(fragment.read_text("utf-8"), "ar").items():
        if translations.get(key, text) != text:
            print(f"{fragment.name} changes {key!r}: {translations[key]!r} -> {text!r}")
        translations[key] = text


def faults() -> list[str]:
    """What is wrong with the catalogues: stale files, sentences without Arabic."""
    problems = []
    catalogue = extracted()
    if TEMPLATE.read_text("utf-8") != template_text(catalogue):
        problems.append("translations/tipdesk.pot is not what the code says: run update")
    arabic = known(po_path("ar").read_text("utf-8"), "ar")
    for language in _PLURALS:
        text = po_path(language).read_text("utf-8")
        if text != written(catalogue, language, known(text, language)):
            problems.append(f"translations/{language} is not up to date: run update")
    for message in catalogue:
        if message.id and _key(message.id) not in arabic:
            places = ", ".join(sorted({name for name, _line in message.locations}))
            problems.append(f"no Arabic: {message.id!r} ({places})")
    return problems


def compile_all() -> None:
    """Write each .mo beside its .po, as the program would read it."""
    for language in _PLURALS:
        source = po_path(language)
        target = source.with_suffix(".mo")
        beside = target.with_suffix(".mo.new")
        beside.write_bytes(compile_po(source.read_bytes()))
        beside.replace(target)


def main() -> int:
    """Run one command; the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("command", choices=("update", "check", "compile"))
    parser.add_argument("--merge", nargs="*", type=Path, default=[], metavar="FILE.po")
    options = parser.parse_args()
    if options.command == "compile":
        compile_all()
        return 0
    if options.command == "update":
        update(options.merge)
    problems = faults()
    print("\n".join(problems) or "the catalogues are complete")
    return 1 if problems and options.command == "check" else 0


if __name__ == "__main__":
    sys.exit(main())
