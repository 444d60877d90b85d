//! 文书: a short official text to one addressee, as a screen, a text file or a paper shows it.

use serde_json::{Value as Json, json};

/// 文书: its parts from top to bottom, without any layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// 标题
    pub title: String,
    /// 主送: whom it is for.
    pub to: String,
    /// 正文: paragraphs; one that begins an enumeration says so itself (一、二、…).
    pub paragraphs: Vec<String>,
    /// 落款: who signs.
    pub from: String,
    /// 成文日期, as it is written out.
    pub dated: String,
}

impl Letter {
    /// As plain text: the title, the addressee, the paragraphs indented by two characters, the signature.
    pub fn text(&self) -> String {
        let mut text = format!("{}\n\n{}：\n", self.title, self.to);
        for paragraph in &self.paragraphs {
            text += &format!("　　{paragraph}\n");
        }
        text + &format!("\n　　　　{}\n　　　　{}", self.from, self.dated)
    }

    /// With English keys.
    pub fn json(&self) -> Json {
        json!({
            "title": self.title,
            "to": self.to,
            "paragraphs": self.paragraphs,
            "from": self.from,
            "dated": self.dated,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_reads_from_title_to_date() {
        let letter = Letter {
            title: "告知书".into(),
            to: "上海示例机械有限公司".into(),
            paragraphs: vec!["初审不予通过。".into(), "一、无依据。".into()],
            from: "泗泾镇".into(),
            dated: "2026年4月1日".into(),
        };
        assert_eq!(
            letter.text(),
            "告知书\n\n上海示例机械有限公司：\n　　初审不予通过。\n　　一、无依据。\n\n　　　　泗泾镇\n　　　　2026年4月1日"
        );
        assert_eq!(letter.json()["to"], "上海示例机械有限公司");
    }
}
