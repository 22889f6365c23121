"""Hooks of the package build: dependencies come from requirements.in; a wheel carries bundle and translations."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface


class CustomMetadataHook(MetadataHookInterface):
    """Reads requirements.in, so that the ranges stand in one place."""

    def update(self, metadata: dict[str, Any]) -> None:
        lines = Path(self.root, "requirements.in").read_text(encoding="utf-8").splitlines()
        ranges = (line.partition("#")[0].strip() for line in lines)
        metadata["dependencies"] = [each for each in ranges if each]


class CustomBuildHook(BuildHookInterface[Any]):
    """Builds what git ignores; an installation in place leaves that to `make`."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        from danshu.entry.translations import compile_all
        from danshu.host import assets

        assets.install_packages(root)
        assets.copy_fonts(root)
        assets.copy_divisions(root)
        assets.build(root)
        compile_all(root / "src" / "danshu")
