"""Attachments of a file: taken in, described, acquired.

`page.AttachmentsPage` with `attachment_cards.AttachmentCards`; `folder_intake.ask_from_folder`
takes in from a camera or scanner; `acquisition_dialog.record_acquisition` says how a file was
acquired.
"""
