"""What the commands say of themselves: docs/commands.md, tipdesk(1), both in Arabic too, and bash's
completion.

python packaging/commands.py           write them anew
python packaging/commands.py check     exit 1: one is not what the commands say
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from command_table import Command, Row, Table, marked, table
from debian.completion import completion
from debian.manual import manual
from tipdesk.core.settings import Language

ROOT = Path(__file__).resolve().parent.parent
PAGES: Mapping[Language, Path] = {
    "en": ROOT / "docs" / "commands.md",
    "ar": ROOT / "docs" / "commands.ar.md",
}
MANUALS: Mapping[Language, Path] = {
    "en": ROOT / "packaging" / "debian" / "files" / "tipdesk.1",
    "ar": ROOT / "packaging" / "debian" / "files" / "tipdesk.ar.1",
}
COMPLETION = ROOT / "packaging" / "debian" / "files" / "tipdesk.bash"


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
            " without any network. Without an action the window of the certification authority"
            " opens, at the folder in `TIPDESK_AUTHORITY`, else in the user's data folder;"
            " `--lang`, `--scale` and `--theme` may stand beside it.",
            "print": "`custody` and `certificate` examine the chain of custody that lies beside the"
            " record as `custody.json`, or the one of `--chain`, and report discrepancies (exit"
            " status 1); with `--chain` a `statement` says when it was closed. A file that is there"
            " is replaced with `--force` only. Exit status: 0 or 1.",
            "forms": "The interview form is written as XLSForm: [forms.md](forms.md).",
            "match-names": "Every line is answered at once; one that cannot be read with `line` and"
            " `error` in words, and the rest goes on (exit status 1). `birth` is a year, YYYY-MM-DD"
            " or dd/MM/yyyy. `score` is in bits; `unsure` is what a person has to decide. Which of"
            " two comes first changes nothing, and nothing is kept.",
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
            "authority": "شهادات الجهة وقوائم الثقة، على حاسوب مخصص لها لا يتصل بأي شبكة. وتُفتح"
            " نافذة جهة التصديق حين لا يُذكر إجراء، على المجلد المذكور في `TIPDESK_AUTHORITY`، وإلا"
            " فمجلد بيانات المستخدم؛ وتُقبل معها `--lang` و`--scale` و`--theme`.",
            "print": "يتحقق `custody` و`certificate` من سلسلة الحيازة الموجودة بجانب السجل باسم"
            " `custody.json` أو ما يحدده `--chain`، ويذكران ما فيها من عدم تطابق (رمز الإنهاء 1)،"
            " ويذكر `statement` مع `--chain` متى أُقفلت الأقوال. ولا يُستبدل ملف موجود إلا مع"
            " `--force`. رمز الإنهاء: 0 أو 1.",
            "forms": "نموذج المقابلة مكتوب بصيغة معيارية لجداول النماذج، شرحها بالإنجليزية في"
            " [forms.md](forms.md).",
            "match-names": "يُجاب عن كل سطر في حينه، وما تتعذر قراءته يُجاب عنه برقمه `line` وبما"
            " فيه من خطأ `error`، وتستمر القراءة (رمز الإنهاء 1). وقيمة `birth` سنة أو YYYY-MM-DD"
            " أو dd/MM/yyyy. والدرجة `score` بالبتات، والنتيجة `unsure` يحسمها إنسان. وترتيب"
            " الاسمين لا يغيّر شيئاً، ولا يُحفظ شيء.",
        },
    ),
}


def main(words: list[str]) -> int:
    """Write the pages, or compare them; the exit status."""
    texts = dict(_texts())
    if words == ["check"]:
        stale = [path.name for path, text in texts.items() if not _says(path, text)]
        sys.stdout.write("".join(f"{name} is not what the commands say\n" for name in stale))
        return int(bool(stale))
    for path, text in texts.items():
        path.write_text(text, "utf-8")
    return 0


def _texts() -> Iterator[tuple[Path, str]]:
    for language, path in PAGES.items():
        commands = table(language)
        yield path, page(commands, language)
        yield MANUALS[language], manual(commands, language, WORDS[language].notes)
    yield COMPLETION, completion(table("en"))


def _says(path: Path, text: str) -> bool:
    return path.exists() and path.read_text("utf-8") == text


def page(commands: Table, language: Language) -> str:
    """The whole page of Markdown in one language."""
    words = WORDS[language]
    parts = [f"# {words.title}", words.begin, "## `tipdesk`", words.window]
    parts += _markdown_table(commands.window)
    for command in commands.commands:
        parts += _command(command, words)
    text = "\n\n".join(parts)
    if language == "ar":
        text = text.replace("`, `", "`، `")
        text = re.sub(r"`([^`]*)`", r'<code dir="ltr">\1</code>', text)
        text = f'<div dir="rtl">\n\n{text}\n\n</div>'
    return text + "\n"


def _command(command: Command, words: Words) -> Iterator[str]:
    yield f"## `tipdesk {command.typed}`"
    yield from _about(command, words)
    if command.shared:
        yield words.shared
        yield from _markdown_table(command.shared)
    yield from _markdown_table(command.rows)
    for action in command.actions:
        yield f"### `tipdesk {action.typed}`"
        yield from _about(action, words)
        yield from _markdown_table(action.rows)


def _about(command: Command, words: Words) -> Iterator[str]:
    yield _as_markdown(command.purpose)
    notes = [_as_markdown(text) for text in (words.notes.get(command.name), command.epilog) if text]
    if notes:
        yield " ".join(notes)


def _as_markdown(text: str) -> str:
    """Help as Markdown: what is typed is code."""
    return marked(text, "`", "`").replace("|", "\\|")


def _markdown_table(rows: Iterable[Row]) -> Iterator[str]:
    lines = [f"| `{row.typed}` | {_purpose(row)} |" for row in rows]
    if lines:
        yield "\n".join(["| | |", "|---|---|", *lines])


def _purpose(row: Row) -> str:
    """The help of an argument, with its choices where it names no value."""
    choices = "" if row.named else ", ".join(f"`{choice}`" for choice in row.choices)
    return " ".join(part for part in (_as_markdown(row.purpose), choices) if part)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
