#!/usr/bin/env python3
#   @command@
"""Runs the shards of one simulation on a Dask cluster and merges them.

Start with:  python3 THIS_FILE tcp://SCHEDULER:8786        (again, to go on after anything died)
Needs:       Python 3.10 or newer with `distributed`, the same versions here, at the scheduler and at the workers.
A cluster:   dask scheduler, and on each machine dask worker tcp://SCHEDULER:8786 --nthreads 1 --nworkers CORES
             (one shard is one process with one thread). dask-jobqueue, dask-kubernetes, dask-mpi and dask ssh start the same two
             programs on Slurm, PBS, LSF, SGE, HTCondor, Kubernetes, MPI and plain machines.
Beware:      Dask asks nobody who they are: whoever reaches the scheduler's port runs programs. Shared network: use its --tls options.
Exit codes:  those of `paylift merge`; 2 wrong input; 75 incomplete or cluster lost: run the same command again.

Run and fault-tested with distributed 2026.8.0, a scheduler and two workers on one machine; other ways to start a cluster were not run.
"""

@include:driver.py@

from asyncio import TimeoutError as AsyncTimeout
from concurrent.futures import CancelledError

from distributed import Client, WorkerPlugin, get_worker, wait
from distributed.client import FuturesCancelledError


class Unpack(WorkerPlugin):
    """Lays the cargo out at every worker, also at those that join or come back later."""

    def __init__(self, cargo):
        self.cargo = cargo
        self.name = f"paylift-{cargo.digest}"

    def setup(self, worker):
        self.cargo.unpack(worker.local_directory)


def task(name, k):
    return run_shard(Path(get_worker().local_directory, name).absolute(), k)


class Dask:
    """What `drive` needs of an engine."""

    def __init__(self, args, cargo):
        self.patience, self.digest, self.asked = args.lost, cargo.digest, 0.0
        try:
            self.client = Client(args.address, timeout=args.lost)
            self.client.register_plugin(Unpack(cargo))
        except (OSError, AsyncTimeout) as error:
            raise Lost(error) from error

    def slots(self):
        """Shards that can run at once, asked now and then; asking is also how a cluster that went silent is noticed."""
        if time.monotonic() - self.asked > 3:
            try:
                answer = self.client.sync(self.client.scheduler.ncores, workers=None, callback_timeout=self.patience)
            except Exception as error:  # the connection can break in many ways
                raise Lost(error) from error
            self.threads, self.asked = sum(answer.values()), time.monotonic()
        if self.client.status != "running":
            raise Lost(f"connection {self.client.status}")
        return self.threads

    def submit(self, k, attempt):
        # the name of the attempt: a failed task's name would bring back its failure
        key = f"shard-{k}-{attempt}-{self.digest}-{os.getpid()}"
        return self.client.submit(task, f"paylift-{self.digest}", k, key=key, pure=False)

    def finished(self, tasks):
        try:
            return wait(tasks, timeout=2, return_when="FIRST_COMPLETED").done
        except AsyncTimeout:
            return []
        except (FuturesCancelledError, CancelledError) as error:
            raise Lost(error) from error

    def result(self, done):
        try:
            return done.result()
        finally:
            done.release()


if __name__ == "__main__":
    main(Dask, __doc__.splitlines()[0])
