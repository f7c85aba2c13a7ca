"""Exporting a bundle, importing receipts; the receiving station.

`export.ExportPage` shows recipient, what goes, what stays, then writes;
`receipt_import.import_receipt` reads the answer. At the Prosecution: `receiving.ReceivingPage` with
`check_panel.CheckPanel` and `register_table.RegisterTable`, `received.ReceivedPage` for what was
opened, `receipt_dialogs.ask_receipt` for the answer.
"""
