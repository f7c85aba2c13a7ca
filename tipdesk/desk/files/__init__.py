"""Who opens which file: the list, named readers, reasons for access, level 4."""
