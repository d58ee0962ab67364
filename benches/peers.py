#!/usr/bin/env python3
"""jianfu beside other tools on the same documents in one run, as ratios of processor time.

    python3 benches/peers.py [文件夹…]          # samples/ where no folder is named

Builds jianfu and its benchmarks (release), makes an environment of its own for the Python tools outside the tree
(~/.cache/jianfu-peers, or JIANFU_PEERS; the first run downloads them), and takes the least of five interleaved rounds, so
that what else runs on the machine counts little.

Reading is compared with reading: bytes of a file to its text. jianfu (`benches/reading.rs`) and the Python tools read all
files in one process, without start-up and imports, the quickest of several passes. pandoc and pdftotext are programs, so each
file is a process of its own, start-up included; beside them stands also `jianfu extract` run the same way, which does more
than read. Workbooks are a made-up register of 4000 rows, for the folders have small ones at most.
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
HOME = Path(os.environ.get("JIANFU_PEERS") or Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "jianfu-peers")
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
    took = []
    for _ in range(2):
        start = time.process_time()
        run(paths)
        took.append(time.process_time() - start)
    print(min(took))


def ledger(path):
    """A register as an office keeps it: 4000 rows of text, typed dates and numbers; run in the environment."""
    from datetime import datetime, timedelta

    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.append(["会议名称", "召开时间", "地点", "主办单位", "参会范围", "人数", "时长(小时)", "备注"])
    for row in range(4000):
        held = datetime(2026, 1, 1) + timedelta(hours=5 * row)
        host = "澜溪市水务局" if row % 2 else "青禾县应急管理局"
        sheet.append([f"第{row}次防汛抗旱工作调度会议", held, f"{row % 30}楼会议室", host, "各乡镇、有关部门主要负责同志", 20 + row % 80, 1.5, f"第{row % 97}批"])
    book.save(path)


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
    out = subprocess.run(["cargo", "bench", "--no-run", "--bench", "index", "--bench", "reading"], cwd=HERE, check=True, capture_output=True, text=True)
    target = Path(os.environ.get("CARGO_TARGET_DIR", HERE / "target"))
    built = [HERE / line.rsplit("(", 1)[1].split(")")[0] for line in out.stderr.splitlines() if "Executable" in line]
    one = lambda name: next(path for path in built if path.name.startswith(f"{name}-"))
    return target / "release/jianfu", one("index"), one("reading")


def files(folders, ending):
    return sorted(str(path) for folder in folders for path in Path(folder).rglob(f"*.{ending}") if path.is_file())


def main(folders):
    python, (jianfu, bench, reading) = environment(), build()
    tool = lambda name, paths: lambda: float(
        subprocess.run([python, __file__, "--worker", name, *paths], check=True, capture_output=True, text=True).stdout)
    pandoc = subprocess.run([python, "-c", "import pypandoc; print(pypandoc.get_pandoc_path())"], check=True, capture_output=True, text=True).stdout.strip()
    pdftotext = shutil.which("pdftotext")
    each = lambda command, paths: lambda: sum(used(*command(path)) for path in paths)
    extract = lambda paths: each(lambda path: (jianfu, "extract", "--quiet", "--format", "json", "--output", os.devnull, path), paths)
    workbook = HOME / "会议台账.xlsx"
    subprocess.run([python, __file__, "--ledger", workbook], check=True)

    def read(paths):
        (HOME / "list.txt").write_text("\n".join(paths), encoding="utf8")
        done = subprocess.run([reading], env={**os.environ, "JIANFU_FILES": str(HOME / "list.txt")}, check=True, capture_output=True, text=True)
        count, seconds, _ = done.stdout.split()
        if int(count) != len(paths):
            sys.exit(f"减负只读出 {len(paths)} 份中的 {count} 份")
        return float(seconds)

    docx, pdf, texts = (files(folders, ending) for ending in ("docx", "pdf", "txt"))
    texts = [path for path in texts if utf8(path)]
    # What any side cannot read is left out for all: damaged and hostile files are no measure of speed.
    docx, pdf = whole(python, "python_docx", docx, reading), whole(python, "pdfminer", pdf, reading)
    ours = lambda paths: lambda: read(paths)
    rows = [
        ("读 docx：pandoc", docx, each(lambda path: (pandoc, "-t", "plain", path), docx), ours(docx)),
        ("同上，减负也每份一个进程", docx, each(lambda path: (pandoc, "-t", "plain", path), docx), extract(docx)),
        ("读 docx：python-docx", docx, tool("python_docx", docx), ours(docx)),
        ("读 pdf：pdfminer.six", pdf, tool("pdfminer", pdf), ours(pdf)),
        ("读 xlsx：openpyxl", [str(workbook)], tool("openpyxl", [str(workbook)]), ours([str(workbook)])),
        ("全文检查：autocorrect（只查排版）", texts, tool("autocorrect", texts), lambda: used(jianfu, "check", "--quiet", "--fail-on", "never", "--output", os.devnull, *texts)),
    ]
    if pdftotext:
        rows.insert(3, ("读 pdf：pdftotext", pdf, each(lambda path: (pdftotext, path, "-"), pdf), ours(pdf)))
        rows.insert(4, ("同上，减负也每份一个进程", pdf, each(lambda path: (pdftotext, path, "-"), pdf), extract(pdf)))
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


def whole(python, name, paths, reading):
    """The files that both a Python tool and jianfu read."""
    def fine(path):
        theirs = subprocess.run([python, __file__, "--worker", name, path], capture_output=True).returncode == 0
        (HOME / "list.txt").write_text(path, encoding="utf8")
        ours = subprocess.run([reading], env={**os.environ, "JIANFU_FILES": str(HOME / "list.txt")}, capture_output=True, text=True)
        return theirs and ours.stdout.startswith("1 ")

    return [path for path in paths if fine(path)]


def utf8(path):
    try:
        Path(path).read_text(encoding="utf8")
        return True
    except UnicodeDecodeError:
        return False


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        worker(sys.argv[2], sys.argv[3:])
    elif sys.argv[1:2] == ["--ledger"]:
        ledger(sys.argv[2])
    else:
        main(sys.argv[1:] or [HERE / "samples"])
