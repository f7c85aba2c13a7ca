"""Case bundles: exported, received, checked, answered with a receipt."""
