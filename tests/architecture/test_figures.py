"""No figure of the house becomes worse unsaid: `figures.toml` says what stands, and why."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from tests.architecture import measure
from tests.architecture.sources import kept_to_the_end

FIGURES = tomllib.loads(Path(__file__).with_name("figures.toml").read_text("utf-8"))
RELEASE = FIGURES.pop("release")


@pytest.fixture(scope="module")
def product() -> measure.House:
    with kept_to_the_end():
        return measure.read(measure.HERE)


@pytest.fixture(scope="module")
def measured(product: measure.House) -> dict[str, float]:
    return measure.figures(product)


def test_every_figure_has_its_limit(measured: dict[str, float]) -> None:
    assert measured.keys() == FIGURES.keys()


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_what_is_said_of_it(name: str, measured: dict[str, float]) -> None:
    """Whoever changes one brings `figures.toml` along; what it may be above stands there too."""
    figure = FIGURES[name]
    slack = figure.get("slack", 0)
    assert 0 <= slack <= max(1, figure["stands"] / 20)
    assert figure["stands"] - slack <= measured[name] <= figure["stands"]


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_beyond_its_goal_or_worse_than_released_has_a_written_reason(name: str) -> None:
    figure = FIGURES[name]
    assert figure["means"]
    if figure["stands"] > min(figure["goal"], figure["released"]):
        assert len(figure.get("reason", "")) > 20


def test_the_released_figures_are_of_the_version_before_this_one() -> None:
    """At a release the figures that stood in the last one are written down anew."""
    changelog = (measure.HERE / "CHANGELOG.md").read_text("utf-8")
    released = re.findall(r"^## (\d.*)$", changelog, re.MULTILINE)
    assert released[1] == RELEASE


def test_no_modules_or_folders_import_each_other(product: measure.House) -> None:
    assert measure.rings({name: product.imports(name) for name in product.trees}) == []
    assert measure.folder_rings(product) == []


def test_no_class_is_only_the_base_of_one_other(product: measure.House) -> None:
    assert measure.bases_of_one(product) == []


def test_classes_inherit_two_deep_at_most(product: measure.House) -> None:
    bases = measure.bases_of(product)
    assert [name for name in bases if measure.depth(name, bases) > 2] == []


def test_no_class_has_more_than_30_public_methods_with_those_it_inherits(
    product: measure.House,
) -> None:
    methods = measure.public_methods(product)
    assert {name: count for name, count in methods.items() if count > 30} == {}


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
    no_use = {
        **halves,
        "c.py": '# Half a word\nfrom tipdesk.a import Half\nHALF = "Half"\n',
        "d.py": "class Half: ...\nhalf = Half()\n",  # another of the same name
    }
    assert measure.bases_of_one(house(tmp_path, no_use)) == [("tipdesk.a", "Half")]
    used = {**halves, "c.py": "from tipdesk import a\nhalf = a.Half()\n"}
    assert measure.bases_of_one(house(tmp_path, used)) == []


def test_a_base_that_its_heir_makes_is_no_half(tmp_path: Path) -> None:
    """As a sheet over each window that a lid, a sheet itself, lays over the others."""
    heir = "from tipdesk import a\nclass Whole(a.Half):\n    def f(self):\n        "
    files = {"a.py": "class Half: ...\n", "b.py": heir + "return a.Half()\n"}
    assert measure.bases_of_one(house(tmp_path, files)) == []
    own_method = {**files, "b.py": heir + "return a.Half.f(self)\n"}
    assert measure.bases_of_one(house(tmp_path, own_method)) == [("tipdesk.a", "Half")]


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
