"""The engine: notes, links and files of an Obsidian vault. It knows nothing of epics, sessions or screens."""
