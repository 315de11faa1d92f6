"""The document pane: a note laid out for a terminal, and the view of it."""
