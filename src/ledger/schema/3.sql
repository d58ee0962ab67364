-- 减负台账，结构第 3 版：查找线索单独存放，要点里不再存指纹和逐句判断（需要时由程序重算）。

-- 一份文件可由什么找到；审核草稿时只看这一张表，有关的文件才读出要点。
CREATE TABLE trace (
    source      TEXT    NOT NULL PRIMARY KEY REFERENCES document (source) ON DELETE CASCADE,
    version     INTEGER NOT NULL,              -- 与 document 相同
    sha256      TEXT    NOT NULL,              -- 与 document 相同
    fingerprint BLOB    NOT NULL,              -- 换掉名称、日期、数字以后的抽样指纹，每个 4 字节
    marks       BLOB    NOT NULL               -- 字号、标题、事项、表格栏目等的散列值，每个 8 字节
);
