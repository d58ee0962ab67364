#!/usr/bin/env python3
"""jianfu beside other tools on the same documents in one run, as ratios of processor time.

    python3 benches/peers.py [文件夹…]          # samples/ where no folder is named

Builds jianfu and its index benchmark (release), makes an environment of its own for the Python tools outside the tree
(~/.cache/jianfu-peers; the first run downloads them), and takes the least of five interleaved rounds, so that what else runs
on the machine counts little. Python tools are measured without their start-up and imports; jianfu is measured with its own.
"""
import os
import resource
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "jianfu-peers"
PACKAGES = ["python-docx", "pdfminer.six", "openpyxl", "datasketch", "rensa", "autocorrect_py", "pypandoc_binary"]
ROUNDS = 5
# Near-duplicates: characters of a shingle, permutations, likeness, as the two tools' own examples have them.
SHINGLE, PERMUTATIONS, ALIKE = 5, 128, 0.5


# What each Python tool does with the files; run in the environment, imports not counted.
def python_docx():
    import docx

    def read(path):
        document = docx.Document(path)
        cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
        return sum(map(len, [paragraph.text for paragraph in document.paragraphs])) + sum(map(len, cells))

    return lambda paths: sum(map(read, paths))


def pdfminer():
    from pdfminer.high_level import extract_text

    return lambda paths: sum(len(extract_text(path)) for path in paths)


def openpyxl():
    from openpyxl import load_workbook

    def read(path):
        book = load_workbook(path, read_only=True, data_only=True)
        return sum(len(str(cell)) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None)

    return lambda paths: sum(map(read, paths))


def shingles(path):
    text = "".join(c for c in Path(path).read_text(encoding="utf8") if c.isalnum())
    return {text[at:at + SHINGLE] for at in range(len(text) - SHINGLE + 1)}


def datasketch():
    from datasketch import MinHash, MinHashLSH

    def run(paths):
        index, found = MinHashLSH(threshold=ALIKE, num_perm=PERMUTATIONS), 0
        for path in paths:
            sketch = MinHash(num_perm=PERMUTATIONS)
            sketch.update_batch([shingle.encode() for shingle in shingles(path)])
            found += len(index.query(sketch))
            index.insert(path, sketch)
        return found

    return run


def rensa():
    from rensa import RMinHash, RMinHashLSH

    def run(paths):
        index, found = RMinHashLSH(threshold=ALIKE, num_perm=PERMUTATIONS, num_bands=32), 0
        for number, path in enumerate(paths):
            sketch = RMinHash(num_perm=PERMUTATIONS, seed=42)
            sketch.update(list(shingles(path)))
            found += len(index.query(sketch))
            index.insert(number, sketch)
        return found

    return run


def autocorrect():
    import autocorrect_py

    return lambda paths: sum(len(str(autocorrect_py.lint_for(Path(path).read_text(encoding="utf8"), path))) for path in paths)


WORKERS = {work.__name__: work for work in (python_docx, pdfminer, openpyxl, datasketch, rensa, autocorrect)}


def worker(name, paths):
    run = WORKERS[name]()
    start = time.process_time()
    run(paths)
    print(time.process_time() - start)


def used(*command, fine=(0,)):
    """Processor seconds of a command and what it starts; it must end with one of the codes `fine`."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in fine:
        sys.exit(f"{' '.join(map(str, command))[:200]}\n{done.stderr.decode(errors='replace')[-800:]}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def environment():
    """The Python of an environment that has the tools."""
    python = HOME / "bin" / "python"
    if not python.exists():
        venv.create(HOME, with_pip=True)
    subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *PACKAGES], check=True)
    return python


def build():
    subprocess.run(["cargo", "build", "--release", "--bin", "jianfu"], cwd=HERE, check=True)
    out = subprocess.run(["cargo", "bench", "--no-run", "--bench", "index"], cwd=HERE, check=True, capture_output=True, text=True)
    bench = out.stderr.rsplit("(", 1)[1].split(")")[0]
    return HERE / "target/release/jianfu", HERE / bench


def files(folders, ending):
    return sorted(str(path) for folder in folders for path in Path(folder).rglob(f"*.{ending}") if path.is_file())


def main(folders):
    python, (jianfu, bench) = environment(), build()
    tool = lambda name, paths: lambda: float(
        subprocess.run([python, __file__, "--worker", name, *paths], check=True, capture_output=True, text=True).stdout)
    pandoc = subprocess.run([python, "-c", "import pypandoc; print(pypandoc.get_pandoc_path())"], check=True, capture_output=True, text=True).stdout.strip()
    pdftotext = shutil.which("pdftotext")
    each = lambda command, paths: lambda: sum(used(*command(path)) for path in paths)
    extract = lambda paths: lambda: used(jianfu, "extract", "--quiet", "--format", "json", "--output", os.devnull, *paths)

    docx, pdf, xlsx, texts = (files(folders, ending) for ending in ("docx", "pdf", "xlsx", "txt"))
    texts = [path for path in texts if utf8(path)]
    rows = [
        ("读 docx：pandoc", docx, each(lambda path: (pandoc, "-t", "plain", path), docx), extract(docx)),
        ("读 docx：python-docx", docx, tool("python_docx", docx), extract(docx)),
        ("读 pdf：pdfminer.six", pdf, tool("pdfminer", pdf), extract(pdf)),
        ("读 xlsx：openpyxl", xlsx, tool("openpyxl", xlsx), extract(xlsx)),
        ("全文检查：autocorrect（只查排版）", texts, tool("autocorrect", texts), lambda: used(jianfu, "check", "--quiet", "--fail-on", "never", "--output", os.devnull, *texts)),
    ]
    if pdftotext:
        rows.insert(2, ("读 pdf：pdftotext", pdf, each(lambda path: (pdftotext, path, "-"), pdf), extract(pdf)))
    folder = HOME / "texts"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for number, path in enumerate(texts):
        shutil.copy(path, folder / f"{number:05}.txt")
    near = lambda: float(subprocess.run([bench], env={**os.environ, "JIANFU_TEXTS": str(folder)}, check=True, capture_output=True, text=True).stdout.split()[1])
    rows += [(f"近似重复：{name}", texts, tool(name, texts), near) for name in ("datasketch", "rensa")]

    print(f"{'比较':<24}{'文件':>6}{'对方(秒)':>12}{'减负(秒)':>12}{'对方÷减负':>10}")
    rows = [row for row in rows if row[1]]
    best = [[float("inf"), float("inf")] for _ in rows]
    for _ in range(ROUNDS):
        for row, least in zip(rows, best):
            for side in (0, 1):
                least[side] = min(least[side], row[2 + side]())
    for (name, paths, *_), (theirs, ours) in zip(rows, best):
        print(f"{name:<24}{len(paths):>6}{theirs:>12.3f}{ours:>12.3f}{theirs / max(ours, 0.001):>10.1f}")


def utf8(path):
    try:
        Path(path).read_text(encoding="utf8")
        return True
    except UnicodeDecodeError:
        return False


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        worker(sys.argv[2], sys.argv[3:])
    else:
        main(sys.argv[1:] or [HERE / "samples"])
