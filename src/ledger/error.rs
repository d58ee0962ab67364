//! What can go wrong with a ledger: each in Chinese, with the place, what happened and what to do.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// Why a ledger cannot be used. In every case the file is left as it was after its last whole transaction.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each field is what the message prints under its name")]
pub enum Error {
    /// There is no such file, and the command does not create one.
    #[error(
        "没有找到台账“{}”。请核对路径；还没有台账的，先运行 jianfu audit 文件夹 --ledger {} 生成",
        path.display(), path.display()
    )]
    Missing { path: PathBuf },
    /// Its folder does not exist.
    #[error("台账所在的文件夹“{}”不存在。请先建立该文件夹，或换一个位置", folder.display())]
    NoFolder { folder: PathBuf },
    /// The file is something else.
    #[error("“{}”不是减负台账，没有改动它。请核对 --ledger 后面的路径，或换一个文件名", path.display())]
    NotLedger { path: PathBuf },
    /// A newer version of the program wrote it.
    #[error(
        "台账“{}”是更新版本的程序写的（结构第{found}版，本程序只认识到第{known}版），没有改动它。请换用新版程序打开；要用本程序，请另写一个台账文件名重新审计",
        path.display()
    )]
    Newer { path: PathBuf, found: u32, known: u32 },
    /// Its pages or its contents do not hold together.
    #[error(
        "台账“{}”已损坏（{detail}）。请先把它另存一份，再从备份恢复；没有备份的，换一个台账文件名重新审计，原文件都在就能全部重建",
        path.display()
    )]
    Damaged { path: PathBuf, detail: String },
    /// Another program holds it.
    #[error("台账“{}”正被其他程序使用，已等待{seconds}秒。请关闭正在使用它的程序后重新运行；已记入的内容不会丢失", path.display())]
    Locked { path: PathBuf, seconds: u64 },
    /// It, or its folder, cannot be written.
    #[error(
        "台账“{}”不能写入：文件或所在文件夹是只读的，或者没有权限。请换到能写入的文件夹，或请管理员开通权限",
        path.display()
    )]
    ReadOnly { path: PathBuf },
    /// No room left.
    #[error("磁盘空间不足，台账“{}”没有写完；已记入的内容不会丢失。请腾出空间后重新运行，会从断处继续", path.display())]
    DiskFull { path: PathBuf },
    /// The copy kept before an upgrade could not be made.
    #[error("升级台账前没能备份到“{}”（{detail}），台账没有改动。请检查空间和权限后重新运行", path.display())]
    Backup { path: PathBuf, detail: String },
    /// Anything else the system reports.
    #[error("读写台账“{}”时出错：{detail}。已记入的内容不会丢失；请检查磁盘后重新运行", path.display())]
    Other { path: PathBuf, detail: String },
}

/// How long a command waits for another one to finish its transaction.
pub(super) const PATIENCE: u64 = 10;

impl Error {
    /// What an error of the database means for the user of the ledger at `path`.
    pub(super) fn at(path: &Path, error: &rusqlite::Error) -> Self {
        let path = path.to_owned();
        let detail = error.to_string();
        let Some(code) = error.sqlite_error_code() else {
            return match error {
                rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::InvalidColumnType(..) => Self::Damaged { path, detail },
                _ => Self::Other { path, detail },
            };
        };
        match code {
            ErrorCode::NotADatabase => Self::NotLedger { path },
            ErrorCode::DatabaseCorrupt => Self::Damaged { path, detail },
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
                Self::Locked { path, seconds: PATIENCE }
            }
            ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied => {
                Self::ReadOnly { path }
            }
            ErrorCode::DiskFull => Self::DiskFull { path },
            _ => Self::Other { path, detail },
        }
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::ffi;

    use super::*;

    fn check(code: std::ffi::c_int, expect: &str) {
        let error = rusqlite::Error::SqliteFailure(ffi::Error::new(code), None);
        let message = Error::at(Path::new("台账.db"), &error).to_string();
        assert!(message.contains(expect) && message.contains("台账.db"), "{message}");
        assert!(message.contains('请'), "says what to do: {message}");
    }

    #[test]
    fn each_failure_says_what_and_what_to_do() {
        check(ffi::SQLITE_NOTADB, "不是减负台账");
        check(ffi::SQLITE_CORRUPT, "已损坏");
        check(ffi::SQLITE_BUSY, "正被其他程序使用");
        check(ffi::SQLITE_LOCKED, "正被其他程序使用");
        check(ffi::SQLITE_READONLY, "只读");
        check(ffi::SQLITE_CANTOPEN, "没有权限");
        check(ffi::SQLITE_PERM, "没有权限");
        check(ffi::SQLITE_FULL, "磁盘空间不足");
        check(ffi::SQLITE_IOERR, "出错");
    }
}
