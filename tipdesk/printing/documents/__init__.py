"""The documents that tipdesk prints, one module each, and their registry.

`registry.draw` finds a document by its key, `registry.render_packs` makes numbered blank packs. A
module has a function that gives the blocks of its paper, such as `intake.statement`,
`referral_letter.referral` (with its reply slip), `cover.cover`, `review_sheet.review_sheet`,
`chain_log.custody` and `chain_certificate.certificate`.
"""
