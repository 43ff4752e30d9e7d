"""What is not so is a sentence, with what it leaves."""

from app.conform.noticing import NotSo


def test_without_a_word_it_leaves_what_the_scenario_says() -> None:
    assert (None, False) == (NotSo("no").allows, NotSo("no").is_lie)
