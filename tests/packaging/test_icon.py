"""The icon of the program is its drawing."""

from PIL import Image, ImageChops

import icon


def test_the_icon_is_drawn_from_its_drawing() -> None:
    with Image.open(icon.FOLDER / "tipdesk.ico") as file:
        assert {size for size, _ in file.info["sizes"]} == set(icon.SIZES)
        for size in icon.SIZES:
            kept = file.ico.getimage((size, size)).convert("RGBA")
            difference = ImageChops.difference(kept, icon.drawn(size))
            assert max(high for _low, high in difference.getextrema()) <= 2, size
    with Image.open(icon.FOLDER / "tipdesk-48.png") as file:
        assert file.convert("RGBA").tobytes() == icon.drawn(48).tobytes()
