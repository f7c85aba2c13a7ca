"""One base for every dialog, and one place for the grounds of cards, strips and feet."""

import ast
from collections.abc import Iterator

from tests.architecture.sources import product

TOOLKIT = "tipdesk/ui/toolkit/"
GROUNDS = {"card", "note", "notewarn", "notedanger", "noteok", "footer"}


def calls(tree: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def outside() -> dict[str, ast.Module]:
    """The screens, without the toolkit that draws their parts."""
    screens = {name: tree for name, tree in product().items() if name.startswith("tipdesk/ui/")}
    assert any(name.startswith(TOOLKIT) for name in screens)
    return {name: tree for name, tree in screens.items() if not name.startswith(TOOLKIT)}


def test_every_dialog_stands_on_the_one_of_the_toolkit() -> None:
    bare = [
        f"{name}: class {node.name}"
        for name, tree in outside().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        and any("QDialog" in ast.unparse(base) for base in node.bases)
    ]
    bare += [
        f"{name}:{call.lineno}"
        for name, tree in outside().items()
        for call in calls(tree)
        if ast.unparse(call.func).rpartition(".")[2] == "QDialog"
    ]
    assert bare == []


def test_grounds_of_cards_strips_and_feet_come_from_the_toolkit() -> None:
    bare = [
        f"{name}:{call.lineno}"
        for name, tree in outside().items()
        for call in calls(tree)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr == "setObjectName"
        and any(isinstance(part, ast.Constant) and part.value in GROUNDS for part in call.args)
    ]
    assert bare == []
