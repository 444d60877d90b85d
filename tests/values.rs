//! Whatever stands in a cell is read or refused, never a crash, and what is read comes back as it was.

use std::fmt::Debug;

use chrono::NaiveDate;
use proptest::prelude::*;
use studiogrant::model::account::{Account, BankCode, Phone};
use studiogrant::model::certificate::level_in;
use studiogrant::model::form::SkillBasis;
use studiogrant::model::grade::Grade;
use studiogrant::model::identity::{IdKind, IdNumber, check};
use studiogrant::model::text::tidy;
use studiogrant::model::town::Town;
use studiogrant::model::uscc::Uscc;
use studiogrant::model::words::in_words;
use studiogrant::model::{Fen, Value};

/// Anything, and things close to what is asked for, in half and full width.
fn anything() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[0-9A-Za-z]{0,24}",
        "[-+0-9０-９., /年月日元万￥¥EeT:（）()转中X'\u{200b}\u{feff}]{0,24}",
        "[13][0-9]{9,17}[0-9X中]?",
        "[89][0-9]{16}[0-9Xx]",
    ]
}

/// A text that can be read is kept by the case file and comes back the same.
fn kept<V: Value + PartialEq + Debug>(text: &str) -> Result<(), TestCaseError> {
    if let Ok(value) = V::parse(text) {
        let kept = V::from_cell(value.cell());
        prop_assert_eq!(kept.as_ref(), Some(&value));
    }
    Ok(())
}

proptest! {
    #[test]
    fn every_text_is_read_or_refused(raw in anything()) {
        for text in [raw.as_str(), tidy(&raw).as_ref()] {
            kept::<Uscc>(text)?;
            kept::<IdNumber>(text)?;
            kept::<IdKind>(text)?;
            kept::<Account>(text)?;
            kept::<BankCode>(text)?;
            kept::<Phone>(text)?;
            kept::<Grade>(text)?;
            kept::<Town>(text)?;
            kept::<Fen>(text)?;
            kept::<NaiveDate>(text)?;
            for basis in SkillBasis::ALL {
                level_in(*basis, text);
            }
        }
    }

    #[test]
    fn what_can_be_read_can_be_masked_and_checked(raw in anything()) {
        if let Ok(number) = IdNumber::parse(&raw) {
            let on = NaiveDate::from_ymd_opt(2026, 3, 5).expect("a date");
            for kind in IdKind::ALL {
                let _ = check(*kind, &number, on);
            }
            let masked = number.masked();
            prop_assert_eq!(masked.len(), number.as_str().len());
            prop_assert!(masked.contains("********"));
        }
        if let Ok(account) = Account::parse(&raw) {
            prop_assert_eq!(account.masked().len(), 8);
        }
        if let Ok(phone) = Phone::parse(&raw) {
            prop_assert!(phone.masked().contains("****"));
            prop_assert_eq!(Phone::parse(phone.as_str()), Ok(phone));
        }
        if let Ok(code) = Uscc::parse(&raw) {
            code.organisation_check_ok();
            prop_assert_eq!(code.region().len(), 6);
        }
    }

    #[test]
    fn an_amount_reads_back_as_it_was_shown(fen in 0..=99_999_999_999_999_i64) {
        let amount = Fen::new(fen);
        for text in [amount.to_string(), amount.plain(), format!("¥{amount}"), format!("{}元", amount.plain())] {
            prop_assert_eq!(Fen::parse(&text), Ok(amount));
        }
    }

    #[test]
    fn every_amount_has_words(fen in any::<i64>()) {
        let words = in_words(Fen::new(fen));
        prop_assert_eq!(words.starts_with('负'), fen < 0);
        prop_assert_eq!(words.ends_with("元整"), fen % 100 == 0);
        prop_assert!(!words.contains("零零") && !words.contains("零元零"));
    }

    #[test]
    fn a_date_reads_back_as_it_was_shown(days in 0u64..73_000) {
        let date = NaiveDate::from_ymd_opt(1900, 1, 1).and_then(|first| first.checked_add_days(chrono::Days::new(days)));
        let date = date.expect("a date");
        for text in [date.to_string(), date.format("%Y%m%d").to_string(), studiogrant::model::dates::chinese(date)] {
            prop_assert_eq!(NaiveDate::parse(&text), Ok(date));
        }
    }

    #[test]
    fn tidying_leaves_no_space_around(raw in anything()) {
        let tidied = tidy(&raw);
        prop_assert_eq!(tidied.trim(), tidied.as_ref());
    }
}
