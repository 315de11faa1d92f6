"""The finder: type a piece of an id, a title, a heading or a path, and go there.

names.py      everything that can be found, made behind the screen once for each state of the vault
matching.py   which of it fits what was typed, the best first; pure
screen.py     the screen over another, with the note beside where there is room
"""
