//! Which addresses may be reached: decided on what a name resolves to, and that very address is used, so that a
//! name that resolves otherwise a moment later gains nothing.
//!
//! The ranges are the special-purpose registries of RFC 6890 and its updates.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ureq::Error;
use ureq::config::Config;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// Why an address is not reached.
pub const PRIVATE: &str = "the address is inside our own network";

/// Resolves names, and refuses those of our own network unless they are meant.
#[derive(Debug)]
pub struct Guard {
    pub inside: bool,
}

impl Resolver for Guard {
    fn resolve(
        &self,
        uri: &ureq::http::Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = DefaultResolver::default().resolve(uri, config, timeout)?;
        let outside = found.iter().all(|address| is_public(address.ip()));
        if self.inside || outside { Ok(found) } else { Err(Error::Io(std::io::Error::other(PRIVATE))) }
    }
}

/// Whether anybody on the internet may have this address.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(four) => public_four(four),
        IpAddr::V6(six) => public_six(six),
    }
}

fn public_four(four: Ipv4Addr) -> bool {
    let [a, b, c, _] = four.octets();
    let shared = a == 100 && (64..128).contains(&b);
    let benchmark = a == 198 && (b == 18 || b == 19);
    let protocol = a == 192 && b == 0 && c == 0;
    let relay = a == 192 && b == 88 && c == 99;
    !(a == 0
        || a >= 224
        || four.is_private()
        || four.is_loopback()
        || four.is_link_local()
        || four.is_documentation()
        || shared
        || benchmark
        || protocol
        || relay)
}

fn public_six(six: Ipv6Addr) -> bool {
    let parts = six.segments();
    let last = Ipv4Addr::from((u32::from(parts[6]) << 16) | u32::from(parts[7]));
    if let Some(four) = six.to_ipv4_mapped() {
        return public_four(four);
    }
    // Translated (64:ff9b::/96), 6to4 (2002::/16): what they lead to counts.
    if parts[..6] == [0x64, 0xff9b, 0, 0, 0, 0] {
        return public_four(last);
    }
    if parts[0] == 0x2002 {
        return public_four(Ipv4Addr::from((u32::from(parts[1]) << 16) | u32::from(parts[2])));
    }
    // Everything given out so far lies in 2000::/3; Teredo and documentation do too.
    let global = parts[0] & 0xe000 == 0x2000;
    let teredo = parts[0] == 0x2001 && parts[1] < 0x0200;
    let documentation = (parts[0] == 0x2001 && parts[1] == 0x0db8) || parts[0] == 0x3fff;
    global && !teredo && !documentation
}

#[cfg(test)]
mod tests {
    use super::is_public;

    #[test]
    fn no_address_of_our_own_network_is_public() {
        for address in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "192.0.0.8",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "203.0.113.5",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "2001::1",
            "::127.0.0.1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
        for address in ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }
}
