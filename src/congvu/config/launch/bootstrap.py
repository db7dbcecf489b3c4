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
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
VENV = Path(os.environ.get("CONGVU_VENV", ROOT / ".venv")).absolute()
ASSETS = ROOT / "src/congvu/web/assets"
BUILT = ROOT / "src/congvu/web/static/build"
DEV_COMMANDS = {"test", "check", "bench"}
STILL_SECONDS = 15
# Settings of pip that would send packages elsewhere than into the environment.
ASTRAY = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_REQUIRE_VIRTUALENV",
          "PIP_NO_BINARY", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")  # fmt: skip

HELP = """Công Vụ: nền tảng số dùng chung của các cơ quan.

  ./congvu demo             chạy nền tảng với dữ liệu thử nghiệm, in địa chỉ và tài khoản
  ./congvu test [...]       chạy toàn bộ kiểm thử (tham số chuyển cho pytest)
  ./congvu check            chạy mọi cổng kiểm tra mã nguồn
  ./congvu bench NAME       đo tốc độ so với thước đo cùng lượt
  ./congvu units ...        đơn vị hành chính: load, import, resolve, counts
  ./congvu deadlines ...    thời hạn: compute, tính hạn và lý do từng ngày từ đầu vào
  ./congvu procedures ...   thủ tục: load, import
  ./congvu competence ...   thẩm quyền: resolve, check (mọi xã, mọi thủ tục)
  ./congvu figures replay   tính lại số liệu từ sổ sự kiện
  ./congvu serve-database   giữ máy chủ PostgreSQL đi kèm chạy và in địa chỉ của nó
  ./congvu COMMAND ...      lệnh quản trị khác của Django, ví dụ: migrate, shell

Mỗi lệnh có --help. Lần chạy đầu tự chuẩn bị môi trường; lần sau chạy ngay.

Biến môi trường, đều không bắt buộc:
  CONGVU_DATABASE_URL   dùng máy chủ PostgreSQL 15 đến 18 sẵn có thay cho máy chủ đi kèm
  CONGVU_DATA_DIR       nơi giữ dữ liệu (mặc định trong thư mục dữ liệu của người dùng)
  CONGVU_VENV           nơi đặt môi trường Python (mặc định .venv)
  CONGVU_PYTHON         trình Python 3.11 trở lên để dùng
"""


class SetUpFailed(SystemExit):
    """Set-up stopped. The text says what failed and what to do; running again resumes."""


class Steps:
    """Progress on stderr: stdout belongs to the command."""

    def __init__(self, command: str) -> None:
        self.begun = time.monotonic()
        self._is_demo = command == "demo"  # the demo goes on counting to seven
        self._done = 0

    def step(self, words: str) -> None:
        self._done += 1
        self.say(words)

    def skip(self, words: str) -> None:
        """Count a step that has nothing to do; only the demo speaks of it."""
        self._done += 1
        if self._is_demo:
            self.say(words)

    def say(self, words: str) -> None:
        count = f"[{self._done}/{7 if self._is_demo else 2}]"
        seconds = time.monotonic() - self.begun
        print(f"{count} {seconds:5.1f} s  {words}", file=sys.stderr, flush=True)

    def run(self, *command: object, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> None:
        """Run a part of a step. Its output is shown only when it fails."""
        words = [str(word) for word in command]
        with subprocess.Popen(
            words, cwd=cwd, env=env, text=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        ) as process:  # fmt: skip
            output = self._await(process)
        if process.returncode:
            raise SetUpFailed(
                f"{output[-4000:]}\nKhông làm được: {' '.join(words[:6])}…\n{remedy(output)}"
                "Chạy lại lệnh này để tiếp tục từ bước đang dở."
            )

    def _await(self, process: "subprocess.Popen[str]") -> str:
        while True:
            try:
                return process.communicate(timeout=STILL_SECONDS)[0]
            except subprocess.TimeoutExpired:
                self.say("…vẫn đang làm")


def remedy(output: str) -> str:
    said = output.lower()
    if "do not match the hashes" in said or "hash mismatch" in said:
        return (
            "Gói tải về không khớp mã băm trong tệp khóa: có thể đã bị thay đổi."
            " Không cài gói này. Hãy kiểm tra nguồn gói hoặc thư mục requirements.\n"
        )
    if "no space left" in said:
        return "Đĩa đã đầy. Hãy giải phóng vài trăm MB.\n"
    if "connection" in said or "name resolution" in said or "dns" in said:
        return "Không nối được tới kho gói. Hãy kiểm tra mạng hoặc cấu hình pip.\n"
    return ""


class Environment:
    """The folder of locked packages, and the stamps that say what is in it."""

    def __init__(self, *, folder: Path, locks: Path) -> None:
        self.folder = folder
        self.locks = locks
        self.python = folder / "bin" / "python"

    def lock_of(self, profile: str) -> Path:
        return self.locks / f"{profile}.txt"

    def stamp_of(self, profile: str) -> Path:
        return self.folder / f".{profile}.sha256"

    def wanted(self, profile: str) -> str:
        """Return what the stamp must say: this Python, this folder and the locks."""
        digest = hashlib.sha256(f"{sys.version}\n{self.folder}".encode())
        for name in dict.fromkeys((profile, "app", "units", "boot")):
            digest.update(self.lock_of(name).read_bytes())
        return digest.hexdigest()

    def is_ready(self, profile: str) -> bool:
        """True when the folder holds this profile. `dev` holds `app` too."""
        return any(self._is_stamped(p) for p in (("app", "dev") if profile == "app" else ("dev",)))

    def profile_to_install(self, profile: str) -> str:
        """Return `dev` where it was there before: a demo never takes a developer's tools away."""
        return "dev" if self.stamp_of("dev").exists() else profile

    def begin(self, profile: str) -> None:
        """Forget what is installed, except that it is somebody's development environment."""
        self.stamp_of("app").unlink(missing_ok=True)
        if profile == "dev":
            self.stamp_of("dev").write_text("", encoding="utf-8")

    def finish(self, profile: str) -> None:
        self.stamp_of(profile).write_text(self.wanted(profile), encoding="utf-8")

    def is_usable(self) -> bool:
        """True when its Python runs, is this version, and the folder was not moved."""
        made_here = self.folder / ".made"
        if not made_here.exists() or made_here.read_text(encoding="utf-8") != self.mark():
            return False
        try:
            return subprocess.run([self.python, "-c", ""], check=False).returncode == 0
        except OSError:
            return False

    def make(self, steps: Steps) -> None:
        is_dev = self.stamp_of("dev").exists()
        if (self.folder / "pyvenv.cfg").exists():  # ours to remove: broken, moved or another Python
            shutil.rmtree(self.folder)
        # Without pip: Debian may lack ensurepip, and the machine's own pip installs into it.
        steps.run(sys.executable, "-m", "venv", "--without-pip", self.folder)
        if is_dev:
            self.begin("dev")
        (self.folder / ".made").write_text(self.mark(), encoding="utf-8")

    def mark(self) -> str:
        return f"{sys.version}\n{self.folder}\n"

    def _is_stamped(self, profile: str) -> bool:
        stamp = self.stamp_of(profile)
        return stamp.exists() and stamp.read_text(encoding="utf-8") == self.wanted(profile)


def prepare_environment(there: Environment, profile: str, steps: Steps) -> None:
    if there.is_ready(profile):
        steps.skip("Môi trường đã sẵn sàng.")
        return
    steps.step("Chuẩn bị môi trường Python từ các tệp khóa (lần đầu mất khoảng một phút)…")
    if not there.is_usable():
        there.make(steps)
    profile = there.profile_to_install(profile)
    there.begin(profile)
    install(there, profile, steps)
    there.finish(profile)


def install(there: Environment, profile: str, steps: Steps) -> None:
    """Bring the packages in line with the locks: by uv, and where that fails by pip."""
    environment = {name: value for name, value in os.environ.items() if name not in ASTRAY}
    pip = _pip(there, environment)
    locked = [*pip, "install", "-q", "--disable-pip-version-check", "--no-warn-script-location",
              "--no-input", "--require-hashes", "--only-binary", ":all:"]  # fmt: skip
    if "CONGVU_NO_UV" not in os.environ:
        steps.run(*locked, "--no-deps", "-r", there.lock_of("boot"), env=environment)
        if _synced(there, profile, _told_index(pip, environment)):
            return
        steps.say("uv không cài được, chuyển sang pip…")
    steps.run(*locked, "-r", there.lock_of(profile), env=environment)
    steps.run(*locked, "--no-deps", "-r", there.lock_of("units"), env=environment)


def _synced(there: Environment, profile: str, environment: Mapping[str, str]) -> bool:
    """Let uv install exactly what the locks name, and remove the rest."""
    locks = [str(there.lock_of(name)) for name in (profile, "units", "boot")]
    command = [str(there.folder / "bin/uv"), "pip", "sync", "-q", "--no-config", "--no-build",
               "--python", str(there.python), "--require-hashes", *locks]  # fmt: skip
    done = subprocess.run(command, env=environment, check=False, capture_output=True)
    return done.returncode == 0


def _told_index(pip: Sequence[object], environment: Mapping[str, str]) -> Mapping[str, str]:
    """Tell uv the package index that pip was told: it does not read pip's settings."""
    told = {**environment, "UV_NATIVE_TLS": "1", "UV_HTTP_RETRIES": "2"}
    if "UV_DEFAULT_INDEX" in told or "UV_INDEX_URL" in told:
        return told
    asked = [str(word) for word in (*pip, "config", "get", "global.index-url")]
    said = subprocess.run(asked, env=environment, capture_output=True, text=True, check=False)
    index = environment.get("PIP_INDEX_URL") or said.stdout.strip()
    return {**told, "UV_DEFAULT_INDEX": index} if index else told


def _pip(there: Environment, environment: Mapping[str, str]) -> list[object]:
    """Return a pip that installs into the environment."""
    asked = [sys.executable, "-m", "pip", "--version"]
    if subprocess.run(asked, env=environment, capture_output=True, check=False).returncode == 0:
        return [sys.executable, "-m", "pip", "--python", there.python]
    own = subprocess.run([there.python, "-m", "ensurepip"], capture_output=True, check=False)
    if own.returncode:
        raise SetUpFailed("Cần pip. Trên Debian 12 hãy chạy: apt-get install python3-pip")
    return [there.python, "-m", "pip"]


def assets_wanted(there: Environment) -> str:
    """Return what the stamp of the built front end must say: everything it is made from."""
    digest = hashlib.sha256(there.lock_of("app").read_bytes())
    for folder, folders, files in os.walk(ASSETS):
        folders[:] = sorted(name for name in folders if name != "node_modules")
        for path in sorted(Path(folder) / name for name in files):
            digest.update(path.relative_to(ASSETS).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def prepare_assets(there: Environment, steps: Steps) -> None:
    """Fetch the locked front-end parts with Node from PyPI and build them, when they changed."""
    stamp = BUILT / ".sha256"
    target = assets_wanted(there)
    if not (ASSETS / "package.json").exists():
        return
    if stamp.exists() and stamp.read_text(encoding="utf-8") == target:
        steps.skip("Giao diện đã sẵn sàng.")
        return
    stamp.unlink(missing_ok=True)
    steps.step("Lấy và dựng các phần giao diện đã khóa…")
    if not (there.folder / "bin/npm").exists():
        raise SetUpFailed("Thiếu Node trong môi trường. Hãy xóa thư mục .venv rồi chạy lại.")
    path = f"{there.folder / 'bin'}:{os.environ.get('PATH', '')}"
    environment = {**os.environ, "PATH": path}
    steps.run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", cwd=ASSETS,
              env=environment)  # fmt: skip
    steps.run("node", "build.mjs", cwd=ASSETS, env=environment)
    BUILT.mkdir(parents=True, exist_ok=True)
    stamp.write_text(target, encoding="utf-8")


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Two commands started together prepare the environment once."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder.with_name(f"{folder.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise SetUpFailed(
            f"Không ghi được vào {folder.parent}: {error.strerror}."
            " Đặt CONGVU_VENV là một thư mục ghi được, hoặc sao kho mã về nơi ghi được."
        ) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def main(argv: Sequence[str]) -> None:
    command = argv[0] if argv else "--help"
    if command in {"--help", "-h", "help"}:
        sys.stdout.write(HELP)
        return
    steps = Steps(command)
    there = Environment(folder=VENV, locks=ROOT / "requirements")
    with one_at_a_time(VENV):
        prepare_environment(there, profile_for(argv), steps)
        prepare_assets(there, steps)
    hand_over(there, argv, begun=steps.begun)


def profile_for(argv: Sequence[str]) -> str:
    is_only_asked_about = bool({"--help", "-h"} & set(argv[1:2]))
    return "dev" if argv[0] in DEV_COMMANDS and not is_only_asked_about else "app"


def hand_over(there: Environment, argv: Sequence[str], *, begun: float) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONHOME"}
    environment["PYTHONPATH"] = f"{ROOT / 'src'}:{ROOT}"
    environment["PATH"] = f"{there.folder / 'bin'}:{os.environ.get('PATH', '')}"
    environment["CONGVU_BEGUN"] = str(begun)
    words = [str(there.python), "-m", "congvu.config.launch", *argv]
    os.execve(there.python, words, environment)  # noqa: S606 - replaces this process


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit("\nĐã dừng. Chạy lại lệnh này để tiếp tục từ bước đang dở.")
