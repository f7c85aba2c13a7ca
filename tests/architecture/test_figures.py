"""No figure of the house becomes worse unsaid: `figures.toml` says what stands, and why."""

import ast
import tomllib
from pathlib import Path

import pytest

from tests.architecture import measure

FIGURES = tomllib.loads(Path(__file__).with_name("figures.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def measured() -> dict[str, float]:
    return measure.figures(measure.read(measure.HERE))


def test_every_figure_has_its_limit(measured: dict[str, float]) -> None:
    assert measured.keys() == FIGURES.keys()


@pytest.mark.parametrize("name", FIGURES)
def test_no_figure_is_worse_than_it_was(name: str, measured: dict[str, float]) -> None:
    """Whoever makes one worse raises it in `figures.toml`, with the reason beside it."""
    assert measured[name] <= FIGURES[name]["stands"]


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_beyond_its_goal_has_a_written_reason(name: str) -> None:
    figure = FIGURES[name]
    assert figure["means"]
    if figure["stands"] > figure.get("goal", figure["stands"]):
        assert len(figure.get("reason", "")) > 20


def house(tmp_path: Path, files: dict[str, str]) -> measure.House:
    for name, text in files.items():
        path = tmp_path / "tipdesk" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        for folder in path.parents:
            if folder.is_relative_to(tmp_path / "tipdesk"):
                (folder / "__init__.py").touch()
    return measure.read(tmp_path)


def test_a_class_that_is_cut_in_two_is_seen(tmp_path: Path) -> None:
    halves = {
        "a.py": "class Half: ...\n",
        "b.py": "from tipdesk.a import Half\nclass Whole(Half): ...\n",
    }
    assert measure.bases_of_one(house(tmp_path, halves)) == [("tipdesk.a", "Half")]
    used = {**halves, "c.py": "from tipdesk.a import Half\nhalf = Half()\n"}
    assert measure.bases_of_one(house(tmp_path, used)) == []


def test_methods_and_depth_are_counted_over_files(tmp_path: Path) -> None:
    chain = house(
        tmp_path,
        {
            "a.py": "class A:\n    def a(self): ...\n    def _own(self): ...\n",
            "b.py": "from tipdesk.a import A\nclass B(A):\n    def b(self): ...\n",
            "c.py": "from tipdesk import b\nfrom tipdesk.b import B as Base\n"
            "class C(Base):\n    def a(self): ...\n    def c(self): ...\n",
        },
    )
    assert measure.public_methods(chain)["tipdesk.c", "C"] == 3
    bases = measure.bases_of(chain)
    assert bases["tipdesk.c", "C"] == [("tipdesk.b", "B")]
    assert measure.depth(("tipdesk.c", "C"), bases) == 2


def test_rings_between_folders_are_seen_also_within_functions(tmp_path: Path) -> None:
    ring = {
        "desk/one/a.py": "from tipdesk.desk.two import b\n",
        "desk/two/b.py": "def f():\n    from tipdesk.desk.one import a\n",
    }
    folder_rings = measure.folder_rings(house(tmp_path, ring))
    assert folder_rings == [["tipdesk.desk.one", "tipdesk.desk.two"]]
    assert measure.rings({"a": {"b"}, "b": set()}) == []


def test_what_a_test_reaches_for_inside_is_counted(tmp_path: Path) -> None:
    (tmp_path / "test_x.py").write_text(
        "page._table.click()\n"  # 1
        "self._mine = 1\n"
        'getattr(page, "_rows")\n'  # 2
        "page.findChild(QLabel)\n"  # 3
        "page.__class__\n"
        "driver.press()\n",
        "utf-8",
    )
    assert measure.private_uses(tmp_path) == 3


def test_imports_for_types_alone_do_not_count(tmp_path: Path) -> None:
    files = {
        "a.py": "",
        "b.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from tipdesk import a\n"
        "def f():\n    from tipdesk import a\n",
    }
    sample = house(tmp_path, files)
    assert sample.imports("tipdesk.b") == set()
    assert sample.imports("tipdesk.b", inner=True) == {"tipdesk.a"}
    assert isinstance(sample.trees["tipdesk.b"], ast.Module)
