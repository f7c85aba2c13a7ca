"""A file on its way: statuses, review, four eyes, supervision, voiding, handing over a shift."""
