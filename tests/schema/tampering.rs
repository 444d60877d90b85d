use crate::life::{ACTS, life};

#[test]
fn a_lawful_life_verifies() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = life(folder.path(), ACTS.last().unwrap().0, &[]);
    assert_eq!(store.verify().unwrap(), []);
}
