"""The Dask driver under fire: a task, a worker with its nanny, the driver and the scheduler are killed; the result is the same.

with_dask.py PAYLIFT   (the program; run by a Python that has `distributed`)
"""

import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from faults import Processes, alive, assert_only_loopback, assert_same, descendants, free_port, kill, kill_for_good, kill_one, say, until
from work import SHARDS, Work

DASK = [sys.executable, "-m", "distributed.cli.dask_scheduler"], [sys.executable, "-m", "distributed.cli.dask_worker"]


class Cluster:
    """A scheduler and two workers, each with its nanny, all on loopback."""

    def __init__(self, machines, name):
        port, page = free_port(), free_port()
        self.machines, self.name, self.address = machines, name, f"tcp://127.0.0.1:{port}"
        loopback = ["--host", "127.0.0.1", "--dashboard-address"]
        self.scheduler = machines.start(f"{name}-scheduler", *DASK[0], *loopback, f"127.0.0.1:{page}", "--port", port)
        one = ["--nthreads", 1, "--nworkers", 1, "--local-directory"]
        self.nannies = [
            machines.start(f"{name}-worker{i}", *DASK[1], self.address, *loopback, "127.0.0.1:0", *one, machines.folder / f"{name}-disk{i}")
            for i in (1, 2)
        ]
        for i in (1, 2):
            until(f"worker {i} registered", lambda: "Registered to" in machines.log(f"{name}-worker{i}"), 20)
        say(f"{name} is up: scheduler and two workers")

    def processes(self):
        started = [self.scheduler.pid, *(nanny.pid for nanny in self.nannies)]
        return started + [child for pid in started for child in descendants(pid)]

    def worker(self, i):
        """The process that the nanny watches over (it has one more child, which tracks resources)."""
        return until("worker process", lambda: descendants(self.nannies[i].pid, "spawn_main"))[0]

    def tasks(self, i):
        """Shards that run there."""
        return descendants(self.nannies[i].pid, "--shard")


def drive(machines, name, cluster, *more):
    return machines.start(name, sys.executable, "drive.py", cluster.address, "--program", "bin/paylift", *more)


def run_to_a_precision(machines, work, cluster):
    """Stops where one machine stops, long before all shards are there."""
    asked = ["company/scenario.toml", "--precision", "2%"]
    work.paylift("run", *asked, "--out", "precise-whole")
    text = work.paylift("cluster", "dask", *asked, "--shards", 400, "--partial-dir", "precise", "--out", "precise-merged")
    (machines.folder / "precise.py").write_text(text)
    assert machines.start("precise", sys.executable, "precise.py", cluster.address, "--program", "bin/paylift").wait(60) == 0
    lived = len(list((machines.folder / "precise").glob("*.part")))
    assert lived < 200, f"{lived} of 400 shards were lived for a precision that few reach"
    say(f"a precision was reached after {lived} of 400 shards")
    assert_same(machines.folder / "precise-merged", machines.folder / "precise-whole")


def main(program):
    with tempfile.TemporaryDirectory() as folder, Processes(folder) as machines:
        work = Work(machines, program)
        work.print_script("dask", "drive.py")
        work.run_on_one_machine()

        first = Cluster(machines, "first")
        assert_only_loopback(first.processes(), at_least=8)
        driver = drive(machines, "driver1", first)
        until("8 partials", lambda: work.stored() >= 8)
        kill_one("task", lambda: first.tasks(0))
        until("16 partials", lambda: work.stored() >= 16)
        kill_for_good("worker and nanny", first.nannies[1].pid, first.worker(1))
        until("26 partials", lambda: work.stored() >= 26)
        kill_for_good("driver", driver.pid)
        assert "exit -9" in machines.log("driver1") and "tried again" in machines.log("driver1"), "the killed task was not noticed"
        assert work.stored() < SHARDS and work.missing(), "the driver was killed too late"
        before = work.times()

        # a scheduler that does not answer
        driver = drive(machines, "driver2", first, "--lost", "3")
        until("34 partials", lambda: work.stored() >= 34)
        kill(first.scheduler.pid, signal.SIGSTOP)
        frozen = time.monotonic()
        assert driver.wait(20) == 75, "a silent scheduler: try again"
        say(f"scheduler frozen: the driver gave up after {time.monotonic() - frozen:.1f} s")
        kill(first.scheduler.pid, signal.SIGCONT)

        # and one that is gone
        driver = drive(machines, "driver3", first)
        until("42 partials", lambda: work.stored() >= 42)
        gone = time.monotonic()
        kill_for_good("scheduler", first.scheduler.pid)
        assert driver.wait(10) == 75, "a lost scheduler: try again"
        say(f"the driver gave up after {time.monotonic() - gone:.1f} s; {work.stored()} partials are kept")
        assert "run the same command again" in machines.log("driver3")
        assert work.stored() < SHARDS and work.missing(), "the scheduler was killed too late"
        machines.end()

        # what the workers refuse is told at once and never tried again: here the scenario's file does not reach them
        second = Cluster(machines, "second")
        text = (machines.folder / "drive.py").read_text()
        (machines.folder / "astray.py").write_text(text.replace("FILES = [", "FILES = [] and ["))
        astray = machines.start("astray", sys.executable, "astray.py", second.address, "--program", "bin/paylift")
        assert astray.wait(20) == 2, "wrong input ends the driver"
        assert "nothing is tried again" in machines.log("astray") and "; tried again" not in machines.log("astray")
        say("wrong input: told once, not tried again")

        driver = drive(machines, "driver4", second)
        assert driver.wait(60) == 0, "resumed on a new cluster"
        after = work.times()
        assert all(after[name] == time for name, time in before.items()), "finished shards were simulated again"
        assert work.missing() == ""
        assert_same(machines.folder / "merged", machines.folder / "whole")
        # once more: nothing to do but the merge
        shutil.rmtree(machines.folder / "merged")
        assert drive(machines, "driver5", second).wait(20) == 0
        assert_same(machines.folder / "merged", machines.folder / "whole")
        run_to_a_precision(machines, work, second)
        assert alive(second.scheduler.pid)
    say("dask: every fault happened, nothing was lost")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
