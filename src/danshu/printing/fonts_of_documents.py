"""The Chinese fonts of printed documents; set-up copies them here, no font of the machine is used."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "fonts"
REGULAR = FOLDER / "NotoSansSC_400Regular.ttf"
BOLD = FOLDER / "NotoSansSC_700Bold.ttf"
