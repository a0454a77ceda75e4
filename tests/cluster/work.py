"""The work that is done over and over: one scenario, whole on one machine and in 64 shards on a cluster."""

import shutil
import subprocess
from pathlib import Path

from faults import say

SHARDS = 64
TRIALS = 640
HERE = Path(__file__).resolve().parent


class Work:
    """In the folder of the processes: the program as bin/paylift, the scenario company/, partials/, whole/ and merged/."""

    def __init__(self, machines, program, shards=SHARDS):
        self.folder, self.number = machines.folder, shards
        self.partials = self.folder / "partials"
        (self.folder / "bin").mkdir()
        shutil.copy(program, self.folder / "bin/paylift")
        shutil.copytree(HERE / "company", self.folder / "company")

    def paylift(self, *words):
        """Runs the program here; what it prints."""
        run = subprocess.run(
            ["bin/paylift", *map(str, words)], cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60
        )
        assert run.returncode == 0, f"paylift {words}: exit {run.returncode}: {run.stderr}"
        return run.stdout

    def shards(self):
        return ["company/scenario.toml", "--trials", f"0..{TRIALS}", "--shards", self.number, "--partial-dir", "partials"]

    def print_script(self, engine, name, *more):
        (self.folder / name).write_text(self.paylift("cluster", engine, *self.shards(), "--out", "merged", *more))

    def run_on_one_machine(self):
        self.paylift("run", "company/scenario.toml", "--trials", TRIALS, "--out", "whole")
        say(f"one machine: {TRIALS} trials done")

    def missing(self):
        return self.paylift("shards", *self.shards()).strip()

    def times(self):
        """When each partial was written."""
        return {path.name: path.stat().st_mtime_ns for path in self.partials.glob("*.part")}

    def stored(self):
        return len(self.times())
