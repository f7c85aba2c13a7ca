"""What is printed and what comes back: documents, letters, signed pages, language cards.

Print: `printing_room.PrintingRoom.print_plan` freezes a copy, `printing_room.draw` makes it in a
job, `printing_room.PrintingRoom.record` enters what became of it. A signed page:
`signed_papers.read_scan` in a job, `signed_papers.SignedPapers.file` on the GUI thread. A need is
referred: `referring.Referring.needs`; its slip comes back: `referring.read_slip`,
`referring.Referring.record`, `referring.seal_slip`. Also `letterheads.Letterheads` and who has
checked a language card, `language_cards.Cards`.
"""
