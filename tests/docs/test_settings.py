"""Settings and metrics in the documents are those of the code."""

import re
from dataclasses import fields

import pytest

from app.settings import Settings
from tests.support import operator_tables as tables
from tests.support.printed import ROOT, check_printed

PAGE = "docs/operations.md"


@pytest.mark.parametrize("page", [PAGE, "README.md"])
def test_settings_are_those_of_the_code(page: str) -> None:
    check_printed(page, "settings", tables.settings_table())


def test_metrics_are_those_of_the_code() -> None:
    check_printed(PAGE, "metrics", tables.metrics_table())


def test_every_setting_says_what_it_is() -> None:
    assert all(one.metadata["about"] for one in fields(Settings))


def test_every_metric_that_is_spoken_of_exists() -> None:
    text = (ROOT / PAGE).read_text(encoding="utf-8")
    spoken = set(re.findall(r"`(pushback_\w+)`", text))

    assert spoken <= set(re.findall(r"`(pushback_\w+)`", tables.metrics_table()))


def test_capitals_in_code_type_are_settings() -> None:
    names = {one.name.upper() for one in fields(Settings)}
    text = (ROOT / PAGE).read_text(encoding="utf-8")
    placeholders = {"LABEL", "ID", "ROOM", "FILE", "NAME", "SIGTERM"}

    assert set(re.findall(r"`([A-Z][A-Z_]+)(?:=[^`]*)?`", text)) <= names | placeholders
