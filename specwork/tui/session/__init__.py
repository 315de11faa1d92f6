"""Working in a session, without leaving the app: what is planned, made, tried, delivered, committed; and its end.

asking.py   what is shown of the sessions on a spec: asked behind the screen, ready to paint
doing.py    what is done in a session: the same jobs as on the command line, and the command line that does the same
drafts.py   texts that were begun and not sent: on disk every second, there again at the next start
area.py     where a text is written
listing.py  the open sessions beside each other, what came of them, and what they wait for
pane.py     all of that in one place, beside, below or over the rest
marking.py  a screen to tick files or criteria and to write one line: for deliver, commit and done
differing.py what another program changed in a journal while somebody wrote
aimed.py    which spec and session the keys mean, and the lamp; mixed into the main screen with
verbs.py    what begins a session and writes in it, and
filing.py   what asks what belongs first: deliver, commit, done
"""
