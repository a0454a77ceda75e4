#!/usr/bin/env python3
"""Is the cost of a run linear in trials, accounts and months? Counts instructions, fits straight lines, draws `benches/linear.svg`.

    cargo build --release
    python3 benches/linear.py            # about two minutes; needs valgrind and nothing else
    PAYLIFT=program python3 benches/linear.py

Workload 2 with one of the three numbers changed at a time, on one thread, without pictures. Instructions do not depend on load, so that every
point is counted once. A line has a start (what a run costs before its first trial, and its report) and a slope; how far the points lie off it is
said in per cent of what was counted.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
# What is varied: its line in the scenario (none for trials), the points, the others' values.
TRIALS = 64
VARIED = {
    "trials": (None, [32, 64, 96, 128, 192, 256]),
    "accounts a CSM": (r"^accounts_per_csm = \d+", [20, 40, 60, 80, 120, 160]),
    "months": (r"^months = \d+", [12, 24, 36, 48, 60]),
}


def count(paylift, scenario, trials):
    """Instructions of one run, in millions."""
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "workload.toml"
        file.write_text(scenario)
        command = [paylift, "run", str(file), "--trials", str(trials), "--threads", "1", "--no-charts", "--keep-every", "60000"]
        valgrind = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
        # as in count.sh: what is copied is copied with vectors, not counted byte by byte
        environment = {**os.environ, "GLIBC_TUNABLES": "glibc.cpu.x86_rep_movsb_threshold=1000000000"}
        done = subprocess.run([*valgrind, *command, "--out", str(Path(scratch) / "run")], capture_output=True, text=True, env=environment)
        if done.returncode != 0:
            sys.exit(done.stderr)
        return int(re.search(r"Collected : *(\d+)", done.stderr)[1]) / 1e6


def line(points):
    """Least squares: start, slope, and the largest distance from the line in per cent of the point."""
    n = len(points)
    mx, my = sum(x for x, _ in points) / n, sum(y for _, y in points) / n
    slope = sum((x - mx) * (y - my) for x, y in points) / sum((x - mx) ** 2 for x, _ in points)
    start = my - slope * mx
    return start, slope, max(abs(start + slope * x - y) / y for x, y in points) * 100


def panel(at, title, points, fitted):
    """One picture: points, their line, what it says."""
    start, slope, off = fitted
    width, height, left, top = 260, 190, at + 52, 40
    most_x, most_y = max(x for x, _ in points), max(y for _, y in points)
    px = lambda x: left + width * x / most_x
    py = lambda y: top + height - height * max(y, 0) / most_y
    text = lambda x, y, words, anchor="middle": f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{words}</text>'
    parts = [f'<path d="M{left} {top}V{top + height}H{left + width}" fill="none" stroke="#777"/>']
    parts.append(f'<line x1="{px(0):.1f}" y1="{py(start):.1f}" x2="{px(most_x):.1f}" y2="{py(start + slope * most_x):.1f}" stroke="#2b6cb0"/>')
    for x, y in points:
        parts.append(f'<circle cx="{px(x):.1f}" cy="{py(y):.1f}" r="3.5" fill="#c05621"/>')
        parts.append(text(px(x), top + height + 16, x))
    for part in (0.5, 1):
        parts.append(text(left - 6, py(part * most_y) + 4, f"{part * most_y / 1000:.1f}", "end"))
    parts.append(text(left + width / 2, top + height + 34, title))
    parts.append(text(left + 8, top + 4, f"at most {off:.1f} % off the line", "start"))
    return "\n".join(parts)


def main():
    paylift = os.environ.get("PAYLIFT", str(HERE.parent / "target/release/paylift"))
    if not Path(paylift).exists():
        sys.exit(f"no {paylift}: cargo build --release")
    workload = (HERE / "w2.toml").read_text()
    panels = []
    for at, (title, (pattern, values)) in enumerate(VARIED.items()):
        points = []
        for value in values:
            scenario = re.sub(pattern, lambda found: re.sub(r"\d+", str(value), found[0]), workload, flags=re.M) if pattern else workload
            if pattern and scenario == workload and not re.search(pattern.replace(r"\d+", rf"{value}\b"), workload, flags=re.M):
                sys.exit(f"w2.toml has no line {pattern}")
            points.append((value, count(paylift, scenario, TRIALS if pattern else value)))
        start, slope, off = line(points)
        print(f"{title:>15}: {start:7.0f} M + {slope:8.3f} M each; at most {off:.1f} % off:", " ".join(f"{x}:{y:.0f}" for x, y in points))
        panels.append(panel(at * 330, title, points, (start, slope, off)))
    svg = f"""<svg xmlns="http://www.w3.org/2000/svg" width="1000" height="290" viewBox="0 0 1000 290" font-family="sans-serif" font-size="11">
<rect width="1000" height="290" fill="white"/>
<text x="16" y="20" font-size="13">Workload 2: billions of instructions of a run (AVX2, one thread, {TRIALS} trials where they are not varied)</text>
{chr(10).join(panels)}
</svg>
"""
    (HERE / "linear.svg").write_text(svg)


if __name__ == "__main__":
    main()
