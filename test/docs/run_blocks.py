"""`python3 run_blocks.py FILE OPTIONAL,...`: runs the Python of a page or a notebook, one block after the other.

The blocks share their names, as a reader would run them. A block that imports an optional module which is not installed
is left out. Prints what ran as JSON: the number of blocks, the missing modules, and what was written.
"""
import contextlib
import io
import json
import re
import sys
from pathlib import Path


def blocks_of(file: Path) -> "list[str]":
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".ipynb":
        return ["".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
    return re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def main() -> None:
    file, optional = Path(sys.argv[1]), sys.argv[2].split(",")
    names: "dict[str, object]" = {"__name__": "__main__"}
    missing: "list[str]" = []
    written = io.StringIO()
    blocks = blocks_of(file)
    for number, block in enumerate(blocks, 1):
        try:
            with contextlib.redirect_stdout(written):
                exec(compile(block, f"{file.name}, block {number}", "exec"), names)
        except ModuleNotFoundError as error:
            module = (error.name or "").split(".")[0]
            if module not in optional:
                raise
            missing.append(module)
    print(json.dumps({"blocks": len(blocks), "missing": missing, "written": written.getvalue()}))


main()
