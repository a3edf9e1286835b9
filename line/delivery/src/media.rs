//! What a file is, by its first bytes; and a name that is only a name.

/// Marks at the beginning of a file (WHATWG MIME Sniffing, section 6, and ISO/IEC 21320 for ZIP).
const MARKS: [(&[u8], &str); 9] = [
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"PK\x03\x04", "application/zip"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"\x1f\x8b", "application/gzip"),
];

/// Office documents are ZIP folders; their ending tells which. No other ending is believed.
const OFFICE: [(&str, &str); 6] = [
    (".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    (".odt", "application/vnd.oasis.opendocument.text"),
    (".ods", "application/vnd.oasis.opendocument.spreadsheet"),
    (".odp", "application/vnd.oasis.opendocument.presentation"),
];

/// The media type; plain text where it is text, and otherwise bytes of no known kind.
pub fn type_of(bytes: &[u8], name: &str) -> &'static str {
    let marked = MARKS.iter().find(|(mark, _)| bytes.starts_with(mark)).map(|(_, found)| *found);
    match marked {
        Some("application/zip") => office(name).unwrap_or("application/zip"),
        Some(found) => found,
        None if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP".as_slice()) => "image/webp",
        None if bytes.get(4..8) == Some(b"ftyp".as_slice()) => "video/mp4",
        None if is_text(bytes) => "text/plain; charset=utf-8",
        None => "application/octet-stream",
    }
}

fn office(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    OFFICE.iter().find(|(ending, _)| name.ends_with(ending)).map(|(_, found)| *found)
}

fn is_text(bytes: &[u8]) -> bool {
    let controls = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    std::str::from_utf8(bytes).is_ok_and(|text| !text.contains(controls))
}

/// The last part of a path, without what cannot be seen, at most 150 characters, and never nothing.
pub fn name_of(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last.chars().filter(|c| !c.is_control()).take(150).collect();
    let kept = kept.trim().trim_start_matches('.').to_owned();
    if kept.is_empty() { "file".to_owned() } else { kept }
}

#[cfg(test)]
mod tests {
    use super::{name_of, type_of};

    #[test]
    fn the_bytes_say_what_a_file_is() {
        assert_eq!(type_of(b"%PDF-1.7", "x.exe"), "application/pdf");
        assert_eq!(type_of(b"<script>", "x.pdf"), "text/plain; charset=utf-8");
        assert_eq!(type_of(b"PK\x03\x04..", "Plan.DOCX").rsplit('.').next(), Some("document"));
        assert_eq!(type_of(b"PK\x03\x04..", "plan.html"), "application/zip");
        assert_eq!(type_of(b"RIFF\0\0\0\0WEBPVP8", ""), "image/webp");
        assert_eq!(type_of(b"\0\x01\x02", "a.png"), "application/octet-stream");
    }

    #[test]
    fn a_name_is_only_a_name() {
        for (given, kept) in [
            ("C:\\x\\Plan.pdf", "Plan.pdf"),
            ("../../etc/passwd", "passwd"),
            ("..", "file"),
            ("a\nb.txt", "ab.txt"),
            ("", "file"),
        ] {
            assert_eq!(name_of(given), kept);
        }
    }
}
