-- 减负台账，结构第 2 版：要点单独存放，加月度汇总；汇总由程序算出，下次审计时填上。

-- 程序读出的全部要点。与 document 分开，查各列时不必翻过它们。
CREATE TABLE reading (
    source      TEXT    NOT NULL PRIMARY KEY REFERENCES document (source) ON DELETE CASCADE,
    reading     TEXT    NOT NULL               -- JSON
);
INSERT INTO reading SELECT source, reading FROM document;
ALTER TABLE document DROP COLUMN reading;
CREATE INDEX document_version ON document (version);
CREATE INDEX register_version ON register (version);

-- 比较得出的问题按文件或会议存放，只改有变化的。
ALTER TABLE compared RENAME TO earlier;
CREATE TABLE compared (
    subject     TEXT    NOT NULL,              -- 文件路径或会议编号
    ordinal     INTEGER NOT NULL,              -- 在其中的次序
    rule        TEXT    NOT NULL,
    severity    TEXT    NOT NULL,
    message     TEXT    NOT NULL,
    finding     TEXT    NOT NULL,              -- JSON
    PRIMARY KEY (subject, ordinal)
);
INSERT INTO compared SELECT subject, ordinal, rule, severity, message, finding FROM earlier;
DROP TABLE earlier;

-- 各单位各月汇总。单位或月份未能识别的为空（NULL）。
DROP TABLE total;
CREATE TABLE total (
    department  TEXT,
    month       TEXT,
    in_scope    INTEGER NOT NULL,              -- 口径内
    off_scope   INTEGER NOT NULL,              -- 口径外
    documents   INTEGER NOT NULL,              -- 合计
    chars       INTEGER NOT NULL,              -- 正文字数
    pages       INTEGER NOT NULL,              -- 页数
    meetings    INTEGER NOT NULL,              -- 会议次数
    people      INTEGER NOT NULL,              -- 参会人次
    person_minutes INTEGER NOT NULL,           -- 参会总时长（人·分钟）
    requests    INTEGER NOT NULL,              -- 要求报送次数
    inspections INTEGER NOT NULL,              -- 督查检查考核次数
    score       INTEGER,                       -- 得分（百分之一分）
    total       TEXT    NOT NULL,              -- JSON
    subjects    TEXT    NOT NULL,              -- 所计的文件和会议（JSON）
    grade       TEXT,                          -- 扣分明细（JSON）
    faults      TEXT    NOT NULL               -- 错情（JSON）
);
CREATE UNIQUE INDEX total_month ON total (ifnull(month, ''), ifnull(department, ''));

-- 每次会议一行；通知、变更、纪要和台账里说的同一次会议只有一行。
CREATE TABLE sitting (
    id          TEXT    NOT NULL PRIMARY KEY,
    month       TEXT,
    date        TEXT,
    organizer   TEXT,                          -- 主办单位规范全称
    title       TEXT    NOT NULL,
    people      INTEGER,
    minutes     INTEGER,
    sitting     TEXT    NOT NULL               -- JSON
);
CREATE INDEX sitting_month ON sitting (month);

-- 可合并的会议。
CREATE TABLE merged (
    ordinal     INTEGER NOT NULL PRIMARY KEY,
    rule        TEXT    NOT NULL,
    reason      TEXT    NOT NULL,
    merged      TEXT    NOT NULL               -- JSON
);

-- 各单位各月收到的文件。
CREATE TABLE received (
    unit        TEXT    NOT NULL,
    month       TEXT,
    documents   INTEGER NOT NULL,
    duplicates  INTEGER NOT NULL,              -- 其中重复来文
    meetings    INTEGER NOT NULL,
    requests    INTEGER NOT NULL               -- 要求报送次数
);
CREATE INDEX received_month ON received (month);

-- 汇总是由哪一次的记录算出的：每次改动记录，revision 加一；settled 与它相等，汇总才可用。
CREATE TABLE state (
    one         INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    revision    INTEGER NOT NULL,
    settled     INTEGER,
    stamp       TEXT                           -- 汇总时的程序、配置和已到期的豁免
);
INSERT INTO state VALUES (1, 0, NULL, NULL);
