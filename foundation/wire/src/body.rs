//! Reading a body within its limits: 1 MB of JSON, 25 MB of files, 60 seconds.

use std::time::Duration;

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use kernel::Result;

use crate::refusal::RequestFault;

/// JSON, hooks and forms without files, in bytes.
pub(crate) const PLAIN_LIMIT: usize = 1024 * 1024;
/// One uploaded file, in bytes.
pub(crate) const FILE_LIMIT: usize = 25 * 1024 * 1024;
/// A form with its files, in bytes.
pub(crate) const FORM_LIMIT: usize = FILE_LIMIT + PLAIN_LIMIT;
pub(crate) const SECONDS: u64 = 60;

/// The whole body, at most `limit` bytes.
pub(crate) async fn read(body: Body, limit: usize) -> Result<Bytes> {
    in_time(collect(body, limit)).await
}

/// Whatever is read from a client must arrive within a minute.
pub(crate) async fn in_time<T>(reading: impl Future<Output = Result<T>>) -> Result<T> {
    let read = tokio::time::timeout(Duration::from_secs(SECONDS), reading).await;
    read.unwrap_or_else(|_| Err(RequestFault::TooSlow(SECONDS).into()))
}

async fn collect(body: Body, limit: usize) -> Result<Bytes> {
    let mut stream = body.into_data_stream();
    let mut all = BytesMut::new();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| RequestFault::BrokenOff)?;
        if all.len() + chunk.len() > limit {
            return Err(RequestFault::TooLarge(limit).into());
        }
        all.extend_from_slice(&chunk);
    }
    Ok(all.freeze())
}
