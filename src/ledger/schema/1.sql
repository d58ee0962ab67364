-- 减负台账，结构第 1 版。各列供单位信息人员直接查询；JSON 列供程序读回。

CREATE TABLE document (
    source      TEXT    NOT NULL PRIMARY KEY,  -- 路径，与报告中一致
    sha256      TEXT    NOT NULL,              -- 文件内容的 SHA-256
    key         TEXT    NOT NULL,              -- 读取时的程序与配置；变了就重新读取
    version     INTEGER NOT NULL,              -- reading 列的格式版本
    department  TEXT,                          -- 主办单位规范全称
    month       TEXT,                          -- 成文月份，如 2026-03
    class       TEXT    NOT NULL,              -- 口径类别，如 in_scope、off_scope
    kind        TEXT,                          -- 文种
    number      TEXT,                          -- 发文字号
    title       TEXT,                          -- 标题
    date        TEXT,                          -- 成文日期，如 2026-03-05
    chars       INTEGER NOT NULL,              -- 正文字数
    pages       INTEGER NOT NULL,              -- 页数
    reading     TEXT    NOT NULL               -- 程序读出的全部要点（JSON）
);
CREATE INDEX document_month ON document (month, department);

-- 单份文件的问题，随文件一起写入。
CREATE TABLE finding (
    source      TEXT    NOT NULL REFERENCES document (source) ON DELETE CASCADE,
    ordinal     INTEGER NOT NULL,              -- 在该文件中的次序
    rule        TEXT    NOT NULL,              -- 规则编号，如 W101
    severity    TEXT    NOT NULL,              -- error 错误、warning 提醒、info 提示
    message     TEXT    NOT NULL,
    finding     TEXT    NOT NULL,              -- JSON
    PRIMARY KEY (source, ordinal)
);
CREATE INDEX finding_rule ON finding (rule);

-- 会议台账、收发文登记、计划等表格。
CREATE TABLE register (
    source      TEXT    NOT NULL PRIMARY KEY,
    sha256      TEXT    NOT NULL,
    key         TEXT    NOT NULL,
    version     INTEGER NOT NULL,
    kind        TEXT    NOT NULL,              -- meetings、received、issued、plan、quota
    rows        INTEGER NOT NULL,              -- 数据行数
    register    TEXT    NOT NULL               -- JSON
);

-- 没能读取的文件；每次运行都会再试。
CREATE TABLE unreadable (
    source      TEXT    NOT NULL PRIMARY KEY,
    kind        TEXT    NOT NULL,
    message     TEXT    NOT NULL,
    unreadable  TEXT    NOT NULL               -- JSON
);

-- 各单位各月汇总。单位或月份未能识别的为空（NULL）。
CREATE TABLE total (
    ordinal     INTEGER NOT NULL PRIMARY KEY,
    department  TEXT,
    month       TEXT,
    in_scope    INTEGER NOT NULL,              -- 口径内
    off_scope   INTEGER NOT NULL,              -- 口径外
    documents   INTEGER NOT NULL,              -- 合计
    chars       INTEGER NOT NULL,
    pages       INTEGER NOT NULL,
    meetings    INTEGER NOT NULL,
    people      INTEGER NOT NULL,              -- 参会人次
    person_minutes INTEGER NOT NULL,           -- 参会总时长（人·分钟）
    requests    INTEGER NOT NULL,              -- 要求报送次数
    total       TEXT    NOT NULL               -- JSON
);
CREATE INDEX total_month ON total (month, department);

-- 把文件、会议放在一起比较得出的问题和分组，每次审计整体更换。
CREATE TABLE compared (
    ordinal     INTEGER NOT NULL PRIMARY KEY,
    subject     TEXT    NOT NULL,              -- 文件路径或会议编号
    rule        TEXT    NOT NULL,
    severity    TEXT    NOT NULL,
    message     TEXT    NOT NULL,
    finding     TEXT    NOT NULL               -- JSON
);
CREATE TABLE grouped (
    ordinal     INTEGER NOT NULL PRIMARY KEY,
    rule        TEXT    NOT NULL,
    reason      TEXT    NOT NULL,
    grouped     TEXT    NOT NULL               -- JSON
);
