"""The Slurm script under fire: a task and a node are killed; the script is started again; the result is the same.

with_slurm.py PAYLIFT   (the program; as root, with slurmctld, slurmd, the client programs and munge installed)

A cluster of its own on loopback: a controller and two daemons with two processors each, and munge with a key of its own.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from faults import Processes, assert_only_loopback, assert_same, caught, command_line, environment, free_port, kill, kill_for_good, parent, processes, say, until
from work import SHARDS, Work

CONF = """
ClusterName=paylift
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge/socket
CredType=cred/munge
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool-%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd-%n.pid
SlurmdParameters=config_overrides
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_interval=1,batch_sched_delay=0,sched_min_interval=0,bf_interval=1
SlurmdTimeout=5
MessageTimeout=3
TCPTimeout=1
ReturnToService=2
MpiDefault=none
NodeName=w1 NodeHostname={host} NodeAddr=127.0.0.1 Port={w1} CPUs=4 RealMemory=4096 State=UNKNOWN
NodeName=w2 NodeHostname={host} NodeAddr=127.0.0.1 Port={w2} CPUs=4 RealMemory=4096 State=UNKNOWN
PartitionName=all Nodes=w1,w2 Default=YES State=UP
"""


class Cluster:
    def __init__(self, machines):
        self.machines, folder = machines, machines.folder
        host = socket.gethostname().split(".")[0]
        ports = {name: free_port() for name in ("controller", "w1", "w2")}
        (folder / "slurm.conf").write_text(CONF.format(host=host, folder=folder, **ports))
        unified = Path("/sys/fs/cgroup/cgroup.controllers").exists()
        (folder / "cgroup.conf").write_text(f"CgroupPlugin=cgroup/v{2 if unified else 1}\n")
        for name in ("munge", "state"):
            (folder / name).mkdir(mode=0o700)
        key = folder / "munge/key"
        key.write_bytes(os.urandom(1024))
        key.chmod(0o400)
        self.environment = os.environ | {"SLURM_CONF": str(folder / "slurm.conf")}
        files = [f"--{name}-file={folder}/munge/{name}" for name in ("key", "pid", "seed", "log")]
        # munge wants nobody else to be able to write above its socket; a folder of ours is enough
        machines.start("munged", "munged", "--foreground", "--force", f"--socket={folder}/munge/socket", *files)
        until("munge's socket", (folder / "munge/socket").exists, 10)
        self.controller = machines.start("slurmctld", "slurmctld", "-D", "-c", env=self.environment)
        self.nodes = {name: machines.start(name, "slurmd", "-D", "-N", name, env=self.environment) for name in ("w1", "w2")}
        until("two idle nodes", lambda: self.ask("sinfo", "-h", "-N", "-t", "idle", "-o", "%N").split() == ["w1", "w2"], 20)
        say("slurm is up: controller and two nodes")

    def ask(self, *command):
        run = subprocess.run(command, env=self.environment, cwd=self.machines.folder, capture_output=True, text=True, timeout=20)
        assert run.returncode == 0, f"{command}: {run.stderr}"
        return run.stdout

    def submit(self):
        """Starts the script as a user would; the numbers of the array job and of the merging job."""
        run = subprocess.run(
            ["bash", "years.sh", "--mem=100"], env=self.environment, cwd=self.machines.folder, capture_output=True, text=True, timeout=30
        )
        assert run.returncode == 0, run.stderr
        words = run.stdout.replace(",", " ").replace(";", " ").split()
        jobs = [word for before, word in zip(words, words[1:]) if before == "job"]
        assert len(jobs) == 2, run.stdout
        say(f"submitted: array job {jobs[0]}, merge {jobs[1]}")
        return jobs

    def tasks(self, node):
        """Shards that run on a node."""
        on_node = f"SLURMD_NODENAME={node}".encode()
        return [pid for pid in processes() if "--shard" in command_line(pid) and on_node in environment(pid)]

    def unfinished(self, work, pid):
        """Stops a task where it is; false, and it goes on, if its shard is stored already."""
        number = [value.partition(b"=")[2].decode() for value in environment(pid) if value.startswith(b"SLURM_ARRAY_TASK_ID=")]
        if not caught(pid):
            return False
        if number and number[0] in work.missing().split(","):
            return True
        kill(pid, signal.SIGCONT)
        return False

    def queue(self):
        return self.ask("squeue", "-h", "-r", "-o", "%A %T %r").splitlines()


def main(program):
    with tempfile.TemporaryDirectory() as folder, Processes(folder) as machines:
        work = Work(machines, program)
        work.print_script("slurm", "years.sh", "--program", "bin/paylift")
        work.run_on_one_machine()
        cluster = Cluster(machines)
        assert_only_loopback([cluster.controller.pid, *(node.pid for node in cluster.nodes.values())], at_least=3)

        _, merge = cluster.submit()
        until("8 partials", lambda: work.stored() >= 8)
        task = until("a task on w1", lambda: next((pid for pid in cluster.tasks("w1") if cluster.unfinished(work, pid)), None))
        kill_for_good("task on w1", task)
        until("16 partials", lambda: work.stored() >= 16)
        # the keepers first: a task that ends now is not reported any more
        keepers = until("tasks on w2", lambda: {keeper for task in cluster.tasks("w2") for keeper in parent(task) if caught(keeper)})
        tasks = filter(caught, cluster.tasks("w2"))
        kill_for_good("node w2: daemon, keepers of tasks, tasks", cluster.nodes["w2"].pid, *keepers, *tasks)
        assert work.missing(), "killed too late"

        def put_back():
            return [line.split()[0] for line in cluster.queue() if "BeginTime" in line or "held" in line.lower()]

        held = until("tasks of the lost node are put back", put_back, 40)
        say(f"put back and held: {', '.join(held)}")
        for job in held:
            cluster.ask("scontrol", "update", f"JobId={job}", "StartTime=now")
        until("the queue is empty", lambda: not cluster.queue(), 20)
        left = work.missing()
        assert left and len(left.split(",")) < 8, f"missing: {left!r}: Slurm repeats no failed task, so one at least is"
        assert "are missing" in (machines.folder / f"partials/logs/merge-{merge}").read_text(), "merge said nothing"
        assert not (machines.folder / "merged").exists(), "merged although shards are missing"
        say(f"the queue is empty, yet shards {left} are missing, and merge refused")

        before = work.times()
        cluster.submit()
        until("the queue is empty", lambda: not cluster.queue(), 40)
        after = work.times()
        assert all(after[name] == time for name, time in before.items()), "finished shards were simulated again"
        assert len(after) == SHARDS and work.missing() == ""
        assert_same(machines.folder / "merged", machines.folder / "whole")
    say("slurm: every fault happened, nothing was lost")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
