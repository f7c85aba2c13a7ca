"""Files from outside, read in a process of its own that may end at any time.

`own_process.Child` starts, feeds, bounds and ends it; `beginning.begin` confines it before it
reads a byte. What runs inside: `page_process.main` draws pages of a PDF or TIFF and
pictures, `code_process.main` reads codes of scanned pages, `emblem_process.main` decodes an emblem,
`sound_process.main` a sound. Callers use `own_process.IsolatedPages`, `own_process.read_codes`,
`own_process.read_replies`, `own_process.emblem_of`, `isolated_sound.IsolatedSound` and
`isolated_sound.sound_facts`. While somebody may soon look at files one process waits for them
(`own_process.expect_files`).
"""
