"""What goes into the installer for Windows: programs of mingw, a list of files, words in two languages."""

import re
import subprocess
from pathlib import Path

import pytest

from tipdesk import app
from windows import installer, programs

WINDOWS = Path(programs.__file__).parent


def test_starters_say_their_version_and_hold_no_clock(tmp_path: Path) -> None:
    for folder in ("first", "second"):
        programs.starters(tmp_path / folder, "1.2.3")
    for name in ("tipdesk.exe", "tipdeskc.exe"):
        data = (tmp_path / "first" / name).read_bytes()
        assert data == (tmp_path / "second" / name).read_bytes()
        assert "1.2.3".encode("utf-16-le") in data
        assert b"PerMonitorV2" in data
        assert b"longPathAware" in data
        assert str(tmp_path).encode() not in data


def test_the_library_of_the_installer_is_the_same_wherever_it_is_made(tmp_path: Path) -> None:
    """ld would place it by the path that it is written to."""
    (tmp_path / "other").mkdir()
    installer.make_library(tmp_path / "setup.dll")
    installer.make_library(tmp_path / "other" / "setup.dll")
    first, second = tmp_path / "setup.dll", tmp_path / "other" / "setup.dll"
    assert first.read_bytes() == second.read_bytes()


def test_only_the_console_is_one(tmp_path: Path) -> None:
    programs.starters(tmp_path, "1.2.3")
    kinds = {}
    for name in ("tipdesk.exe", "tipdeskc.exe"):
        dumped = ["x86_64-w64-mingw32-objdump", "-p", tmp_path / name]
        text = subprocess.run(dumped, check=True, capture_output=True, text=True).stdout
        kinds[name] = re.findall(r"\((Windows \w+)\)", text)
    assert kinds == {"tipdesk.exe": ["Windows GUI"], "tipdeskc.exe": ["Windows CUI"]}


def test_every_file_of_a_tree_is_listed_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("z.txt", "app/b/2.txt", "app/b/1.txt", "app/a.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert installer.listed(tmp_path).splitlines() == [
        'SetOutPath "$INSTDIR\\$Tree.part\\app"',
        f'File "{tmp_path / "app/a.txt"}"',
        'SetOutPath "$INSTDIR\\$Tree.part\\app\\b"',
        f'File "{tmp_path / "app/b/1.txt"}"',
        f'File "{tmp_path / "app/b/2.txt"}"',
        'SetOutPath "$INSTDIR\\$Tree.part"',
        f'File "{tmp_path / "z.txt"}"',
    ]


def test_a_name_that_nsis_would_read_as_its_own_is_refused(tmp_path: Path) -> None:
    (tmp_path / "$INSTDIR.txt").touch()
    with pytest.raises(ValueError, match="INSTDIR"):
        installer.listed(tmp_path)


def test_the_installer_says_everything_in_both_languages() -> None:
    text = (WINDOWS / "setup.nsh").read_text("utf-8")
    sentences = re.findall(r'^LangString (\w+) \$\{LANG_(\w+)\} "(.+)"$', text, re.MULTILINE)
    names = {
        language: {name for name, of, _ in sentences if of == language}
        for language in ("ARABIC", "ENGLISH")
    }
    assert names["ARABIC"] == names["ENGLISH"]
    for name, language, words in sentences:
        has_arabic = bool(re.search("[\u0600-\u06ff]", words))
        assert has_arabic == (language == "ARABIC"), name
    asked = set(re.findall(r"\$\(([A-Z_]+)\)", (WINDOWS / "setup.nsi").read_text("utf-8")))
    assert asked == names["ARABIC"]
    assert len(sentences) == len(text.splitlines()) - 2  # the comment


def test_the_windows_are_named_as_their_pages_are() -> None:
    """Left alone NSIS gives the Arabic title another word for installing than the pages have."""
    script = (WINDOWS / "setup.nsi").read_text("utf-8")
    text = (WINDOWS / "setup.nsh").read_text("utf-8")
    for command, caption, button in (
        ("Caption", "CAPTION", "INSTALL"),
        ("UninstallCaption", "UN_CAPTION", "REMOVE"),
    ):
        assert f'\n{command} "$({caption})"\n' in script
        for language in ("ARABIC", "ENGLISH"):
            verb = re.search(
                rf'^LangString {button} \${{LANG_{language}}} "(.+)"$', text, re.MULTILINE
            )
            title = re.search(
                rf'^LangString {caption} \${{LANG_{language}}} "(.+)"$', text, re.MULTILINE
            )
            assert verb
            assert title
            assert verb[1] in title[1]


def test_exit_codes_are_those_that_are_promised() -> None:
    script = (WINDOWS / "setup.nsi").read_text("utf-8")
    promised = re.search(r"Exit codes: (.+)\.", script)
    assert promised
    assert (
        promised[1]
        == "0 done, 3 Windows too old, 4 the program is open, 5 no room, 6 anything else"
    )
    library = (WINDOWS / "setup.c").read_text("utf-8")
    assert "enum { DONE = 0, OPEN = 4, NO_ROOM = 5, FAILED = 6 };" in library


def test_windows_and_shortcut_come_together_under_one_name() -> None:
    """Of the taskbar, to which the shortcut is pinned; on Linux the desktop entry has it."""
    script = (WINDOWS / "setup.nsi").read_text("utf-8")
    assert f'!define WINDOWS_NAME "{app._SYSTEM_NAME}"' in script
    entry = WINDOWS.parent / "debian" / "files" / "tipdesk.desktop"
    assert f"\nStartupWMClass={app._SYSTEM_NAME}\n" in entry.read_text("utf-8")
    assert entry.stem == app._SYSTEM_NAME
