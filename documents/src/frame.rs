//! How the house and its worker speak: a length in four bytes, then so many bytes.
//!
//! A question is an order as JSON. An answer is one byte (0 a PDF, 1 a trouble as JSON), the worker's memory
//! in KiB in four bytes, and the rest. All numbers are little-endian.

use std::io::{self, Read, Write};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use crate::press::Trouble;

/// Bytes of one message; whoever says more does not speak this language.
const LONGEST: usize = 64 << 20;
const HEAD: usize = 5;

/// What the worker says.
pub struct Answer {
    pub printed: Result<Vec<u8>, Trouble>,
    /// Of the worker's memory that stands in RAM.
    pub kib: u32,
}

impl Answer {
    pub fn to_bytes(&self) -> Vec<u8> {
        let (kind, body) = match &self.printed {
            Ok(pdf) => (0, pdf.clone()),
            Err(trouble) => (1, serde_json::to_vec(trouble).expect("a trouble is plain JSON")),
        };
        [&[kind], self.kib.to_le_bytes().as_slice(), &body].concat()
    }

    pub fn read(bytes: &[u8]) -> io::Result<Answer> {
        let (head, body) = bytes.split_at_checked(HEAD).ok_or_else(strange)?;
        let kib = u32::from_le_bytes([head[1], head[2], head[3], head[4]]);
        let printed = match head[0] {
            0 => Ok(body.to_vec()),
            1 => Err(serde_json::from_slice(body).map_err(|_| strange())?),
            _ => return Err(strange()),
        };
        Ok(Answer { printed, kib })
    }
}

fn strange() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "this is no message of ours")
}

fn length(bytes: [u8; 4]) -> io::Result<usize> {
    let length = u32::from_le_bytes(bytes) as usize;
    if length > LONGEST { Err(strange()) } else { Ok(length) }
}

fn head(body: &[u8]) -> io::Result<[u8; 4]> {
    let length = u32::try_from(body.len()).map_err(|_| strange())?;
    Ok(length.to_le_bytes())
}

/// `None` when the other side has closed.
pub fn receive(from: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut head = [0; 4];
    match from.read_exact(&mut head) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let mut body = vec![0; length(head)?];
    from.read_exact(&mut body)?;
    Ok(Some(body))
}

pub fn send(to: &mut impl Write, body: &[u8]) -> io::Result<()> {
    to.write_all(&head(body)?)?;
    to.write_all(body)?;
    to.flush()
}

/// Asks the worker and waits for what it says.
pub async fn ask(
    to: &mut (impl AsyncWrite + Unpin),
    from: &mut (impl AsyncRead + Unpin),
    body: &[u8],
) -> io::Result<Answer> {
    to.write_all(&head(body)?).await?;
    to.write_all(body).await?;
    to.flush().await?;
    let mut head = [0; 4];
    from.read_exact(&mut head).await?;
    let mut said = vec![0; length(head)?];
    from.read_exact(&mut said).await?;
    Answer::read(&said)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a test may fail so
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_is_received_until_the_end() {
        let mut line = vec![];
        send(&mut line, b"one").unwrap();
        send(&mut line, b"").unwrap();
        let mut line = line.as_slice();
        assert_eq!(receive(&mut line).unwrap(), Some(b"one".to_vec()));
        assert_eq!(receive(&mut line).unwrap(), Some(vec![]));
        assert_eq!(receive(&mut line).unwrap(), None);
    }

    #[test]
    fn noise_is_no_message() {
        assert!(receive(&mut [255, 255, 255, 255, 0].as_slice()).is_err());
        assert!(Answer::read(b"").is_err() && Answer::read(&[7, 0, 0, 0, 0]).is_err());
        let trouble = Answer { printed: Err(Trouble::TooLong(201)), kib: 70_000 };
        let read = Answer::read(&trouble.to_bytes()).unwrap();
        assert_eq!((read.printed, read.kib), (Err(Trouble::TooLong(201)), 70_000));
    }
}
