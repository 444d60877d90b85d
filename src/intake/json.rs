//! A single form as a JSON object. Numbers are taken by their text, so that 50000.00 stays exact.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::faults::{Fault, shorten};
use super::header::field_named;
use crate::model::Record;

/// Reads one record. The keys are English keys or Chinese headers, the values texts, numbers, `true`, `false`,
/// `null`, or lists of these, which are joined by `、`. A key that is not there is an empty cell.
///
/// # Errors
/// Everything that is wrong: the JSON itself, keys that no field has or two keys of one field, values of another
/// kind, and texts that don't fit their field.
pub fn from_json<R: Record>(text: &str) -> Result<R, Vec<Fault>> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let Members(members) = serde_json::from_str(text).map_err(|error| vec![not_json(&error)])?;
    let mut texts: Vec<Option<String>> = vec![None; R::FIELDS.len()];
    let mut faults = Vec::new();
    for (key, value) in &members {
        let fault = |what: &str, expects: &str| fault(key, value.get(), what, expects);
        let Some(field) = field_named(R::FIELDS, key) else {
            faults.push(fault("不认识的字段", "模板里的列名或其英文名"));
            continue;
        };
        match written(value.get()) {
            _ if texts[field].is_some() => faults.push(fault("同一字段出现了两次", "只留一个")),
            Some(text) => texts[field] = Some(text),
            None => faults
                .push(fault("这里不能是对象或多层数组", "文字、数字、true、false、null，或由它们组成的数组")),
        }
    }
    let written = R::FIELDS.iter().zip(&texts);
    let tidied: Vec<_> =
        written.map(|(field, text)| field.tidy(text.as_deref().unwrap_or_default())).collect();
    match R::parse(&|field| &tidied[field]) {
        Ok(record) if faults.is_empty() => Ok(record),
        parsed => {
            let misfits = parsed.err().unwrap_or_default();
            faults.extend(misfits.into_iter().map(|misfit| {
                let value = texts[misfit.field].as_deref().unwrap_or_default();
                Fault::of::<R>(misfit, value)
            }));
            Err(faults)
        }
    }
}

/// The text of a value; `None` for an object, or a list with lists or objects in it.
fn written(json: &str) -> Option<String> {
    match json.as_bytes().first()? {
        b'{' => None,
        b'[' => {
            let items: Vec<&RawValue> = serde_json::from_str(json).ok()?;
            let is_nested = |item: &&RawValue| item.get().starts_with(['[', '{']);
            if items.iter().any(is_nested) {
                return None;
            }
            let texts: Option<Vec<String>> = items.iter().map(|item| written(item.get())).collect();
            Some(texts?.join("、"))
        }
        b'"' => serde_json::from_str(json).ok(),
        b'n' => Some(String::new()),
        _ => Some(json.to_owned()),
    }
}

fn fault(key: &str, value: &str, what: &str, expects: &str) -> Fault {
    Fault {
        is_warning: false,
        row: None,
        column: shorten(key),
        letter: String::new(),
        value: shorten(value),
        what: what.to_owned(),
        expects: expects.to_owned(),
    }
}

fn not_json(error: &serde_json::Error) -> Fault {
    let what = match error.is_eof() && (error.line(), error.column()) == (1, 0) {
        true => "内容是空的".to_owned(),
        false => {
            format!("不是完整的 JSON 对象（第 {} 行第 {} 个字符附近）", error.line(), error.column().max(1))
        }
    };
    fault("", "", &what, r#"{"申报单位名称": "…", …} 这样的一个对象"#)
}

/// The members of an object as they were written, repeated keys included.
struct Members(Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    crate::record! {
        /// 样表
        struct Form {
            name: String = "名称";
            amount_fen: Option<String> = "金额";
            support: Option<String> = "支持";
            open: Option<bool> = "是否开放";
        }
    }

    fn faults(text: &str) -> Vec<(String, String)> {
        let faults = from_json::<Form>(text).unwrap_err();
        faults.into_iter().map(|fault| (fault.column, fault.what)).collect()
    }

    #[test]
    fn values_are_taken_as_they_were_written() {
        let form = from_json::<Form>(
            r#"{"名称": " ＡＢ\u4e00 ", "amount": 50000.00, "support": ["资金", "场地", 3], "open": true}"#,
        );
        let expected = Form {
            name: "AB一".into(),
            amount_fen: Some("50000.00".into()),
            support: Some("资金、场地、3".into()),
            open: Some(true),
        };
        assert_eq!(form, Ok(expected));
        let exact = from_json::<Form>(r#"{"name": "甲", "amount_fen": 90071992547409931.10, "open": null}"#);
        assert_eq!(exact.unwrap().amount_fen.as_deref(), Some("90071992547409931.10"));
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let told = faults(r#"{"amount": 1, "金额": 2, "color": {}, "support": {"a": 1}, "open": [[true]]}"#);
        let expected = [
            ("金额", "同一字段出现了两次"),
            ("color", "不认识的字段"),
            ("support", "这里不能是对象或多层数组"),
            ("open", "这里不能是对象或多层数组"),
            ("名称", "不能为空"),
        ];
        assert_eq!(told, expected.map(|(column, what)| (column.to_owned(), what.to_owned())));
        assert_eq!(faults(r#"{"name": "甲", "name": "乙"}"#)[0].1, "同一字段出现了两次");
        assert_eq!(
            faults(r#"{"name": "甲", "open": "也许"}"#),
            [("是否开放".into(), "既不是“是”也不是“否”".into())]
        );
    }

    #[test]
    fn what_is_no_object_is_told_with_its_place() {
        let told = from_json::<Form>("").unwrap_err();
        assert_eq!(told[0].what, "内容是空的");
        assert!(from_json::<Form>("{\n").unwrap_err()[0].what.contains("第 2 行第 1 个字符"));
        for text in
            ["[]", "{\"name\": \"甲\"", "{\"name\": \"甲\"} x", "{'name': 1}", "\"甲\"", "{\"name\": 01}"]
        {
            let told = from_json::<Form>(text).unwrap_err();
            assert_eq!(told.len(), 1, "{text}");
            assert!(told[0].what.starts_with("不是完整的 JSON 对象（第 "), "{text}: {}", told[0].what);
        }
        let deep = format!("{{\"name\": {}", "[".repeat(100_000));
        assert!(from_json::<Form>(&deep).is_err());
    }
}
