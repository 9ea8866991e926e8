"""How long a cohort's report takes, with everything in it: `python benchmarks/report.py [people…]`.

The first line includes loading the chart renderer, which a process does once.
"""

import sys
import tempfile
from pathlib import Path
from time import perf_counter, process_time

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rm_core.reports.figures import publish
from rm_core.reports.write import write
from tests.reports.cohorts import a_second_cohort

MOST_CPU_S = 5.0
"""What one report may cost."""


def main(sizes: list[int]) -> int:
    print(f"{'people':>8} {'figures s':>10} {'all, s':>8} {'CPU s':>7} {'HTML kB':>8}")
    slow = False
    for people in sizes:
        facts = a_second_cohort(people)
        began = process_time()
        publish(facts)
        figures = process_time() - began
        with tempfile.TemporaryDirectory() as folder:
            wall, cpu = perf_counter(), process_time()
            written = write(facts, Path(folder))
            wall, cpu = perf_counter() - wall, process_time() - cpu
            size = written.report.stat().st_size // 1000
        slow |= cpu > MOST_CPU_S
        print(f"{people:>8,} {figures:>10.2f} {wall:>8.2f} {cpu:>7.2f} {size:>8,}")
    return int(slow)


if __name__ == "__main__":
    sys.exit(main([int(each) for each in sys.argv[1:]] or [60, 60, 2_000, 20_000]))
