//! How a token is written: `tl_api_<id>_<256 bits>_<crc>`. Scanners find it; a typing error is seen at once.

use data_encoding::{BASE32_DNSSEC, HEXLOWER};
use kernel::TokenId;
use sha2::{Digest, Sha256};

const HEAD: &str = "tl_api_";

/// The text its user keeps.
pub fn write(id: TokenId, secret: &[u8; 32]) -> String {
    let id = id.to_string();
    let digits = id.split_once('_').map_or("", |(_, digits)| digits);
    let body = format!("{HEAD}{digits}_{}", BASE32_DNSSEC.encode(secret));
    let sum = crc32fast::hash(body.as_bytes());
    format!("{body}_{}", HEXLOWER.encode(&sum.to_be_bytes()))
}

/// How it is looked up; `None` for what is no token at all.
pub fn hash(text: &str) -> Option<[u8; 32]> {
    let (body, sum) = text.rsplit_once('_')?;
    let right = HEXLOWER.encode(&crc32fast::hash(body.as_bytes()).to_be_bytes());
    (body.starts_with(HEAD) && sum == right).then(|| Sha256::digest(text.as_bytes()).into())
}
