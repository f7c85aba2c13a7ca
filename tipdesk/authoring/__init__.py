"""What authors of forms bring: sheets, workbooks, definitions. Knows neither vault nor window.

`sources.sheets_from` reads a folder or a workbook, `sources.read_draft` makes a form of it with its
faults; `workbook.scan` looks through a workbook before anything else reads it;
`publishing.plan_publishing`, then `publishing.publish_planned`, write a version that never changes.
"""
