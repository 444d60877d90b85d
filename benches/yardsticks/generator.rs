//! Invented applications, the same ones for the same seed: every row is good, and every unit and technician is
//! another one.

use std::fmt::Write as _;
use std::io::{self, Write};

use chrono::{Days, NaiveDate};

const TOWNS: [&str; 17] = [
    "岳阳街道",
    "永丰街道",
    "方松街道",
    "中山街道",
    "广富林街道",
    "九里亭街道",
    "新桥镇",
    "洞泾镇",
    "九亭镇",
    "泗泾镇",
    "佘山镇",
    "小昆山镇",
    "石湖荡镇",
    "新浜镇",
    "泖港镇",
    "车墩镇",
    "叶榭镇",
];
const TRADES: [&str; 8] =
    ["数控车工", "模具工", "装配钳工", "电工", "焊工", "中式烹调师", "汽车维修工", "化学检验员"];
const SURNAMES: [&str; 10] = ["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴"];
const NAMES: [&str; 10] = ["建国", "志强", "晓峰", "国梁", "丽华", "海燕", "文斌", "永康", "思远", "明珠"];
const GRADES: [(&str, &str); 3] = [("技师", "2"), ("高级技师", "1"), ("二级/技师", "2")];

/// Numbers that look random and are always the same (SplitMix64).
#[derive(Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    /// Begins with a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `limit`.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % limit
    }

    fn pick<'l>(&mut self, list: &[&'l str]) -> &'l str {
        list[self.below(list.len() as u64) as usize]
    }
}

/// The header that goes with [`row`].
pub(crate) const HEADER: &str = "申报单位名称,统一社会信用代码,单位类型,所属街镇,是否G60重点企业,联系人,联系电话,银行户名,开户银行,联行号,银行账号,首席技师姓名,证件类型,证件号码,职业工种,岗位类型,岗位业绩说明,水平依据,技能等级,证书编号,发证日期,水平认定材料,聘任起始日期,聘任截止日期,单位公示起始日期,单位公示截止日期,单位公示结果,选聘制度文件,岗位津贴月标准,其他待遇激励,工作室名称,工作室成立日期,团队人数,工作室支持,市级及以上奖项,显著产出与效益,职工教育经费已按规定提取使用,参加竞赛比武培训,配套资金承诺,已享受同类资助项目,已享受同类资助金额,任务_技术攻关,任务_推广总结,任务_带徒传技,任务_单位任务,申报日期";

/// Writes a sheet of `count` applications for the call of 2024 (1 March to 29 March).
pub(crate) fn sheet(out: &mut dyn Write, count: u64, seed: u64) -> io::Result<()> {
    let mut dice = Dice::new(seed);
    writeln!(out, "{HEADER}\r")?;
    let mut line = String::new();
    for number in 0..count {
        line.clear();
        row(&mut line, number, &mut dice);
        out.write_all(line.as_bytes())?;
    }
    Ok(())
}

/// One application as a line of CSV.
pub(crate) fn row(line: &mut String, number: u64, dice: &mut Dice) {
    let day = |text: &str, more: u64| -> NaiveDate { text.parse::<NaiveDate>().unwrap() + Days::new(more) };
    let trade = dice.pick(&TRADES);
    let unit = format!("上海松江示例{trade}技术{number}有限公司");
    let technician = format!("{}{}", dice.pick(&SURNAMES), dice.pick(&NAMES));
    let (grade, level) = GRADES[dice.below(3) as usize];
    let certified = day("2010-01-04", dice.below(3000));
    let appointed = day("2023-06-01", dice.below(200));
    let notice = appointed - Days::new(20);
    let founded = appointed + Days::new(dice.below(60));
    let cells = [
        unit.clone(),
        uscc(number),
        "企业".into(),
        dice.pick(&TOWNS).into(),
        if dice.below(3) == 0 { "是" } else { "否" }.into(),
        format!("{}敏", dice.pick(&SURNAMES)),
        format!("138{:08}", number % 100_000_000),
        unit.clone(),
        "示例银行松江支行".into(),
        "102290000001".into(),
        format!("31001900{:011}", number * 7919 % 9_999_999 * 10_000 + 2_345),
        technician.clone(),
        "居民身份证".into(),
        identity(number),
        trade.into(),
        "生产技术".into(),
        format!("主持解决{trade}岗位重大技术难题{}项", 2 + dice.below(9)),
        "职业资格证书".into(),
        grade.into(),
        format!("0909001013{level}{:05}", number % 100_000),
        certified.to_string(),
        String::new(),
        appointed.to_string(),
        (appointed + Days::new(2000)).to_string(),
        notice.to_string(),
        (notice + Days::new(6)).to_string(),
        "无异议".into(),
        "《首席技师选聘管理办法》".into(),
        (500 + 100 * dice.below(10)).to_string(),
        "年度疗休养".into(),
        format!("{technician}首席技师工作室"),
        founded.to_string(),
        (3 + dice.below(6)).to_string(),
        "资金、场地、设备、设施、人员".into(),
        format!("{}年上海市职业技能大赛{trade}项目一等奖", 2015 + dice.below(8)),
        format!("关键工序合格率由{}%提高到99%", 85 + dice.below(10)),
        "是".into(),
        "是".into(),
        if dice.below(2) == 0 { "5万元".into() } else { (50_000 + 1_000 * dice.below(40)).to_string() },
        String::new(),
        String::new(),
        format!("{trade}关键工序攻关，每年不少于2项"),
        format!("整理{trade}先进操作法1套"),
        format!("三年带徒{}人，培训40人次", 2 + dice.below(5)),
        "完成单位年度重点产品试制".into(),
        day("2024-03-04", dice.below(5)).to_string(),
    ];
    for (index, cell) in cells.iter().enumerate() {
        let _ = write!(line, "{}{cell}", if index > 0 { "," } else { "" });
    }
    line.push_str("\r\n");
}

/// A unified social credit code of the district with its check digits (GB 32100-2015, GB 11714-1997).
fn uscc(number: u64) -> String {
    const LETTERS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let mut body = [b'0'; 8];
    let mut rest = number;
    for place in body.iter_mut().rev() {
        *place = LETTERS[(rest % 31) as usize];
        rest /= 31;
    }
    body[0] = b'M';
    body[1] = b'A';
    let value = |sign: u8| match sign {
        b'0'..=b'9' => u32::from(sign - b'0'),
        _ => u32::from(sign - b'A') + 10,
    };
    let sum: u32 =
        body.iter().zip([3, 7, 9, 10, 5, 8, 4, 2]).map(|(sign, weight)| value(*sign) * weight).sum();
    let check = match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from(b'0' + digit as u8),
    };
    let code = format!("91310117{}{check}", String::from_utf8_lossy(&body));
    let mut weight = 1;
    let mut sum = 0;
    for sign in code.bytes() {
        let place = LETTERS.iter().position(|letter| *letter == sign).unwrap_or_default();
        sum += place * weight;
        weight = weight * 3 % 31;
    }
    format!("{code}{}", char::from(LETTERS[(31 - sum % 31) % 31]))
}

/// An identity number with its check digit (GB 11643-1999): a day of birth and a serial for each number.
fn identity(number: u64) -> String {
    const REGIONS: [&str; 25] = [
        "310101", "310104", "310105", "310106", "310107", "310109", "310110", "310112", "310113", "310114",
        "310115", "310116", "310117", "310118", "310120", "320102", "320104", "320105", "320106", "320111",
        "330102", "330105", "330106", "330108", "340102",
    ];
    let born = NaiveDate::from_ymd_opt(1967, 1, 1).unwrap_or_default() + Days::new(number % 8000);
    let region = REGIONS[(number / 8000 % 25) as usize];
    let body = format!("{region}{}{:03}", born.format("%Y%m%d"), number / 200_000 % 1000);
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body.bytes().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    let check = b"10X98765432"[(sum % 11) as usize];
    format!("{body}{}", char::from(check))
}
