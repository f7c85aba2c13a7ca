"""Arabic text in lines: bidi, line breaks, shaping, faces and styles."""
