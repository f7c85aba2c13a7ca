"""The sheets of an XLSForm, and the compiler that makes a definition of them."""
