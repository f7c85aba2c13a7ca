"""How it is printed: values in, PDF bytes out. Never imports storage, bundle, desk, ui."""
