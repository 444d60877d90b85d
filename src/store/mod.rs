//! 案卷: the case file. The only module that knows SQLite.

mod digest;
mod encoding;
mod extract;
mod fact;
pub mod facts;
mod failure;
mod journal;
mod log;
mod past;
mod proof;
mod verify;
pub mod views;

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

pub use digest::Digest;
pub use encoding::Packed;
pub use extract::{Extract, FactRow};
pub use fact::{Fact, FactKind, Key, Stored};
pub use failure::Failure;
pub use journal::{Act, Book};
pub use log::LogEntry;
pub use proof::{Link, PartProof};
pub use verify::Damage;

/// `SGCF`, so that `file` and we ourselves can tell a case file from any other database.
const APPLICATION_ID: i64 = 0x5347_4346;
/// The version of `schema.sql`. A file with a higher one is refused.
const SCHEMA_VERSION: i64 = 3;
const SCHEMA: &str = include_str!("../../schema.sql");

/// An open case file.
pub struct Store {
    connection: Connection,
    path: PathBuf,
}

impl Store {
    /// Makes a new case file of mode 0600: built beside under a temporary name and moved into place whole.
    ///
    /// # Errors
    /// [`Failure::Exists`] where the path is taken; otherwise why it could not be written.
    pub fn create<T, E: From<Failure>>(
        path: &Path,
        begin: impl FnOnce(&mut Store) -> Result<T, E>,
    ) -> Result<T, E> {
        if path.exists() {
            return Err(Failure::Exists(path.to_path_buf()).into());
        }
        let unopened =
            |error: std::io::Error| Failure::Unopened { path: path.to_path_buf(), what: error.to_string() };
        let mut beside = path.as_os_str().to_owned();
        beside.push(format!(".{}.new", std::process::id()));
        let beside = PathBuf::from(beside);
        let built = new_file(&beside).map_err(|error| E::from(unopened(error))).and_then(|()| {
            let mut store = Self::connect(&beside).map_err(E::from)?;
            store.lay_schema().map_err(|error| E::from(error.at(path)))?;
            begin(&mut store)
        });
        let moved = built.and_then(|result| {
            std::fs::hard_link(&beside, path).map_err(|error| {
                let taken = error.kind() == std::io::ErrorKind::AlreadyExists;
                E::from(if taken { Failure::Exists(path.to_path_buf()) } else { unopened(error) })
            })?;
            Ok(result)
        });
        let _ = std::fs::remove_file(&beside);
        moved
    }

    /// Opens a case file that exists.
    ///
    /// # Errors
    /// A sentence for a missing, foreign, newer, older, locked or damaged file.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        if !path.exists() {
            return Err(Failure::Missing(path.to_path_buf()));
        }
        if !path.is_file() {
            return Err(Failure::Foreign(path.to_path_buf()));
        }
        let store = Self::connect(path)?;
        let pragma = |name: &str| -> Result<i64, Failure> {
            let value = store.connection.pragma_query_value(None, name, |row| row.get(0));
            value.map_err(|error| Failure::from(error).at(path))
        };
        if pragma("application_id")? != APPLICATION_ID {
            return Err(Failure::Foreign(path.to_path_buf()));
        }
        match pragma("user_version")? {
            SCHEMA_VERSION => Ok(store),
            found if found > SCHEMA_VERSION => {
                Err(Failure::Newer { path: path.to_path_buf(), found, known: SCHEMA_VERSION })
            }
            found if found > 0 => {
                Err(Failure::Older { path: path.to_path_buf(), found, known: SCHEMA_VERSION })
            }
            _ => Err(Failure::Foreign(path.to_path_buf())),
        }
    }

    /// Whether somebody marked the file read-only. Asked for by hand, because SQLite would only notice late, and the
    /// superuser never.
    fn read_only(&self) -> bool {
        std::fs::metadata(&self.path).is_ok_and(|file| file.permissions().readonly())
    }

    /// Opens the file, which must exist, and settles how SQLite is to treat it.
    #[allow(clippy::disallowed_methods)]
    fn connect(path: &Path) -> Result<Self, Failure> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection =
            Connection::open_with_flags(path, flags).map_err(|error| Failure::from(error).at(path))?;
        let store = Self { connection, path: path.to_path_buf() };
        store.settle().map_err(|error| error.at(path))?;
        Ok(store)
    }

    fn settle(&self) -> Result<(), Failure> {
        let db = &self.connection;
        // Two clerks at once: the second waits this long for the first, then is told.
        db.busy_timeout(Duration::from_secs(5))?;
        // A rowid that points nowhere is a lost fact.
        db.pragma_update(None, "foreign_keys", true)?;
        // INSERT OR REPLACE must meet the triggers that refuse DELETE.
        db.pragma_update(None, "recursive_triggers", true)?;
        // The file may come back from anywhere: nothing in its schema may run functions with side effects, write to
        // the schema itself, or take a misspelt column for a text.
        db.pragma_update(None, "trusted_schema", false)?;
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
        // The clerk copies the file by hand, so between commands it must be the one file, whole: a rollback journal
        // (SQLite's default for a new file), not a WAL beside it. EXTRA also syncs the folder after the journal is
        // gone, so that a commit we acknowledged can't come undone in a power cut. Costs some 10 ms a command.
        db.pragma_update(None, "synchronous", "EXTRA")?;
        // A plan holds for every value bound to it; otherwise SQLite prepares some statements anew for each row.
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        // 24 MiB of pages: the indices of a large file are written all over.
        db.pragma_update(None, "cache_size", -24 * 1024)?;
        // Sorting stays in memory: personal data has no business in temporary files.
        db.pragma_update(None, "temp_store", "MEMORY")?;
        db.set_prepared_statement_cache_capacity(128);
        Ok(())
    }

    fn lay_schema(&self) -> Result<(), Failure> {
        self.connection.pragma_update(None, "application_id", APPLICATION_ID)?;
        self.connection.pragma_update(None, "user_version", SCHEMA_VERSION)?;
        self.connection.execute_batch(&format!("BEGIN IMMEDIATE;\n{SCHEMA}\nCOMMIT;"))?;
        Ok(())
    }

    /// The case file's path.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Makes an empty file that only its owner may read.
fn new_file(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path).map(|_| ())
}
