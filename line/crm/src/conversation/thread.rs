//! Which thread a message belongs to: names of our own domain, RFC 5322 In-Reply-To and References.

use kernel::MessageId;

use super::{Message, Thread};

/// More than these are cut from the middle: the first says what it is about, the last where it goes on.
const MOST: usize = 11;

/// The thread of a new message that answers `parent`, or begins one.
pub(super) fn of(id: MessageId, public_url: &str, parent: Option<&Message>) -> Thread {
    let answered = parent.and_then(|parent| parent.thread.message_id.clone());
    let before = parent.map(|parent| parent.thread.references.clone()).unwrap_or_default();
    let references = before.into_iter().chain(answered.clone()).collect();
    Thread {
        message_id: Some(format!("<{id}@{}>", domain(public_url))),
        in_reply_to: answered,
        references: cut(references),
    }
}

/// `Re:` once, before the subject the thread began with.
pub(super) fn answer_to(subject: &str) -> String {
    let mut root = subject.trim();
    while let Some(rest) = root.get(..3).filter(|mark| mark.eq_ignore_ascii_case("re:")).map(|_| &root[3..]) {
        root = rest.trim_start();
    }
    format!("Re: {root}")
}

fn cut(mut references: Vec<String>) -> Vec<String> {
    if references.len() > MOST {
        references.drain(1..=references.len() - MOST);
    }
    references
}

/// The host of an address of ours, without port.
fn domain(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let port = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()));
    port.map_or(host, |(host, _)| host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_of_our_own_domain() {
        for (url, host) in [
            ("https://ours.test", "ours.test"),
            ("http://127.0.0.1:8080/x", "127.0.0.1"),
            ("https://ours.test:443", "ours.test"),
        ] {
            assert_eq!(domain(url), host);
        }
    }

    #[test]
    fn an_answer_is_marked_once() {
        assert_eq!(answer_to("Roof"), "Re: Roof");
        assert_eq!(answer_to("RE: re:Roof"), "Re: Roof");
        assert_eq!(answer_to("Ré"), "Re: Ré");
    }

    #[test]
    fn a_long_thread_keeps_its_beginning_and_its_end() {
        let names: Vec<String> = (0..30).map(|n| format!("<{n}@x>")).collect();
        let kept = cut(names);
        assert_eq!(kept.len(), MOST);
        assert_eq!((kept[0].as_str(), kept[1].as_str(), kept[10].as_str()), ("<0@x>", "<20@x>", "<29@x>"));
    }
}
