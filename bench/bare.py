"""The least that a Textual app can be: one line, and any key writes it anew. What an app of ours is held against."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class Bare(App[None]):
    count = 0

    def compose(self) -> ComposeResult:
        yield Static("Hello there")

    def on_key(self) -> None:
        self.count += 1
        self.query_one(Static).update(f"Hello there, {self.count}")


if __name__ == "__main__":
    Bare().run()
