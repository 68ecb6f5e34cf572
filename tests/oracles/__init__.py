"""Reference cases from outside (R, published tables, certified data) held against the public functions."""
