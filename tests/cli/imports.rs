//! Sheets that come in after the list is out: the bank's, the ledgers', the holidays.

use super::cycles::half_paid;
use super::desk::{Desk, applications};
use super::transcript::on;

/// Two of the three payments came back and are to be paid again: payments 4 and 5.
fn awaiting() -> Desk {
    let desk = half_paid();
    for line in ["disburse bounce 1 --reason 退汇", "disburse bounce 2 --reason 退汇"] {
        on(&desk, "2024-06-03", &format!("{line} --by 李军")).ended(0);
    }
    on(&desk, "2024-06-04", "disburse plan --by 李军").ended(0);
    on(&desk, "2024-06-05", "disburse approve 2 --by 陈静").ended(0);
    desk
}

/// The accounts that the payments of a batch go to.
fn accounts(desk: &Desk) -> Vec<String> {
    on(desk, "2024-06-05", "disburse schedule 2 --out 明细.csv --by 李军").ended(0);
    let list = desk.read("明细.csv");
    let list = list.trim_start_matches('\u{feff}').lines().skip_while(|line| !line.contains("账号"));
    let mut csv = csv::Reader::from_reader(std::io::Cursor::new(list.collect::<Vec<_>>().join("\n")));
    let at = csv.headers().unwrap().iter().position(|header| header == "账号").unwrap();
    csv.records().map(|row| row.unwrap()[at].to_owned()).filter(|account| !account.is_empty()).collect()
}

#[test]
fn a_bank_list_with_a_row_that_cannot_be_read_is_booked_without_it_or_not_at_all() {
    let desk = awaiting();
    let accounts = accounts(&desk);
    let row = |account: &str, amount: &str, no: &str| format!("{account},{amount},{no},2024-06-06,成功\n");
    let header = "账号,金额,银行流水号,付款日期,结果\n";
    let good = row(&accounts[0], "25000.00", "T1");
    desk.write("回单.csv", format!("{header}{good}{}", row(&accounts[1], "两万五", "T2")));
    let reconcile = |words: &str| on(&desk, "2024-06-06", &format!("disburse reconcile {words} --by 李军"));
    let (paid, known) = (desk.count("payment_confirmation"), desk.count("bank_line"));
    let said = reconcile("回单.csv").ended(3);
    for part in ["有 1 行不能核对，整个文件都没有核对", "两万五", "先核对其余 1 笔的，加 --partial"]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
    let said = reconcile("回单.csv --partial --dry-run --json").ended(3);
    assert!(said.contains("有 1 行没能读入，也许在其中"), "{said}");
    let said = reconcile("回单.csv --partial --dry-run").ended(3);
    assert!(said.contains("可登记付款 1 笔") && said.contains("会写入 回单.refused.csv"), "{said}");
    assert!(!desk.has("回单.refused.csv"));
    assert_eq!((desk.count("payment_confirmation"), desk.count("bank_line")), (paid, known));
    let said = reconcile("回单.csv --partial").ended(3);
    for part in ["已登记付款 1 笔、退汇 0 笔", "不能核对 1 行", "写入 回单.refused.csv，更正后可直接导入"]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert_eq!(desk.count("payment_confirmation"), paid + 1);
    assert!(reconcile("回单.csv --partial").ended(2).contains("回单.refused.csv 已经存在"));
    let refused = desk.read("回单.refused.csv");
    assert!(refused.contains("T2") && !refused.contains("T1"), "{refused}");
    desk.write("回单.refused.csv", refused.replacen("两万五", "25000", 1));
    let said = reconcile("回单.refused.csv").ended(0);
    assert!(said.contains("已登记付款 1 笔") && said.contains("银行没有 0 笔"), "{said}");
    assert_eq!(desk.count("payment_confirmation"), paid + 2);
    on(&desk, "2024-06-06", "audit verify").ended(0);
}

#[test]
fn what_came_back_waits_for_its_payment_among_rows_that_cannot_be_read() {
    let desk = awaiting();
    let account = &accounts(&desk)[0];
    let list = |amount: &str| {
        format!(
            "账号,金额,银行流水号,付款日期,结果\n{account},{amount},T1,2024-06-06,成功\n{account},25000,T2,2024-06-08,退汇\n"
        )
    };
    let reconcile = |words: &str| on(&desk, "2024-06-10", &format!("disburse reconcile {words} --by 李军"));
    let facts = || (desk.count("payment_confirmation"), desk.count("payment_return"));
    let (paid, returned) = facts();
    desk.write("回单.csv", list("两万五"));
    let said = reconcile("回单.csv --partial --dry-run").ended(3);
    assert!(said.contains("待更正后再核对") && said.contains("会写入 回单.refused.csv"), "{said}");
    assert!(!desk.has("回单.refused.csv"));
    let said = reconcile("回单.csv --partial --json").ended(3);
    for part in ["付出的一行也许在其中", "\"held\": 1", "\"refused\": 2", "\"differing\": 0"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert_eq!(facts(), (paid, returned));
    // It goes with the rows that it waits for, and is taken in with them.
    desk.write("回单.refused.csv", desk.read("回单.refused.csv").replacen("两万五", "25000", 1));
    // What was typed as come back may be this, so somebody has to say.
    let said = reconcile("回单.refused.csv").ended(3);
    assert!(said.contains("已登记付款 1 笔、退汇 0 笔") && said.contains("identify 2"), "{said}");
    let said = on(&desk, "2024-06-10", "disburse identify 2").ended(0);
    assert!(said.contains("是拨款 4 的退汇：studiogrant disburse identify 2 --payment 4"), "{said}");
    on(&desk, "2024-06-10", "disburse identify 2 --payment 4 --reason 已向银行核实 --by 李军").ended(0);
    assert_eq!(facts(), (paid + 1, returned + 1));
    desk.write("回单.csv", list("25000"));
    assert!(reconcile("回单.csv").ended(0).contains("此前已登记 2 笔"));
}

#[test]
fn no_part_of_a_holiday_notice_is_taken() {
    let desk = Desk::ready();
    desk.write("放假.csv", "日期,类型\n2027-01-01,放假\n2027-02-30,放假\n");
    let said = desk.run("calendar import 放假.csv --partial --yes --on 2026-11-20").ended(2);
    assert!(said.contains("放假安排不能只导入一部分") && said.contains("放假.csv"), "{said}");
    let help = desk.run("calendar import --help").ended(0);
    let help: String = help.split_whitespace().collect();
    assert!(help.contains("没有--partial") && !help.contains("只记符合的行"), "{help}");
    assert_eq!(desk.count("calendar_day"), Desk::ready().count("calendar_day"));
}

#[test]
fn the_ledger_that_was_asked_for_is_the_one_that_is_written() {
    let desk = half_paid();
    let spend = |words: &str| on(&desk, "2024-07-01", &format!("{words} --spent-on 2024-06-20")).ended(0);
    spend("assess spend 1 --purpose 技术攻关 --voucher 记1 --payee 甲社 --amount 100");
    spend("assess match 1 --purpose 日常工作经费 --voucher 记2 --payee 乙社 --amount 200");
    for (ledger, own, other) in [("spend", "甲社", "乙社"), ("match", "乙社", "甲社")] {
        on(&desk, "2024-07-01", &format!("assess {ledger} 1 --out {ledger}.csv")).ended(0);
        let list = desk.read(&format!("{ledger}.csv"));
        assert!(list.contains(own) && !list.contains(other), "{list}");
        assert!(
            on(&desk, "2024-07-01", &format!("assess {ledger} 1"))
                .ended(0)
                .contains("studiogrant assess funds")
        );
    }
}

#[test]
fn a_serial_that_several_years_have_is_asked_for_in_full() {
    let desk = half_paid();
    let row =
        ["2024-06-20,记1,甲社,100", "2024-06-21,记2,甲社,100"].map(|rest| format!("1,技术攻关,{rest}\n"));
    let ledger = format!("案件编号,用途,日期,凭证号,收款方,金额\n{}", row.concat());
    desk.write("台账.csv", &ledger);
    assert!(on(&desk, "2024-07-01", "assess spend import 台账.csv").ended(0).contains("资助资金 2 笔"));
    let call = "round open --year 2025 --notice-no 沪松人社〔2025〕8号 --from 2025-03-03 --to 2025-03-28 \
        --town-deadline 2025-04-11 --quota 3";
    on(&desk, "2025-02-26", call).ended(0);
    desk.write(
        "申报.csv",
        applications(&[&[
            ("申报单位名称", "上海另一家机械有限公司"),
            ("统一社会信用代码", "91310117MA1JPA9311"),
            ("证件号码", "310117199803019992"),
            ("申报日期", "2025-03-10"),
        ]]),
    );
    on(&desk, "2025-03-20", "apply import 申报.csv").ended(0);
    let said = on(&desk, "2025-03-21", "assess spend import 台账.csv --json").ended(3);
    for part in ["2 个年度都有序号是 1 的案件", "带年度的完整编号：2024-0001 或 2025-0001"]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
    desk.write("台账.csv", ledger.replace("\n1,", "\n2024-0001,"));
    let said = on(&desk, "2025-03-21", "assess spend import 台账.csv").ended(0);
    assert!(said.contains("2 行此前已经登记"), "{said}");
}

#[test]
fn a_purpose_that_is_missing_is_told_from_the_list() {
    let desk = half_paid();
    for (ledger, purposes) in
        [("spend", "培训进修、技术交流、著作出版"), ("match", "带徒津贴、攻关项目补贴、日常工作经费")]
    {
        desk.write("台账.csv", "案件编号,用途,日期,凭证号,收款方,金额\n1,,2024-06-20,记1,甲社,100\n");
        let said = on(&desk, "2024-07-01", &format!("assess {ledger} import 台账.csv --json")).ended(3);
        assert!(said.contains(&format!("这些之一：{purposes}")), "{said}");
    }
}
