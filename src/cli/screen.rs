//! What the clerk sees: lines, lists, hints, refusals.

use std::fmt::Write as _;
use std::io::{self, Write};

use dialoguer::console::Term;

use super::list;
use super::terminal::{self, Colour};
use super::wrap::harmless;
use crate::model::Table;

const RED: &str = "31";
const DIM: &str = "2";
const BOLD: &str = "1";

/// How many rows of a list are shown on the screen; nobody reads more there.
const LISTED: usize = 1000;

/// 屏幕: one stream of output. A reader that goes away (`| head`) is the end of the output, not an error.
pub(crate) struct Screen {
    out: Box<dyn Write>,
    width: usize,
    colour: bool,
    quiet: bool,
    closed: bool,
}

/// 不予办理: a rule that says no, in the plain parts a person reads.
pub(crate) struct Refusal<'a> {
    /// How grave: 错误 or 存疑.
    pub(crate) level: &'a str,
    /// The rule's code, such as `A4-2`.
    pub(crate) code: &'a str,
    /// What is wrong, with the figures.
    pub(crate) text: &'a str,
    /// The clause it comes from, such as 四(二).
    pub(crate) clause: &'a str,
    /// What would put it right; may be empty.
    pub(crate) cure: &'a str,
}

impl Screen {
    /// The standard output, for what was asked for. `quiet` leaves out what wasn't.
    pub(crate) fn stdout(colour: Colour, quiet: bool) -> Self {
        Self::of(Box::new(io::stdout()), &Term::stdout(), colour, quiet)
    }

    /// The standard error, for refusals and hints.
    pub(crate) fn stderr(colour: Colour, quiet: bool) -> Self {
        Self::of(Box::new(io::stderr()), &Term::stderr(), colour, quiet)
    }

    fn of(out: Box<dyn Write>, stream: &Term, colour: Colour, quiet: bool) -> Self {
        Self { out, width: terminal::width(stream), colour: colour.on(stream), quiet, closed: false }
    }

    /// Something that was asked for.
    pub(crate) fn text(&mut self, text: &str) -> io::Result<()> {
        self.put(&format!("{}\n", harmless(text)))
    }

    /// What was done. Silent when quiet.
    pub(crate) fn line(&mut self, text: &str) -> io::Result<()> {
        if self.quiet { Ok(()) } else { self.text(text) }
    }

    /// What may come next. Silent when quiet.
    pub(crate) fn hint(&mut self, text: &str) -> io::Result<()> {
        let text = self.styled(DIM, &format!("提示：{}", harmless(text)));
        if self.quiet { Ok(()) } else { self.put(&format!("{text}\n")) }
    }

    /// A list, its title above it; of a very long one the beginning.
    pub(crate) fn table(&mut self, table: &Table) -> io::Result<()> {
        let title = self.styled(BOLD, &harmless(&table.title));
        let count = table.rows.len();
        if count <= LISTED {
            let drawn = list::draw(table, table, self.width, self.colour);
            return self.put(&format!("{title}\n{drawn}\n"));
        }
        let rows = table.rows[..LISTED].to_vec();
        let (columns, totals) = (table.columns.clone(), table.totals.clone());
        let beginning = Table { rows, columns, totals, ..Table::new(table.key, "", &[]) };
        let drawn = list::draw(&beginning, table, self.width, self.colour);
        let rest =
            format!("（共 {count} 行，这里只列前 {LISTED} 行；全部内容请用 --out 写入文件，或用 --json）");
        self.put(&format!("{title}\n{drawn}\n{rest}\n"))
    }

    /// `--json`.
    pub(crate) fn json(&mut self, value: &serde_json::Value) -> io::Result<()> {
        self.put(&format!("{value:#}\n"))
    }

    /// A page of help, or the version, as clap rendered it.
    pub(crate) fn help(&mut self, page: &clap::builder::StyledStr) -> io::Result<()> {
        let page = if self.colour { page.ansi().to_string() } else { page.to_string() };
        self.put(&page)
    }

    /// A rule that says no.
    pub(crate) fn refusal(&mut self, refusal: &Refusal<'_>) -> io::Result<()> {
        let Refusal { level, code, text, clause, cure } = refusal;
        let head = self.styled(RED, &format!("{level}[{code}]"));
        let mut block = format!("{head} {}\n  依据：{clause}\n", harmless(text));
        if !cure.is_empty() {
            let _ = writeln!(block, "  处理：{}", harmless(cure));
        }
        self.put(&block)
    }

    /// Anything else that failed, as a sentence.
    pub(crate) fn failure(&mut self, sentence: &str) -> io::Result<()> {
        let head = self.styled(RED, "错误：");
        self.put(&format!("{head}{}\n", harmless(sentence)))
    }

    fn styled(&self, code: &str, text: &str) -> String {
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn put(&mut self, text: &str) -> io::Result<()> {
        if self.closed {
            return Ok(());
        }
        match self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(())
            }
            written => written,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use super::*;

    /// A screen in memory, or on a pipe that nobody reads.
    struct Paper(Rc<RefCell<Vec<u8>>>, Option<io::ErrorKind>);

    impl Write for Paper {
        fn write(&mut self, text: &[u8]) -> io::Result<usize> {
            match self.1 {
                Some(kind) => Err(kind.into()),
                None => self.0.borrow_mut().write(text),
            }
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn screen(quiet: bool, fails: Option<io::ErrorKind>) -> (Screen, Rc<RefCell<Vec<u8>>>) {
        let paper = Rc::new(RefCell::new(Vec::new()));
        let out = Box::new(Paper(Rc::clone(&paper), fails));
        (Screen { out, width: 80, colour: false, quiet, closed: false }, paper)
    }

    fn shown(show: impl FnOnce(&mut Screen) -> io::Result<()>) -> String {
        let (mut screen, paper) = screen(false, None);
        show(&mut screen).expect("written");
        String::from_utf8(paper.take()).expect("text")
    }

    #[test]
    fn a_refusal_has_its_form() {
        let refusal = Refusal {
            level: "错误",
            code: "A4-2",
            text: "配套资金承诺 49,999.99 元，低于 50,000.00 元的最低要求",
            clause: "四(二)",
            cure: "请单位重新出具不少于 50,000.00 元的配套承诺后补正",
        };
        assert_eq!(
            shown(|screen| screen.refusal(&refusal)),
            "错误[A4-2] 配套资金承诺 49,999.99 元，低于 50,000.00 元的最低要求\n  依据：四(二)\n  \
             处理：请单位重新出具不少于 50,000.00 元的配套承诺后补正\n"
        );
        assert!(!shown(|screen| screen.refusal(&Refusal { cure: "", ..refusal })).contains("处理"));
    }

    #[test]
    fn nothing_to_list_is_said() {
        let empty = Table::new("cases", "待初审", &[("case", "案号")]);
        assert_eq!(shown(|screen| screen.table(&empty)), "待初审\n（无）\n");
    }

    #[test]
    fn text_cannot_steer_the_terminal() {
        assert_eq!(
            shown(|screen| screen.text("甲\u{1b}[2J\t乙\r\n丙\u{7}")),
            "甲\u{fffd}[2J 乙\n丙\u{fffd}\n"
        );
    }

    #[test]
    fn quiet_leaves_out_what_was_not_asked_for() {
        let (mut screen, paper) = screen(true, None);
        screen.line("已登记").and_then(|()| screen.hint("下一步")).expect("silent");
        screen.text("清单").expect("written");
        assert_eq!(paper.take(), "清单\n".as_bytes());
    }

    #[test]
    fn a_closed_pipe_ends_quietly_and_a_full_disk_does_not() {
        let (mut piped, _) = screen(false, Some(io::ErrorKind::BrokenPipe));
        piped.text("甲").and_then(|()| piped.text("乙")).expect("quiet");
        assert!(piped.closed);
        let (mut full, _) = screen(false, Some(io::ErrorKind::StorageFull));
        assert!(full.text("甲").is_err());
    }
}
