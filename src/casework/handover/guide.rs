//! 说明: the first file to open: what the folder is, what stands where, and how a stranger checks it without the program.

use anyhow::Result;

use super::facts::FACTS;
use super::journal::{PROOF, Proven};
use super::{Binder, LONGEST};
use crate::casework::{Desk, Dossier};
use crate::model::Datum;
use crate::model::dates::chinese;
use crate::model::folder::{Content, file_name};

const GUIDE: &str = "说明.txt";

/// Puts the guide in, before everything else.
pub(super) fn put(desk: &Desk, dossier: &Dossier, proven: &Proven, binder: &mut Binder) -> Result<()> {
    let row = |file: &str, what: &str| vec![file.into(), what.into(), Datum::Empty];
    binder.contents.rows.insert(0, row(GUIDE, "本卷宗的说明和核对办法"));
    binder.contents.push(row("校验.sha256", "以上各文件的 SHA-256 校验值"));
    let mut text = head(desk, dossier)?;
    text += "\n一、各文件\n\n";
    for row in &binder.contents.rows {
        let [file, what, rows] = row.as_slice() else { continue };
        let rows = if *rows == Datum::Empty { String::new() } else { format!("（{} 行）", rows.show()) };
        text += &format!("　　{}　　{}{rows}\n", file.show(), what.show());
    }
    text += READING;
    text += FILES;
    match &proven.head {
        Some((entry, hash)) => text += &proof(*entry, hash),
        None => text += MASKED,
    }
    binder.folder.put(GUIDE, Content::Text(text.trim_end().to_owned()));
    Ok(())
}

/// Which case, out of which file, by whom and when.
fn head(desk: &Desk, dossier: &Dossier) -> Result<String> {
    let file = desk.store.path().file_name().unwrap_or_default().to_string_lossy();
    let mut text = format!(
        "松江区首席技师工作室资助项目案件卷宗\n\n案件：{}\n现状：{}\n依据：{}\n取自案卷：{}\n制作日期：{}\n",
        dossier.name(),
        dossier.stage.term(),
        dossier.policy().measure.value,
        file_name(&file, LONGEST),
        chinese(desk.hand.on)
    );
    // Whoever only reads need not be registered.
    if let Ok(operator) = desk.operator() {
        text += &format!("制作人：{}（{}）\n", operator.name, operator.role.term());
    }
    if let Some(digest) = desk.store.digest()? {
        text += &format!("案卷校验码：{digest}（日志号和末条链值的前 20 位，可与评审记录等处抄存的核对）\n");
    }
    Ok(text)
}

const READING: &str = "
二、怎样读

　　CSV 文件是 UTF-8 编码的表格，Excel、WPS 和任何文本编辑器都能打开；长号码在 Excel 里可能显示不全，请用“数据—从文本导入”\
并把该列设为文本。“清单”里每张表的“行号”是该行在案卷中的编号，别的表用它来引用（例如“案件”“申报表”“公示”各列填的是对应\
表的行号），“日志号”说明该行由哪一条日志写入。案卷只增不改：更正是新的一行，旧的一行仍在。
　　案件.json 与“清单”内容相同，但保持案卷原样：金额以分为单位（列名以 _fen 结尾），分数以百分之一分为单位（_centi），\
日期为 年-月-日，用词为英文代码，含义见各列的 terms。shared 为 true 的表里是本案所依据、也与其他案件\
共有的行（如轮次、公示、拨款批次）。
　　“文书”由程序按案卷的记载重新生成，没有签名和印章，签章的原件另存。拨款审批表的明细只列\
本案；评审记录和评分汇总表涉及全部案件，不在其中，本案的评分见 评分.csv。
　　CSV 中以 = + - @ 等开头的文字前多一个单引号，免得表格软件当成公式；原文没有这个单引号。
";

const FILES: &str = "
三、怎样核对文件没有变

　　Linux、macOS：在本文件夹里运行 sha256sum -c 校验.sha256（macOS 为 shasum -a 256 -c 校验.sha256），各行都应显示 OK。
　　Windows：在本文件夹里逐个运行 certutil -hashfile 文件名 SHA256，结果应与 校验.sha256 中同名的一行相同。
";

const MASKED: &str = "
四、遮盖的内容和日志证明

　　证件号码、联系电话、银行账号只留前后几位，异议人的姓名和电话不写。自由填写的文字（意见、理由、说明）照原样，未作遮盖。
　　遮盖的卷宗不附日志证明：证明里的校验值由完整内容算出，遮去的几位数字可以据以逐个试出来。要存档，请用 --reveal 另做完整\
的卷宗；由谁、何时做的，记入案卷日志。
";

fn proof(entry: i64, hash: &str) -> String {
    format!(
        "
四、日志证明怎样计算

　　案卷每办一件事写一条日志。每条日志的链值由三层 SHA-256 算成，任何人都可以用 {FACTS} 和 {PROOF} 重算。
　　编码：一个值化为一串字节。空值：00。整数：01，后接 8 字节小端有符号整数。文字：03，后接 8 字节小端的 UTF-8 字节数，再接 \
UTF-8 字节。几个值依次相接，没有间隔。
　　1. 行的校验值 = SHA-256（编码：表名、行号 id、日志号 entry_id，再按 {FACTS} 中 columns 的次序编码各列的值）。它应等于 \
{PROOF} 里该日志、该表的 rows 中第（行号 − first_id + 1）个。
　　2. 表的校验值 digest = SHA-256（rows 中各行的校验值，每个 32 字节，依次相接）。其他案件的行只有校验值，没有内容。
　　3. 链值 hash = SHA-256（编码：文字 entry、整数 entry、整数 entry、文字 previous、文字 recorded_at、business_on、operator、\
role、command，再对 parts 中每张表依次：文字 table、整数 first_id、整数 row_count、文字 digest）。校验值和链值都写成小写十六进制；\
digest 和 previous 按这样的文字编码。没有列出 rows 的表与本案无关，直接用所给的 digest。
　　4. 每一条的 previous 等于前一条的 hash，第一条的 previous 为空文字。最后一条是第 {entry} 条，链值 {hash}，前 20 位就是案卷\
校验码。

五、证明了什么，没有证明什么

　　各步都对得上，就证明：本卷宗的每一行事实都在这条日志链里，由所记的操作员角色和命令在所记的业务日期写入，写入后没有改过；\
写入的先后与日志号一致。把末条链值与别处抄存的案卷校验码核对，就证明这条链就是那份案卷的链。
　　不能证明：记录的内容本身属实；记录时间准确（取自当时的电脑时钟）；操作员确是本人；卷宗没有漏掉本案的行（要查这一点，请用\
案卷运行 studiogrant audit verify 并重做卷宗对照）。CSV 和文书由事实生成，不在链内，由 校验.sha256 保证没有变。

六、保管

　　本卷宗含完整的证件号码、电话、账号和异议人，按内部材料保管，不得公开。{PROOF} 里其他案件的行只有校验值，但内容简单的行（如\
一个分值）可以逐个试算出来，所以同样不得公开。
"
    )
}
