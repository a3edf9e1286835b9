//! Which push services may be called: those of the browsers' makers, and those the house allows besides. Pure.
//!
//! The address comes from a browser: without this list anybody signed in could make us call anything.

/// Firefox, Chrome and its kin, Safari, Edge.
const KNOWN: [&str; 4] =
    ["push.services.mozilla.com", "fcm.googleapis.com", "push.apple.com", "notify.windows.com"];

/// The host of an endpoint, where it may be called.
pub fn host(endpoint: &str, allowed: &[String]) -> Option<String> {
    let (scheme, authority) = parts(endpoint)?;
    let origin = format!("{scheme}://{authority}");
    let name = authority.to_ascii_lowercase();
    let of_a_maker = |known: &&str| name == **known || name.ends_with(&format!(".{known}"));
    let known = scheme == "https" && KNOWN.iter().any(of_a_maker);
    (known || allowed.contains(&origin)).then_some(name)
}

/// Scheme, host and port, and nothing else.
pub fn is_origin(text: &str) -> bool {
    parts(text).is_some_and(|(scheme, authority)| text == format!("{scheme}://{authority}"))
}

/// The origin of an endpoint, which the signature is made for.
pub fn origin(endpoint: &str) -> Option<String> {
    parts(endpoint).map(|(scheme, authority)| format!("{scheme}://{authority}"))
}

fn parts(url: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let plain = |letter: char| letter.is_ascii_alphanumeric() || ".-:[]".contains(letter);
    let fits = ["https", "http"].contains(&scheme) && !authority.is_empty() && authority.chars().all(plain);
    fits.then_some((scheme, authority))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_push_services_are_called() {
        let ours = ["http://127.0.0.1:8099".to_owned()];
        for endpoint in [
            "https://fcm.googleapis.com/fcm/send/x",
            "https://updates.push.services.mozilla.com/wpush/v2/x",
            "https://web.push.apple.com/x",
            "https://wns2-par02p.notify.windows.com/w/?token=x",
            "http://127.0.0.1:8099/push/1",
        ] {
            assert!(host(endpoint, &ours).is_some(), "{endpoint}");
        }
        for endpoint in [
            "http://fcm.googleapis.com/x",
            "https://fcm.googleapis.com.evil.test/x",
            "https://evilfcm.googleapis.com.test/x",
            "https://fcm.googleapis.com@evil.test/x",
            "https://169.254.169.254/latest/meta-data",
            "http://127.0.0.1:8100/push/1",
            "file:///etc/passwd",
            "https://",
        ] {
            assert!(host(endpoint, &ours).is_none(), "{endpoint}");
        }
        assert!(is_origin("https://push.example.com") && !is_origin("https://push.example.com/path"));
    }
}
