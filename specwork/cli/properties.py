"""The command `props`: the properties of a note, shown and changed one key at a time."""

from argparse import ArgumentParser, Namespace

from specwork import shapes
from specwork.cli.main import Asked
from specwork.cli.opened import changes, desk, file_path, tell
from specwork.cli.terminal import Out, shown
from specwork.desk import Desk
from specwork.domain.command import word
from specwork.errors import BadUsage
from specwork.work import notes
from vault.errors import Refused
from vault.notes import frontmatter
from vault.notes.values import Value
from vault.typed import Any

ACTIONS = ("get", "set", "unset", "append", "remove")


def add_props(parser: ArgumentParser) -> object:
    parser.add_argument("path", metavar="PATH", help="a note")
    parser.add_argument("action", nargs="?", choices=ACTIONS, help="without it, all properties are shown")
    parser.add_argument("key", nargs="?", metavar="KEY", help="which property")
    parser.add_argument("values", nargs="*", metavar="VALUE", help="several make a list")
    parser.add_argument("--text", action="store_true", help="take every value as text")
    parser.add_argument("--list", action="store_true", help="set a list, also of one value")
    changes(parser)
    return _props


def _props(asked: Asked, options: Namespace) -> int:
    vault = desk(asked)
    path = file_path(vault, options.path)
    if options.action in (None, "get"):
        return _show(asked, vault, path, options.key)
    if options.key is None:
        raise BadUsage(f"{options.action} which property?", hint=f"specwork props {word(path)} {options.action} KEY")
    values = [value if options.text else typed(value) for value in options.values]
    named: dict[str, Any] = {"path": path, "name": options.key}
    how = {"dry_run": options.dry_run, "expect": options.expect}
    if options.action == "unset":
        return tell(asked, vault.run(notes.unset_property, **how, **named), options)
    if not values:
        raise BadUsage(
            f"{options.action} {options.key} to what?",
            hint=f"specwork props {word(path)} {options.action} {word(options.key)} VALUE",
        )
    if options.action == "set":
        value: Value = values if len(values) > 1 or options.list else values[0]
        return tell(asked, vault.run(notes.set_property, **how, **named, value=value), options)
    if len(values) > 1:
        raise BadUsage(f"{options.action} takes one value", hint="say it once for each value")
    job = notes.append_property if options.action == "append" else notes.remove_from_property
    return tell(asked, vault.run(job, **how, **named, value=values[0]), options)


def typed(text: str) -> Value:
    """A value as it was typed: a truth, a whole number, or text."""
    if text in ("true", "false"):
        return text == "true"
    digits = text.removeprefix("-")
    if digits.isascii() and digits.isdigit() and (digits == "0" or not digits.startswith("0")) and len(digits) < 16:
        return int(text)
    return text


def _show(asked: Asked, vault: Desk, path: str, name: str | None) -> int:
    text, known_as = vault.text(path)
    front = frontmatter.read(text)
    if front and front.problem:
        raise Refused(f"its front matter cannot be read: {front.problem}", where=path, hint="mend it by hand")
    properties = dict(front.properties) if front else {}
    if name is not None:
        value = front.get(name) if front else None
        properties = {name: value}
    if asked.out.json:
        asked.out.answer(shapes.answer(path=path, hash=known_as, properties=properties))
    elif name is not None:
        for line in _lines(properties[name]):
            asked.out.line(line)
    else:
        _list(asked.out, properties)
    return 0


def _list(out: Out, properties: dict[str, Value]) -> None:
    out.table((shown(name), ", ".join(_lines(value))) for name, value in properties.items())


def _lines(value: Value) -> list[str]:
    if value is None:
        return []
    if isinstance(value, bool):
        return ["true" if value else "false"]
    if isinstance(value, list):
        return [line for item in value for line in _lines(item)]
    if isinstance(value, dict):
        from json import dumps

        return [dumps(value)]
    return [shown(str(value))]
