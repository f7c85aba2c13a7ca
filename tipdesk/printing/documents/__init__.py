"""The documents that tipdesk prints: their one table, what draws each, and how they become PDF.

`registry.DOCUMENTS` has a line for each: lists, the command and the desk ask there, and it imports
nothing that draws. `rendering.draw` makes one by its key, `rendering.render_packs` numbered blank
packs, `envelopes.render_envelopes` the pages of a station kit, `key_card.render_key_card` the card
of all keys. A new
document is a module with a function that gives its blocks, such as
`intake.statement`, `referral_letter.referral` (with its reply slip), `cover.cover`,
`review_sheet.review_sheet`, `chain_log.custody` and `chain_certificate.certificate`; its words in
`resources/texts`; and a line.
"""
