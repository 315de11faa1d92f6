"""Which comment a file takes, and which files take none: by name, by ending, by how they begin."""

import pytest

from specwork.domain.comments import BOM, ENDINGS, SYNTAXES, comment_for
from specwork.domain.traces import added, removed, trace_place, traces
from vault.errors import Refused
from vault.text import applied

TYPES = {
    ("# ", ""): """sh bash zsh fish py pyi rb yaml yml toml cfg conf env properties mk cmake r R jl ps1 psm1 pl pm tcl
        awk sed nix tf tfvars hcl graphql gql nim ex exs service timer mount automount socket desktop gitignore
        editorconfig crontab coffee org feature Dockerfile""",
    ("// ", ""): """ts tsx mts js jsx mjs cjs go rs cpp hpp cc java kt kts scala swift scss sass less json5 jsonc proto
        dart groovy gradle zig fs cs sol adoc""",
    ("/* ", " */"): "c h s S css",
    ("<!-- ", " -->"): "html htm xml svg xsl md markdown vue svelte csproj",
    ("{/* ", " */}"): "mdx",
    ("-- ", ""): "sql lua hs elm ada adb ads vhd",
    ("; ", ""): "ini asm ahk",
    (";; ", ""): "clj lisp el scm edn",
    ("% ", ""): "tex bib sty",
    ("%% ", ""): "erl hrl mmd",
    ("(* ", " *)"): "ml mli",
    ('" ', ""): "vim",
    ("' ", ""): "vb vbs puml",
    ("! ", ""): "f90 f95 f",
    (".. ", ""): "rst",
    ("@REM ", ""): "bat cmd",
    ("<%# ", " %>"): "erb ejs",
    ("{{-- ", " --}}"): "blade.php",
}  # fmt: skip


@pytest.mark.parametrize(
    ("ending", "opening", "closing"), [(end, *comment) for comment, ends in TYPES.items() for end in ends.split()]
)
def test_a_file_is_commented_as_its_ending_tells(ending: str, opening: str, closing: str) -> None:
    path = f"deliverables/x/file.{ending}"
    found = comment_for(path, b"")
    assert found
    assert (found.opening, found.closing) == (opening, closing)
    (edit,) = added(path, b"", "[[spec]]", "[[context]]")
    assert edit.new.decode() == f"{opening}Spec: [[spec]]{closing}\n{opening}Context: [[context]]{closing}\n"


@pytest.mark.parametrize(
    ("name", "opening"),
    [
        ("Dockerfile", "# "), ("Dockerfile.dev", "# "), ("Containerfile", "# "), ("Makefile", "# "),
        ("Makefile.am", "# "),
        ("CMakeLists.txt", "# "), ("Gemfile", "# "), ("Jenkinsfile", "// "), ("requirements-dev.txt", "# "),
        ("go.mod", "// "), ("fstab", "# "), ("fstab.example", "# "), ("sysctl.conf", "# "), (".env.local", "# "),
        ("env.sample", "# "), (".env", "# "), ("nginx.conf.j2", "# "), ("app.ini.dist", "; "), ("config.h.in", "/* "),
        ("main.tf.template", "# "), ("site.YAML", "# "), ("page.html.j2.example", "<!-- "), (".gitignore", "# "),
        (".bashrc", "# "), ("deploy.service.in", "# "), ("index.d.ts", "// "),
    ],
)  # fmt: skip
def test_a_file_is_commented_as_its_name_tells(name: str, opening: str) -> None:
    found = comment_for(f"1001/deliverables/config/{name}", b"")
    assert found
    assert found.opening == opening


@pytest.mark.parametrize(
    ("name", "text", "opening"),
    [
        pytest.param("run", b"#!/bin/sh\n", "# ", id="sh"),
        pytest.param("run", b"#!/usr/bin/env python3.12\n", "# ", id="a version behind the name"),
        pytest.param("run", b"#!/usr/bin/env -S deno run --allow-read\n", "// ", id="options of env"),
        pytest.param("run", b"#!/usr/bin/env -i A=1 node\n", "// ", id="a variable for env"),
        pytest.param("run", b"#! /usr/bin/env nix-shell\n#! nix-shell -i python3 -p python3\n", "# ", id="nix-shell"),
        pytest.param("run", b"#!/usr/bin/env lua\n", "-- ", id="lua"),
        pytest.param("pre-commit.sample", b"#!/bin/sh\n", "# ", id="a sample"),
        pytest.param("_mount", b"#compdef mount\n", "# ", id="a completion"),
        pytest.param("fonts.conf", b'<?xml version="1.0"?>\n<fontconfig/>\n', "<!-- ", id="XML by its declaration"),
        pytest.param("x.m", b"#import <Foundation/Foundation.h>\n", "// ", id="Objective-C"),
        pytest.param("x.m", b"function y = f(x)\n", "% ", id="MATLAB"),
        pytest.param("x.pl", b"use strict;\n", "# ", id="Perl"),
        pytest.param("x.pl", b":- module(x, []).\n", "% ", id="Prolog"),
        pytest.param("x.html", b'{% extends "base.html" %}\n', "{# ", id="a template that extends another"),
        pytest.param("x.bat", b"@echo off\r\n", "REM ", id="a quiet batch file"),
        pytest.param("x.bat", b"cls\r\n", "@REM ", id="a batch file that echoes"),
    ],
)
def test_a_file_is_commented_as_its_beginning_tells(name: str, text: bytes, opening: str) -> None:
    found = comment_for(name, text)
    assert found
    assert found.opening == opening


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("a.json", b"{}\n", id="JSON"),
        pytest.param("a.ipynb", b"{}\n", id="a notebook"),
        pytest.param("a.csv", b"a,b\n", id="CSV"),
        pytest.param("a.tsv", b"a\tb\n", id="TSV"),
        pytest.param("a.txt", b"words\n", id="plain words"),
        pytest.param("a.unheard", b"words\n", id="an ending that nobody knows"),
        pytest.param("LICENSE", b"words\n", id="no ending"),
        pytest.param("empty", b"", id="nothing at all"),
        pytest.param("a.lock", b"# x\n", id="a lock file"),
        pytest.param("pnpm-lock.yaml", b"a: 1\n", id="a lock file in YAML"),
        pytest.param(".terraform.lock.hcl", b"", id="a lock file in HCL"),
        pytest.param("go.sum", b"", id="checksums"),
        pytest.param("a.min.js", b"x\n", id="a minified script"),
        pytest.param("a.min.css", b"a{}\n", id="a minified style sheet"),
        pytest.param("a.js", b"x;" * 600 + b"\n", id="a very long first line"),
        pytest.param("a.png", b"\x89PNG\r\n\x1a\n", id="a picture"),
        pytest.param("a.sh", b"#!/bin/sh\nexit\n\0\x01", id="a payload behind a script"),
        pytest.param("a.ts", b"G@\0\x10", id="a film"),
        pytest.param("a.ps1", b"\xff\xfe#\0", id="UTF-16"),
        pytest.param("a.md", b"-----BEGIN PGP SIGNED MESSAGE-----\n\nx\n", id="signed with PGP"),
        pytest.param("a.ps1", b"ls\r\n# SIG # Begin signature block\r\n", id="signed PowerShell"),
        pytest.param("a.yml", b"$ANSIBLE_VAULT;1.1;AES256\n6132\n", id="an encrypted file"),
        pytest.param("a.yml", b"a: ENC[AES256_GCM,data:x]\n", id="encrypted values with a checksum over the comments"),
        pytest.param("a.md", b"version https://git-lfs.github.com/spec/v1\n", id="a pointer to what lies elsewhere"),
        pytest.param("a.php", b"<h1>Hi</h1>\n<?php x(); ?>\n", id="PHP that begins with HTML"),
        pytest.param("a.php", b"", id="PHP that has not begun"),
        pytest.param("a.php", b"<?php /* a\n long comment */\n", id="PHP whose first line goes on"),
        pytest.param("a.php", b"<?php f(); ?>\n", id="PHP that ends at once"),
        pytest.param("a.svg", b'<?xml version="1.0"?><svg/>\n', id="XML all in a line"),
        pytest.param("a.html", b"<!DOCTYPE html><title>x\n</title>\n", id="a title that begins in the first line"),
        pytest.param("a.css", b'@charset "utf-8";a{b:c}\n', id="style behind the charset"),
        pytest.param("a.plist", b"{ a = 1; }\n", id="a property list that is no XML"),
        pytest.param("a.rst", b"\n   quoted\n", id="an indented beginning that would belong to the comment"),
        pytest.param("a.md", b"---\na: 1\n---\rwords\n", id="front matter that ends within a line"),
        pytest.param("a.m", b"", id="two languages with one ending"),
        pytest.param("a.js", b"#!/bin/sh\n':' //; exec node \"$0\"\n", id="two languages in one file"),
    ],
)
def test_a_file_that_a_comment_would_change_gets_none(name: str, text: bytes) -> None:
    assert comment_for(name, text) is None
    assert traces(name, text + b"\n# Spec: [[x]]\n") == []
    with pytest.raises(Refused, match=name) as refused:
        added(name, text, "[[spec]]", None)
    assert (refused.value.where, "index.md" in refused.value.hint) == (name, True)


def test_half_a_line_end_at_the_end_would_become_a_whole_one() -> None:
    assert comment_for("a.sh", b"#!/bin/sh\nx\r") is None
    assert comment_for("a.sh", b"#!/bin/sh\rx\r") is not None


# where it goes: `|` in the text is the place

PLACES = [
    pytest.param("a.sh", "#!/bin/sh\n|set -e\n", id="below a shebang"),
    pytest.param("a.sh", "#!/bin/sh\n|\n# words\n", id="above a comment"),
    pytest.param("a.py", "#!/usr/bin/env python3\n# -*- coding: utf-8 -*-\n|'''Doc.'''\n", id="below an encoding"),
    pytest.param("a.py", "\n# vim: set fileencoding=utf-8 :\n|x = 1\n", id="below an encoding in the second line"),
    pytest.param("a.py", "# words\n# coding: latin-1\n|x = 1\n", id="below words and an encoding"),
    pytest.param("a.py", "|# words\nx = 1\n# coding: latin-1\n", id="no encoding counts further down"),
    pytest.param("a.py", "|'''Doc.'''\n", id="above a docstring"),
    pytest.param("a.rb", "#!/usr/bin/ruby\n# frozen_string_literal: true\n# typed: strict\n|x\n", id="magic of Ruby"),
    pytest.param("Dockerfile", "# syntax=docker/dockerfile:1\n# escape=`\n|FROM a\n", id="directives of a parser"),
    pytest.param("a.yaml", "|---\na: 1\n", id="above a document"),
    pytest.param("a.yaml", "%YAML 1.2\n---\n|a: 1\n", id="below YAML directives"),
    pytest.param("a.yaml", "|%YAML 1.2\n--- |\n text\n", id="never in a block of text"),
    pytest.param("user.yml", "#cloud-config\n|a: 1\n", id="below the word that cloud-init looks for"),
    pytest.param("a.md", "---\nid: 1\n---\n|# Title\n", id="below front matter"),
    pytest.param("a.md", "+++\nid = 1\n+++\n|# Title\n", id="below front matter in TOML"),
    pytest.param("a.md", "|# Title\n", id="above a title"),
    pytest.param("a.md", "|---\nno end\n", id="a rule is no front matter"),
    pytest.param("a.html", "<!DOCTYPE html>\n|<html>\n", id="below a doctype"),
    pytest.param("a.html", '<!doctype html><html lang="en"><head>\n|<title>\n', id="below a doctype with tags behind"),
    pytest.param("a.html", '<!DOCTYPE html PUBLIC "a"\n  "b">\n|<html>\n', id="below a doctype of two lines"),
    pytest.param("a.html", '<?xml version="1.0"?>\n<!DOCTYPE html>\n|<html/>\n', id="below declaration and doctype"),
    pytest.param("a.html", "---\nlayout: x\n---\n|<p>\n", id="below front matter of a site generator"),
    pytest.param("a.xml", '<?xml version="1.0"?>\n|<!DOCTYPE a>\n<a/>\n', id="below an XML declaration"),
    pytest.param("a.svg", "|<svg/>\n", id="a picture without a declaration"),
    pytest.param("a.css", '@charset "utf-8";\n|a {}\n', id="below a charset"),
    pytest.param("a.scss", "---\n---\n|a {}\n", id="below empty front matter"),
    pytest.param("a.php", "<?php\n|declare(strict_types=1);\n", id="below the tag"),
    pytest.param("a.php", "#!/usr/bin/php\n<?php declare(strict_types=1);\n|f();\n", id="below tag and declaration"),
    pytest.param("a.php", "<?php // words\n|f();\n", id="below tag and words"),
    pytest.param("a.rs", "#!/usr/bin/env rust-script\n|fn main() {}\n", id="below a shebang of Rust"),
    pytest.param("a.rs", "|#![allow(unused)]\n", id="above an inner attribute"),
    pytest.param("a.js", "/** @jest-environment jsdom */\n|x\n", id="below a pragma for the test runner"),
    pytest.param("a.js", "/**\n * @jest-environment jsdom\n */\n|x\n", id="below a pragma of several lines"),
    pytest.param("a.js", "|/** words */\nx\n", id="above words in a block"),
    pytest.param("a.js", "#!/usr/bin/env node\n|'use strict';\n", id="above use strict"),
    pytest.param("Package.swift", "// swift-tools-version:5.9\n|import X\n", id="below the version of Swift's tools"),
    pytest.param("a.hs", "#!/usr/bin/env stack\n-- stack script\n|main\n", id="below the options of stack"),
    pytest.param("a.hs", "|{-# LANGUAGE GADTs #-}\n", id="above pragmas of Haskell"),
    pytest.param("a.scm", "#!/usr/bin/guile -s\n!#\n|(x)\n", id="below the end of a Scheme shebang"),
    pytest.param("a.erl", "#!/usr/bin/env escript\n%%! -smp\n|main(_) -> ok.\n", id="below the options of escript"),
    pytest.param("a.el", ";;; a.el --- words  -*- lexical-binding: t -*-\n|;;; Code:\n", id="below a library header"),
    pytest.param("a.tex", "% !TEX root = x.tex\n%&latex\n|\\documentclass{x}\n", id="below magic lines of TeX"),
    pytest.param("a.sed", "#n\n|p\n", id="below the silence of sed"),
    pytest.param("a.feature", "# language: fr\n|Feature: x\n", id="below the language"),
    pytest.param("a.zsh", "#compdef x\n|f() {}\n", id="below what names a completion"),
    pytest.param("a.c", "/* -*- mode: c -*- */\n|int x;\n", id="below an editor's line"),
    pytest.param("a.c", "/* a.c -*- c -*-\n   words */\n|int x;\n", id="below an editor's line that goes on"),
    pytest.param("a.pl", "#!/usr/bin/perl\n# vim: ts=4\n|x;\n", id="below an editor's line and a shebang"),
    pytest.param("a.bat", "@echo off\n|cls\n", id="below echo off"),
    pytest.param("a.sh", "#!/bin/sh\n# Spec: [[a]]\n# Context: [[b]]\n|x\n", id="below another pair"),
    pytest.param("a.sh", "#!/bin/sh\n\n# words\n# Spec: [[a]]\n|x\n", id="below another, a little further down"),
    pytest.param("a.sh", "#!/bin/sh\n|x\n# Spec: [[a]]\n", id="never below code"),
    pytest.param("a.sh", "# Context: [[a]]\n|x\n", id="a journal without a spec stays without"),
    pytest.param("a.rb", "# typed: true\n# vim: ts=2\n|x\n", id="below magic and an editor's line"),
    pytest.param("a.c", "|/* -*- c -*- */ int x;\n", id="above an editor's line with code"),
    pytest.param("a.ts", "|/*\n * Context: [[a]]\n */\nx\n", id="never inside of a comment with a journal"),
    pytest.param("a.ts", "|/*\n * Spec: [[a]]\n */\nx\n", id="never inside of another comment"),
    pytest.param("a.sh", "#!/bin/sh|", id="no end of the last line"),
    pytest.param("a.md", "---\na: 1\n---|", id="front matter and no end of the last line"),
    pytest.param("a.php", "<?php|", id="the tag alone"),
    pytest.param("a.sh", "\ufeff|x\n", id="behind a byte order mark"),
    pytest.param("a.xml", '\ufeff<?xml version="1.0"?>\n|<a/>', id="a byte order mark and a declaration"),
]  # fmt: skip


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize(("path", "drawn"), PLACES)
def test_the_pair_goes_where_it_changes_nothing(path: str, drawn: str, newline: str) -> None:
    above, _, below = drawn.replace("\n", newline).rpartition("|")
    if "--- |" in drawn:
        above, below = "", drawn.replace("\n", newline)[1:]
    text = (above + below).encode()
    assert trace_place(path, text) == len(above.encode())
    after = applied(text, added(path, text, "[[spec]]", "[[context]]"))
    fresh = [trace for trace in traces(path, after) if trace.raw == "[[spec]]"]
    assert [trace.context_raw for trace in fresh] == ["[[context]]"]
    assert after.startswith(above.encode())
    assert after.endswith(below.encode())
    if "\n" in drawn:
        assert after.replace(newline.encode(), b"").count(b"\n") == 0
    assert applied(after, removed(after, fresh[0])) == text


def test_every_syntax_has_a_file() -> None:
    assert set(SYNTAXES) == set(ENDINGS.values())
    assert comment_for("a.sh", BOM) == comment_for("a.sh", b"")
