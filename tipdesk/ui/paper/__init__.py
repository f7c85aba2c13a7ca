"""Printing, saving, referrals and signed papers at the window.

`page.PaperPage` previews; `documents.offer_documents` offers papers and copies,
`print_dialog.ask_print` asks printer and purpose, `print_run.PrintRun` paints page by page,
`print_dialog.save_pdf` saves. `signed_papers.SignedPapersPart` files a scan,
`referrals.ReferralSide` and `referrals.enter_reply` are letter and slip,
`emergency_packs.type_in_pack` a pack, `letterhead_dialog.set_letterhead` the head.
"""
