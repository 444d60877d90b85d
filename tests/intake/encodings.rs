//! Encodings, and files that are none or several.

use std::path::Path;

use studiogrant::intake::{Flaw, Source, Unreadable};

use super::{gb18030, open, refusal, row, rows, utf16};

#[test]
fn every_encoding_gives_the_same_rows() {
    // 㐀 and 𠀀 take four bytes in GB18030; 一 is 4E 00, with its zero byte on the other side.
    let text = "单位名称,人数（人）,备注\n松江一厂,12,㐀𠀀一一一\n甲校,3,\n";
    let expected = vec![row(2, "松江一厂", 12, "㐀𠀀一一一"), row(3, "甲校", 3, "")];
    let marked = |mark: &[u8], body: Vec<u8>| [mark, &body].concat();
    for (form, bytes) in [
        ("UTF-8", text.into()),
        ("UTF-8 with BOM", marked(b"\xEF\xBB\xBF", text.into())),
        ("GB18030", gb18030(text)),
        ("UTF-16LE with BOM", marked(b"\xFF\xFE", utf16(text, true))),
        ("UTF-16BE with BOM", marked(b"\xFE\xFF", utf16(text, false))),
        ("UTF-16LE", utf16(text, true)),
        ("UTF-16BE", utf16(text, false)),
    ] {
        assert_eq!(rows(bytes), expected, "{form}");
    }
    assert_eq!(gb18030("㐀").len(), 4);
}

#[test]
fn characters_cut_by_a_chunk_are_whole_again() {
    // Shifts the text by one byte a time over the 64 KiB at which chunks end.
    for shift in 0..4 {
        let long = format!("{}{}", "a".repeat(shift), "松𠀀".repeat(6_000));
        let text = format!("单位名称,人数（人）,备注\n甲,1,{long}\n乙,2,{long}\n");
        let expected = vec![row(2, "甲", 1, &long), row(3, "乙", 2, &long)];
        for bytes in [text.clone().into_bytes(), gb18030(&text), utf16(&text, true)] {
            assert_eq!(rows(bytes), expected);
        }
    }
}

#[test]
fn broken_bytes_are_named_by_row() {
    let many = "甲乙丙丁,1\n".repeat(20_000);
    let utf8 = [
        b"\xEF\xBB\xBF\xE5\x8D\x95\xE4\xBD\x8D,\xE4\xBA\xBA\xE6\x95\xB0(\xE4\xBA\xBA)\n".as_slice(),
        many.as_bytes(),
    ]
    .concat();
    let damaged = [&utf8[..], b"\xFF,2\n"].concat();
    assert!(refusal(damaged.clone()).starts_with("表.csv 第 20002 行：有不合 UTF-8 编码的字节"));
    // Without a byte order mark, sixteen and more whole characters tell that it was meant as UTF-8.
    assert!(refusal(&damaged[3..]).starts_with("表.csv 第 20002 行：有不合 UTF-8 编码的字节"));
    let cut = [&utf8[..], b"\xE5\x8D"].concat();
    assert!(refusal(cut).starts_with("表.csv 第 20002 行：有不合 UTF-8 编码的字节"));
    let gbk = [gb18030("单位,人数(人)\n甲,1\n"), b"\xB0\xFF,2\n".to_vec()].concat();
    assert!(refusal(gbk).starts_with("表.csv 第 3 行：有不合 GB18030（GBK） 编码的字节"), "names the row");
    let mut lone = utf16("单位,人数(人)\n甲,1\n乙", true);
    lone.extend([0x00, 0xD8]);
    assert!(refusal(lone).starts_with("表.csv 第 3 行：有不合 UTF-16LE 编码的字节"));
}

#[test]
fn what_is_no_text_is_refused_with_the_way_out() {
    assert!(matches!(open(*b"\0\0\0\0\x01\x02"), Err(Unreadable { flaw: Flaw::Binary, .. })));
    let stray = format!("单位,人数(人)\n甲,1\n乙\0,2\n{}", "丙,3\n".repeat(200));
    for bytes in [
        stray.clone().into_bytes(),
        format!("\u{FEFF}{stray}").into_bytes(),
        "单位,人数(人)\n甲,1\n乙\0,2\n".into(),
    ] {
        assert!(refusal(bytes).starts_with("表.csv 第 3 行：这不是文本表格"));
    }
    assert!(refusal("").ends_with("应有一行表头和至少一行内容"));
    assert!(refusal("\u{FEFF}\r\n , \n").contains("是空文件"));
    let missing = Source::open(Path::new("没有这个.csv")).err().unwrap().to_string();
    assert_eq!(missing, "没有这个.csv：没有这个文件；请检查文件名和所在的文件夹");
}

#[test]
fn encodings_that_change_within_a_file_are_refused() {
    let utf8 = "单位,人数(人)\n".to_owned() + &"松江一厂,1\n".repeat(10);
    let mixed = [utf8.as_bytes(), &gb18030("泗泾二厂,2\n")].concat();
    assert!(refusal(mixed).starts_with("表.csv 第 12 行：有不合 UTF-8 编码的字节"));
    let (gbk, utf8) =
        ("单位,人数(人)\n".to_owned() + &"泗泾二厂,2\n".repeat(9_000), "松江一厂,1\n".repeat(10));
    for (row, found, joined) in [
        (9_002, "松江一厂", [gb18030(&gbk), utf8.clone().into()].concat()),
        (9_002, "松江一厂", [gb18030(&gbk), utf8.into(), gb18030("乙校,3\n")].concat()),
        (1, "单位", ["单位,人数(人)\n".into(), gb18030(&gbk)].concat()),
        (9_002, "乙", [gb18030(&gbk), b"\"".to_vec(), "乙\",3".into()].concat()),
        (9_003, "示例出版社有", [gb18030(&gbk), gb18030("乙校,3\n丙校,4,"), "示例出版社有".into()].concat()),
    ] {
        let told = refusal(joined);
        let begins = format!("表.csv 第 {row} 行：“{found}”是 UTF-8 编码，");
        assert!(told.starts_with(&begins) && told.contains("另存为“CSV UTF-8（逗号分隔）”再导入"), "{told}");
    }
    assert_eq!(rows(gb18030(&gbk)).len(), 9_000);
    let mixed = [utf16("单位,人数(人)\n甲,1\n", true), b"\xE4\xB9\x99,2\n\xD8".to_vec()].concat();
    assert!(refusal(mixed).contains("有不合 UTF-16LE 编码的字节"));
}
