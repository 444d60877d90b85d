//! Any text as each kind of value. What is read reads the same again from its canonical text.

#![no_main]

use chrono::NaiveDate;
use libfuzzer_sys::fuzz_target;
use studiogrant::intake::from_json;
use studiogrant::intake::sheets::confirmations;
use studiogrant::model::account::{Account, BankCode, Phone};
use studiogrant::model::dates::iso;
use studiogrant::model::form::{Application, Supports};
use studiogrant::model::grade::Grade;
use studiogrant::model::identity::{IdKind, IdNumber, check};
use studiogrant::model::text::tidy;
use studiogrant::model::uscc::Uscc;
use studiogrant::model::words::{in_words, parse_yuan};
use studiogrant::model::{Cell, Value};
use studiogrant::store::Digest;

/// Reads a value, and back what the case file would keep of it.
fn read<T: Value + PartialEq + std::fmt::Debug>(text: &str) -> Option<T> {
    let value = T::parse(text).ok()?;
    assert_eq!(T::from_cell(value.cell()).as_ref(), Some(&value), "{text:?}");
    if let Cell::Text(canonical) = value.cell() {
        assert_eq!(T::parse(canonical).as_ref().map_err(|misfit| &misfit.0), Ok(&value), "{text:?}");
    }
    Some(value)
}

fuzz_target!(|text: &str| {
    let text = &tidy(text);
    if let Some(date) = read::<NaiveDate>(text) {
        assert_eq!(iso(&date.to_string()), Some(date));
    }
    if let Ok(amount) = parse_yuan(text) {
        assert_eq!(parse_yuan(&amount.to_string()), Ok(amount));
        assert!(in_words(amount).contains('元') || amount.fen() < 100);
    }
    // An account in groups may end in zeros, which its canonical text may not.
    let grouped =
        |account: &Account| account.as_str().chars().flat_map(|digit| [digit, ' ']).collect::<String>();
    if let Ok(account) = Account::parse(text) {
        assert_eq!(Account::parse(&grouped(&account)), Ok(account));
    }
    read::<BankCode>(text);
    read::<Phone>(text).map(|phone| phone.masked());
    read::<Grade>(text);
    let _ = Supports::parse(text);
    if let Some(code) = read::<Uscc>(text) {
        let _ = (code.is_local(), code.organisation_check_ok());
    }
    if let Some(number) = read::<IdNumber>(text) {
        let on = NaiveDate::from_ymd_opt(2026, 3, 5).unwrap_or_default();
        for kind in [IdKind::ResidentCard, IdKind::ResidencePermit, IdKind::ForeignPermanent] {
            let _ = check(kind, &number, on);
        }
        assert!(number.masked().contains("********"));
    }
    let _ = confirmations(text);
    if let Ok(digest) = text.parse::<Digest>() {
        assert_eq!(digest.to_string().parse().ok(), Some(digest));
    }
    let _ = from_json::<Application>(text);
});
