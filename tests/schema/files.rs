//! Files that can't be opened or written: a sentence each, and nothing changed.

use std::fs;
use std::path::Path;

use studiogrant::store::facts::{Disclosure, Operator};
use studiogrant::store::{Failure, Store};

use crate::life::{ACTS, act, life};
use crate::raw;

fn look(store: &mut Store) -> Result<i64, Failure> {
    store.record(&act("disclose"), |book| book.add(&Disclosure { subject: "2024-0001".to_owned() }))
}

/// The failure of opening a file, which stays as it is.
fn unopened(path: &Path) -> Failure {
    let before = fs::read(path).ok();
    let Err(failure) = Store::open(path) else { panic!("{}", path.display()) };
    assert_eq!(fs::read(path).ok(), before);
    assert!(failure.to_string().contains(path.to_str().unwrap()), "{failure}");
    failure
}

#[test]
fn what_is_no_case_file_is_not_opened() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    assert!(matches!(unopened(&at("none.db")), Failure::Missing(_)));
    assert!(!at("none.db").exists());
    assert!(matches!(unopened(folder.path()), Failure::Foreign(_)));
    fs::write(at("empty.db"), "").unwrap();
    assert!(matches!(unopened(&at("empty.db")), Failure::Foreign(_)));
    fs::write(at("letter.db"), "致街镇的一封信。".repeat(100)).unwrap();
    assert!(matches!(unopened(&at("letter.db")), Failure::Foreign(_)));
    let (store, path) = life(folder.path(), "desk", &[]);
    drop(store);
    raw(&path).pragma_update(None, "user_version", 4).unwrap();
    assert!(matches!(unopened(&path), Failure::Newer { found: 4, known: 3, .. }));
    raw(&path).pragma_update(None, "user_version", 1).unwrap();
    assert!(matches!(unopened(&path), Failure::Older { found: 1, known: 3, .. }));
    raw(&path).execute_batch("PRAGMA user_version = 3; PRAGMA application_id = 1").unwrap();
    assert!(matches!(unopened(&path), Failure::Foreign(_)));
}

#[test]
fn a_new_file_never_takes_the_place_of_another() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("账本.txt");
    fs::write(&path, "别人的").unwrap();
    let made = Store::create(&path, |_| Ok::<_, Failure>(()));
    assert!(matches!(made, Err(Failure::Exists(_))));
    assert_eq!(fs::read(&path).unwrap(), "别人的".as_bytes());
    let other = folder.path().join("案卷.db");
    let failed = Store::create(&other, |_| Err::<(), _>(Failure::Missing(path.clone())));
    assert!(matches!(failed, Err(Failure::Missing(_))));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_read_only_file_is_read_and_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let (store, path) = life(folder.path(), "desk", &[]);
    drop(store);
    let before = fs::read(&path).unwrap();
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    let mut store = Store::open(&path).unwrap();
    assert_eq!(store.all::<Operator>().unwrap()[0].fact.name, "王敏");
    assert_eq!(store.verify().unwrap(), []);
    assert!(matches!(look(&mut store), Err(Failure::ReadOnly(_))));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn the_second_of_two_clerks_waits_and_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let (mut first, path) = life(folder.path(), "desk", &[]);
    let mut second = Store::open(&path).unwrap();
    first
        .record::<_, Failure>(&act("disclose"), |book| {
            book.add(&Disclosure { subject: "2024-0002".to_owned() })?;
            assert!(matches!(look(&mut second), Err(Failure::Locked(_))));
            Ok(())
        })
        .unwrap();
    assert_eq!(look(&mut second).unwrap(), 3);
    assert_eq!(second.verify().unwrap(), []);
}

#[test]
fn the_log_tells_who_did_what_newest_last() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = life(folder.path(), "round", &[]);
    let log = store.log(None).unwrap();
    let told: Vec<_> = log.iter().map(|line| (line.entry, line.command.as_str(), line.rows)).collect();
    assert_eq!(told, [(1, ACTS[0].0, 7), (2, ACTS[1].0, 2)]);
    assert_eq!((log[0].operator.as_str(), log[0].recorded_at.as_str()), ("王敏", "2026-03-05T01:30:00Z"));
    assert_eq!(store.log(Some(1)).unwrap(), log[1..]);
    assert_eq!(store.log(Some(0)).unwrap(), []);
}
