#!/usr/bin/env python3
"""jianfu beside MinHash tools at finding renamed copies: the same documents in one run, shingling included, each at its defaults.

    cargo build --release
    python3 benches/near.py 文件夹 [--seeds 3]      # needs datasketch and rensa: pip install datasketch rensa

Of the folder's .txt files (1.5 to 60 kB, shuffled by a seed) up to 60 stand as originals and up to 50 others beside them. The
drafts are the 60 with places, level words, dates and a third of the numbers changed, every third with three tenths of another
text's paragraphs, and up to 50 texts that stand nowhere else. A tool is right about a draft where it names its original; what it
names for the others is counted wrong, although a folder may hold true copies. Processor time (own and children's) is that of
reading, shingling, indexing and asking; jianfu also reads structure, aligns the texts and judges them by all its rules. Prints a
table for README.
"""
import argparse
import json
import random
import re
import resource
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
PROGRAM = HERE / "target/release/jianfu"
SHINGLE, PERMUTATIONS, BANDS = 5, 128, 32
# Both tools' own default: datasketch's MinHashLSH(threshold=0.9); rensa names none, so its examples' 0.8.
DATASKETCH, RENSA = 0.9, 0.8
PLACES = "澜溪 柳渡 松岭 望桥 青禾 石坞 岚川 霞浦 云台 龙泉".split()
COPYING = {"C201", "C202", "C204"}


def renamed(text, rng):
    """The text as another place would issue it."""
    for level in "省市县区":
        names = sorted(set(re.findall(rf"(?<![一-鿿])([一-鿿]{{2}}){level}(?=[一-鿿])", text)))
        for name in names:
            text = text.replace(name + level, rng.choice(PLACES) + level)
    for old, new in (("全国", "全市"), ("全省", "全市"), ("我国", "我市"), ("我省", "我市")):
        text = text.replace(old, new)
    return re.sub(r"\d+", lambda it: str(rng.randint(2, 99)) if rng.random() < 0.3 else it.group(), text)


def lay_out(folder, seed, base, drafts):
    """Writes originals and drafts; gives the original of each draft that has one."""
    rng = random.Random(seed)
    files = sorted(path for path in folder.rglob("*.txt") if 1500 < path.stat().st_size < 60_000)
    rng.shuffle(files)
    texts = [path.read_text(encoding="utf8", errors="replace") for path in files[:160]]
    copied, beside, strange = texts[:60], texts[60:110], texts[110:]
    want = {}
    for number, text in enumerate(copied + beside):
        (base / f"b{number:03}.txt").write_text(text, encoding="utf8")
    for number, text in enumerate(copied):
        lines = [line for line in text.split("\n") if line.strip()]
        if number % 3 == 2 and len(lines) > 6 and strange:
            other = [line for line in rng.choice(strange).split("\n") if line.strip()]
            lines = lines[: int(len(lines) * 0.7)] + other[: max(1, int(len(lines) * 0.3))]
        name = f"c{number:03}.txt"
        (drafts / name).write_text(renamed("\n".join(lines), rng), encoding="utf8")
        want[name] = f"b{number:03}.txt"
    for number, text in enumerate(strange):
        (drafts / f"u{number:03}.txt").write_text(text, encoding="utf8")
    return want


def shingles(path):
    text = "".join(c for c in path.read_text(encoding="utf8") if c.isalnum())
    return {text[at:at + SHINGLE] for at in range(len(text) - SHINGLE + 1)}


def datasketch(base, drafts):
    from datasketch import MinHash, MinHashLSH

    def sketch(path):
        made = MinHash(num_perm=PERMUTATIONS)
        made.update_batch([shingle.encode() for shingle in shingles(path)])
        return made

    index = MinHashLSH(threshold=DATASKETCH, num_perm=PERMUTATIONS)
    for path in sorted(base.iterdir()):
        index.insert(path.name, sketch(path))
    return {path.name: set(index.query(sketch(path))) for path in sorted(drafts.iterdir())}


def rensa(base, drafts):
    from rensa import RMinHash, RMinHashLSH

    def sketch(path):
        made = RMinHash(num_perm=PERMUTATIONS, seed=42)
        made.update(list(shingles(path)))
        return made

    names = sorted(path.name for path in base.iterdir())
    index = RMinHashLSH(threshold=RENSA, num_perm=PERMUTATIONS, num_bands=BANDS)
    for number, name in enumerate(names):
        index.insert(number, sketch(base / name))
    return {path.name: {names[at] for at in index.query(sketch(path))} for path in sorted(drafts.iterdir())}


def jianfu(base, drafts):
    command = [PROGRAM, "check", drafts, "--against", base, "--fail-on", "never", "--format", "json"]
    done = subprocess.run(command, capture_output=True, check=True)
    found = {}
    for document in json.loads(done.stdout)["documents"]:
        told = [finding for finding in document["findings"] if finding["rule"] in COPYING]
        sources = {Path(place["source"]) for finding in told for place in finding["evidence"]}
        found[Path(document["source"]).name] = {path.name for path in sources if path.parent.name == base.name}
    return found


def processor():
    uses = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in uses)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seeds", type=int, default=3)
    told = parser.parse_args()
    import datasketch as _, rensa as _  # noqa: F401  loading them is not counted

    tools = {"jianfu": jianfu, "datasketch": datasketch, "rensa": rensa}
    sums = {name: {"time": 0.0, "right": 0, "wrong": 0, "wanted": 0} for name in tools}
    for seed in range(1, told.seeds + 1):
        with tempfile.TemporaryDirectory() as room:
            base, drafts = Path(room, "base"), Path(room, "drafts")
            base.mkdir(), drafts.mkdir()
            want = lay_out(told.folder, seed, base, drafts)
            for name, run in tools.items():
                took = []
                for _ in range(3):
                    start = processor()
                    found = run(base, drafts)
                    took.append(processor() - start)
                row = sums[name]
                row["time"] += min(took)
                row["wanted"] += len(want)
                row["right"] += sum(source in found.get(draft, ()) for draft, source in want.items())
                row["wrong"] += sum(bool(named) and want.get(draft) not in named for draft, named in found.items())
    print("| 工具 | 用时（jianfu 为 1） | 查准 | 查全 |\n|---|---|---|---|")
    for name, row in sums.items():
        precision = row["right"] / max(1, row["right"] + row["wrong"])
        ratio = row["time"] / sums["jianfu"]["time"]
        print(f"| {name} | {ratio:.1f} | {precision:.3f} | {row['right'] / max(1, row['wanted']):.3f} |")


if __name__ == "__main__":
    main()
