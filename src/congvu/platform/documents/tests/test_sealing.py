"""What a process that opens a stranger's file can no longer do."""

import errno
import json
import subprocess
import sys
from pathlib import Path

import pytest

from congvu.platform.documents import checking

PROBE = """
import json, os, socket, subprocess, sys, threading
# The number of the refusal tells the lock: 1 the filter of calls, 13 the closed files.
from pathlib import Path
from congvu.platform.documents.sealing import seal
given, room, secret = map(Path, sys.argv[1:4])
home = os.readlink("/proc/self/ns/net")
held = seal(reading=(Path(sys.prefix), Path(sys.base_prefix), Path("/usr"), given), writing=room)

def tried(act):
    try:
        act()
    except (OSError, MemoryError, RuntimeError) as error:
        return getattr(error, "errno", None) or type(error).__name__
    return "done"

def threads():
    started = threading.Thread(target=lambda: None)
    started.start()
    started.join()

print(json.dumps(held | {
    "read given": tried(given.read_bytes),
    "read secret": tried(secret.read_bytes),
    "list a folder": tried(lambda: os.listdir(secret.parent)),
    "write in the room": tried(lambda: (room / "view").write_bytes(b"x")),
    "write elsewhere": tried(lambda: (secret.parent / "new").write_bytes(b"x")),
    "change given": tried(lambda: given.write_bytes(b"x")),
    "fill the disk": tried(lambda: (room / "big").write_bytes(b"x" * (65 * 1024 * 1024))),
    "another network": os.readlink("/proc/self/ns/net") != home,
    "open a socket": tried(socket.socket),
    "become a program": tried(lambda: os.execv("/bin/true", ["true"])),
    "start a program": tried(lambda: subprocess.run(["/bin/true"])),
    "fork": tried(lambda: os._exit(0) if os.fork() == 0 else None),
    "take memory": tried(lambda: bytearray(2 * 1024 ** 3)),
    "use threads": tried(threads),
}))
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    folder = tmp_path_factory.mktemp("kin")
    given, room, secret = folder / "tep", folder / "phong", folder / "kho" / "bi-mat"
    for made in (room, secret.parent):
        made.mkdir()
    given.write_bytes(b"given")
    secret.write_bytes(b"secret")
    done = subprocess.run(
        [sys.executable, "-P", "-s", "-B", "-c", PROBE, str(given), str(room), str(secret)],
        env={"PYTHONPATH": str(checking.SOURCE)},
        capture_output=True,
        check=True,
        timeout=60,
    )
    probed: dict[str, object] = json.loads(done.stdout)
    return probed


@pytest.mark.parametrize("act", ["read given", "write in the room", "use threads"])
def test_can_do_its_work(found: dict[str, object], act: str) -> None:
    assert found[act] == "done"


@pytest.mark.parametrize(
    ("act", "lock", "refused_with"),
    [
        ("read secret", "files", errno.EACCES),
        ("list a folder", "files", errno.EACCES),
        ("write elsewhere", "files", errno.EACCES),
        ("change given", "files", errno.EACCES),
        ("open a socket", "calls", errno.EPERM),
        ("become a program", "calls", errno.EPERM),
        ("start a program", "calls", errno.EPERM),
        ("fork", "calls", errno.EPERM),
        ("another network", "network", True),
    ],
)
def test_can_do_nothing_else(
    found: dict[str, object], act: str, lock: str, refused_with: object
) -> None:
    if not found[lock]:
        pytest.skip(f"nhân hệ điều hành này không cho khóa “{lock}”")
    assert found[act] == refused_with


@pytest.mark.parametrize("act", ["take memory", "fill the disk"])
def test_limits_hold_on_every_kernel(found: dict[str, object], act: str) -> None:
    assert found[act] != "done"


def test_a_file_that_never_ends_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "WALL_SECONDS", 0.001)
    (tmp_path / "tep").write_bytes(b"%PDF-1.7")
    with pytest.raises(checking.FileUnfit, match="thời gian"):
        checking.check(tmp_path / "tep", name="a.pdf")


def test_too_many_at_once_are_asked_to_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "QUEUE_SECONDS", 0.01)
    for _ in range(checking.MOST_ROOMS):
        checking._rooms.acquire()
    try:
        with pytest.raises(checking.FileUnfit, match="chờ một phút"):
            checking.check(tmp_path / "tep", name="a.pdf")
    finally:
        for _ in range(checking.MOST_ROOMS):
            checking._rooms.release()


def test_a_link_out_of_the_room_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"x")
    (tmp_path / "view").symlink_to(tmp_path / "secret")
    with pytest.raises(checking.FileUnfit):
        checking._left_in_the_room(tmp_path / "view", most=99)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"[]",
        b"not json",
        b'{"ok": true}',
        b'{"ok": true, "media_type": "text/html", "view_media_type": "image/jpeg"}',
        b'{"ok": true, "media_type": "image/png", "view_media_type": "text/html"}',
        b'{"ok": true, "media_type": "image/png", "view_media_type": "image/jpeg", "pages": "x"}',
    ],
)
def test_a_room_that_fell_to_its_file_is_not_believed(
    answer: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The room's own program is replaced by one that answers as an intruder would.
    intruder = tmp_path / "intruder"
    intruder.write_text(
        f"#!{sys.executable}\nimport sys\nfrom pathlib import Path\n"
        f"Path(sys.argv[-1]).write_bytes(b'x')\nsys.stdout.buffer.write({answer!r})\n"
    )
    intruder.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(intruder))
    with pytest.raises(checking.FileUnfit):
        checking.check(tmp_path / "tep", name="a.pdf")
