import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TRIALS = @json:trials@
SHARDS = @json:shards@
PARTIALS = Path(@json:partials@)
SCENARIO = @json:scenario@  # the scenario and its options, the same for every command
FILES = @json:files@  # what the scenario is made of
OUT = @json:out@
AGAIN = 75  # exit code: run the same command again


class Refused(Exception):
    """A shard ended with exit code 2: wrong input stays wrong, so nothing is tried again."""


class Lost(Exception):
    """The cluster does not answer."""


class Cargo:
    """The program and the scenario's files, for machines that share no disk with this one."""

    def __init__(self, program):
        self.files = {"/": Path(program).read_bytes()} | {name: Path(name).read_bytes() for name in FILES}
        self.digest = hashlib.sha256(repr(sorted(self.files.items())).encode()).hexdigest()[:16]

    def unpack(self, folder):
        """Lays everything into a folder of its own below `folder`, whole or not at all."""
        place = Path(folder, f"paylift-{self.digest}")
        if place.exists():
            return place
        new = Path(tempfile.mkdtemp(dir=folder))
        here(new).mkdir(parents=True)
        for name, data in self.files.items():
            path = new / "paylift" if name == "/" else here(new) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        (new / "paylift").chmod(0o755)
        try:
            new.rename(place)
        except OSError:  # somebody else was faster
            if not place.exists():
                raise
        return place


def here(place):
    """The folder to work in: as deep as the files' names climb, so that ../ stays inside."""
    return Path(place, *["below"] * max((Path(name).parts.count("..") for name in FILES), default=0), "work")


def run_shard(place, k):
    """Runs shard k in an unpacked folder: its number, exit code, partial and what it complained of."""
    command = [place / "paylift", "run", *SCENARIO, "--trials", TRIALS, "--shard", f"{k}/{SHARDS}", "--threads", "1", "--partial", "-"]
    run = subprocess.run(command, cwd=here(place), stdin=subprocess.DEVNULL, capture_output=True)
    return k, run.returncode, run.stdout, run.stderr[-2000:].decode(errors="replace").strip()


def store(k, partial):
    """Keeps a partial at once, whole or not at all: the cluster's memory ends with the cluster."""
    name = PARTIALS / f"{TRIALS.replace('..', '-')}_{k:06}-of-{SHARDS}.part"
    temporary = name.with_name(f".{name.name}.{os.getpid()}.tmp")
    with open(temporary, "wb") as file:
        file.write(partial)
        file.flush()
        os.fsync(file.fileno())
    temporary.rename(name)


def drive(engine, todo, tries, question):
    """Runs the shards, a bounded number at a time and the first ones first, and keeps each partial as it comes."""
    waiting, flying, tried = list(reversed(todo)), {}, dict.fromkeys(todo, 0)
    done, started, told, asked = 0, time.monotonic(), 0.0, 0.0
    while waiting or flying:
        slots = engine.slots()
        while waiting and len(flying) < max(8, 3 * slots):
            k = waiting.pop()
            tried[k] += 1
            flying[engine.submit(k, tried[k])] = k
        for task in engine.finished(list(flying)):
            k = flying.pop(task)
            try:
                _, code, partial, words = engine.result(task)
                words = f"exit {code}: {words[-300:]}"
            except Exception as error:  # whatever the engine makes of a dead worker
                code, words = 1, repr(error)[:300]
            if code == 2:
                raise Refused(words)
            if code == 0:
                store(k, partial)
                done += 1
                continue
            again = tried[k] < tries
            print(f"shard {k}: {words}; {'tried again' if again else 'given up'}", file=sys.stderr, flush=True)
            if again:
                waiting.append(k)
        elapsed = time.monotonic() - started
        if elapsed - told >= 2 or not (waiting or flying):
            told = elapsed
            left = f", about {elapsed / done * (len(todo) - done):.0f} s to go" if done else ""
            print(f"{done} of {len(todo)} shards, {slots} slots, {elapsed:.0f} s{left}", file=sys.stderr, flush=True)
        if "--precision" in SCENARIO and elapsed - asked >= 5:
            asked = elapsed
            if not ask(question):  # precise enough
                return


def main(connect, about):
    """Asks which shards are missing, runs them, asks again, merges. Exits, whatever threads the engine's library left behind."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("address", help="where the cluster's scheduler listens")
    parser.add_argument("--program", default=@json:program@, help="paylift, as it is called here; it is sent to the workers")
    parser.add_argument("--tries", type=int, default=4, help="how often a failing shard is run before it is given up")
    parser.add_argument("--lost", type=float, default=10, help="seconds without an answer after which the cluster counts as lost")
    args = parser.parse_args()
    program = which(args.program)
    question = [program, "shards", *SCENARIO, "--trials", TRIALS, "--shards", str(SHARDS), "--partial-dir", PARTIALS]
    code = AGAIN
    try:
        PARTIALS.mkdir(parents=True, exist_ok=True)
        todo = ask(question)
        if todo:
            drive(connect(args, Cargo(program)), todo, args.tries, question)
            todo = ask(question)
        if todo:
            print(f"{len(todo)} shards are missing; run the same command again to go on: {todo}", file=sys.stderr)
        else:
            code = subprocess.call([program, "merge", "--expect", TRIALS, *OUT, "--partial-dir", PARTIALS])
    except Refused as error:
        print(f"wrong input, so nothing is tried again: {error}", file=sys.stderr)
        code = 2
    except Lost as error:
        print(f"the cluster is lost ({error}); what came back is kept: run the same command again to go on", file=sys.stderr)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def which(program):
    """The file behind the program's name."""
    from shutil import which

    return Path(which(program) or sys.exit(f"there is no program {program}: name it with --program")).absolute()


def ask(question):
    """The shards that lack a valid partial."""
    answer = subprocess.run(question, stdout=subprocess.PIPE, text=True)
    if answer.returncode:
        sys.exit(answer.returncode)
    return [int(k) for k in answer.stdout.strip().split(",") if k]
