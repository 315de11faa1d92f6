"""The app for a terminal: the whole vault under one's fingers. The only room that knows Textual.

How it fits together
  start.py      opens the app; loads Textual only then
  first.py      where there is no vault yet; vaults.py remembers those that were opened
  app.py        the app: asks behind the screen, tells what came of it, holds theme, keys and glyphs
  turns.py      what is typed is heard key by key, and kept for a screen that is on its way
  terminal.py   what the terminal sends, made fit to be read
  backstage.py  the one thread that owns the desk; Textual-free
  working.py    work that takes long: how far it is, and that it should end; Textual-free
  home.py       the main screen: tree, tabs, panes; footprints.py where one was, narrowing.py what one sees of it,
                telling.py the single rows around
  keyed.py      with leaping.py and stage.py: what every screen can do
  fitting.py    a screen at a size, laid out once; scrolled.py: a view that grows without laying out the rest
  over.py       small screens over another: Picker, Reading, Question, Prompt; choices.py their list
  keys.py       the one table of what can be done with a key
  looks.py      tones and glyphs; specwork.tcss where things stand
  clean.py      text of a vault on its way to the screen
  tree/         rows.py what there is, model.py what of it is seen, view.py its painting
  finder/       from a piece of a name to whatever bears it
  panes/        one side of the chosen spec each; the package says what a pane is

A new **pane**: see `panes/__init__.py`.

A new **action**: one line in `keys.ACTIONS` (id, keys, word for the footer, what `?` says, group, places, command-line
twin, rank in the footer) and a method `do_<id>(self)` on the widget, pane or screen that answers it; the one nearest to
the focus is asked. `can_<id>(self) -> str` may say why not now. Footer, `?`, palette and remapping follow.

A new **screen**: a subclass of `stage.Stage` (whole) or `keyed.Over` (over another) with `place = "board"`, a `KeyBar`
at its end, and an action that does `self.app.push_screen(Board())`. If it defines `refreshed(news)`, it is told of
changes while it is on the stack.

**Asking the vault**: `self.app.ask(question, then, group=...)` from anywhere (panes: `self.ask`). It is called
with the desk on the backstage thread and returns a plain value, everything in it ready to be painted; `then` gets it on
the screen's thread. Of one group only the last question is answered. What may take long is given a word, `long=`: the
footer tells how far it is, and Escape ends it. `fresh=`: of the files as they are just now. **Changing it**:
`self.app.change(deed, then, twin="specwork …")`, where the deed returns `desk.run(job, …)`; every screen hears of it as
of any outside change.

**Keys that come early**: a screen that needs an answer first is opened by `self.ask_for(question, show)`, and what is
typed meanwhile is kept for it. Where that takes more than one question: `turn = self.hold()`, then `self.come(turn,
screen)` once it stands there, or `self.come(turn)` if none will.

**Calm**: what a key changes is told in one turn, so that it is one painting, and nothing is refreshed that did not
change; what takes more than a few milliseconds to read or lay out is part of the question (`layout.laid_out`).

**Painting**: line by line (`render_line`), only what is seen, with `looks.paint(self, tone, ground)` and
`looks.glyphs(self)`. Text of a vault passes `clean.shown` first and never reaches Textual as a plain string: use
segments, or `clean.content` for a title; toasts go through `app.tell`.
"""
