//! 日记账: double-entry bookkeeping, without any program's way of writing it down.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{Fen, Overflow};

crate::terms! {
    /// 科目类别: the five heads of double-entry bookkeeping, as plain-text ledgers name them
    pub enum Head {
        Assets = "Assets", "资产";
        Liabilities = "Liabilities", "负债";
        Equity = "Equity", "权益";
        Income = "Income", "收入";
        Expenses = "Expenses", "支出";
    }
}

/// 科目: a head and what lies beneath it, outermost first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LedgerAccount {
    /// What kind of account it is.
    pub head: Head,
    path: Vec<Name>,
}

/// One level of an account: an English word for programs that insist on a capital, and the Chinese one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Name {
    code: String,
    term: String,
}

impl LedgerAccount {
    /// An account right under its head.
    pub fn new(head: Head, code: &str, term: &str) -> Self {
        Self { head, path: Vec::new() }.under(code, term)
    }

    /// The account of this name beneath it. The code begins with a capital or a digit; the term may be empty.
    pub fn under(mut self, code: &str, term: &str) -> Self {
        self.path.push(Name { code: plain(code), term: plain(term) });
        self
    }

    /// Chinese throughout: `资产:专项资金存款:2024`.
    pub fn chinese(&self) -> String {
        let names = self.path.iter().map(|name| if name.term.is_empty() { &name.code } else { &name.term });
        names.fold(self.head.term().to_owned(), |whole, name| whole + ":" + name)
    }

    /// With an English word before each Chinese one: `Assets:Fund-专项资金存款:2024`.
    pub fn bilingual(&self) -> String {
        self.path.iter().fold(self.head.code().to_owned(), |whole, name| match name.term.as_str() {
            "" => whole + ":" + &name.code,
            term => whole + ":" + &name.code + "-" + term,
        })
    }

    /// Whether it is this account, or lies beneath it.
    pub fn is_within(&self, other: &Self) -> bool {
        self.head == other.head && self.path.starts_with(&other.path)
    }
}

/// Only what every program allows in a name: letters, digits and hyphens.
fn plain(name: &str) -> String {
    name.chars().map(|letter| if letter.is_alphanumeric() { letter } else { '-' }).collect()
}

/// 分录: an amount that goes from one account to another; so no transaction can fail to balance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// 借方: the account that gets it.
    pub debit: LedgerAccount,
    /// 贷方: the account that gives it.
    pub credit: LedgerAccount,
    /// How much, above zero.
    pub amount: Fen,
}

/// 记账凭证: what happened at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transaction {
    /// When.
    pub on: NaiveDate,
    /// What it is called in the case file, such as `拨款12`.
    pub code: String,
    /// The case it belongs to; empty where it belongs to none.
    pub case: String,
    /// With whom.
    pub payee: String,
    /// What it was.
    pub summary: String,
    /// What moved.
    pub moves: Vec<Move>,
}

/// 日记账: everything that moved, by date, and what the accounts must come to in the end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Journal {
    /// What it is the journal of.
    pub title: String,
    /// What moved, by date.
    pub transactions: Vec<Transaction>,
    /// What accounts, with all beneath them, hold in the end, as it is known from elsewhere. A program that reads the
    /// journal can check it.
    pub balances: Vec<(LedgerAccount, Fen)>,
}

impl Journal {
    /// Every account that is named.
    pub fn accounts(&self) -> BTreeSet<&LedgerAccount> {
        let moves = self.transactions.iter().flat_map(|transaction| &transaction.moves);
        let moved = moves.flat_map(|one| [&one.debit, &one.credit]);
        moved.chain(self.balances.iter().map(|(account, _)| account)).collect()
    }

    /// What an account, with all beneath it, comes to by what moved.
    ///
    /// # Errors
    /// [`Overflow`] beyond `i64` fen.
    pub fn balance(&self, account: &LedgerAccount) -> Result<Fen, Overflow> {
        let mut sum = Fen::ZERO;
        for one in self.transactions.iter().flat_map(|transaction| &transaction.moves) {
            if one.debit.is_within(account) {
                sum = sum.plus(one.amount)?;
            }
            if one.credit.is_within(account) {
                sum = sum.minus(one.amount)?;
            }
        }
        Ok(sum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fund() -> LedgerAccount {
        LedgerAccount::new(Head::Assets, "Fund", "专项资金存款")
    }

    #[test]
    fn an_account_has_a_name_for_every_program() {
        let account = fund().under("2024", "").under("Use", "著作; 出版：其他");
        assert_eq!(account.chinese(), "资产:专项资金存款:2024:著作--出版-其他");
        assert_eq!(account.bilingual(), "Assets:Fund-专项资金存款:2024:Use-著作--出版-其他");
    }

    #[test]
    fn an_account_holds_what_lies_beneath_it() {
        let (year, other) =
            (fund().under("2024", ""), LedgerAccount::new(Head::Equity, "Budget", "预算拨入"));
        let on = NaiveDate::default();
        let moves = vec![Move { debit: year.clone(), credit: other.clone(), amount: Fen::new(5) }];
        let (code, case) = (String::new(), String::new());
        let transaction = Transaction { on, code, case, payee: String::new(), summary: String::new(), moves };
        let journal = Journal { transactions: vec![transaction], ..Journal::default() };
        for (account, fen) in [(&fund(), 5), (&year, 5), (&other, -5), (&fund().under("2025", ""), 0)] {
            assert_eq!(journal.balance(account), Ok(Fen::new(fen)));
        }
        assert_eq!(journal.accounts().len(), 2);
    }
}
