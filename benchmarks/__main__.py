"""Every figure, one after the other: `python -m benchmarks [name ...]`."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main(wanted: list[str]) -> int:
    """Each in a process of its own, so that memory is measured from the start."""
    names = sorted(path.stem for path in HERE.glob("*.py") if not path.stem.startswith("_"))
    for name in wanted or names:
        print(f"--- {name}", flush=True)
        ended = subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False)
        if ended.returncode:
            return ended.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
