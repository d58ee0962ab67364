//! Sentences: each ends at 。！？ or at its block's end, closing quotes and brackets included.

use super::line::is_blank;
use crate::document::{Block, BlockKind, Sentence, Span, Zone};

/// Sentences of the blocks of the body and of documents issued inside, in order.
pub(super) fn cut(blocks: &[Block]) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    for (index, block) in blocks.iter().enumerate() {
        let spoken = matches!(
            block.kind,
            BlockKind::Title | BlockKind::Heading | BlockKind::Paragraph | BlockKind::Table
        );
        if spoken && matches!(block.zone, Zone::Body | Zone::Issued) {
            cut_block(index, &block.text, &mut sentences);
        }
    }
    sentences
}

/// A place in characters and bytes.
#[derive(Clone, Copy, Default)]
struct Place {
    chars: usize,
    bytes: usize,
}

fn cut_block(block: usize, text: &str, sentences: &mut Vec<Sentence>) {
    let (mut start, mut end, mut ended) = (None, Place::default(), false);
    let mut push = |start: Place, end: Place| {
        let span = Span { block, start: start.chars, end: end.chars };
        sentences.push(Sentence { span, bytes: start.bytes..end.bytes });
    };
    let mut here = Place::default();
    for c in text.chars() {
        let after = Place { chars: here.chars + 1, bytes: here.bytes + c.len_utf8() };
        if ended && !closes(c) && !ends(c) {
            if let Some(start) = start.take() {
                push(start, end);
            }
            ended = false;
        }
        if !is_blank(c) {
            start.get_or_insert(here);
            end = after;
            ended = ended || ends(c);
        }
        here = after;
    }
    if let Some(start) = start {
        push(start, end);
    }
}

fn ends(c: char) -> bool {
    matches!(c, '。' | '！' | '？')
}

fn closes(c: char) -> bool {
    matches!(c, '”' | '’' | '」' | '』' | '）' | ')' | '》' | '】' | '〕' | '"' | ']')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[&str]) {
        let mut sentences = Vec::new();
        cut_block(0, text, &mut sentences);
        let bytes: Vec<&str> = sentences.iter().map(|s| &text[s.bytes.clone()]).collect();
        assert_eq!(bytes, expect, "{text}");
        let chars: Vec<char> = text.chars().collect();
        for (sentence, words) in sentences.iter().zip(expect) {
            let span = sentence.span;
            assert_eq!(chars[span.start..span.end].iter().collect::<String>(), *words);
        }
    }

    #[test]
    fn cuts() {
        check("一句。两句！三句？", &["一句。", "两句！", "三句？"]);
        check("　　他说：“好。”走了", &["他说：“好。”", "走了"]);
        check("没有句号", &["没有句号"]);
        check("（注：略。）后文。  ", &["（注：略。）", "后文。"]);
        check("真的？！是。", &["真的？！", "是。"]);
        check("　 ", &[]);
        check("甲\t乙", &["甲\t乙"]);
        check("", &[]);
    }
}
