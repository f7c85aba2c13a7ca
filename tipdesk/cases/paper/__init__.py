"""What leaves and comes back on paper: prints, letters of referral, signed pages, their codes."""
