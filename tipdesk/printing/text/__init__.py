"""Arabic text in lines: bidi, line breaks, shaping, faces and styles.

`layout.layout` makes lines of a text: `pieces.WordRun` takes most of it as one string,
`cutting.pieces` the rest; `bidi.visual_order` is UAX 9, `line_breaks.line_breaks` UAX 14,
`fonts.faces` the faces and `layout.styles` the sizes.
"""
