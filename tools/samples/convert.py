#!/usr/bin/env python3
"""把 samples/ 里的几份 .txt 原样转成 .docx、.doc、.html、.pdf，放进 tests/fixtures/converted：同一份文件换了格式，读出的要素应当一样。

需要：LibreOffice 和一种中文字体。用法：python3 tools/samples/convert.py
"""
import glob, os, shutil, subprocess, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLES = os.path.join(HERE, "..", "..", "samples", "文件")
OUT = os.path.join(HERE, "..", "..", "tests", "fixtures", "converted")
NUMBERS = ["06", "12", "16", "17", "18", "23"]


def convert(files, ending, folder, *options):
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(["soffice", f"-env:UserInstallation=file://{profile}", "--headless", *options, "--convert-to", ending, "--outdir", folder, *files],
                       check=True, timeout=300, capture_output=True)


def main():
    texts = [path for number in NUMBERS for path in glob.glob(os.path.join(SAMPLES, "*", number + "-*.txt"))]
    shutil.rmtree(OUT, ignore_errors=True)
    os.makedirs(OUT)
    convert(texts, "docx", OUT, "--infilter=Text (encoded):UTF8")
    words = sorted(glob.glob(os.path.join(OUT, "*.docx")))
    for ending in ("doc", "html", "pdf"):
        convert(words, ending, OUT)


if __name__ == "__main__":
    main()
