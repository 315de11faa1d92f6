"""Board, graph and health, and the small screens in which things are changed.

  sheet.py      what the three whole screens have in common; opening.py how one gets to them
  columns.py    the model of the board, cards.py its painting, board.py its screen
  nearby.py     what stands around a spec; layering.py, drawing.py and outline.py how that is laid out;
                graph.py its screen
  health.py     what is done about what is wrong, findings.py the list of it; asking.py what it asks behind the screen,
                apart.py what it asks of another process
  taking_in.py  a note that is no spec becomes one
  waits.py      what a spec waits for: one more, or one less
  changing.py   new, status, title, place, number, archive; past.py undo, redo and all that was done
  preview.py    what a change would do, file by file, before anybody says yes

What is shown as a preview is what is done: if the vault has changed in between, nothing is done, and one looks again.
"""
