"""Reports as pages to paste, to send and to print: Markdown and HTML. Pure: text in, text out."""
