"""docs/commands.md and docs/commands.ar.md: made of what the commands say of themselves.

python packaging/commands.py           write both pages anew
python packaging/commands.py check     exit 1: a page is not what the commands say
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from tipdesk.app import window_parser
from tipdesk.cli.main import COMMANDS, command_parser, load_command
from tipdesk.core.settings import Language
from tipdesk.i18n.text import _, set_language

ROOT = Path(__file__).resolve().parent.parent
PAGES: Mapping[Language, Path] = {
    "en": ROOT / "docs" / "commands.md",
    "ar": ROOT / "docs" / "commands.ar.md",
}
_ISOLATED = re.compile("[\u2066-\u2068]([^\u2069]*)\u2069")


class Row(NamedTuple):
    """An option or an argument: what is typed, and what it is for."""

    typed: str
    purpose: str


class Words(NamedTuple):
    """The sentences of a page that no command says, in one language."""

    title: str
    begin: str
    shared: str
    window: str
    notes: Mapping[str, str]  # by the name of a command or action


WORDS: Mapping[Language, Words] = {
    "en": Words(
        "Commands",
        "Made from the program's own help by `packaging/commands.py`; `tipdesk --help` and"
        " `tipdesk vault check --help` say the same at the terminal. [العربية](commands.ar.md)\n\n"
        "`tipdesk` means `.venv/bin/tipdesk` (Windows: `.venv\\Scripts\\tipdesk`). The vault"
        " is in `--vault DIR`, else in `TIPDESK_VAULT`, else in the user's data folder. `--lang ar`"
        " and `--lang en` choose the language of messages anywhere in a command.",
        "Every action takes:",
        "Without a command the window opens.",
        {
            "verify": "Needs no vault and writes no receipt; the receiving station does.",
            "vault": "Code and passphrase are asked at the terminal and never read from a file.",
            "vault check": "Works where the vault lies, on a write-protected disc too, and writes"
            " nothing.",
            "vault audit": "A file that is there is replaced with `--force` only.",
            "vault compact": "For a supervisor, an administrator or the receiver. A kill or a power"
            " cut leaves the old database or the new one, whole.",
            "vault undo-migration": "Only as long as nothing was recorded since.",
            "vault salvage": "For the same people as `vault compact`, or with the recovery sheet."
            " The damaged vault is never written to.",
            "authority": "The agency's certificates and trust lists, on a computer of their own"
            " without any network.",
            "print": "`custody` and `certificate` examine the chain of custody that lies beside the"
            " record as `custody.json`, or the one of `--chain`, and report discrepancies (exit"
            " status 1); with `--chain` a `statement` says when it was closed. A file that is there"
            " is replaced with `--force` only. Exit status: 0 or 1.",
            "forms": "The interview form is written as XLSForm: [forms.md](forms.md).",
        },
    ),
    "ar": Words(
        "الأوامر",
        "هذه الصفحة مأخوذة من تعليمات البرنامج نفسه بالأداة `packaging/commands.py`، ويعرضها في"
        " الطرفية الأمر `tipdesk --help`. [English](commands.md)\n\n"
        "كلمة `tipdesk` هنا تعني `.venv/bin/tipdesk`، وفي ويندوز `.venv\\Scripts\\tipdesk`. ومكان"
        " الخزنة ما يذكره `--vault DIR`، فإن لم يُذكر فما في `TIPDESK_VAULT`، وإلا فمجلد بيانات"
        " المستخدم. ولغة الرسائل يختارها `--lang ar` أو `--lang en` حيثما وردت في الأمر.",
        "خيارات تقبلها هذه الأوامر كلها:",
        "تُفتح النافذة حين لا يُذكر أمر.",
        {
            "verify": "لا يحتاج إلى خزنة ولا يكتب إيصالاً، فالإيصال تصدره محطة الاستلام.",
            "vault": "يطلب الأمر الرمز وعبارة المرور في الطرفية، ولا يقرؤهما من ملف أبداً.",
            "vault check": "يعمل حيث توجد الخزنة، ولو على قرص محمي من الكتابة، ولا يكتب شيئاً.",
            "vault audit": "لا يُستبدل ملف موجود إلا مع `--force`.",
            "vault compact": "للمشرف أو مسؤول المحطة أو موظف الاستلام. وإذا انقطع العمل أو التيار"
            " بقيت قاعدة البيانات القديمة أو الجديدة كاملة.",
            "vault undo-migration": "ما دام لم يُدوَّن شيء بعد الترقية.",
            "vault salvage": "لمن يُسمح له بالأمر `vault compact`، أو بورقة الاسترداد. ولا يُكتب في"
            " الخزنة التالفة شيء.",
            "authority": "شهادات الجهة وقوائم الثقة، على حاسوب مخصص لها لا يتصل بأي شبكة.",
            "print": "يتحقق `custody` و`certificate` من سلسلة الحيازة الموجودة بجانب السجل باسم"
            " `custody.json` أو ما يحدده `--chain`، ويذكران ما فيها من عدم تطابق (رمز الإنهاء 1)،"
            " ويذكر `statement` مع `--chain` متى أُقفلت الأقوال. ولا يُستبدل ملف موجود إلا مع"
            " `--force`. رمز الإنهاء: 0 أو 1.",
            "forms": "نموذج المقابلة مكتوب بصيغة معيارية لجداول النماذج، شرحها بالإنجليزية في"
            " [forms.md](forms.md).",
        },
    ),
}


def main(words: list[str]) -> int:
    """Write the pages, or compare them; the exit status."""
    stale = [path.name for language, path in PAGES.items() if _is_stale(language, path)]
    if words == ["check"]:
        sys.stdout.write("".join(f"{name} is not what the commands say\n" for name in stale))
        return int(bool(stale))
    for language, path in PAGES.items():
        path.write_text(page(language), "utf-8")
    return 0


def _is_stale(language: Language, path: Path) -> bool:
    return not path.exists() or path.read_text("utf-8") != page(language)


def page(language: Language) -> str:
    """The whole page in one language."""
    set_language(language)
    words = WORDS[language]
    parts = [f"# {words.title}", words.begin, "## `tipdesk`", words.window]
    parts += _table(_rows(window_parser()))
    for name, purpose in COMMANDS.items():
        parts += _command(name, _(purpose), words)
    text = "\n\n".join(parts)
    if language == "ar":
        text = text.replace("`, `", "`، `")
        text = re.sub(r"`([^`]*)`", r'<code dir="ltr">\1</code>', text)
        text = f'<div dir="rtl">\n\n{text}\n\n</div>'
    return text + "\n"


def _command(name: str, purpose: str, words: Words) -> Iterator[str]:
    parser = _sub_parsers(command_parser(name, load_command(name)))[name].parser
    actions = _sub_parsers(parser)
    yield f"## `tipdesk {_typed(name, parser)}`" if not actions else f"## `tipdesk {name}`"
    yield _as_markdown(purpose)
    yield from _paragraph(words.notes.get(name), parser.epilog)
    if not actions:
        yield from _table(_rows(parser))
        return
    shared = _shared([action.parser for action in actions.values()])
    if shared:
        yield words.shared
        yield from _table(shared)
    for action, named in actions.items():
        yield f"### `tipdesk {_typed(f'{name} {action}', named.parser)}`"
        yield _as_markdown(named.purpose)
        yield from _paragraph(words.notes.get(f"{name} {action}"), named.parser.epilog)
        yield from _table([row for row in _rows(named.parser) if row not in shared])


class Named(NamedTuple):
    """A command below another one, and what its parent says that it is for."""

    parser: argparse.ArgumentParser
    purpose: str


def _sub_parsers(parser: argparse.ArgumentParser) -> dict[str, Named]:
    for action in parser._actions:  # noqa: SLF001  argparse tells them nowhere else
        if isinstance(action.choices, dict):
            listed = action._choices_actions  # type: ignore[attr-defined]  # noqa: SLF001  nor these
            purposes = {choice.dest: choice.help or "" for choice in listed}
            return {name: Named(sub, purposes[name]) for name, sub in action.choices.items()}
    return {}


def _rows(parser: argparse.ArgumentParser) -> list[Row]:
    """Every argument but `--help`, `--lang` of the program itself, and what is not shown."""
    return [
        Row(_argument(action), _as_markdown(_purpose(action)))
        for action in parser._actions  # noqa: SLF001  argparse tells them nowhere else
        if action.help != argparse.SUPPRESS
        and not isinstance(action.choices, dict)
        and "--help" not in action.option_strings
    ]


def _shared(parsers: Iterable[argparse.ArgumentParser]) -> list[Row]:
    first, *others = [_rows(parser) for parser in parsers]
    return [row for row in first if all(row in rows for rows in others)]


def _argument(action: argparse.Action) -> str:
    """As it is typed: `--vault DIR`, `FILE`."""
    value = action.metavar or ("" if action.nargs == 0 else action.dest.upper())
    return " ".join([*action.option_strings[-1:], str(value)]).strip()


def _typed(name: str, parser: argparse.ArgumentParser) -> str:
    """The command with what it cannot do without."""
    needed = [
        _argument(action)
        for action in parser._actions  # noqa: SLF001  argparse tells them nowhere else
        if action.required and not isinstance(action.choices, dict)
    ]
    return " ".join([name, *needed])


def _purpose(action: argparse.Action) -> str:
    """The help of an argument, with its choices where it names no value."""
    choices = ", ".join(f"`{choice}`" for choice in action.choices or ())
    if action.help and action.metavar:
        return action.help
    return " ".join(part for part in (action.help, choices) if part)


def _paragraph(*sentences: str | None) -> Iterator[str]:
    words = " ".join(_as_markdown(sentence) for sentence in sentences if sentence)
    if words:
        yield words


def _as_markdown(text: str) -> str:
    """Help as Markdown: what stands in an isolate is code."""
    return _ISOLATED.sub(r"`\1`", text.replace("%%", "%")).replace("|", "\\|")


def _table(rows: Iterable[Row]) -> Iterator[str]:
    lines = [f"| `{row.typed}` | {row.purpose} |" for row in rows]
    if lines:
        yield "\n".join(["| | |", "|---|---|", *lines])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
