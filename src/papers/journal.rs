//! Plain-text accounting: a journal as hledger reads it (hledger 1.25, `check --strict`) and as beancount does (3,
//! `bean-check`). The amounts stand in CNY, each account is declared, and the balances that are known stand at the end,
//! so that those programs check them.

use std::io::{self, Write};

use crate::model::journal::{Head, Journal, Transaction};

/// For hledger: Chinese account names, `code` in brackets, `payee | summary`.
pub(super) fn hledger(journal: &Journal, banner: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    head(journal, banner, out)?;
    writeln!(out, "commodity 1000.00 CNY\n")?;
    for account in journal.accounts() {
        // hledger guesses the kind of an account from an English name alone.
        let kind = match account.head {
            Head::Assets => 'A',
            Head::Liabilities => 'L',
            Head::Equity => 'E',
            Head::Income => 'R',
            Head::Expenses => 'X',
        };
        writeln!(out, "account {}  ; type: {kind}", account.chinese())?;
    }
    for transaction in &journal.transactions {
        let Transaction { on, code, .. } = transaction;
        let (code, described) = (quiet(code).replace(')', "]"), described(transaction));
        writeln!(out, "\n{on} * ({code}) {} | {}", quiet(described.0), quiet(&described.1))?;
        for one in &transaction.moves {
            posting(out, &one.debit.chinese(), one.amount.plain())?;
            posting(out, &one.credit.chinese(), format!("-{}", one.amount.plain()))?;
        }
    }
    let Some(last) = journal.transactions.last().filter(|_| !journal.balances.is_empty()) else {
        return Ok(());
    };
    writeln!(out, "\n{} * (余额) 余额核对 | 与案卷的余额核对", last.on)?;
    for (account, balance) in &journal.balances {
        posting(out, &account.chinese(), format!("0.00 CNY =* {}", balance.plain()))?;
    }
    Ok(())
}

/// For beancount: each level of an account begins with a capital or a digit, as it demands; `^case` links what belongs
/// to one case.
pub(super) fn beancount(journal: &Journal, banner: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    head(journal, banner, out)?;
    writeln!(out, "option \"title\" \"{}\"", quoted(&journal.title))?;
    writeln!(out, "option \"operating_currency\" \"CNY\"\n")?;
    let Some(first) = journal.transactions.first() else { return Ok(()) };
    writeln!(out, "{} commodity CNY", first.on)?;
    for account in journal.accounts() {
        writeln!(out, "{} open {} CNY", first.on, account.bilingual())?;
    }
    for transaction in &journal.transactions {
        let (payee, summary) = described(transaction);
        let link =
            if transaction.case.is_empty() { String::new() } else { format!(" ^{}", transaction.case) };
        writeln!(out, "\n{} * \"{}\" \"{}\"{link}", transaction.on, quoted(payee), quoted(&summary))?;
        writeln!(out, "  code: \"{}\"", quoted(&transaction.code))?;
        for one in &transaction.moves {
            posting(out, &one.debit.bilingual(), one.amount.plain())?;
            posting(out, &one.credit.bilingual(), format!("-{}", one.amount.plain()))?;
        }
    }
    // A balance holds at the beginning of its day.
    let after = journal.transactions.last().and_then(|last| last.on.succ_opt());
    if let Some(after) = after {
        writeln!(out)?;
        for (account, balance) in &journal.balances {
            writeln!(out, "{after} balance {} {} CNY", account.bilingual(), balance.plain())?;
        }
    }
    Ok(())
}

fn head(journal: &Journal, banner: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    if let Some(banner) = banner {
        writeln!(out, "; 【{}】", quiet(banner))?;
    }
    writeln!(out, "; {}\n", quiet(&journal.title))
}

fn described(transaction: &Transaction) -> (&str, String) {
    let Transaction { case, payee, summary, .. } = transaction;
    (payee, if case.is_empty() { summary.clone() } else { format!("{case} {summary}") })
}

fn posting(out: &mut dyn Write, account: &str, amount: String) -> io::Result<()> {
    writeln!(out, "    {account}  {amount} CNY")
}

/// Text in which nothing has a meaning of its own to hledger.
fn quiet(text: &str) -> String {
    let plain = |letter: char| match letter {
        ';' => '；',
        '|' => '｜',
        other if other.is_control() => ' ',
        other => other,
    };
    text.chars().map(plain).collect()
}

/// Text between beancount's quotes.
fn quoted(text: &str) -> String {
    text.chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect::<String>()
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::model::Fen;
    use crate::model::journal::{LedgerAccount, Move};

    /// One payment to a unit whose name and reference are as awkward as can be.
    fn journal() -> Journal {
        let fund = LedgerAccount::new(Head::Assets, "Fund", "专项资金存款").under("2024", "");
        let studio = LedgerAccount::new(Head::Assets, "Studio", "工作室资助结存").under("2024-0001", "");
        let moves = vec![Move { debit: studio, credit: fund.clone(), amount: Fen::new(2_500_000) }];
        let transaction = Transaction {
            on: NaiveDate::from_ymd_opt(2024, 5, 24).expect("a day"),
            code: "拨款1".to_owned(),
            case: "2024-0001".to_owned(),
            payee: "(上海\"示例\";机械|公司)".to_owned(),
            summary: "第一期\n流水号 \\1".to_owned(),
            moves,
        };
        let balances = vec![(fund, Fen::new(-2_500_000))];
        Journal { title: "资助资金".to_owned(), transactions: vec![transaction], balances }
    }

    fn text(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        write(&mut out).expect("written");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn hledger_reads_this() {
        let written = text(|out| hledger(&journal(), Some("演练"), out));
        assert_eq!(
            written,
            "\
; 【演练】
; 资助资金

commodity 1000.00 CNY

account 资产:专项资金存款:2024  ; type: A
account 资产:工作室资助结存:2024-0001  ; type: A

2024-05-24 * (拨款1) (上海\"示例\"；机械｜公司) | 2024-0001 第一期 流水号 \\1
    资产:工作室资助结存:2024-0001  25000.00 CNY
    资产:专项资金存款:2024  -25000.00 CNY

2024-05-24 * (余额) 余额核对 | 与案卷的余额核对
    资产:专项资金存款:2024  0.00 CNY =* -25000.00 CNY
"
        );
    }

    #[test]
    fn beancount_reads_this() {
        let written = text(|out| beancount(&journal(), None, out));
        assert_eq!(
            written,
            "\
; 资助资金

option \"title\" \"资助资金\"
option \"operating_currency\" \"CNY\"

2024-05-24 commodity CNY
2024-05-24 open Assets:Fund-专项资金存款:2024 CNY
2024-05-24 open Assets:Studio-工作室资助结存:2024-0001 CNY

2024-05-24 * \"(上海\\\"示例\\\";机械|公司)\" \"2024-0001 第一期 流水号 \\\\1\" ^2024-0001
  code: \"拨款1\"
    Assets:Studio-工作室资助结存:2024-0001  25000.00 CNY
    Assets:Fund-专项资金存款:2024  -25000.00 CNY

2024-05-25 balance Assets:Fund-专项资金存款:2024 -25000.00 CNY
"
        );
    }
}
