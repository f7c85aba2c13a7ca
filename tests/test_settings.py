from pathlib import Path

import pytest

from tipdesk.__main__ import has_screen
from tipdesk.core.settings import (
    Settings,
    default_vault_dir,
    load_settings,
    resource,
    save_settings,
    settings_file,
    translations_dir,
)


def test_settings_come_back_as_saved(own_home: Path) -> None:
    changed = Settings("en", 130, "dark", 2, "arab", pin_outlasts_lid=True)
    save_settings(changed)
    assert load_settings() == changed
    assert settings_file().is_relative_to(own_home)
    assert [path.name for path in settings_file().parent.iterdir()] == ["settings.toml"]


@pytest.mark.parametrize(
    "damaged",
    [
        "",
        "language = ",
        'language = "fr"\nfont_scale = 99\nlock_minutes = 0\ndigits = 7\ntheme = "pink"',
        "lock_minutes = true\nfont_scale = 100.0",
        "\x00\xff",
        'theme = ["dark"]\nfont_scale = "130"\nlanguage = 2026-01-01',
        "theme = " + "[" * 100_000,
        "theme = " + "{a=" * 5_000,
    ],
)
def test_damaged_settings_never_stop_the_officer(tmp_path: Path, damaged: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(damaged, encoding="utf-8")
    assert load_settings(path) == Settings()


def test_a_good_setting_survives_a_bad_neighbour(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('language = "en"\nfont_scale = 1000\nunknown = 1\n', encoding="utf-8")
    assert load_settings(path) == Settings(language="en")


def test_a_wrong_setting_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    with pytest.raises(ValueError, match="lock_minutes"):
        save_settings(Settings(lock_minutes=0), path)
    assert not path.exists()


def test_the_vault_is_where_the_person_says(own_home: Path) -> None:
    assert default_vault_dir("/a", {"TIPDESK_VAULT": "/b"}) == Path("/a").absolute()
    assert default_vault_dir(None, {"TIPDESK_VAULT": "/b"}) == Path("/b").absolute()
    assert default_vault_dir(None, {}).is_relative_to(own_home)


def test_resources_are_found() -> None:
    assert resource("fonts", "IBMPlexSansArabic-Regular.ttf").is_file()
    assert resource("icons", "lock-key.svg").is_file()
    assert (translations_dir() / "ar" / "LC_MESSAGES" / "tipdesk.po").is_file()


def test_a_screen_is_found_by_its_variable_on_linux_only() -> None:
    assert not has_screen("linux", {})
    assert has_screen("linux", {"WAYLAND_DISPLAY": "wayland-0"})
    assert has_screen("linux", {"DISPLAY": ":0"})
    assert has_screen("win32", {})
