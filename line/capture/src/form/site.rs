//! Sites that may show a form: origins, as `frame-ancestors` takes them (CSP level 3, 2.3.1).

use url::{Host, Url};

/// The origin somebody wrote, as browsers compare it (a name in other letters by its ASCII form): one site by https,
/// or one of this machine. Nothing else, for what stands in the header is read word by word.
pub fn origin(written: &str) -> Option<String> {
    let url = Url::parse(written.trim()).ok()?;
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    let alone = url.username().is_empty() && url.password().is_none();
    let reached = match (url.scheme(), url.host()?) {
        ("http" | "https", Host::Domain("localhost")) => true,
        ("https", Host::Domain(name)) => is_a_name(name),
        ("https", Host::Ipv4(_)) => true,
        _ => false,
    };
    (bare && alone && reached).then(|| url.origin().ascii_serialization())
}

/// With a dot in it, and no sign that means many.
fn is_a_name(name: &str) -> bool {
    let letters =
        |label: &str| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    name.contains('.') && name.split('.').all(letters)
}

#[cfg(test)]
mod tests {
    use super::origin;

    #[test]
    fn one_site_is_one_origin() {
        for (written, meant) in [
            ("https://www.example.com", "https://www.example.com"),
            (" https://www.Example.com/ ", "https://www.example.com"),
            ("https://shop.example.com:8443", "https://shop.example.com:8443"),
            ("https://example.com:443", "https://example.com"),
            ("https://müller.de", "https://xn--mller-kva.de"),
            ("http://localhost:3000", "http://localhost:3000"),
        ] {
            assert_eq!(origin(written).as_deref(), Some(meant), "{written}");
        }
    }

    #[test]
    fn what_means_many_or_more_is_refused() {
        for written in [
            "https://*",
            "https://*.example.com",
            "https://a.com https://b.com",
            "https://a.com; script-src *",
            "https://a.com/page",
            "https://a.com?x",
            "https://me@a.com",
            "https://com",
            "http://a.com",
            "http://localhost.evil.com",
            "a.com",
            "javascript:alert(1)",
            "",
        ] {
            assert_eq!(origin(written), None, "{written}");
        }
    }
}
