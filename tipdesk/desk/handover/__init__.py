"""Case bundles: exported, received, checked, answered with a receipt.

Export: `handover.Handover.plan` (GUI thread), `packing.pack` (job), `handover.Handover.record` (GUI
thread). Receive: `receiving.Receiving.plan`, `checking.check` (job), then
`receiving.Receiving.accept` or `receiving.Receiving.refuse`; `received_content.read_content` holds
record, chain and attachments against what was approved. Receipt:
`handover.Handover.import_receipt`, whose meaning for a file is `receipts.Receipts.standing`.
"""
