"""Speed and memory, measured: seeded vaults, floors to compare with, and the table."""
