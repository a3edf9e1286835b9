//! The embedded web application as HTTP answers: hashed files are kept for ever, the rest is revalidated,
//! every path of the application is its one page, and the page carries a fresh style nonce in each answer.
//! Knows no HTTP library: path, two headers and a nonce in; status, headers and bytes out.

use std::borrow::Cow;

use wire::{AssetAsked, AssetServed};

/// One file of the built application.
pub struct Asset {
    /// Without a slash before it: `assets/index-BnMqGTMt.js`.
    pub path: &'static str,
    pub mime: &'static str,
    /// Weak, because the same one stands for both encodings.
    pub etag: &'static str,
    pub raw: &'static [u8],
    pub br: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

const PAGE: &str = "index.html";
const NONCE_MARK: &str = "__STYLE_NONCE__";
/// An unknown path that ends like one of these is a missing file, never the page.
const FILE_ENDINGS: [&str; 8] = [".js", ".css", ".map", ".woff2", ".svg", ".png", ".ico", ".json"];

/// Answers one request under `/app`; fits `wire::Application`.
pub fn application(asked: AssetAsked<'_>) -> AssetServed {
    serve_from(ASSETS, &asked)
}

fn serve_from(assets: &'static [Asset], asked: &AssetAsked) -> AssetServed {
    let path = asked.path.trim_start_matches('/');
    match find(assets, path) {
        Some(asset) if asset.path != PAGE => file(asset, asked),
        None if is_file(path) => missing(),
        _ => find(assets, PAGE).map_or_else(missing, |asset| page(asset, asked.nonce)),
    }
}

fn find(assets: &'static [Asset], path: &str) -> Option<&'static Asset> {
    assets.binary_search_by(|asset| asset.path.cmp(path)).ok().map(|place| &assets[place])
}

fn is_file(path: &str) -> bool {
    path.starts_with("assets/") || FILE_ENDINGS.iter().any(|ending| path.ends_with(ending))
}

fn missing() -> AssetServed {
    let headers =
        vec![("content-type", "text/plain; charset=utf-8".into()), ("cache-control", "no-cache".into())];
    AssetServed { status: 404, headers, body: Cow::Borrowed(b"There is no such file.") }
}

fn file(asset: &'static Asset, asked: &AssetAsked) -> AssetServed {
    let kept =
        if asset.path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut headers = vec![
        ("content-type", asset.mime.into()),
        ("cache-control", kept.into()),
        ("etag", asset.etag.into()),
        ("vary", "accept-encoding".into()),
        ("x-content-type-options", "nosniff".into()),
    ];
    if asked.if_none_match.is_some_and(|known| knows(known, asset.etag)) {
        return AssetServed { status: 304, headers, body: Cow::Borrowed(&[]) };
    }
    let body = match asset.br.filter(|_| asked.accept_encoding.is_some_and(takes_brotli)) {
        Some(small) => {
            headers.push(("content-encoding", "br".into()));
            small
        }
        None => asset.raw,
    };
    AssetServed { status: 200, headers, body: Cow::Borrowed(body) }
}

/// The one page. No ETag: a page kept from before would carry a nonce its policy no longer names.
fn page(asset: &'static Asset, nonce: [u8; 16]) -> AssetServed {
    let nonce = data_encoding::HEXLOWER.encode(&nonce);
    let html = String::from_utf8_lossy(asset.raw).replace(NONCE_MARK, &nonce);
    let headers = vec![
        ("content-type", asset.mime.into()),
        ("cache-control", "no-cache".into()),
        ("content-security-policy", policy(&nonce).into()),
        ("referrer-policy", "same-origin".into()),
        ("x-content-type-options", "nosniff".into()),
    ];
    AssetServed { status: 200, headers, body: Cow::Owned(html.into_bytes()) }
}

/// Scripts only from here; style elements only with the nonce; style attributes are what the component
/// library positions its menus with.
fn policy(nonce: &str) -> String {
    format!(
        "default-src 'self'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; \
         style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; \
         frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"
    )
}

fn takes_brotli(accepted: &str) -> bool {
    accepted.split(',').any(|each| {
        let (name, rest) = each.split_once(';').unwrap_or((each, ""));
        let quality = rest.trim().strip_prefix("q=").unwrap_or("1");
        let refused = quality.trim_end_matches(['0', '.']).is_empty();
        name.trim() == "br" && !refused
    })
}

/// Weak comparison (RFC 9110 section 13.1.2).
fn knows(known: &str, etag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    known.trim() == "*" || known.split(',').any(|each| opaque(each) == opaque(etag))
}

#[cfg(test)]
mod tests {
    use super::*;

    static TABLE: &[Asset] = &[
        Asset {
            path: "assets/a-1.js",
            mime: "text/javascript",
            etag: "W/\"1\"",
            raw: b"raw",
            br: Some(b"br"),
        },
        Asset {
            path: "index.html",
            mime: "text/html; charset=utf-8",
            etag: "W/\"2\"",
            raw: b"<meta name=\"style-nonce\" content=\"__STYLE_NONCE__\">",
            br: None,
        },
        Asset { path: "scheme.js", mime: "text/javascript", etag: "W/\"3\"", raw: b"s", br: None },
    ];

    const ASKED: AssetAsked =
        AssetAsked { path: "", accept_encoding: None, if_none_match: None, nonce: [7; 16] };

    fn get(asked: AssetAsked) -> AssetServed {
        serve_from(TABLE, &asked)
    }

    fn header<'s>(served: &'s AssetServed, name: &str) -> Option<&'s str> {
        served.headers.iter().find(|(each, _)| *each == name).map(|(_, value)| value.as_ref())
    }

    #[test]
    fn the_page_and_its_policy_carry_the_same_nonce() {
        let served = get(AssetAsked { path: "/", ..ASKED });
        let nonce = "07".repeat(16);
        assert!(String::from_utf8_lossy(&served.body).contains(&format!("content=\"{nonce}\"")));
        let policy = header(&served, "content-security-policy").expect("the page has a policy");
        assert!(policy.contains(&format!("style-src 'self' 'nonce-{nonce}';")));
        assert!(!policy.contains("script-src 'self' 'unsafe-inline'"));
        assert_eq!(header(&served, "etag"), None);
    }

    #[test]
    fn every_path_of_the_application_is_the_page() {
        for path in ["", "leads", "/leads/lead_01", "reset/abc.def", "index.html"] {
            let served = get(AssetAsked { path, ..ASKED });
            assert_eq!(served.status, 200, "{path}");
            assert_eq!(header(&served, "content-type"), Some("text/html; charset=utf-8"), "{path}");
        }
    }

    #[test]
    fn a_missing_file_is_missing_and_never_the_page() {
        for path in ["assets/old-0.js", "assets/", "gone.css", "../Cargo.json"] {
            assert_eq!(get(AssetAsked { path, ..ASKED }).status, 404, "{path}");
        }
    }

    #[test]
    fn hashed_files_are_kept_for_ever_and_others_asked_for_again() {
        let hashed = get(AssetAsked { path: "assets/a-1.js", ..ASKED });
        assert_eq!(header(&hashed, "cache-control"), Some("public, max-age=31536000, immutable"));
        let named = get(AssetAsked { path: "scheme.js", ..ASKED });
        assert_eq!(header(&named, "cache-control"), Some("no-cache"));
    }

    #[test]
    fn a_browser_that_has_the_file_gets_no_body() {
        for known in ["W/\"3\"", "\"3\"", "\"9\", W/\"3\"", "*"] {
            let served = get(AssetAsked { path: "scheme.js", if_none_match: Some(known), ..ASKED });
            assert_eq!((served.status, served.body.len()), (304, 0), "{known}");
        }
        let other = get(AssetAsked { path: "scheme.js", if_none_match: Some("\"4\""), ..ASKED });
        assert_eq!(other.status, 200);
    }

    #[test]
    fn brotli_goes_only_to_whom_takes_it() {
        let body = |accept| get(AssetAsked { path: "assets/a-1.js", accept_encoding: accept, ..ASKED }).body;
        for accept in ["br", "gzip, br", "gzip, br;q=0.8", "br; q=1"] {
            assert_eq!(body(Some(accept)).as_ref(), b"br", "{accept}");
        }
        for accept in [None, Some("gzip"), Some("br;q=0"), Some("br;q=0.00, gzip")] {
            assert_eq!(body(accept).as_ref(), b"raw", "{accept:?}");
        }
    }

    #[test]
    fn the_embedded_table_is_sorted_and_has_the_page() {
        assert!(ASSETS.is_sorted_by_key(|asset| asset.path));
        assert_eq!(application(ASKED).status, 200);
    }
}
