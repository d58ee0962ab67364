//! What parent and child say to each other: lengths, then bytes; answers in JSON.

use std::io::{self, ErrorKind, Read, Write};
use std::iter::repeat_n;
use std::sync::Arc;

use super::super::{Input, MAX_FILE, Opened, Refusal};

/// Writes a file's name, hash and bytes.
pub(super) fn write_request(to: &mut impl Write, opened: &Opened) -> io::Result<()> {
    for part in [opened.name.as_bytes(), opened.sha256.as_bytes(), &opened.bytes] {
        write_part(to, part)?;
    }
    to.flush()
}

/// Reads what `write_request` wrote.
pub(super) fn read_request(from: &mut impl Read) -> io::Result<Opened> {
    let mut text = || -> io::Result<String> {
        let length = read_length(from)?;
        let mut text = String::new();
        from.by_ref().take(length).read_to_string(&mut text)?;
        Ok(text)
    };
    let (name, sha256) = (text()?, text()?);
    let length = read_length(from)?;
    if length > MAX_FILE {
        return Err(ErrorKind::InvalidData.into());
    }
    // Filled in place: the bytes of a large file are here once.
    let mut bytes: Arc<[u8]> = repeat_n(0, length as usize).collect();
    if let Some(space) = Arc::get_mut(&mut bytes) {
        from.read_exact(space)?;
    }
    Ok(Opened { name, sha256, bytes })
}

/// Writes what came of a file.
pub(super) fn write_answer(
    to: &mut impl Write,
    outcome: &Result<Input, Refusal>,
) -> io::Result<()> {
    write_part(to, &serde_json::to_vec(outcome)?)?;
    to.flush()
}

/// Reads what `write_answer` wrote; `decode` tells what it means.
pub(super) fn read_answer(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let length = read_length(from)?;
    let mut answer = Vec::new();
    let read = from.by_ref().take(length).read_to_end(&mut answer)?;
    if (read as u64) < length {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    Ok(answer)
}

/// What an answer says; `None` where it makes no sense.
pub(super) fn decode(answer: &[u8]) -> Option<Result<Input, Refusal>> {
    serde_json::from_slice(answer).ok()
}

fn write_part(to: &mut impl Write, part: &[u8]) -> io::Result<()> {
    to.write_all(&(part.len() as u64).to_le_bytes())?;
    to.write_all(part)
}

fn read_length(from: &mut impl Read) -> io::Result<u64> {
    let mut length = [0; 8];
    from.read_exact(&mut length)?;
    Ok(u64::from_le_bytes(length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::UnreadableKind;

    #[test]
    fn requests_come_through() {
        let sent = Opened::of_bytes("通知 “一”.docx", vec![0, 10, 255]);
        let mut wire = Vec::new();
        write_request(&mut wire, &sent).expect("memory takes it");
        let got = read_request(&mut wire.as_slice()).expect("the same request");
        assert_eq!((got.name, got.sha256, got.bytes), (sent.name, sent.sha256, sent.bytes));
        assert!(read_request(&mut &wire[..wire.len() - 1]).is_err());
    }

    #[test]
    fn answers_come_through() {
        let text = Opened::of_bytes("例.txt", "一、\u{1}\"\u{2028}😀\n会议\t时间".into());
        let table = "会议名称,召开时间\n防汛会议,2026-05-06\n";
        let table = Opened::of_bytes("会议台账.csv", table.into());
        let refused = Err((UnreadableKind::Damaged, "坏了".to_owned()));
        for sent in
            [super::super::super::dispatch(&text), super::super::super::dispatch(&table), refused]
        {
            let mut wire = Vec::new();
            write_answer(&mut wire, &sent).expect("memory takes it");
            let answer = read_answer(&mut wire.as_slice()).expect("the same answer");
            assert_eq!(decode(&answer), Some(sent));
        }
    }
}
