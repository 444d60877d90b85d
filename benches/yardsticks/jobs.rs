//! The jobs, each with what it is held against.

use std::fs::{self, File};
use std::hint::black_box;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use studiogrant::intake::{Source, read};
use studiogrant::measure::ranking::{self, Entrant};
use studiogrant::measure::{Filing, Moment, Opening, Policy, examine};
use studiogrant::model::Record;
use studiogrant::model::calendar::Calendar;
use studiogrant::model::form::Application;
use tempfile::TempDir;

use super::generator::{self, Dice};
use super::stopwatch::{Run, by_turns, difference, ratio, run};

const PROGRAM: &str = env!("CARGO_BIN_EXE_studiogrant");

/// How many applications the large file has.
const MANY: u64 = 200_000;
const FEW: u64 = 20_000;
/// A year of the district.
const YEAR: u64 = 200;

/// What `screen list` and `status` ask of the case file.
const STANDING: &str = "SELECT a.town, s.stage, count(*), min(a.filed_on) FROM current_application a
    JOIN standing s ON s.case_id = a.case_id WHERE a.round_id = 1 GROUP BY a.town, s.stage ORDER BY a.town";
/// What `show` asks of the case file.
const STORY: &str = "SELECT v.entry_id, e.business_on, e.operator, v.what, v.detail FROM event v
    JOIN entry e ON e.id = v.entry_id WHERE v.case_id = 100000 ORDER BY v.entry_id";
/// What `apply list` asks of the case file.
const CASES: &str = "SELECT r.year || '-' || printf('%04d', a.serial), a.unit_name, a.town, a.technician_name, a.occupation,
    a.filed_on, s.stage FROM current_application a JOIN standing s ON s.case_id = a.case_id JOIN round r ON r.id = a.round_id
    WHERE a.round_id = 1 ORDER BY a.serial";

/// A folder with the sheets and case files of the jobs; each is made when it is first asked for.
pub(crate) struct Desk(TempDir);

impl Desk {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.0.path().join(name)
    }

    fn sheet(&self, rows: u64) -> PathBuf {
        let path = self.path(format!("{rows}.csv"));
        if !path.exists() {
            let mut out = BufWriter::new(File::create(&path).unwrap());
            generator::sheet(&mut out, rows, 2024).unwrap();
        }
        path
    }

    /// Our program at this case file.
    fn program(file: &Path, words: &str) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(words.split(' ')).arg("--file").arg(file).args(["--by", "周敏"]);
        command
    }

    /// A case file with a round that takes applications.
    fn opened(&self) -> PathBuf {
        let file = self.path("opened.db");
        if !file.exists() {
            run(&mut Self::program(&file, "init --rehearsal --on 2024-03-01"));
            let call = "round open --year 2024 --notice-no 沪松人社〔2024〕8号 --from 2024-03-01 --to 2024-03-29 \
                --town-deadline 2024-04-12 --quota 10 --on 2024-03-01";
            run(&mut Self::program(&file, call));
        }
        file
    }

    /// A case file with so many applications.
    fn filed(&self, rows: u64) -> PathBuf {
        let file = self.path(format!("{rows}.db"));
        if !file.exists() {
            self.import(rows, &file);
        }
        file
    }

    fn import(&self, rows: u64, file: &Path) -> Run {
        let sheet = self.sheet(rows);
        fs::copy(self.opened(), file).unwrap();
        run(Self::program(file, "apply import --on 2024-03-10 --quiet").arg(sheet))
    }

    /// sqlite3 with a script of its own commands.
    fn sqlite(&self, file: &Path, script: &str) -> Run {
        let path = self.path("script.sql");
        fs::write(&path, script).unwrap();
        run(Command::new("sqlite3").arg(file).arg(format!(".read {}", path.display())))
    }
}

/// The sheet into sqlite3 as it is, and from there into three tables, without a check.
fn unchecked(sheet: &Path) -> String {
    let columns: Vec<_> = Application::FIELDS.iter().map(|field| field.column).collect();
    let list = |columns: &[&str]| columns.join(", ");
    let (unit, rest) = columns.split_at(11);
    let (technician, application) = rest.split_at(3);
    let (unit, technician, application) = (list(unit), list(technician), list(application));
    format!(
        "CREATE TABLE sheet ({all});\n.import --csv --skip 1 {sheet} sheet\n\
         CREATE TABLE unit (id INTEGER PRIMARY KEY, {unit});\n\
         CREATE TABLE technician (id INTEGER PRIMARY KEY, {technician});\n\
         CREATE TABLE application (id INTEGER PRIMARY KEY, unit_id INTEGER, technician_id INTEGER, {application});\n\
         BEGIN;\nINSERT INTO unit SELECT rowid, {unit} FROM sheet;\n\
         INSERT INTO technician SELECT rowid, {technician} FROM sheet;\n\
         INSERT INTO application SELECT rowid, rowid, rowid, {application} FROM sheet;\nCOMMIT;\n",
        all = list(&columns),
        sheet = sheet.display(),
    )
}

pub(crate) fn import(desk: &Desk) {
    let (ours, theirs) = (desk.path("ours.db"), desk.path("theirs.db"));
    let script = unchecked(&desk.sheet(MANY));
    desk.opened();
    let best = by_turns(
        3,
        || desk.import(MANY, &ours),
        || {
            let _ = fs::remove_file(&theirs);
            desk.sqlite(&theirs, &script)
        },
    );
    ratio(
        "import of 200,000 applications, sqlite3 .import and INSERT … SELECT",
        best,
        "1.5, then 1.0; 64 MiB",
    );
}

pub(crate) fn growth(desk: &Desk) {
    let file = desk.path("growth.db");
    desk.sheet(MANY);
    let best = by_turns(2, || desk.import(MANY, &file), || desk.import(FEW, &file));
    ratio("import of 200,000 applications, of 20,000", best, "11");
}

pub(crate) fn million(desk: &Desk) {
    let file = desk.path("million.db");
    let sheet = desk.sheet(1_000_000);
    let best = by_turns(1, || desk.import(1_000_000, &file), || desk.import(100_000, &file));
    ratio("import of 1,000,000 applications, of 100,000", best, "11; 64 MiB");
    fs::remove_file(file).unwrap();
    fs::remove_file(sheet).unwrap();
}

pub(crate) fn list(desk: &Desk) {
    let file = desk.filed(MANY);
    for (words, sql) in [("screen list", STANDING), ("status", STANDING), ("show 100000", STORY)] {
        let best = by_turns(
            5,
            || run(&mut Desk::program(&file, &format!("{words} --on 2024-03-12"))),
            || desk.sqlite(&file, sql),
        );
        difference(&format!("{words} of 200,000 applications, the same SELECT by sqlite3"), best, "+50 ms");
    }
}

pub(crate) fn verify(desk: &Desk) {
    let file = desk.filed(MANY);
    let best = by_turns(
        3,
        || run(&mut Desk::program(&file, "audit verify")),
        || run(Command::new("sha256sum").arg(&file)),
    );
    ratio("audit verify of 200,000 applications, sha256sum of the file", best, "4");
}

pub(crate) fn export(desk: &Desk) {
    let file = desk.filed(100_000);
    let list = |name: &str| {
        let out = desk.path(name);
        run(Desk::program(&file, "apply list --yes --quiet").arg("--out").arg(out))
    };
    let csv = format!(".mode csv\n.output {}\n{CASES};\n", desk.path("theirs.csv").display());
    let best = by_turns(3, || list("ours.csv"), || desk.sqlite(&file, &csv));
    ratio("100,000 cases to CSV, sqlite3 -csv", best, "2");
    let script = format!(
        "import sqlite3, openpyxl\nbook = openpyxl.Workbook()\nsheet = book.active\n\
         for row in sqlite3.connect({file:?}).execute(\"\"\"{CASES}\"\"\"):\n    sheet.append(row)\nbook.save({out:?})\n",
        out = desk.path("theirs.xlsx"),
    );
    let best = by_turns(4, || list("ours.xlsx"), || run(Command::new("python3").args(["-c", &script])));
    ratio("100,000 cases to XLSX, openpyxl", best, "0.1");
}

pub(crate) fn start(desk: &Desk) {
    let file = desk.filed(YEAR);
    for words in ["status", "apply list", "show 100", "screen list", "rules A4-2a"] {
        let best = by_turns(
            20,
            || run(&mut Desk::program(&file, &format!("{words} --on 2024-03-12"))),
            || run(Command::new("sqlite3").arg(&file).arg("select 1")),
        );
        difference(&format!("{words} of a year's 200 applications, sqlite3 'select 1'"), best, "+10 ms");
    }
}

pub(crate) fn rules() {
    let mut text = format!("{}\r\n", generator::HEADER);
    generator::row(&mut text, 4711, &mut Dice::new(2024));
    let sheet = read::<Application>(Source::new("一份.csv", std::io::Cursor::new(text)).unwrap()).unwrap();
    let (_, form) = &sheet.rows[0];
    let (policy, calendar) = (Policy::embedded().unwrap(), Calendar::embedded().unwrap());
    let day = |text: &str| text.parse().unwrap();
    let opening = Opening {
        notice_no: "沪松人社〔2024〕8号",
        opens_on: day("2024-03-01"),
        closes_on: day("2024-03-29"),
        town_deadline_on: day("2024-04-12"),
        quota: 10,
    };
    let filing = Filing {
        application: form,
        applied_on: day("2024-03-04"),
        filed_with: &form.town,
        round: &opening,
        rivals: &[],
        calendar: &calendar,
    };
    let rounds = 2_000_000_u64;
    let begun = Instant::now();
    for _ in 0..rounds {
        black_box(examine(black_box(Moment::Filing(&filing)), &policy));
    }
    let second = u128::from(rounds) * 1_000_000_000 / begun.elapsed().as_nanos();
    println!("all rules: {second} applications a second (target 1,000,000)");
}

pub(crate) fn rank() {
    let policy = Policy::embedded().unwrap();
    let mut dice = Dice::new(2024);
    let mut sheet =
        || policy.rubric.value.iter().map(|item| dice.below(item.maximum.0 as u64 + 1) as i64).collect();
    let scored: Vec<(String, Vec<Vec<i64>>)> =
        (0..20_000).map(|number| (format!("2024-{number:05}"), (0..7).map(|_| sheet()).collect())).collect();
    let entrants: Vec<_> = scored
        .iter()
        .map(|(case_no, sheets)| Entrant { case_no, sheets, priority: false, g60: false, votes: None })
        .collect();
    let fastest = (0..5)
        .map(|_| {
            let begun = Instant::now();
            black_box(ranking::rank(&entrants, &policy));
            begun.elapsed()
        })
        .min();
    let time = fastest.unwrap_or(Duration::ZERO).as_secs_f64();
    println!("ranking of 20,000 candidates by 7 experts: {time:.3} s (target 1 s)");
}
