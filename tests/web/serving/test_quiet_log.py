"""What strangers cause is not logged; what we did wrong is."""

import logging

import pytest

from app.web.serving.quiet_log import ErrorsOnly, WithoutTraces

LOG = logging.getLogger("tests.quiet_log")


@pytest.mark.parametrize("quiet", [ErrorsOnly, WithoutTraces])
def test_only_errors_pass_whatever_the_level(
    quiet: type[ErrorsOnly], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    log = quiet(LOG)
    log.debug("a frame")
    log.info("a request line")
    log.warning("a complaint")
    log.error("our fault")

    assert ["our fault"] == caplog.messages


def test_levels_of_the_log_itself_still_count(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, LOG.name)
    ErrorsOnly(LOG).error("our fault")

    assert not caplog.messages


def test_error_of_the_application_keeps_its_traceback(caplog: pytest.LogCaptureFixture) -> None:
    fail(ErrorsOnly(LOG))

    assert "canary" in caplog.text


def test_error_in_a_strangers_bytes_has_no_traceback(caplog: pytest.LogCaptureFixture) -> None:
    fail(WithoutTraces(LOG))

    assert ["parser failed"] == caplog.messages
    assert "canary" not in caplog.text


def fail(log: ErrorsOnly) -> None:
    try:
        raise ValueError("canary")
    except ValueError:
        log.exception("parser failed")
