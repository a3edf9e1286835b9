//! What readers of our mails see around the message, in their language.

use std::sync::LazyLock;

use verbs::Words;

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(&[("en", include_str!("../lang/en.ftl")), ("de", include_str!("../lang/de.ftl"))])
});

/// The text `id` in the language of `tag`, about the business of this name.
pub(crate) fn say(tag: &str, id: &str, business: &str) -> String {
    WORDS.say(tag, id, &[("business", business)])
}

/// The text `id` in the language of `tag`, with these values.
pub(crate) fn say_of(tag: &str, id: &str, values: &[(&str, &str)]) -> String {
    WORDS.say(tag, id, values)
}
