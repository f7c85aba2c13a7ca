"""Looking at pages and pictures and listening to sound, without a copy on any disk.

`attachment_view.show_attachment` chooses the viewer, `pages.PdfPreview` turns pages that a child
process drew, `sound.SoundView` plays while it decrypts, `attachment_line.about_file` says what a
file is.
"""
