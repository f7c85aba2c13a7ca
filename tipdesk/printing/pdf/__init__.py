"""The PDF file: objects, structure, archive rules, embedded faces, the pen."""
