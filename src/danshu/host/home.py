"""The data folder (DANSHU_HOME) and the secrets generated into it."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path


def locate() -> Path:
    """Return the data folder: DANSHU_HOME, else /var/lib/danshu for root, else ~/.local/share/danshu.

    Root gets a folder outside private parents because PostgreSQL refuses to run as root and its own account must
    reach the files.
    """
    if explicit := os.environ.get("DANSHU_HOME"):
        return Path(explicit).expanduser().absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/danshu")
    base = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(base).expanduser().absolute() / "danshu"


def prepare(home: Path) -> Path:
    """Create the folder, closed to other people, and return it; an existing one keeps its mode."""
    if not home.exists():
        home.mkdir(parents=True, mode=0o711 if os.geteuid() == 0 else 0o700, exist_ok=True)
    return home


def write_private(path: Path, text: str) -> None:
    """Replace `path` by `text` in one step, readable by its owner only (0600)."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def secret(home: Path, name: str) -> str:
    """Return the secret kept in `home`/`name`, generated once (48 random bytes, 0600).

    Two processes that ask at the same moment get the same answer: the first hard link wins.
    """
    path = home / name
    if not path.exists():
        prepare(home)
        draft = home / f".{name}.{os.getpid()}.{secrets.token_hex(4)}"
        write_private(draft, secrets.token_urlsafe(48))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="utf-8").strip()
