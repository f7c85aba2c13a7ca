"""What leaves and comes back on paper: prints, letters of referral, signed pages, their codes.

A page is known by `prints.PageCode`, a slip by `prints.ReplyCode`, a blank pack by
`prints.new_serials`. `prints.changed_pages` says what has to be printed anew;
`referrals.missing` why a letter may not be written, `referrals.slip_of` what a slip is to a file;
`signed_papers.scan_of` which state a scan shows and `signed_papers.why_it_stays` whether it may
leave; `letterhead.checked_letterhead` refuses the name of a shelter.
"""
