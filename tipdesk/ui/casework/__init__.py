"""The case work of a file: how it stands, and what is entered there («المتابعة»).

`page.FollowUpPage` shows what stands (`rows.standing_rows`), what is late first, and the history of
its entries (`history.history_rows`). What can be entered is planned in `plans.PLANS` and asked by
`entry_dialog.ask_entry`, of which nothing is lost: what was written and not entered is kept.
`due_list.DueListPage` lists what is owed in all files, `calendar_page.CalendarPage` a week of it.
"""
