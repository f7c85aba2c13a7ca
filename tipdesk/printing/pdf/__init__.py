"""The PDF file: objects, structure, archive rules, embedded faces, the pen.

Blocks draw with a `pen.Pen`, which tags everything for people who hear a paper
(`structure.Structure`); `pdf_file.PdfFile` is the file, `embedding.EmbeddedFont` a face with one
code for each letter, `pen.draw_line` a line of text.
"""
