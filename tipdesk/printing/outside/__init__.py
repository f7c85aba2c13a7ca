"""Files from outside, read in a process of its own that may end at any time.

`own_process.Child` starts, feeds, bounds and ends it. What runs inside: `page_process.main` draws
pages of a PDF or TIFF, `code_process.main` reads codes of scanned pages, `emblem_process.main`
decodes an emblem. Callers use `own_process.IsolatedPages`, `own_process.read_codes`,
`own_process.read_replies` and `own_process.emblem_of`.
"""
