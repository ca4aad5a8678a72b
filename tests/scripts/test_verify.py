"""The page of `make verify`: what the tests' report says, test by test, with the day and the machine."""

import importlib.util
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "verify.py"
REPORT = """<?xml version="1.0"?><testsuites><testsuite name="pytest" timestamp="2026-03-04T05:06:07.1+00:00">
<testcase classname="tests.app.test_x" name="test_pages_hold[1]" time="1"/>
<testcase classname="tests.app.test_x" name="test_pages_hold[2]" time="1"><failure message="no">no</failure></testcase>
<testcase classname="tests.app.test_x" name="test_rows" time="1"><error message="no">no</error></testcase>
<testcase classname="tests.app.test_a" name="test_left_out" time="1"><skipped message="no data"/></testcase>
</testsuite></testsuites>"""


@pytest.fixture
def verify(monkeypatch, tmp_path):
    spec = importlib.util.spec_from_file_location("verify", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "PAGE", tmp_path / "docs" / "targets.d" / "verify.md")
    module.PAGE.parent.mkdir(parents=True)
    (tmp_path / "report.xml").write_text(REPORT)
    monkeypatch.setattr("sys.argv", ["verify.py", str(tmp_path / "report.xml")])
    return module


def test_each_test_is_a_row_with_its_counts_day_and_machine(verify):
    assert verify.main() == 0
    where, day = verify.machine(), "2026-03-04"
    assert "cores" in where
    assert verify.PAGE.read_text().splitlines() == [
        f"| tests/app/test_a.py::test_left_out | `make verify` | 0 passed, 0 failed, 1 skipped ({where}) | {day} |",
        f"| tests/app/test_x.py::test_pages_hold | `make verify` | 1 passed, 1 failed ({where}) | {day} |",
        f"| tests/app/test_x.py::test_rows | `make verify` | 0 passed, 1 failed ({where}) | {day} |",
    ]


def test_a_report_without_tests_writes_nothing(verify, tmp_path):
    (tmp_path / "report.xml").write_text("<testsuites><testsuite/></testsuites>")
    assert verify.main() == 1 and not verify.PAGE.exists()
