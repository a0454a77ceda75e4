#!/usr/bin/env python3
#   @command@
"""Runs the shards of one simulation on a Ray cluster and merges them.

Start with:  python3 THIS_FILE HEAD:6379        (again, to go on after anything died; `auto` on a machine of the cluster)
Needs:       Python 3.10 or newer with `ray`, the same versions everywhere.
Leaves:      a folder paylift-... with the program in the place for temporary files of every machine that took part.
Beware:      Ray listens on every address, also when told to take 127.0.0.1, and asks nobody who they are. `ray stop` ends every Ray
             process of the user on that machine, also those of other clusters.
Exit codes:  those of `paylift merge`; 2 wrong input; 75 incomplete or cluster lost: run the same command again.

Run with Ray 2.60 on one machine, with a task and a worker killed; other machines were not tried.
"""

@include:driver.py@

import ray


@ray.remote(num_cpus=1, max_retries=-1)  # a lost machine is Ray's business, a failing shard is `drive`'s
def task(cargo, k):
    # workers have the environment of `ray start`, not the driver's: everything is said by arguments
    return run_shard(cargo.unpack(tempfile.gettempdir()), k)


class Ray:
    """What `drive` needs of an engine."""

    def __init__(self, args, cargo):
        try:
            ray.init(address=args.address, log_to_driver=False)
        except (ConnectionError, RuntimeError, ValueError) as error:
            raise Lost(error) from error
        self.cargo = ray.put(cargo)

    def slots(self):
        try:
            return int(ray.cluster_resources().get("CPU", 0))
        except Exception as error:
            raise Lost(error) from error

    def submit(self, k, attempt):
        return task.remote(self.cargo, k)

    def finished(self, tasks):
        return ray.wait(tasks, num_returns=1, timeout=2)[0]

    def result(self, done):
        return ray.get(done)


if __name__ == "__main__":
    main(Ray, __doc__.splitlines()[0])
