"""Known vulnerabilities of what constraints.txt pins: exit code 1 where there is one, one line in any case."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

PINNED = Path(__file__).parent.parent / "constraints.txt"


def audit() -> int:
    """Ask pip-audit, which runs beside this interpreter."""
    command = [sys.executable, "-m", "pip_audit", "-r", str(PINNED), "--no-deps", "--disable-pip", "--format", "json"]
    try:
        ran = subprocess.run([*command, "--timeout", "10"], capture_output=True, text=True, timeout=120)
        found = json.loads(ran.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        print("audit: the service that knows vulnerabilities did not answer; nothing was audited")
        return 0
    asked = [line for line in found if "skip_reason" not in line]
    faults = [(line["name"], line["version"], fault["id"]) for line in asked for fault in line.get("vulns", [])]
    print(f"audit: {len(asked)} of {len(found)} dependencies could be asked about, {len(faults)} known vulnerabilities")
    for name, version, fault in faults:
        print(f"  {name} {version}: {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(audit())
