"""The list of files, and beginning a new one; home, and taking a shift over.

`page.FilesPage` with its table `case_table.CaseTable`, and above it what is to be remembered
(`reminders.Reminders`); `page.ask_form` where several forms are
offered. A packet of paper is typed in and a slip entered from here (`ui/paper`). What waits in a
shift is `home.HomePage`, what the one before left `taking_over.TakingOverPage`.
"""
