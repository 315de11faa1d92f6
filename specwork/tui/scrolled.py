"""A view that paints its own lines, and that may become longer or shorter without anything beside it moving.

What Textual does by itself when the size of what is scrolled changes is to lay out the whole screen.
"""

from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.widget import Widget


class Scrolled(ScrollView):
    """Its lines are as wide as it is itself. Where there is no cursor to be moved, the keys move the lines."""

    def sized(self, lines: int) -> None:
        """So many lines are there to be scrolled."""
        size = Size(self.scrollable_content_region.width, lines)
        if size == self.virtual_size:
            return
        room = self.container_size.height
        shown = self.styles.overflow_y == "scroll" or lines > room
        if room and shown != self.show_vertical_scrollbar:
            self.virtual_size = size  # the bar comes or goes
            return
        self.set_reactive(Widget.virtual_size, size)
        if room and self.scrollbar_size_vertical:
            self.vertical_scrollbar.window_virtual_size = lines
        self.scroll_y = self.validate_scroll_y(self.scroll_y)

    def do_down(self) -> None:
        self.scroll_relative(y=1, animate=False)

    def do_up(self) -> None:
        self.scroll_relative(y=-1, animate=False)

    def do_page_down(self) -> None:
        self.scroll_relative(y=max(1, self.size.height // 2), animate=False)

    def do_page_up(self) -> None:
        self.scroll_relative(y=-max(1, self.size.height // 2), animate=False)

    def do_top(self) -> None:
        self.scroll_to(y=0, animate=False)

    def do_bottom(self) -> None:
        self.scroll_to(y=self.max_scroll_y, animate=False)
