"""The pictures in docs/pictures show the app as it is."""

from pathlib import Path

import pytest

from bench.pictures import FOLDER, SHOTS, alone, taken, text_of, told


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    vault = tmp_path_factory.mktemp("pictures") / "vault"
    told(vault)
    return vault


@pytest.mark.parametrize("name", SHOTS)
def test_the_picture_says_what_the_app_says_now(sample: Path, name: str) -> None:
    kept = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    assert text_of(kept) == text_of(taken(sample, SHOTS[name])), "make pictures makes them again"
    assert len(text_of(kept)) > 15


@pytest.mark.parametrize("name", SHOTS)
def test_nothing_in_a_picture_is_fetched(name: str) -> None:
    kept = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    rest = kept.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert "://" not in rest
    assert "url(" not in rest.replace("url(#", "")


def test_a_font_from_elsewhere_is_taken_out_and_names_stay_the_same() -> None:
    svg = "<style>@font-face { src: url(https://x.example/f.woff2) }\n.terminal-123-r1 {}</style>"
    assert alone(svg) == "<style>.terminal-1-r1 {}</style>"
