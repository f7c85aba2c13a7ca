"""Blocks on pages: grids, tables, long texts, page frames, signatures.

A paper is a list of `flow.Block`; `flow.paginate` puts them on pages, `page.Frame` is what stands
round them, `blocks.Signatures`, `tables.PrintedTable`, `grid.GridRow` and `narrative.narrative` are
the kinds of blocks, and `reading.Reading` is the case file as a paper reads it.
"""
