//! Bytes → text, a chunk at a time.

use std::io;

use encoding_rs::{Decoder, DecoderResult, Encoding, GB18030};

use super::foreign::Watch;
use super::source::{CHUNK, Stream};
use super::unreadable::Flaw;

/// The text of a stream as UTF-8. What stands before a flaw is handed out first, so that whoever reads knows in
/// which row the flaw is.
pub(super) struct Decoded {
    stream: Box<dyn Stream>,
    encoding: &'static Encoding,
    decoder: Decoder,
    bytes: Buffer,
    text: Buffer,
    ended: bool,
    flaw: Option<Flaw>,
    /// Where the text is GB18030: whether parts of it are not.
    watch: Option<Watch>,
    /// What is wrong behind the bytes that are still to be decoded.
    ahead: Option<Flaw>,
}

/// Room, of which a part is filled and not yet used.
struct Buffer {
    room: Vec<u8>,
    from: usize,
    to: usize,
}

impl Buffer {
    fn new(size: usize) -> Self {
        Self { room: vec![0; size], from: 0, to: 0 }
    }

    fn filled(&self) -> &[u8] {
        &self.room[self.from..self.to]
    }

    fn is_used_up(&self) -> bool {
        self.from == self.to
    }
}

impl Decoded {
    /// The text of a stream; [`restart`](Self::restart) comes before reading.
    pub(super) fn new(stream: Box<dyn Stream>, encoding: &'static Encoding) -> Self {
        let (bytes, text) = (Buffer::new(CHUNK), Buffer::new(CHUNK));
        let decoder = encoding.new_decoder_with_bom_removal();
        Self { stream, encoding, decoder, bytes, text, ended: false, flaw: None, watch: None, ahead: None }
    }

    /// Goes to the start of the stream.
    pub(super) fn restart(&mut self) -> io::Result<()> {
        self.stream.rewind()?;
        self.decoder = self.encoding.new_decoder_with_bom_removal();
        (self.bytes.from, self.bytes.to, self.text.from, self.text.to) = (0, 0, 0, 0);
        (self.ended, self.flaw, self.ahead) = (false, None, None);
        self.watch = (self.encoding == GB18030).then(Watch::default);
        Ok(())
    }

    /// Text that has not been used; empty at the end.
    pub(super) fn chunk(&mut self) -> Result<&[u8], Flaw> {
        while self.text.is_used_up() {
            match self.flaw.take() {
                Some(flaw) => return Err(flaw),
                None if self.ended => break,
                None => self.decode()?,
            }
        }
        Ok(self.text.filled())
    }

    /// Marks so many bytes of the chunk as used.
    pub(super) fn consume(&mut self, count: usize) {
        self.text.from += count;
    }

    fn decode(&mut self) -> Result<(), Flaw> {
        if self.bytes.is_used_up() {
            let read = loop {
                match self.stream.read(&mut self.bytes.room) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    other => break other?,
                }
            };
            (self.bytes.from, self.bytes.to) = (0, read);
            if let Some(watch) = &mut self.watch
                && let Some((sound, text)) = watch.find(self.bytes.filled())
            {
                self.bytes.to = sound;
                self.ahead = Some(Flaw::MixedEncodings { text });
            }
        }
        let last = self.bytes.is_used_up() && self.ahead.is_none();
        let (result, read, written) =
            self.decoder.decode_to_utf8_without_replacement(self.bytes.filled(), &mut self.text.room, last);
        self.bytes.from += read;
        (self.text.from, self.text.to) = (0, written);
        match result {
            DecoderResult::InputEmpty => (self.ended, self.flaw) = (last, self.ahead.take()),
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => {
                self.flaw = Some(Flaw::Undecodable { encoding: self.encoding.name() });
            }
        }
        // No text has the character zero.
        if let Some(nul) = self.text.filled().iter().position(|byte| *byte == 0) {
            self.text.to = nul;
            self.flaw = Some(Flaw::Binary);
        }
        Ok(())
    }
}
