#!/usr/bin/env python3
"""由 源文/*.txt 生成 samples/ 里的 .docx、.pdf、.zip 和 .xlsx（示例文本均为本项目自撰）。

需要：python-docx、openpyxl；生成 .pdf 还需要 LibreOffice 和一种中文字体。
用法：python3 tools/samples/make.py
"""
import csv, datetime, os, re, subprocess, tempfile, zipfile
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from openpyxl import Workbook

HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLES = os.path.join(HERE, "..", "..", "samples")
DOCX = {"31": "2026-04", "32": "2026-03", "33": "2026-03", "34": "2026-03", "35": "2026-03"}
PDF = {"36": "2026-03", "37": "2026-03", "39": "2026-04"}
ZIP = {"38": ".docx", "40": ".txt"}
EPOCH = datetime.datetime(2026, 4, 30)


def font(run, name, size, color=None):
    run.font.name, run.font.size = "Times New Roman", Pt(size)
    run._element.rPr.rFonts.set(qn("w:eastAsia"), name)
    if color:
        run.font.color.rgb = RGBColor(*color)


def page_number(paragraph):
    """页脚“— 1 —”，页码是域。"""
    for text, kind in (("— ", None), ("PAGE", "instr"), (" —", None)):
        if kind is None:
            paragraph.add_run(text)
            continue
        for part in ("begin", "instr", "end"):
            run = paragraph.add_run()
            if part == "instr":
                field = OxmlElement("w:instrText")
                field.text = "PAGE"
            else:
                field = OxmlElement("w:fldChar")
                field.set(qn("w:fldCharType"), part)
            run._element.append(field)


def numbering(document):
    """自动编号“一、”：文字里没有编号，由 Word 计算。"""
    part = document.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "90")
    level = OxmlElement("w:lvl")
    level.set(qn("w:ilvl"), "0")
    for tag, value in (("start", "1"), ("numFmt", "chineseCountingThousand"), ("suff", "nothing"), ("lvlText", "%1、")):
        item = OxmlElement(f"w:{tag}")
        item.set(qn("w:val"), value)
        level.append(item)
    abstract.append(level)
    part.insert(0, abstract)
    number = OxmlElement("w:num")
    number.set(qn("w:numId"), "90")
    link = OxmlElement("w:abstractNumId")
    link.set(qn("w:val"), "90")
    number.append(link)
    part.append(number)


def numbered(paragraph):
    properties = paragraph._element.get_or_add_pPr()
    block = OxmlElement("w:numPr")
    for tag, value in (("ilvl", "0"), ("numId", "90")):
        item = OxmlElement(f"w:{tag}")
        item.set(qn("w:val"), value)
        block.append(item)
    properties.append(block)


def head(lines):
    """版头和标题占的行数：到主送（以冒号结尾）之前。"""
    for i, line in enumerate(lines):
        if line.endswith("：") and i:
            return i
    for i, line in enumerate(lines):
        if line.endswith(("公告", "通知")) and i > 1:
            return i + 1
    return 1


def write_docx(name, path, auto):
    lines = open(os.path.join(HERE, "源文", name), encoding="utf8").read().strip().split("\n")
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    page_number(section.footer.paragraphs[0])
    section.footer.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    if auto:
        numbering(document)
    upto, issued = head(lines), False
    for i, line in enumerate(lines):
        label = re.match(r"[一二三四五六七八九十]+、", line)
        centred = i < upto or (issued and i == issued)
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.line_spacing = Pt(28.95)
        if auto and label:
            line = line[label.end():]
            numbered(paragraph)
        run = paragraph.add_run(line)
        if i == 0:
            font(run, "方正小标宋简体", 42, (255, 0, 0))
        elif i < upto and "号" not in line:
            font(run, "方正小标宋简体", 22)
        else:
            font(run, "仿宋_GB2312", 16)
        if centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        elif re.fullmatch(r"\d{4}年\d{1,2}月\d{1,2}日", line) or (i + 1 < len(lines) and re.fullmatch(r"\d{4}年\d{1,2}月\d{1,2}日", lines[i + 1])):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            issued = i + 1
        elif i > upto and not line.startswith("附件"):
            paragraph.paragraph_format.first_line_indent = Pt(32)
    properties = document.core_properties
    properties.author, properties.created, properties.modified = "减负示例", EPOCH, EPOCH
    document.save(path)


def write_pdf(docx, folder):
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "pdf", "--outdir", folder, docx],
                       check=True, timeout=120, capture_output=True)


def write_zip(names, tmp):
    with zipfile.ZipFile(os.path.join(SAMPLES, "文件", "2026-04", "补交文件.zip"), "w", zipfile.ZIP_DEFLATED) as archive:
        for number, ending in ZIP.items():
            entry = names[number].replace(".txt", ending)
            path = os.path.join(tmp, entry) if ending == ".docx" else os.path.join(HERE, "源文", entry)
            if ending == ".docx":
                write_docx(names[number], path, auto=False)
            archive.write(path, entry)


def main():
    names = {n[:2]: n for n in sorted(os.listdir(os.path.join(HERE, "源文"))) if n.endswith(".txt")}
    target = lambda number, months, ending: os.path.join(SAMPLES, "文件", months[number], names[number].replace(".txt", ending))
    for number in DOCX:
        write_docx(names[number], target(number, DOCX, ".docx"), auto=number == "34")
    with tempfile.TemporaryDirectory() as tmp:
        for number in PDF:
            docx = os.path.join(tmp, names[number].replace(".txt", ".docx"))
            write_docx(names[number], docx, auto=False)
            write_pdf(docx, os.path.dirname(target(number, PDF, ".pdf")))
        write_zip(names, tmp)
    rows = list(csv.reader(open(os.path.join(HERE, "发文登记.csv"), encoding="utf8")))
    book = Workbook()
    for row in rows:
        book.active.append([datetime.datetime.fromisoformat(cell) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell) else cell for cell in row])
    book.save(os.path.join(SAMPLES, "发文登记.xlsx"))


if __name__ == "__main__":
    main()
