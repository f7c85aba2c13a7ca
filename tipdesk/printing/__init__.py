"""How it is printed: values in, PDF bytes out. Never imports storage, bundle, desk, ui.

`documents.registry.DOCUMENTS` is the table of all that is printed, `documents.rendering.draw` makes
any of it of a frozen case file as `plan.PrintOptions` ask;
`wording.wording` has its fixed words, `plan.highest_level` what a copy may carry, and
`preview.rasterise` makes pictures of its pages for screen and printer. A job may run all of it.
"""
