"""Giving up everything a process does not need before it opens a stranger's file. Pure Linux.

Each lock is tried by itself, because kernels and containers differ; `seal` says which held.
Uses nothing of ours and no settings: it runs in a bare process.
"""

import ctypes
import os
import platform
import resource
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from errno import ENOSYS, EPERM
from pathlib import Path

MEMORY_BYTES = 1024 * 1024 * 1024
CPU_SECONDS = 8
WRITE_BYTES = 64 * 1024 * 1024

_libc = ctypes.CDLL(None, use_errno=True)

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000  # clone(2)
_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER_MODE = 38, 22, 2  # prctl(2)
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # landlock(7), the same everywhere
_READ_FILE, _READ_FOLDER, _ALL_FILE_RIGHTS = 1 << 2, 1 << 3, (1 << 13) - 1
_WRITE_NEW = 1 << 1 | 1 << 2 | 1 << 5 | 1 << 8  # write, read, remove and make ordinary files


@dataclass(frozen=True, slots=True)
class _Machine:
    """System call numbers of one processor family."""

    audit: int
    clone: int
    clone3: int
    refused: tuple[int, ...]  # socket, socketpair, connect, bind, fork, exec, ptrace, io_uring


_MACHINES = {
    "x86_64": _Machine(
        0xC000003E, 56, 435, (41, 53, 42, 49, 57, 58, 59, 322, 101, 310, 311, 425, 321)
    ),
    "aarch64": _Machine(
        0xC00000B7, 220, 435, (198, 199, 203, 200, 221, 281, 117, 270, 271, 425, 280)
    ),
}


def seal(*, reading: Sequence[Path], writing: Path) -> dict[str, bool]:
    """Give up network, other files, other programs, memory and time. Cannot be undone."""
    _limit()
    _libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    return {
        "network": _tried(_leave_network),
        "files": _tried(lambda: _keep_files(reading, writing)),
        "calls": _tried(_refuse_calls),
    }


def lower_limits(*, memory_bytes: int, cpu_seconds: int) -> None:
    """Give up more still, once the kind of file is known."""
    for what, most in ((resource.RLIMIT_AS, memory_bytes), (resource.RLIMIT_CPU, cpu_seconds)):
        resource.setrlimit(what, (most, most))


def _tried(lock: Callable[[], None]) -> bool:
    try:
        lock()
    except (OSError, KeyError):  # this kernel or container does not offer it
        return False
    return True


def _limit() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, WRITE_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _leave_network() -> None:
    """Move to a network of our own, with no way out of it."""
    _demand(_libc.unshare(_NEW_USER | _NEW_NETWORK))


def _keep_files(reading: Sequence[Path], writing: Path) -> None:
    """Close every file to us but those we were given and the program itself."""
    wanted = struct.pack("=Q", _ALL_FILE_RIGHTS)
    ruleset = _demand(_libc.syscall(_CREATE_RULESET, wanted, ctypes.c_size_t(8), 0))
    for path in reading:
        _allow(ruleset, path, _READ_FILE | (_READ_FOLDER if path.is_dir() else 0))
    _allow(ruleset, writing, _WRITE_NEW)
    _demand(_libc.syscall(_RESTRICT_SELF, ruleset, 0))
    os.close(ruleset)


def _allow(ruleset: int, path: Path, rights: int) -> None:
    handle = os.open(path, os.O_PATH)
    try:
        rule = struct.pack("=Qi", rights, handle)
        _demand(_libc.syscall(_ADD_RULE, ruleset, 1, rule, 0))
    finally:
        os.close(handle)


def _refuse_calls() -> None:
    """Let no socket be opened and no program be started, even where namespaces are refused."""
    machine = _MACHINES[platform.machine()]
    program = _program(machine)
    lines = ctypes.create_string_buffer(program, len(program))
    header = _FilterHeader(len(program) // 8, ctypes.addressof(lines))
    _demand(_libc.prctl(_SET_SECCOMP, _FILTER_MODE, ctypes.byref(header), 0, 0))


class _FilterHeader(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("lines", ctypes.c_void_p))


def _program(machine: _Machine) -> bytes:
    """Return the filter as classic BPF: (code, jump if true, jump if false, value) a line."""
    load, equal, at_least, any_bit, answer = 0x20, 0x15, 0x35, 0x45, 0x06
    allow, kill, refuse = 0x7FFF0000, 0x80000000, 0x00050000
    lines = [
        (load, 0, 0, 4),
        (equal, 1, 0, machine.audit),
        (answer, 0, 0, kill),
        (load, 0, 0, 0),
        (at_least, 0, 1, 0x40000000),  # the second numbering of x86-64
        (answer, 0, 0, refuse | ENOSYS),
        (equal, 0, 1, machine.clone3),
        (answer, 0, 0, refuse | ENOSYS),  # libc then asks clone, whose flags can be read
    ]
    for call in machine.refused:
        lines += [(equal, 0, 1, call), (answer, 0, 0, refuse | EPERM)]
    lines += [
        (equal, 0, 3, machine.clone),
        (load, 0, 0, 16),
        (any_bit, 1, 0, 0x10000),  # threads yes, processes no
        (answer, 0, 0, refuse | EPERM),
        (answer, 0, 0, allow),
    ]
    return b"".join(struct.pack("=HBBI", *line) for line in lines)


def _demand(answer: int) -> int:
    if answer < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return answer
