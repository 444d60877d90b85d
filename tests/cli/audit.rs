//! The auditor's commands.

use super::desk::{Desk, applications};

fn recorded() -> Desk {
    let desk = Desk::ready();
    desk.write("申报.csv", applications(&[&[]]));
    desk.run("apply import 申报.csv --on 2024-03-22").ended(0);
    desk
}

fn tamper(desk: &Desk, sql: &str) {
    let file = rusqlite::Connection::open(desk.folder.path().join("studiogrant.db")).unwrap();
    let triggers: Vec<(String, String)> = file
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    file.pragma_update(None, "foreign_keys", false).unwrap();
    for (name, _) in &triggers {
        file.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    file.execute_batch(sql).unwrap();
    for (_, text) in &triggers {
        file.execute_batch(text).unwrap();
    }
}

#[test]
fn a_sound_file_is_said_to_be_sound() {
    let desk = recorded();
    assert!(desk.run("audit verify").ended(0).contains("完好"));
    assert!(desk.run("audit log").ended(0).contains("apply import"));
}

#[test]
fn an_edit_is_named_with_table_and_row() {
    for (sql, table, row) in [
        ("UPDATE application SET unit_name = '上海别家有限公司'", "application", 1),
        ("UPDATE application SET matching_commitment_fen = matching_commitment_fen + 1", "application", 1),
        ("UPDATE round SET quota = 11", "round", 1),
        ("UPDATE entry SET operator = '别人' WHERE id = 2", "entry", 2),
        ("DELETE FROM grant_case", "grant_case", 1),
    ] {
        let desk = recorded();
        tamper(&desk, sql);
        let told: serde_json::Value =
            serde_json::from_str(&desk.run("audit verify --json").ended(1)).unwrap();
        let named = told["damages"]
            .as_array()
            .unwrap()
            .iter()
            .any(|damage| damage["table"] == table && damage["row"] == row);
        assert!(named, "{sql}: {told:#}");
    }
}

#[test]
fn what_was_cut_off_shows_only_against_the_digest_on_paper() {
    let desk = recorded();
    let told: serde_json::Value = serde_json::from_str(&desk.run("audit digest --json").ended(0)).unwrap();
    let digest = told["digest"].as_str().unwrap();
    desk.args(&["audit", "verify", "--digest", digest]).ended(0);
    tamper(
        &desk,
        "DELETE FROM application; DELETE FROM grant_case; DELETE FROM chain WHERE entry_id = 3; \
         DELETE FROM entry_part WHERE entry_id = 3; DELETE FROM entry WHERE id = 3;",
    );
    desk.run("audit verify").ended(0);
    assert!(desk.args(&["audit", "verify", "--digest", digest]).ended(1).contains("截去"));
    assert!(desk.args(&["audit", "verify", "--digest", "不是"]).ended(1).contains("不是"));
}
