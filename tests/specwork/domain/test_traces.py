"""The comment that leads from a deliverable back to its spec: in the file's own syntax, where it changes nothing."""

import configparser
import shutil
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from specwork.domain.comments import ENDINGS
from specwork.domain.traces import Trace, added, comment_for, relinked, removed, trace_place, traces
from vault.errors import Refused
from vault.text import applied

SPEC = "[[../../spec|1001 Storage]]"
JOURNAL = "[[../../context|Implementation Journal]]"


def traced(path: str, text: bytes, spec: str = SPEC, journal: str | None = JOURNAL) -> bytes:
    return applied(text, added(path, text, spec, journal))


def pair(opening: str, closing: str = "", newline: str = "\n") -> bytes:
    return f"{opening}Spec: {SPEC}{closing}{newline}{opening}Context: {JOURNAL}{closing}{newline}".encode()


def only(path: str, text: bytes) -> Trace:
    (found,) = traces(path, text)
    return found


def test_a_blank_line_keeps_the_pair_from_becoming_the_documentation_of_a_package() -> None:
    text = b"package main\n"
    after = traced("a.go", text)
    assert after == pair("// ") + b"\n" + text
    twice = traced("a.go", after, "[[other]]", None)
    assert twice == pair("// ") + b"// Spec: [[other]]\n\n" + text
    assert applied(twice, removed(twice, traces("a.go", twice)[1])) == after
    assert applied(after, removed(after, only("a.go", after))) == text


def test_a_pair_looks_like_this() -> None:
    assert traced("a.sh", b"#!/bin/sh\nmount -a\n") == (
        b"#!/bin/sh\n"
        b"# Spec: [[../../spec|1001 Storage]]\n"
        b"# Context: [[../../context|Implementation Journal]]\n"
        b"mount -a\n"
    )


# reading


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("a.sh", "#Spec:[[x|X]]\n", id="no blanks"),
        pytest.param("a.sh", "  ##   SPEC  :   [[x|X]]   \n", id="many blanks"),
        pytest.param("a.sh", "# Specification: [[x|X]]\n", id="the long word"),
        pytest.param("a.md", "<!-- Generated from: [[x|X]] -->\n", id="what it was generated from"),
        pytest.param("a.md", "<!--Spec: [X](x.md)-->\n", id="a Markdown link"),
        pytest.param("a.md", "# T\n\nwords\n\n<!-- Spec: [[x|X]] -->\n", id="below other words"),
        pytest.param("a.md", "<!--\nSpec: [[x|X]]\nContext: [[c]]\n-->\n", id="inside of a comment of many lines"),
        pytest.param("a.ts", "/**\n * Spec: [[x|X]]\n */\n", id="behind the star of a block"),
        pytest.param("a.ts", "/* Spec: [[x|X]] */\n", id="a block in a file of slashes"),
        pytest.param("a.c", "// Spec: [[x|X]]\n", id="slashes in a file of blocks"),
        pytest.param("a.ini", "# Spec: [[x|X]]\n", id="the other sign of an INI file"),
        pytest.param("a.bat", ":: Spec: [[x|X]]\n", id="the other way of a batch file"),
        pytest.param("a.sh", "# Spec: [[x|X]], and more\n", id="words behind it"),
        pytest.param("a.sh", "\ufeff# Spec: [[x|X]]\r\n", id="a byte order mark and CRLF"),
        pytest.param("a.sh", "# Spec: [[x|X]]", id="no end of the line"),
        pytest.param("a.sh", "x\n" * 29 + "# Spec: [[x|X]]\n", id="in the thirtieth line"),
        pytest.param("a.md", "---\n" + "a: 1\n" * 40 + "---\n<!-- Spec: [[x|X]] -->\n", id="below long front matter"),
        pytest.param(
            "a.js", "/*\n" + " * w\n" * 40 + " * @jest-environment x\n */\n// Spec: [[x|X]]\n", id="below a long pragma"
        ),
    ],
)
def test_a_trace_is_read_however_it_was_typed(path: str, text: str) -> None:
    content = text.encode()
    found = only(path, content)
    assert found.target in ("x", "x.md")
    assert found.alias == "X"
    assert content[found.raw_start : found.raw_end].decode() == found.raw
    assert content[: found.start].count(b"\n") + 1 == found.line
    assert found.raw.encode() in content[found.start : found.end]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("a.md", "Spec: [[x]]\n", id="words of a note"),
        pytest.param("a.md", "```html\n<!-- Spec: [[x]] -->\n```\n", id="an example in a note"),
        pytest.param("a.md", "    <!-- Spec: [[x]] -->\n", id="an indented example"),
        pytest.param("a.md", "---\n<!-- Spec: [[x]] -->\n---\n", id="front matter"),
        pytest.param("a.sh", "x # Spec: [[x]]\n", id="behind code"),
        pytest.param("a.sh", "// Spec: [[x]]\n", id="another language's comment"),
        pytest.param("a.sh", "# Spec: x\n", id="no link"),
        pytest.param("a.sh", "# Spec: [x](https://example.com/spec)\n", id="a link into the web"),
        pytest.param("a.sh", "# see Spec: [[x]]\n", id="words before the label"),
        pytest.param("a.sh", "# Context: [[x]]\n", id="a journal alone"),
        pytest.param("a.sh", "x\n" * 30 + "# Spec: [[x]]\n", id="in the thirty-first line"),
        pytest.param("a.ts", "/* a\n */\n* Spec: [[x]]\n", id="below the end of a block"),
    ],
)
def test_what_is_no_trace_is_not_read(path: str, text: str) -> None:
    assert traces(path, text.encode()) == []


def test_a_journal_belongs_to_the_spec_in_the_line_above() -> None:
    text = b"# Spec: [[a]]\n# Context: [[b|B]]\n# Spec: [[c]]\n\n# Context: [[d]]\n"
    first, second = traces("a.sh", text)
    assert (first.raw, first.context_raw, first.end) == ("[[a]]", "[[b|B]]", 33)
    assert text[first.context_start : first.context_end] == b"[[b|B]]"
    assert (second.raw, second.line, second.context_raw, second.context_start) == ("[[c]]", 3, None, None)


def test_many_pairs_are_all_read() -> None:
    text = b"#!/bin/sh\n"
    for number in range(40):
        text = traced("a.sh", text, f"[[s{number}]]", f"[[c{number}]]")
    assert [trace.target for trace in traces("a.sh", text)] == [f"s{number}" for number in range(40)]


# changing


def test_other_links_leave_all_else_as_it_was() -> None:
    text = b"#!/bin/sh\r\n##  spec :  [[a|A]]  words \xff\r\n# Context: [[b]]\r\n"
    edits = relinked(only("a.sh", text), "[[new|N]]", "[J](j.md)")
    assert applied(text, edits) == b"#!/bin/sh\r\n##  spec :  [[new|N]]  words \xff\r\n# Context: [J](j.md)\r\n"
    assert relinked(only("a.sh", text), None, None) == []
    assert relinked(only("a.sh", text), "[[a|A]]", "[[b]]") == []
    assert relinked(only("a.sh", b"# Spec: [[a]]\n"), None, "[[b]]") == []


@pytest.mark.parametrize(
    ("path", "text", "left"),
    [
        ("a.ts", "/* Spec: [[a]]\n * words */\nx\n", "/* \n * words */\nx\n"),
        ("a.ts", "/* Spec: [[a]] */ x();\n", "/*  */ x();\n"),
        ("a.ts", "/* words\n * Spec: [[a]]\n * Context: [[b]] */\nx\n", "/* words\n * \n *  */\nx\n"),
        ("a.ts", "/* Spec: [[a]]\n * Context: [[b]] */\nx\n", "x\n"),
        ("a.md", "<!--\nSpec: [[a]]\nContext: [[b]]\nwords\n-->\n", "<!--\nwords\n-->\n"),
    ],
)
def test_a_line_that_holds_more_than_the_trace_loses_only_the_trace(path: str, text: str, left: str) -> None:
    content = text.encode()
    assert applied(content, removed(content, only(path, content))).decode() == left


@pytest.mark.parametrize(
    ("path", "said", "written"),
    [
        pytest.param("a.md", "a --> b -- c", "a - -> b -- c", id="the end of a comment in Markdown"),
        pytest.param("a.xml", "a -- b --- c", "a - - b - - - c", id="two hyphens in XML"),
        pytest.param("a.css", "a */ b /* c", "a * / b / * c", id="the end of a comment in CSS"),
        pytest.param("a.php", "a ?> b", "a ? > b", id="the end of PHP"),
        pytest.param("a.java", "C:\\users", "C:\\ users", id="an escape that Java reads"),
        pytest.param("a.py", "1001 coding: x", "1001 coding : x", id="what would name an encoding"),
        pytest.param("a.ml", 'a "b', "a ''b", id="a text that OCaml would look for the end of"),
        pytest.param("a.bib", "a@b", "a(at)b", id="what would begin an entry"),
        pytest.param("a.bat", "100%~", "100% ~", id="what would stop a batch file"),
        pytest.param("a.js", "a\nb\u2028c", "a b c", id="ends of lines"),
        pytest.param("a.rs", "a\u202eb", "a b", id="what turns the direction of reading"),
        pytest.param("a.sh", "a */ --> b -- c", "a */ --> b -- c", id="what means nothing here"),
    ],
)
def test_a_title_that_would_break_the_comment_is_broken_up(path: str, said: str, written: str) -> None:
    text = b"<?php\n" if path.endswith("php") else b"@echo off\n" if path.endswith("bat") else b""
    after = traced(path, text, f"[[../spec|{said}]]", f"[{said}](../context.md)")
    found = only(path, after)
    assert (found.raw, found.context_raw) == (f"[[../spec|{written}]]", f"[{written}](../context.md)")
    assert applied(after, removed(after, found)) == text
    again = applied(after, relinked(found, f"[[../other|{said}]]", None))
    assert only(path, again).raw == f"[[../other|{written}]]"


@pytest.mark.parametrize(
    ("path", "link"),
    [
        pytest.param("a.xml", "[[a--b/spec|B]]", id="a path with two hyphens in XML"),
        pytest.param("a.css", "[[a*/spec]]", id="a path that ends the comment"),
        pytest.param("a.sh", "[[a\nb]]", id="a path of two lines"),
        pytest.param("a.sh", "[[a\udcff]]", id="a path that is no text"),
        pytest.param("a.sh", "1001", id="no link"),
        pytest.param("a.sh", "[[a|x]] y]]", id="more than a link"),
    ],
)
def test_a_link_that_would_break_the_comment_is_refused(path: str, link: str) -> None:
    with pytest.raises(Refused, match="cannot stand"):
        added(path, b"", link, None)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", b"# coding: cp1252\nx = 1\n"),
        ("a.xml", b'<?xml version="1.0" encoding="ISO-8859-1"?>\n<a/>\n'),
        ("a.css", b'@charset "latin1";\n'),
    ],
)
def test_a_file_in_another_encoding_gets_no_letters_that_would_be_wrong_in_it(path: str, text: bytes) -> None:
    with pytest.raises(Refused, match="written in"):
        added(path, text, "[[spec|Größe]]", None)
    assert traced(path, text) != text
    assert traced("a.sh", b"curl -H 'accept-encoding: gzip'\n", "[[spec|Gr\u00f6\u00dfe]]") != text


def test_a_pair_does_not_take_the_comment_below_for_its_own() -> None:
    text = b"<!-- Context: [[b]]\nwords -->\n<a/>\n"
    after = traced("a.xml", text, SPEC, None)
    assert only("a.xml", after).context_raw is None
    assert applied(after, removed(after, only("a.xml", after))) == text


# what is traced still runs

PYTHON = shutil.which(sys.executable) or sys.executable
GO_ON = {
    "a.sh": ("sh", "#!/bin/sh\nset -e\nprintf ok\n"),
    "b.sh": ("bash", "printf ok"),
    "a.py": (PYTHON, "#!/bin/py\n# coding: latin-1\n'ok'\nfrom __future__ import annotations\nprint(end=__doc__)\n"),
    "a.js": ("node", "#!/bin/node\n'use strict';\nprocess.stdout.write(this === module.exports ? 'ok' : '');\n"),
    "a.mjs": ("node", "/** @flow */\nprocess.stdout.write('ok');\n"),
    "a.pl": ("perl", "#!/usr/bin/perl -w\nuse strict;\nprint 'ok';\n"),
    "a.php": ("php", "<?php declare(strict_types=1);\necho 'ok';\n"),
    "b.php": ("php", "<?php\nnamespace A;\necho 'ok';\n"),
    "a.tcl": ("tclsh", "#!/usr/bin/env tclsh\nputs -nonewline ok\n"),
    "a.rb": ("ruby", "# frozen_string_literal: true\nprint 'ok'\n"),
    "a.lua": ("lua", "#!/usr/bin/env lua\nio.write('ok')\n"),
    "a.awk": ("awk -f", "#!/usr/bin/awk -f\nBEGIN { printf \"ok\" }\n"),
    "a.mk": ("make -s -f", "all:\n\t@printf ok\n"),
    "a.cmake": ("cmake -P", "execute_process(COMMAND printf ok)\n"),
    "a.c": ("gcc -std=c89 -pedantic -Werror -fsyntax-only", "/* -*- c -*- */\nint main(void) { return 0; }\n"),
    "a.S": ("gcc -c -o /dev/null", ".text\nnop\n"),
    "a.rs": ("rustc --emit=metadata --crate-type=lib -o /dev/null", "#![allow(dead_code)]\nfn f() {}\n"),
    "A.java": ("javac -proc:only", "package a;\nclass A {}\n"),
}  # fmt: skip
HARD = "[[../../spec|1001 */ --> -- ?> coding: nowhere \\user %~ \"x' $(exit 1) `exit` # //]]"


@pytest.mark.parametrize("name", GO_ON)
def test_what_is_traced_still_runs(name: str, tmp_path: Path) -> None:
    command, source = GO_ON[name]
    program, *options = [command] if command == PYTHON else command.split()
    if not shutil.which(program):
        pytest.skip(f"no {program} here")
    path = tmp_path / name

    def ran(text: bytes) -> tuple[int, bytes, bytes]:
        path.write_bytes(text)
        done = subprocess.run([program, *options, str(path)], capture_output=True, cwd=tmp_path, check=False)
        return done.returncode, done.stdout, done.stderr

    before = ran(source.encode())
    if before[0]:
        pytest.skip(f"{program} does not work here")
    assert before[1] == (b"ok" if "ok" in source else b"")
    for spec in (SPEC, HARD):
        assert ran(traced(name, source.encode(), spec)) == before


@pytest.mark.parametrize("spec", [SPEC, HARD], ids=["plain", "hard"])
def test_what_is_traced_still_says_the_same(spec: str) -> None:
    for text in ("a: 1\n", "---\na: 1\n", "%YAML 1.1\n---\na: 1\n", "%YAML 1.1\n--- {a: 1}\n", "a: 1"):
        assert yaml.safe_load(traced("a.yaml", text.encode(), spec)) == {"a": 1}
    assert tomllib.loads(traced("a.toml", b"a = 1\n", spec).decode()) == {"a": 1}
    ini = configparser.ConfigParser()
    ini.read_string(traced("a.ini", b"[a]\nb = 1\n", spec).decode())
    assert ini["a"]["b"] == "1"
    for text in ('<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE a>\n<a b="1"/>', "<a b='1'/>", "\ufeff<a b='1'/>"):
        assert ET.fromstring(traced("a.xml", text.encode(), spec)).attrib == {"b": "1"}


def test_what_is_traced_still_shows_the_same() -> None:
    class Page(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.found: list[str] = []

        def handle_decl(self, decl: str) -> None:
            self.found.append(decl)

        def handle_data(self, data: str) -> None:
            self.found.append(data.strip())

    page = Page()
    page.feed(traced("a.html", b"<!DOCTYPE html>\n<p>words</p>\n", HARD).decode())
    assert [words for words in page.found if words] == ["DOCTYPE html", "words"]


# the law

FILES = [*(f"file.{ending}" for ending in sorted(ENDINGS)), "a.m", "a.pl", "Dockerfile", "Gemfile", "run"]
LINES = st.sampled_from([
    "#!/bin/sh", "#!/usr/bin/env node", "# coding: utf-8", "# frozen_string_literal: true", "<?php",
    "<?xml version='1.0'?>", "<!DOCTYPE html>", '@charset "utf-8";', "---", "a: 1", "+++", "%YAML 1.2", "", "", " ",
    "\t", "x", "package x",
    "# Spec: [[a]]", "# Context: [[b]]", "// Spec: [[a]]", "// Context: [[b]]", "<!-- Spec: [[a]] -->",
    "<!-- Context: [[b]] -->", "/*", " * Spec: [[a]]", "*/", "/* Spec: [[a]]", "Context: [[b]] */", "<!--", "-->",
    "```", "%% Spec: [[a]]", ".. Spec: [[a]]", "-- Context: [[a]]", "-*- x -*-", "# vim: x", "/* vim: x", "@echo off",
    "\ufeff", "!#", "words \udcff", "{% extends 'x' %}", "/** @flow", "#cloud-config", "Spec: [[a]]",
])  # fmt: skip
TEXTS = st.builds(
    lambda mark, lines, last: (mark + "".join(lines) + last).encode("utf-8", "surrogateescape"),
    st.sampled_from(["", "", "\ufeff"]),
    st.lists(st.builds(str.__add__, LINES, st.sampled_from(["\n", "\n", "\n", "\r\n", "\r\n", "\r"])), max_size=8),
    st.one_of(st.just(""), LINES),
)
LINKS = st.sampled_from(
    [SPEC, "[[s]]", "[S](../s.md)", "[[s|vim: -*- x -*- coding: y --> */ ?>]]", "[[s|# Context: x]]"]
)


@given(st.sampled_from(FILES), TEXTS, LINKS, st.one_of(st.none(), LINKS))
def test_added_and_removed_is_as_it_was(path: str, text: bytes, spec: str, journal: str | None) -> None:
    if comment_for(path, text) is None:
        return
    before = traces(path, text)
    edits = added(path, text, spec, journal)
    after = applied(text, edits)
    assert len(edits) == 1
    (fresh,) = [
        trace for trace in traces(path, after) if edits[0].start <= trace.start < edits[0].start + len(edits[0].new)
    ]
    assert (fresh.context_raw is None) == (journal is None)
    assert applied(after, removed(after, fresh)) == text
    assert len(traces(path, after)) == len(before) + 1
    twice = traced(path, after, "[[second]]", None)
    (second,) = [trace for trace in traces(path, twice) if trace.raw == "[[second]]"]
    assert second.start >= fresh.end or second.start == edits[0].start
    assert applied(twice, removed(twice, second)) == after


@given(st.sampled_from(FILES), TEXTS, st.permutations(["[[s1]]", "[[s2]]", "[[s3]]"]))
def test_several_pairs_may_go_in_any_order(path: str, text: bytes, order: list[str]) -> None:
    if comment_for(path, text) is None:
        return
    after = text
    for spec in ("[[s1]]", "[[s2]]", "[[s3]]"):
        after = traced(path, after, spec)
    assert [trace.raw for trace in traces(path, after) if trace.raw in order] == ["[[s1]]", "[[s2]]", "[[s3]]"]
    for spec in order:
        (going,) = [trace for trace in traces(path, after) if trace.raw == spec]
        after = applied(after, removed(after, going))
    assert after == text


@given(st.sampled_from(FILES), st.binary(max_size=80))
def test_whatever_a_file_holds_nothing_falls_over(path: str, text: bytes) -> None:
    for trace in traces(path, text):
        assert text[trace.raw_start : trace.raw_end] == trace.raw.encode("utf-8", "surrogateescape")
    assert comment_for(path, text) is None or trace_place(path, text) <= len(text)


HOSTILE = (
    b"/* @flow " * 20_000,
    b"<!doctype " * 9 + b"<html " * 5_000,
    b"%Y\n" * 50_000,
    b"#\n" * 50_000,
    b"[[" * 90_000,
)


def test_a_hostile_beginning_costs_what_any_other_costs() -> None:
    for path in FILES:
        for text in HOSTILE:
            traces(path, b"#!/bin/x\n" + text)
