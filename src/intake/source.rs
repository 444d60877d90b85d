//! A file to be read: looked through once for its encoding before anything is made of it.

use std::cmp::Ordering;
use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::unreadable::{Flaw, Unreadable};

/// What a file must offer: it is read twice, once to look it through.
pub trait Stream: Read + Seek + Send {}
impl<S: Read + Seek + Send> Stream for S {}

/// How much is read at a time.
pub(super) const CHUNK: usize = 64 * 1024;

/// 待导入的文件: opened, looked through, and known to be text or a workbook.
pub struct Source {
    /// As messages call it.
    pub(super) name: String,
    pub(super) stream: Box<dyn Stream>,
    pub(super) form: Form,
    /// The sheet that was named.
    pub(super) sheet: Option<String>,
    /// Line ends, roughly: how many rows there may be in a text.
    pub(super) lines: u64,
}

/// What a file is, by its bytes; its name says nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Text(&'static Encoding),
    /// A ZIP, which .xlsx is.
    Workbook,
}

impl Source {
    /// Opens a file.
    ///
    /// # Errors
    /// It can't be read, or is neither text nor a workbook.
    pub fn open(path: &Path) -> Result<Self, Unreadable> {
        let name = path.display().to_string();
        match File::open(path) {
            Ok(file) => Self::new(name, file),
            Err(error) => Err(Unreadable { file: name, row: None, flaw: error.into() }),
        }
    }

    /// Takes an open stream, or bytes in an [`io::Cursor`], under the name that messages shall use.
    ///
    /// # Errors
    /// It can't be read, or is neither text nor a workbook.
    pub fn new(name: impl Into<String>, mut stream: impl Stream + 'static) -> Result<Self, Unreadable> {
        let name = name.into();
        match survey(&mut stream) {
            Ok((form, lines)) => Ok(Self { name, stream: Box::new(stream), form, sheet: None, lines }),
            Err(flaw) => Err(Unreadable { file: name, row: None, flaw }),
        }
    }

    /// Names the sheet of a workbook that shall be read: by its name, or by its number among the visible sheets.
    /// Without a name it is the visible sheet that has the header.
    ///
    /// # Errors
    /// The file is text, which has no sheets. Whether the workbook has the sheet is found out on reading.
    pub fn sheet(mut self, named: Option<&str>) -> Result<Self, Unreadable> {
        if named.is_some() && self.form != Form::Workbook {
            return Err(Unreadable { file: self.name, row: None, flaw: Flaw::NoSheets });
        }
        self.sheet = named.map(str::to_owned);
        Ok(self)
    }

    /// The file's name.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// Reads the stream once, from start to end, and leaves it there.
fn survey(stream: &mut impl Stream) -> Result<(Form, u64), Flaw> {
    let mut lines = 0;
    let mut signs = Signs::default();
    // The bytes of a character, or of a name, that a chunk cut in two stand before the next chunk.
    let mut chunk = vec![0; CHUNK];
    let mut kept = 0;
    let mut start = true;
    loop {
        let read = fill(stream, &mut chunk[kept..])?;
        lines += count(&chunk[kept..kept + read], b'\n');
        let seen = &chunk[..kept + read];
        if std::mem::take(&mut start) {
            signs.start(seen);
        }
        let left = match signs.container {
            None => {
                signs.count_nuls(&chunk[kept..kept + read]);
                signs.check_utf8(seen, read == 0)
            }
            Some(_) => signs.look_for_password(seen),
        };
        chunk.copy_within(kept + read - left..kept + read, 0);
        kept = left;
        if read == 0 {
            return Ok((signs.form()?, lines));
        }
    }
}

/// How often a byte occurs: in pieces so short that a byte holds the count, and the processor adds up many at a time.
fn count(bytes: &[u8], wanted: u8) -> u64 {
    let of_piece = |piece: &[u8]| piece.iter().map(|byte| u8::from(*byte == wanted)).sum::<u8>();
    bytes.chunks(u8::MAX.into()).map(|piece| u64::from(of_piece(piece))).sum()
}

/// Reads as much as fits; less only at the end.
fn fill(stream: &mut impl Read, mut chunk: &mut [u8]) -> io::Result<usize> {
    let mut total = 0;
    while !chunk.is_empty() {
        match stream.read(chunk) {
            Ok(0) => break,
            Ok(read) => {
                total += read;
                chunk = &mut chunk[read..];
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(total)
}

/// So many characters of several bytes in a row, each valid as UTF-8, don't come about by chance in another
/// encoding: two Chinese characters of GB18030 look like UTF-8 less than one time in five.
const UTF8_BEYOND_CHANCE: usize = 16;

/// Text of which fewer than one byte in so many is zero is not UTF-16 if it looks like UTF-8: it is damaged.
const BYTES_PER_NUL: u64 = 10;

/// What stands between cells and rows. No character in use has the code of one of these with its bytes swapped,
/// whereas a digit's or a letter's swapped code can be that of a Chinese character: 一 is 4E 00, N is 00 4E.
const SEPARATING: [u8; 4] = *b",\t\r\n";

/// What a file of bytes is packed in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Container {
    /// As .xlsx, and all the newer documents.
    Zip,
    /// As .xls, all the older documents, and .xlsx with a password.
    Ole,
    /// Web pages that some office systems call tables.
    Page,
}

/// Whether a file begins as a web page or another document of tags does.
fn is_page(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let begins = |tag: &[u8]| head.get(..tag.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(tag));
    [&b"<!doctype"[..], b"<html", b"<table", b"<?xml", b"<meta"].into_iter().any(begins)
}

/// The stream in which an OLE2 file keeps a document with a password (MS-OFFCRYPTO 2.3.4.1).
const ENCRYPTED: &str = "EncryptedPackage";

/// What tells encodings apart, in the order of [`Signs::encoding`].
#[derive(Default)]
struct Signs {
    container: Option<Container>,
    has_password: bool,
    marked: Option<&'static Encoding>,
    /// Valid characters of several bytes before the first that is not.
    utf8_seen: usize,
    utf8_broken: bool,
    bytes: u64,
    nuls: u64,
    /// Separators in UTF-16, low byte first and high byte first.
    low_first: u64,
    high_first: u64,
}

impl Signs {
    fn start(&mut self, head: &[u8]) {
        self.container = match head {
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Some(Container::Zip),
            [0xD0, 0xCF, 0x11, 0xE0, ..] => Some(Container::Ole),
            _ if is_page(head) => Some(Container::Page),
            _ => None,
        };
        self.marked = Encoding::for_bom(head).map(|(encoding, _)| encoding);
    }

    /// Looks for the name of the stream with the encrypted document, and says how many bytes at the end may be the
    /// start of it.
    fn look_for_password(&mut self, bytes: &[u8]) -> usize {
        let name: Vec<u8> = ENCRYPTED.encode_utf16().flat_map(u16::to_le_bytes).collect();
        self.has_password |= bytes.windows(name.len()).any(|window| window == name);
        bytes.len().min(name.len() - 1)
    }

    fn form(&self) -> Result<Form, Flaw> {
        match self.container {
            Some(Container::Zip) => Ok(Form::Workbook),
            Some(Container::Ole) if self.has_password => Err(Flaw::Locked),
            Some(Container::Ole) => Err(Flaw::OldWorkbook),
            Some(Container::Page) => Err(Flaw::WebPage),
            None => self.encoding().map(Form::Text),
        }
    }

    /// Looks for signs of UTF-16. A pair of bytes that two chunks share is passed over; there are enough others.
    fn count_nuls(&mut self, bytes: &[u8]) {
        let aligned = bytes.get((self.bytes % 2) as usize..).unwrap_or_default();
        self.bytes += bytes.len() as u64;
        if !bytes.contains(&0) {
            return;
        }
        self.nuls += count(bytes, 0);
        for pair in aligned.chunks_exact(2) {
            match *pair {
                [low, 0] if SEPARATING.contains(&low) => self.low_first += 1,
                [0, low] if SEPARATING.contains(&low) => self.high_first += 1,
                _ => {}
            }
        }
    }

    /// Notes whether the bytes are UTF-8, and says how many at their end are the start of a cut character.
    fn check_utf8(&mut self, bytes: &[u8], last: bool) -> usize {
        if self.utf8_broken {
            return 0;
        }
        let (valid, left) = match simdutf8::compat::from_utf8(bytes) {
            Ok(_) => (bytes, 0),
            Err(error) => {
                self.utf8_broken = error.error_len().is_some() || last;
                (&bytes[..error.valid_up_to()], bytes.len() - error.valid_up_to())
            }
        };
        if self.utf8_seen < UTF8_BEYOND_CHANCE {
            self.utf8_seen += count_long(valid);
        }
        if self.utf8_broken { 0 } else { left }
    }

    fn encoding(&self) -> Result<&'static Encoding, Flaw> {
        let is_utf8 = !self.utf8_broken || self.utf8_seen >= UTF8_BEYOND_CHANCE;
        let has_few = self.nuls.saturating_mul(BYTES_PER_NUL) < self.bytes;
        match self.marked {
            Some(encoding) => Ok(encoding),
            None if self.nuls == 0 && is_utf8 => Ok(UTF_8),
            None if self.nuls == 0 => Ok(GB18030),
            // The reader comes upon the first zero, and says in which row.
            None if is_utf8 && has_few => Ok(UTF_8),
            None => match self.low_first.cmp(&self.high_first) {
                Ordering::Greater => Ok(UTF_16LE),
                Ordering::Less => Ok(UTF_16BE),
                Ordering::Equal if is_utf8 => Ok(UTF_8),
                Ordering::Equal => Err(Flaw::Binary),
            },
        }
    }
}

/// How many characters of several bytes begin in bytes of UTF-8.
fn count_long(utf8: &[u8]) -> usize {
    utf8.iter().filter(|byte| **byte >= 0xC0).count()
}
