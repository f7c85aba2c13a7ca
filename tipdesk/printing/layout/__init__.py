"""Blocks on pages: grids, tables, long texts, page frames, signatures."""
