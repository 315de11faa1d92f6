"""The tree of specs: what lies in it, and how it is painted."""
