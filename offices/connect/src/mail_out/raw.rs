//! Finished bytes of one mail.
//!
//! Invariant: 7-bit, CRLF line ends only, no NUL, no line over 998 bytes: so no byte of it can be read as the
//! end of the message by one server and not by the next (SMTP smuggling), and every server takes it.

use kernel::Refusal;

/// Where bytes break the invariant; lines count from 1.
#[derive(Debug, thiserror::Error, PartialEq, Eq, Clone, Copy)]
pub enum RawRefusal {
    #[error(
        "these bytes are no mail: line {0} has a bare CR or LF, a NUL or an 8-bit byte; compose it again"
    )]
    Byte(usize),
    #[error("these bytes are no mail: line {0} is longer than 998 bytes; compose it again")]
    Line(usize),
}

impl Refusal for RawRefusal {
    fn code(&self) -> &'static str {
        "mail.bytes"
    }
    fn status(&self) -> u16 {
        422
    }
}

/// One mail as it goes over the wire, without the closing dot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawMail(Vec<u8>);

impl RawMail {
    /// Checks bytes that were kept somewhere; a missing last CRLF is added.
    pub fn checked(mut bytes: Vec<u8>) -> Result<RawMail, RawRefusal> {
        if !bytes.ends_with(b"\r\n") {
            bytes.extend_from_slice(b"\r\n");
        }
        let lines = &bytes[..bytes.len() - 1];
        for (at, line) in lines.split(|b| *b == b'\n').enumerate() {
            check_line(at + 1, line)?;
        }
        Ok(RawMail(bytes))
    }

    /// Everything, the last CRLF included.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// A header block, each line ended by CRLF, before everything else.
    pub(super) fn under(self, headers: &str) -> Result<RawMail, RawRefusal> {
        RawMail::checked([headers.as_bytes(), &self.0].concat())
    }
}

/// `line` lacks its LF but has its CR.
fn check_line(number: usize, line: &[u8]) -> Result<(), RawRefusal> {
    let text = line.strip_suffix(b"\r").ok_or(RawRefusal::Byte(number))?;
    if text.iter().any(|b| matches!(b, b'\r' | 0 | 128..)) {
        return Err(RawRefusal::Byte(number));
    }
    if text.len() > 998 { Err(RawRefusal::Line(number)) } else { Ok(()) }
}
