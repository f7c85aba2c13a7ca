"""What people see. The only layer, with app, that speaks Qt; never imports storage.

A page lives with its feature and is named in `shell.page_book.PageBook`; pages do not know each
other and ask for another one by a signal. All share `toolkit.services.Services`. Slow work goes
through `toolkit.jobs.JobRunner`. Keys are in `texts.keys.TABLE`; docs/keys.md names every one.
"""
