//! The ZIP that a workbook is: its parts, unpacked a piece at a time, never further than a limit.
//!
//! A part's size as the ZIP declares it is not believed: what comes out is counted, and compared with the checksum.

use std::collections::HashMap;
use std::io::{self, Read, SeekFrom, Take};

use flate2::{Crc, read::DeflateDecoder};
use zip::{CompressionMethod, ZipArchive};

use crate::intake::source::Stream;
use crate::intake::unreadable::Flaw;

/// A workbook has some ten parts, and a few for each sheet and picture.
const PART_LIMIT: usize = 10_000;

/// Where each part of the ZIP is, by its path in lower case.
pub(super) struct Parts(HashMap<String, Part>);

/// One part, still packed.
#[derive(Clone, Copy)]
pub(super) struct Part {
    start: u64,
    packed: u64,
    is_deflated: bool,
    checksum: u32,
}

impl Parts {
    /// Reads the ZIP's directory.
    pub(super) fn list(stream: &mut impl Stream) -> Result<Self, Flaw> {
        let incomplete = |_| Flaw::Damaged("压缩包不完整");
        let mut archive = ZipArchive::new(stream).map_err(incomplete)?;
        if archive.len() > PART_LIMIT {
            return Err(Flaw::Oversized { what: "部件", limit: format!("{PART_LIMIT} 个") });
        }
        let mut parts = HashMap::new();
        for index in 0..archive.len() {
            let entry = archive.by_index_raw(index).map_err(incomplete)?;
            let is_deflated = match entry.compression() {
                CompressionMethod::Stored => false,
                CompressionMethod::Deflated => true,
                _ => continue,
            };
            if entry.encrypted() {
                return Err(Flaw::Locked);
            }
            let name = entry.name().map_err(incomplete)?.replace('\\', "/").to_ascii_lowercase();
            let start = entry.data_start().ok_or(Flaw::Damaged("压缩包不完整"))?;
            let (packed, checksum) = (entry.compressed_size(), entry.crc32());
            // Programs differ in which of two they take.
            if parts.insert(name, Part { start, packed, is_deflated, checksum }).is_some() {
                return Err(Flaw::Damaged("压缩包里有同名的部件"));
            }
        }
        Ok(Self(parts))
    }

    /// The part at a path.
    pub(super) fn find(&self, path: &str) -> Option<Part> {
        self.0.get(&path.to_ascii_lowercase()).copied()
    }
}

impl Part {
    /// Goes to the first packed byte.
    pub(super) fn seek(self, stream: &mut impl Stream) -> Result<(), Flaw> {
        stream.seek(SeekFrom::Start(self.start))?;
        Ok(())
    }

    /// What the part holds, from a stream that stands at its first packed byte.
    pub(super) fn unpack<S: Read>(self, stream: S, limit: u64) -> Unpacked<S> {
        let packed = stream.take(self.packed);
        let packing = if self.is_deflated {
            Packing::Deflated(DeflateDecoder::new(packed))
        } else {
            Packing::Stored(packed)
        };
        Unpacked { packing, checksum: self.checksum, found: Crc::new(), limit, left: limit }
    }
}

enum Packing<S> {
    Stored(Take<S>),
    Deflated(DeflateDecoder<Take<S>>),
}

/// What a part holds. Its checksum is compared at the end.
pub(super) struct Unpacked<S> {
    packing: Packing<S>,
    checksum: u32,
    found: Crc,
    limit: u64,
    left: u64,
}

impl<S> Unpacked<S> {
    /// The stream of the ZIP.
    pub(super) fn into_stream(self) -> S {
        match self.packing {
            Packing::Stored(packed) => packed.into_inner(),
            Packing::Deflated(packed) => packed.into_inner().into_inner(),
        }
    }
}

impl<S: Read> Read for Unpacked<S> {
    /// Errors that are a [`Flaw`] carry it, see [`Flaw::of`].
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let read = match &mut self.packing {
            Packing::Stored(packed) => packed.read(room)?,
            Packing::Deflated(packed) => packed.read(room).map_err(|error| match error.kind() {
                io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => {
                    io::Error::other(Flaw::Damaged("压缩的内容有错"))
                }
                _ => error,
            })?,
        };
        if read == 0 && !room.is_empty() && self.found.sum() != self.checksum {
            return Err(io::Error::other(Flaw::Damaged("内容与校验和不符")));
        }
        self.found.update(&room[..read]);
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| {
            let limit = format!("{} MiB", self.limit >> 20);
            io::Error::other(Flaw::Oversized { what: "一个部件解压后", limit })
        })?;
        Ok(read)
    }
}
