//! Keeps a parser that panics from taking more than its own file with it.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use super::Refusal;
use super::package::damaged;
use crate::document::UnreadableKind;

thread_local! {
    static PARSING: Cell<bool> = const { Cell::new(false) };
}

/// Runs a parser; a panic in it becomes a refusal, and nothing about it is printed.
pub(super) fn run<T>(parse: impl FnOnce() -> Result<T, Refusal>) -> Result<T, Refusal> {
    quieten();
    let before = PARSING.replace(true);
    // What the closure borrowed is dropped with the file, so no broken state is seen afterwards.
    let outcome = panic::catch_unwind(AssertUnwindSafe(parse));
    PARSING.set(before);
    outcome.unwrap_or_else(|_| {
        Err((
            UnreadableKind::Crashed,
            "读取程序在这个文件上出错，已跳过；请用 Office 或 WPS 打开后另存一份再检查".to_owned(),
        ))
    })
}

/// Runs a parser of another project that is known to panic on damaged files: there a panic means damage.
pub(super) fn foreign<T>(parse: impl FnOnce() -> Result<T, Refusal>) -> Result<T, Refusal> {
    run(parse).map_err(
        |refusal| {
            if refusal.0 == UnreadableKind::Crashed { damaged() } else { refusal }
        },
    )
}

/// Panics of this thread's parser are told in the report; the default English message would only confuse.
fn quieten() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !PARSING.get() {
                previous(info);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_costs_one_file() {
        let outcome: Result<(), Refusal> = run(|| panic!("bad parser"));
        assert_eq!(outcome.map_err(|(kind, _)| kind), Err(UnreadableKind::Crashed));
        assert_eq!(run(|| Ok(7)), Ok(7));
        let outcome: Result<(), Refusal> = foreign(|| panic!("bad parser"));
        assert_eq!(outcome.map_err(|(kind, _)| kind), Err(UnreadableKind::Damaged));
    }
}
