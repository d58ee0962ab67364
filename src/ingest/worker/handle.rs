//! The parent's hold on one child: asks it, waits no longer than allowed, and says what became of it.

use std::io::{self, BufReader, Read};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use super::super::{Input, Opened, Refusal};
use super::wire;
use crate::document::UnreadableKind;

/// A running child. Dropping it ends it.
pub(super) struct Handle {
    child: Child,
    requests: ChildStdin,
    answers: Receiver<Vec<u8>>,
}

/// Why a child gave no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Loss {
    /// It took too long and was ended.
    Time,
    /// It asked for more memory than it may have.
    Memory,
    /// It went too deep.
    Depth,
    /// It ended of itself.
    Broken,
}

impl Handle {
    /// Starts a child. Its errors are kept from the terminal: what they say is told in Chinese.
    pub(super) fn start(command: &mut Command) -> io::Result<Self> {
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        let (Some(requests), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let (sender, answers) = channel();
        thread::Builder::new().spawn(move || {
            let mut output = BufReader::new(output);
            // Ends with the child, or when nobody waits for answers any more.
            while let Ok(answer) = wire::read_answer(&mut output) {
                if sender.send(answer).is_err() {
                    return;
                }
            }
        })?;
        Ok(Self { child, requests, answers })
    }

    /// Has one file read. After a loss the child is gone.
    pub(super) fn ask(
        &mut self,
        opened: &Opened,
        time: Duration,
    ) -> Result<Result<Input, Refusal>, Loss> {
        // A child that died meanwhile cannot be written to, and its end is seen below.
        let _ = wire::write_request(&mut self.requests, opened);
        match self.answers.recv_timeout(time) {
            Ok(answer) => wire::decode(&answer).ok_or(Loss::Broken),
            Err(RecvTimeoutError::Timeout) => Err(Loss::Time),
            Err(RecvTimeoutError::Disconnected) => Err(self.post_mortem()),
        }
    }

    fn post_mortem(&mut self) -> Loss {
        // Its output is closed, and it closes that only by ending.
        let Ok(status) = self.child.wait() else { return Loss::Broken };
        let mut said = Vec::new();
        if let Some(errors) = self.child.stderr.take() {
            let _ = errors.take(1 << 16).read_to_end(&mut said);
        }
        cause(&String::from_utf8_lossy(&said), status)
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        // It has nothing to finish; waiting for it leaves no dead entry in the system's table.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a dead child's last words mean.
fn cause(said: &str, status: ExitStatus) -> Loss {
    if said.contains("memory allocation of") {
        Loss::Memory
    } else if said.contains("overflowed its stack") {
        Loss::Depth
    } else if ended_by_system(status) {
        Loss::Memory
    } else {
        Loss::Broken
    }
}

/// A system short of memory ends processes without a word.
#[cfg(unix)]
fn ended_by_system(status: ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt;
    status.signal() == Some(9)
}

#[cfg(not(unix))]
fn ended_by_system(_: ExitStatus) -> bool {
    false
}

impl Loss {
    pub(super) fn refusal(self) -> Refusal {
        let message = match self {
            Self::Time => {
                "读取超时（20 秒没有读完），已停止并跳过；请用 Office 或 WPS 打开后另存一份，或拆分后再检查"
            }
            Self::Memory => {
                "读取时内存超限，已停止并跳过；文件可能过大或是压缩炸弹，请确认来源，拆分后再检查"
            }
            Self::Depth => {
                "读取程序异常退出（内容嵌套过深），已跳过；请用 Office 或 WPS 打开后另存一份再检查"
            }
            Self::Broken => "读取程序异常退出，已跳过；请用 Office 或 WPS 打开后另存一份再检查",
        };
        (UnreadableKind::Crashed, message.to_owned())
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    /// What a child that runs this script is lost by.
    fn check(script: &str, expect: Loss) {
        let mut handle =
            Handle::start(Command::new("sh").args(["-c", script])).expect("a shell starts");
        let opened = Opened::of_bytes("例.pdf", b"%PDF-1.7".to_vec());
        let began = std::time::Instant::now();
        let loss = handle.ask(&opened, Duration::from_millis(1500)).map(drop);
        assert_eq!(loss, Err(expect), "{script}");
        assert!(began.elapsed() < Duration::from_secs(10), "{script}");
    }

    #[test]
    fn ends_of_children() {
        check("exec sleep 60", Loss::Time);
        check("exit 0", Loss::Broken);
        check("head -c 5 >/dev/null; exit 101", Loss::Broken);
        check("kill -KILL $$", Loss::Memory);
        check("echo 'memory allocation of 64 bytes failed' >&2; kill -ABRT $$", Loss::Memory);
        check("echo 'thread has overflowed its stack' >&2; kill -ABRT $$", Loss::Depth);
        check("printf '\\3\\0\\0\\0\\0\\0\\0\\0{x}'; exec sleep 60", Loss::Broken);
    }

    #[test]
    fn a_dropped_child_is_gone() {
        let handle = Handle::start(Command::new("sh").args(["-c", "exec sleep 60"]))
            .expect("a shell starts");
        let process = format!("/proc/{}", handle.child.id());
        drop(handle);
        assert!(!std::path::Path::new(&process).exists());
    }
}
