"""Where things are kept, and who can read them."""

import os
import stat
from pathlib import Path

import pytest

from config.local import places
from config.local.supervisor import free_port


def test_secrets_stay_the_same_and_are_for_their_user_only(tmp_path: Path) -> None:
    first = places.keep_secrets(tmp_path)
    assert places.keep_secrets(tmp_path) == first
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600
    assert len(set(first.values())) == len(first)


def test_a_directory_laid_out_by_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    trap = tmp_path / "trap"
    trap.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(places.CannotStart, match="belongs to somebody else"):
        places.private_directory(trap, None)


def test_sockets_have_a_short_address(tmp_path: Path) -> None:
    deep = tmp_path / ("very-long-name-" * 6)
    directory = places.socket_directory(deep, None)
    assert len(str(directory)) < 80
    directory.rmdir()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs services as somebody else")
def test_programs_that_the_account_cannot_reach_are_copied_with_their_libraries(tmp_path: Path) -> None:
    who = places.account()
    assert who is not None
    closed = tmp_path / "closed"
    program = closed / "package" / "install" / "bin" / "server"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o700)
    libraries = closed / "package.libs"
    libraries.mkdir()
    (libraries / "lib.so").write_text("")
    closed.chmod(0o700)
    copy = places.runnable(program, [program.parents[1], libraries], tmp_path / "home", who)
    assert copy != program
    assert copy.exists()
    assert os.access(copy, os.X_OK)
    # Relative to the program, the libraries stand where they stood.
    assert (copy.parents[3] / "package.libs" / "lib.so").exists()


def test_a_taken_port_is_passed_over() -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert free_port(port) > port
