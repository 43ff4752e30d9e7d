import subprocess
import sys

import pytest

from tests.support.network import NEEDED
from tests.support.printed import ROOT

UNABLE = ("setpriv", "--bounding-set", "-sys_admin", "--")
"""Root without the one right by which networks are made."""
ONE = "tests/janus/test_call.py::test_two_people_hear_each_other"


@pytest.mark.slow
@pytest.mark.system
def test_call_s_tests_fail_and_say_what_they_need_where_no_network_can_be_made() -> None:
    asked = [*UNABLE, sys.executable, "-m", "pytest", "-n", "0", "-p", "no:cacheprovider", ONE]

    ran = subprocess.run(asked, check=False, cwd=ROOT, capture_output=True, text=True)

    assert 1 == ran.returncode, ran.stderr
    assert f"NoNetwork: {NEEDED}" in ran.stdout
    assert "= 1 error in" in ran.stdout
    assert "skipped" not in ran.stdout
