"""What outlives a job: artifacts, caches, the pages that were put up; and the files that a job begins with."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
NOT_COPIED = shutil.ignore_patterns(".venv", ".git", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis",
                                    "__pycache__", "reports", "dist", "node_modules")  # fmt: skip


@dataclass(frozen=True)
class Places:
    """root: an empty folder; project: the files of the user's repository; tool: those of this one."""

    root: Path
    project: Path
    tool: Path = CHECKOUT
    said: list[str] = field(default_factory=list)

    @property
    def artifacts(self) -> Path:
        """Where artifacts lie, each in a folder of its name."""
        return self.root / "artifacts"

    @property
    def caches(self) -> Path:
        """Where caches lie, each in a folder of its key."""
        return self.root / "caches"

    def workspace(self, name: str) -> Path:
        """Make the empty folder that a job works in."""
        made = self.root / "jobs" / name
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(parents=True)
        return made

    def said_together(self) -> str:
        """All that the jobs have printed."""
        return "\n".join(self.said)


def copy_matching(patterns: list[str], source: Path, goal: Path) -> list[str]:
    """Copy the files and folders that match, each to its own path; give those paths."""
    found = [str(path.relative_to(source)) for pattern in patterns for path in source.glob(pattern)]
    for name in found:
        (goal / name).parent.mkdir(parents=True, exist_ok=True)
        if (source / name).is_dir():
            shutil.copytree(source / name, goal / name, dirs_exist_ok=True)
        else:
            shutil.copy2(source / name, goal / name)
    return found
