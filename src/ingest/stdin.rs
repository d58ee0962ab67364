//! Standard input, read once for the whole run.

use std::io::{self, Read};
use std::sync::{Arc, OnceLock};

use super::{MAX_FILE, Refusal};
use crate::document::UnreadableKind;

static NAME: OnceLock<String> = OnceLock::new();

/// Gives what comes on standard input the name of the file it stands for: its ending says what it is taken for, and
/// reports show it. Only the first name holds.
pub fn name(file: &str) {
    // A second name would come from a second command line, and there is none.
    let _ = NAME.set(file.to_owned());
}

/// How reports name standard input.
pub(super) fn shown() -> &'static str {
    NAME.get().map_or("-", String::as_str)
}

/// Is this what stands on standard input?
pub(super) fn is(name: &str) -> bool {
    name == "-" || NAME.get().is_some_and(|named| named == name)
}

/// The bytes of standard input; later calls get the same bytes again.
pub(super) fn bytes() -> Result<Arc<[u8]>, Refusal> {
    static BYTES: OnceLock<Result<Arc<[u8]>, Refusal>> = OnceLock::new();
    BYTES.get_or_init(fetch).clone()
}

fn fetch() -> Result<Arc<[u8]>, Refusal> {
    let mut bytes = Vec::new();
    match io::stdin().lock().take(MAX_FILE + 1).read_to_end(&mut bytes) {
        Ok(size) if size as u64 > MAX_FILE => {
            Err((UnreadableKind::TooLarge, "标准输入超过 512 MB，请拆分后再检查".to_owned()))
        }
        Ok(_) => Ok(bytes.into()),
        Err(error) => {
            Err((UnreadableKind::Denied, format!("标准输入读不出来（{error}），请检查管道命令")))
        }
    }
}
