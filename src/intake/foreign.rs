//! Cells in UTF-8 among others in GB18030, as when a person pastes or a program joins files. Each reads as some text in
//! GB18030 too, as 示例 reads as 绀轰緥, which must not be recorded.
//!
//! What tells them apart: the text has more common characters (those of the first level of GB 2312) as UTF-8 than as
//! GB18030. Text of the characters of GB 2312 alone is never taken for UTF-8 by that. For two characters of UTF-8 take
//! the six bytes of three: the first byte of UTF-8, E4 to E9, is that of a rare character, but the other two begin with
//! bytes up to BF, as only common ones do.

use encoding_rs::GB18030;

use super::grid::CELL_LIMIT;

/// Looks for UTF-8 in bytes of GB18030, a chunk at a time.
#[derive(Default)]
pub(super) struct Watch {
    /// The start of a piece that goes on in the next chunk.
    begun: Vec<u8>,
}

impl Watch {
    /// The first piece that is UTF-8: how many bytes of the chunk stand before it, and what it says. An empty chunk ends
    /// the last piece.
    pub(super) fn find(&mut self, chunk: &[u8]) -> Option<(usize, String)> {
        let mut at = 0;
        for piece in chunk.split_inclusive(|byte| parts(*byte)) {
            let ends = piece.last().is_some_and(|byte| parts(*byte));
            if !ends || !self.begun.is_empty() {
                // A cell beyond the limit is refused for that.
                if self.begun.len() <= CELL_LIMIT {
                    self.begun.extend(piece);
                }
            }
            let found = match ends {
                true if self.begun.is_empty() => foreign(piece),
                true => foreign(&std::mem::take(&mut self.begun)),
                false => None,
            };
            if let Some(text) = found {
                return Some((at, text));
            }
            at += piece.len();
        }
        let last = chunk.is_empty().then(|| std::mem::take(&mut self.begun))?;
        foreign(&last).map(|text| (0, text))
    }
}

/// Whether a byte stands for itself wherever it is: no character of several bytes has it.
fn parts(byte: u8) -> bool {
    byte < b'0' || (b':'..=b'?').contains(&byte)
}

/// The text of bytes that are UTF-8 rather than GB18030.
fn foreign(bytes: &[u8]) -> Option<String> {
    if bytes.is_ascii() {
        return None;
    }
    let text = std::str::from_utf8(bytes).ok()?;
    // Characters of two bytes are of other scripts: 佟 is an Arabic digit in UTF-8.
    if text.chars().any(|letter| letter.len_utf8() == 2) {
        return None;
    }
    let (encoded, ..) = GB18030.encode(text);
    // A letter may be half of a rare character: 婕玥 is 漫h in UTF-8.
    let least = if bytes.iter().any(u8::is_ascii_alphabetic) { 2 } else { 1 };
    let is_end = |letter: char| u8::try_from(letter).is_ok_and(parts);
    (common(&encoded) >= common(bytes) + least).then(|| text.trim_end_matches(is_end).to_owned())
}

/// How many characters of the first level of GB 2312 there are in bytes of GB18030.
fn common(mut bytes: &[u8]) -> usize {
    let mut count = 0;
    loop {
        bytes = match bytes {
            [] => return count,
            [0xD7, 0xFA..=0xFE, rest @ ..] => rest,
            [0xB0..=0xD7, 0xA1..=0xFE, rest @ ..] => {
                count += 1;
                rest
            }
            [0x81..=0xFE, b'0'..=b'9', _, _, rest @ ..] => rest,
            [0x81..=0xFE, _, rest @ ..] => rest,
            [_, rest @ ..] => rest,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gb18030(text: &str) -> Vec<u8> {
        GB18030.encode(text).0.into_owned()
    }

    /// The characters of these rows of GB 2312.
    fn characters(rows: std::ops::RangeInclusive<u8>) -> Vec<char> {
        let both = rows.flat_map(|high| (0xA1..=0xFE).map(move |low| [high, low]));
        both.filter_map(|bytes| {
            GB18030.decode_without_bom_handling_and_without_replacement(&bytes)?.chars().next()
        })
        .filter(|letter| !('\u{e000}'..='\u{f8ff}').contains(letter))
        .collect()
    }

    #[test]
    fn no_text_of_gb_2312_is_taken_for_utf8() {
        // Three of its characters that are two of UTF-8: every such pair of common ones, from that side.
        let wide: Vec<_> = characters(0xB0..=0xD7).into_iter().map(|letter| letter.to_string()).collect();
        let is_sound = |bytes: &[u8]| (0xA1..=0xFE).contains(&bytes[0]) && (0xA1..=0xFE).contains(&bytes[1]);
        let (mut seen, mut taken) = (0, Vec::new());
        let firsts = wide.iter().filter(|text| is_sound(&text.as_bytes()[..2]) && text.as_bytes()[2] >= 0xB0);
        for first in firsts {
            for second in wide.iter().filter(|text| text.as_bytes()[1] >= 0xB0 && text.as_bytes()[2] >= 0xA1)
            {
                seen += 1;
                let bytes = [first.as_bytes(), second.as_bytes()].concat();
                taken.extend(foreign(&bytes));
            }
        }
        assert!(seen > 50_000 && taken.is_empty(), "{seen}: {taken:?}");
    }

    #[test]
    fn no_name_is_taken_for_utf8() {
        // Family names and given names with the rarest characters; 濮洪宝, 楠木 and the like begin as UTF-8 does.
        let family = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗濮璩淦溥綦缪逯郗佟栾娄邢嵇覃闫亓仝俞庹晁昝";
        let given = "\
            伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂洪宝建国华红楠婧婕淇琳璐瑾璇瑛琦渊桢榕桦樱晖骏滢涵媛妤绮\
            喆珺堃玥祎昇淼犇甯晞玺煊垚赟翀頔翾姵囡迪浩宇轩梓萱怡欣博逸飞雪梅菊松柏";
        let encoded =
            |letters: &str| letters.chars().map(|letter| gb18030(&letter.to_string())).collect::<Vec<_>>();
        let (mut first, given) = (encoded(family), encoded(given));
        first.extend(given.iter().cloned());
        let (mut utf8, mut taken) = (0, Vec::new());
        for one in &first {
            for two in &given {
                for three in given.iter().map(Vec::as_slice).chain([&[][..]]) {
                    let name = [one, two, three].concat();
                    if std::str::from_utf8(&name).is_ok() {
                        utf8 += 1;
                        taken.extend(foreign(&name));
                    }
                }
            }
        }
        assert!(utf8 > 0 && taken.is_empty(), "{utf8}: {taken:?}");
    }

    #[test]
    fn words_in_utf8_are_found() {
        let missed = |words: &str| {
            let words = words.split_whitespace().filter(|word| foreign(word.as_bytes()).is_none());
            words.map(str::to_owned).collect::<Vec<_>>()
        };
        let words = "示例出版社有 示例出版社 上海样本工量具有限公司 退回测试 放假 通过 成功 退汇 技术攻关 推广总结 \
            带徒传技 单位任务 岳阳街道 小昆山镇 张伟 王秀英 备注：无 2024年度报告 数控车工 男 是 否";
        assert_eq!(missed(words), [""; 0]);
    }

    #[test]
    fn a_piece_is_found_wherever_a_chunk_ends() {
        let text = [&gb18030("编号,单位\n1,甲厂\n2,")[..], "示例出版社有".as_bytes(), b",x\n"].concat();
        let begins = gb18030("编号,单位\n1,甲厂\n2,").len();
        for cut in 0..text.len() {
            let mut watch = Watch::default();
            let found = match watch.find(&text[..cut]) {
                None if cut < text.len() => watch.find(&text[cut..]).map(|(at, text)| (cut + at, text)),
                found => found,
            };
            let (at, said) = found.expect("found");
            // What the first chunk had of it is decoded by then.
            let within = cut > begins && cut <= begins + "示例出版社有".len();
            assert_eq!((at, said.as_str()), (if within { cut } else { begins }, "示例出版社有"), "{cut}");
        }
        let mut watch = Watch::default();
        assert_eq!(watch.find("示例".as_bytes()), None);
        assert_eq!(watch.find(b""), Some((0, "示例".to_owned())));
    }
}
