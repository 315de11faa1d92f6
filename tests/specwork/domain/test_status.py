"""The words that say how a spec stands."""

from collections.abc import Iterator

import pytest

from specwork.domain import status
from specwork.errors import BadSettings


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("planning", "planning"),
        ("Draft", "planning"),
        ("in-progress", "implementing"),
        ("IN_PROGRESS", "implementing"),
        ("✅ Done", "completed"),
        ("cancelled", "dropped"),
        ("on hold", "blocked"),
        ("waiting for review", "waiting for review"),
        ("", ""),
    ],
)
def test_a_word_means(typed: str, meant: str) -> None:
    assert status.meaning(typed) == meant


@pytest.mark.parametrize(("typed", "begun"), [("done", False), ("dropped", False), ("failed", True), ("odd", True)])
def test_only_what_is_completed_or_dropped_has_ended(typed: str, begun: bool) -> None:
    assert status.is_open(typed) is begun


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("implementing (slowly)", "implementing"),
        ("In progress, since May", "In progress"),
        ("waiting for Bob", "waiting for Bob"),
        ("", ""),
    ],
)
def test_of_a_line_only_the_known_word_at_its_start_is_the_status(line: str, said: str) -> None:
    start, end = status.value_in(line)
    assert line[start:end] == said


@pytest.fixture
def own() -> Iterator[None]:
    status.speak({"Under Review": "in progress", "parked": "blocked", "Merged!": "completed"})
    yield
    status.speak({})


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize(
    ("typed", "meant", "written"),
    [
        ("under-review", "implementing", "under-review"),
        ("✅ merged", "completed", "✅ merged"),
        ("doing", "implementing", "implementing"),
        ("waiting for Bob", "waiting for bob", "waiting for Bob"),
    ],
)
def test_a_word_of_the_vaults_own_means_what_the_vault_says_and_is_written_as_typed(
    typed: str, meant: str, written: str
) -> None:
    assert (status.meaning(typed), status.written(typed)) == (meant, written)


@pytest.mark.usefixtures("own")
def test_of_a_line_an_own_word_is_the_status_and_no_word_of_a_session() -> None:
    start, end = status.value_in("Under review, since May")
    assert "Under review, since May"[start:end] == "Under review"
    assert (status.common_in("merged (late)"), status.common_in("Done (late)")) == ("", "completed")
    assert (status.is_known("Parked"), status.is_open("merged")) == (True, False)


def test_the_words_of_another_vault_are_forgotten() -> None:
    status.speak({"parked": "blocked"})
    status.speak({})
    assert not status.is_known("parked")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param({"review": "reviewing"}, "'reviewing' is no status", id="it means nothing"),
        pytest.param({"Done": "dropped"}, "'Done' means completed in every vault", id="it means something already"),
        pytest.param({"!": "dropped"}, "'!' is no status", id="it is no word"),
        pytest.param({"a b c d e f g": "dropped"}, "'a b c d e f g' is no status", id="it is a sentence"),
    ],
)
def test_a_word_that_cannot_be_taken_is_refused_and_changes_nothing(words: dict[str, str], told: str) -> None:
    with pytest.raises(BadSettings, match="cannot be used") as fault:
        status.speak({"fine": "blocked"} | words)
    assert told in fault.value.message
    assert not status.is_known("fine")
