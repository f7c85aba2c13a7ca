"""Why a file is opened, whom it names, and other files about the same person.

`reason_dialog.ask_reason` before a file that names others; `readers_dialog.show_readers` names and
hides; `search_other_files.ask_for_other_file` asks whether there is another file;
supervisors go through the reasons on `review_of_reasons.AccessReasonsPage`, of which
`reasons_waiting.AccessReasonsNote` reminds.
"""
