"""The other engines, each as far as one machine can go.

with_others.py PAYLIFT   (the program; run by a Python that has `ray`, `kubernetes_validate` and `botocore`, beside GNU parallel)

GNU parallel and Ray really run, with a task and a worker killed. HyperQueue's script runs with a stand-in for `hq`, AWS Batch's with one
for `aws` that checks every request as the real one would before sending it; the manifest of Kubernetes is held against its schema. Each of
the last two also has to refuse something wrong.

Ray listens on every address, even where it is told to take 127.0.0.1: this has to be started where there is no other, see `run`.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import kubernetes_validate
import yaml
from faults import Processes, assert_same, command_line, free_port, kill_one, parent, processes, say, until, works_in
from work import TRIALS, Work

SHARDS = 24

HERE = Path(__file__).resolve().parent


def shards_that_run(machines):
    return [pid for pid in processes() if "run" in (line := command_line(pid)) and "--shard" in line and works_in(pid, machines.folder)]


def run_parallel(machines, work):
    work.print_script("parallel", "parallel.sh", "--program", "bin/paylift")
    script = machines.start("parallel", "bash", "parallel.sh", "--jobs", 2)
    until("8 partials", lambda: work.stored() >= 8)
    kill_one("task", lambda: [pid for pid in shards_that_run(machines) if "bin/paylift" in command_line(pid)])
    assert script.wait(90) == 0, "parallel"
    finish(machines, work, "parallel")


def run_ray(machines, work):
    work.print_script("ray", "ray_driver.py", "--program", "bin/paylift")
    port, ray = free_port(), Path(sys.executable).with_name("ray")
    quiet = ["--include-dashboard=false", "--disable-usage-stats", f"--temp-dir={machines.folder}/ray", "--num-cpus=2"]
    head = machines.start("head", ray, "start", "--head", "--block", "--node-ip-address=127.0.0.1", f"--port={port}", *quiet)
    until("Ray runtime", lambda: "Ray runtime started" in machines.log("head"), 60)
    driver = machines.start("ray_driver", sys.executable, "ray_driver.py", f"127.0.0.1:{port}")
    until("8 partials", lambda: work.stored() >= 8, 60)
    kill_one("task", lambda: ray_tasks(machines))
    until("16 partials", lambda: work.stored() >= 16)
    kill_one("worker", lambda: [above for task in ray_tasks(machines) for above in parent(task)])
    assert driver.wait(90) == 0, "ray"
    assert "exit -9" in machines.log("ray_driver"), "the killed task was not noticed"
    assert head.poll() is None
    finish(machines, work, "ray")
    machines.end()


def ray_tasks(machines):
    """Shards below Ray's workers, which work elsewhere: found by the session of the head."""
    ours = machines.ours()
    return [pid for pid in ours if "--shard" in command_line(pid) and any("ray::task" in command_line(above) for above in parent(pid))]


def run_hyperqueue(machines, work):
    work.print_script("hyperqueue", "hyperqueue.sh", "--program", "bin/paylift")
    stand_in = machines.folder / "stand-in/hq"
    # one task after the other, the first of them lost without a word
    stand_in.write_text(
        '#!/bin/bash\n[ "$1 $2" = "submit --array" ] || exit 9\nlist=$3\nwhile [ "$1" != bash ]; do shift; done\n'
        'for HQ_TASK_ID in ${list//,/ }; do export HQ_TASK_ID; [ "$HQ_TASK_ID" = 5 -a ! -e lost ] && touch lost || "$@"; done\n'
    )
    stand_in.chmod(0o755)
    environment = os.environ | {"PATH": f"{stand_in.parent}:{os.environ['PATH']}"}
    first = machines.start("hyperqueue", "bash", "hyperqueue.sh", env=environment)
    assert first.wait(120) == 75 and "shards 5 are missing" in machines.log("hyperqueue"), machines.log("hyperqueue")
    assert machines.start("hyperqueue", "bash", "hyperqueue.sh", env=environment).wait(30) == 0
    finish(machines, work, "hyperqueue (with a stand-in for hq)")


def finish(machines, work, name):
    assert work.missing() == ""
    assert_same(machines.folder / "merged", machines.folder / "whole")
    shutil.rmtree(machines.folder / "merged")
    shutil.rmtree(work.partials)
    say(f"{name}: done")


def check_kubernetes(machines, work):
    work.print_script("kubernetes", "kubernetes.yaml")
    manifests = list(yaml.safe_load_all((machines.folder / "kubernetes.yaml").read_text()))
    assert [manifest["metadata"]["name"] for manifest in manifests] == ["paylift-shards", "paylift-merge"]
    for manifest in manifests:
        kubernetes_validate.validate(manifest, "1.37", strict=True)
    shards = manifests[0]["spec"]
    words = shards["template"]["spec"]["containers"][0]["command"]
    assert shards["completions"] == SHARDS and f"auto/{SHARDS}" in words and f"0..{TRIALS}" in words, words
    shards["backoffLimitPerIndx"] = shards.pop("backoffLimitPerIndex")
    try:
        kubernetes_validate.validate(manifests[0], "1.37", strict=True)
    except kubernetes_validate.ValidationError as error:
        say(f"kubernetes: two valid manifests; refused: {error.message[:80]}")
    else:
        raise AssertionError("a mistyped field was not noticed")


def check_aws_batch(machines, work):
    work.print_script("aws-batch", "aws-batch.sh")
    stand_in = machines.folder / "stand-in/aws"
    stand_in.write_text(f"#!/bin/bash\nexec {sys.executable} {HERE}/aws.py \"$@\"\n")
    stand_in.chmod(0o755)
    environment = os.environ | {"PATH": f"{stand_in.parent}:{os.environ['PATH']}"}
    where = ["--queue", "slow", "--image", "registry/paylift:1", "--efs", "fs-12345678"]

    def submit(script):
        command = ["bash", script, *where]
        return subprocess.run(command, cwd=machines.folder, env=environment, capture_output=True, text=True, timeout=60)

    right = submit("aws-batch.sh")
    assert right.returncode == 0 and "merge: job " in right.stdout, right.stderr
    assert right.stderr.count("is well formed") == 4, right.stderr
    text = (machines.folder / "aws-batch.sh").read_text()
    (machines.folder / "wrong.sh").write_text(text.replace(f'{{"size": {SHARDS}}}', f'{{"size": "{SHARDS}"}}'))
    wrong = submit("wrong.sh")
    assert wrong.returncode != 0 and "Invalid type for parameter arrayProperties.size" in wrong.stderr, wrong.stderr
    say("aws-batch: four well-formed requests; a wrong type refused")


def assert_alone():
    """Only in a network of its own, which holds nothing but 127.0.0.1, is listening on every address harmless."""
    devices = [line.split(":")[0].strip() for line in Path("/proc/net/dev").read_text().splitlines()[2:]]
    assert devices == ["lo"], f"other networks can be reached: {devices}"


def main(program):
    assert_alone()
    with tempfile.TemporaryDirectory() as folder, Processes(folder) as machines:
        work = Work(machines, program, SHARDS)
        (machines.folder / "stand-in").mkdir()
        check_kubernetes(machines, work)
        check_aws_batch(machines, work)
        work.run_on_one_machine()
        run_parallel(machines, work)
        run_hyperqueue(machines, work)
        run_ray(machines, work)
    say("others: all as they say of themselves")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
