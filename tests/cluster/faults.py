"""What the fault tests share: processes that are known by their numbers, waiting with an end, looking at sockets, comparing folders."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path


def say(text):
    print(f"[{time.monotonic() - BEGUN:5.1f} s] {text}", flush=True)


BEGUN = time.monotonic()


def until(what, condition, seconds=30):
    """Waits for something that must happen soon, and returns it."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {seconds} s")
        time.sleep(0.01)
    return value


class Processes:
    """Everything that was started, each in a session of its own; ended by number at the end, whatever happened."""

    def __init__(self, folder):
        self.folder, self.started = Path(folder).resolve(), []
        signal.signal(signal.SIGTERM, lambda *_: sys.exit("out of time"))

    def __enter__(self):
        return self

    def start(self, name, *command, env=os.environ):
        """Starts a program in the folder, which is also its place for temporary files; what it says goes to NAME.log there."""
        with open(self.folder / f"{name}.log", "ab") as log:
            process = subprocess.Popen(
                list(map(str, command)),
                cwd=self.folder,
                env=env | {"TMPDIR": str(self.folder)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.started.append(process)
        return process

    def log(self, name):
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def ours(self):
        """Living processes that were started here, or by those: they have the session, or work in the folder."""
        sessions = {process.pid for process in self.started}
        return {pid for pid in processes() if session(pid) in sessions or works_in(pid, self.folder)} - {os.getpid()}

    def end(self):
        """Ends everything that still lives: asks, then insists."""
        for number, patience in ((signal.SIGTERM, 5), (signal.SIGKILL, 5)):
            for pid in self.ours():
                kill(pid, number)
            end = time.monotonic() + patience
            while self.ours() and time.monotonic() < end:
                for process in self.started:
                    process.poll()
                time.sleep(0.02)
        assert not self.ours(), f"still there: {self.ours()}"
        self.started.clear()

    def __exit__(self, kind, *_):
        if kind:
            for log in sorted(self.folder.glob("*.log")):
                print(f"--- {log.name}\n{log.read_text(errors='replace')[-600:]}", flush=True)
        self.end()


def processes():
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def stat(pid):
    """Fields of /proc/PID/stat from the state on; empty for one that is gone or a zombie."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return [] if fields[0] in "ZX" else fields
    except OSError:
        return []


def alive(pid):
    return bool(stat(pid))


def session(pid):
    fields = stat(pid)
    return int(fields[3]) if fields else None


def parent(pid):
    """The process above, in a list; empty for one that is gone."""
    return [int(field) for field in stat(pid)[1:2]]


def environment(pid):
    try:
        return Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return []


def works_in(pid, folder):
    try:
        return alive(pid) and Path(os.readlink(f"/proc/{pid}/cwd")).is_relative_to(folder)
    except OSError:
        return False


def descendants(pid, word=""):
    """Processes below one, near ones first, that have this word in their command line."""
    parents = {child: int(fields[1]) for child in processes() if (fields := stat(child))}
    found, level = [], [pid]
    while level:
        level = [child for child, parent in parents.items() if parent in level]
        found += level
    return [child for child in found if word in command_line(child)]


def command_line(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def kill(pid, number=signal.SIGKILL):
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


def caught(pid):
    """Stops a process where it is, so that it cannot end by itself; false if it already has."""
    kill(pid, signal.SIGSTOP)
    while (fields := stat(pid)) and fields[0] not in "Tt":
        time.sleep(0.001)
    return bool(fields)


def kill_for_good(what, *pids):
    """kill -9 of living processes, and sees them gone."""
    for pid in pids:
        assert caught(pid), f"{what} {pid} was gone before it was killed"
    for pid in pids:
        kill(pid)
    until(f"{what} {pids} gone", lambda: not any(map(alive, pids)), 5)
    say(f"killed {what}: {', '.join(map(str, pids))}")


def kill_one(what, found):
    """kill -9 of one of the processes that are found, which come and go fast."""
    kill_for_good(what, until(f"a {what}", lambda: next(filter(caught, found()), None)))


def listening(pids):
    """Addresses on which these processes listen, as the kernel writes them."""
    sockets = set()
    for pid in pids:
        try:
            for name in os.listdir(f"/proc/{pid}/fd"):
                target = os.readlink(f"/proc/{pid}/fd/{name}")
                if target.startswith("socket:["):
                    sockets.add(target[8:-1])
        except OSError:
            continue
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and fields[9] in sockets:
                found.add(fields[1])
    return found


def assert_only_loopback(pids, at_least):
    addresses = listening(pids)
    assert len(addresses) >= at_least, f"only {addresses}: is the look at sockets still right?"
    # 127.0.0.1 in the kernel's order of bytes
    assert all(address.startswith("0100007F:") for address in addresses), f"listens beyond this machine: {addresses}"
    say(f"{len(addresses)} listening sockets, all on 127.0.0.1")


def free_port():
    import socket

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def contents(folder):
    """Every file but the one that may differ."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in Path(folder).rglob("*")
        if path.is_file() and path.name != "provenance.json"
    }


def assert_same(folder, reference):
    here, there = contents(folder), contents(reference)
    assert there, f"{reference} is empty"
    differing = [name for name in sorted(here.keys() | there.keys()) if here.get(name) != there.get(name)]
    assert not differing, f"{folder} differs from {reference}: {differing}"
    say(f"{len(there)} files, {sum(map(len, there.values())):,} bytes: identical to the single-machine run")
