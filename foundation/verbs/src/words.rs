//! What customers read, in their language: Fluent texts a room ships, English where a language lacks one.

use std::collections::BTreeMap;
use std::sync::Mutex;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

/// The texts of one room. Made once, in a `static`.
pub struct Words {
    bundles: BTreeMap<&'static str, Mutex<FluentBundle<FluentResource>>>,
}

impl Words {
    /// From `.ftl` sources by language; the first one is what the others fall back to.
    pub fn new(sources: &[(&'static str, &'static str)]) -> Words {
        let bundle = |(language, source): &(&'static str, &'static str)| {
            let tag: LanguageIdentifier = language.parse().expect("a shipped language is a BCP 47 tag");
            let resource = FluentResource::try_new((*source).to_owned()).expect("a shipped text parses");
            let mut bundle = FluentBundle::new_concurrent(vec![tag]);
            bundle.set_use_isolating(false);
            bundle.add_resource(resource).expect("a shipped text has each id once");
            (*language, Mutex::new(bundle))
        };
        Words { bundles: sources.iter().map(bundle).collect() }
    }

    /// The text `id` in the language of `tag` (`de-AT` finds `de`), with its `{ $name }` values.
    pub fn say(&self, tag: &str, id: &str, values: &[(&str, &str)]) -> String {
        let language = tag.split(['-', '_']).next().unwrap_or("en");
        let found = self.in_language(language, id, values).or_else(|| self.in_language("en", id, values));
        found.unwrap_or_else(|| id.to_owned())
    }

    /// Every language these words exist in.
    pub fn languages(&self) -> impl Iterator<Item = &'static str> {
        self.bundles.keys().copied()
    }

    fn in_language(&self, language: &str, id: &str, values: &[(&str, &str)]) -> Option<String> {
        let bundle = self.bundles.get(language)?.lock().expect("formatting does not panic");
        let pattern = bundle.get_message(id)?.value()?;
        let mut args = FluentArgs::new();
        for (name, value) in values {
            args.set(*name, *value);
        }
        Some(bundle.format_pattern(pattern, Some(&args), &mut vec![]).into_owned())
    }
}

/// The language a browser asks for, if one of these; else the fallback.
pub fn language_of(accept_language: Option<&str>, offered: &[&str], fallback: &str) -> String {
    let asked = accept_language
        .unwrap_or_default()
        .split(',')
        .map(|part| part.split([';', '-']).next().unwrap_or_default().trim().to_lowercase());
    let found = asked.into_iter().find(|language| offered.contains(&language.as_str()));
    found.unwrap_or_else(|| fallback.split('-').next().unwrap_or("en").to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_said_in_the_language_or_in_english() {
        let words = Words::new(&[
            ("en", "hello = Hello { $name }\nbye = Bye\n"),
            ("de", "hello = Hallo { $name }\n"),
        ]);
        assert_eq!(words.say("de-AT", "hello", &[("name", "Ada")]), "Hallo Ada");
        assert_eq!(words.say("de", "bye", &[]), "Bye");
        assert_eq!(words.say("fr", "hello", &[("name", "Ada")]), "Hello Ada");
        assert_eq!(language_of(Some("fr-CH, de;q=0.8"), &["en", "de"], "en"), "de");
        assert_eq!(language_of(None, &["en", "de"], "de-DE"), "de");
    }
}
