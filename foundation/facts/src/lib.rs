//! Everything that can happen in the house, in the past tense: plain data, one file per room.
//!
//! Invariant: every field names its class. Facts are only ever added to; a changed shape raises `VERSION`.
//! ```
//! facts::facts! { Whispered = "secret.whispered" { personal words: String } }
//! ```
//! ```compile_fail
//! facts::facts! { Whispered = "secret.whispered" { words: String } } // no class: does not compile
//! ```

pub mod attention;
pub mod automation;
pub mod billing;
pub mod capture;
pub mod cash;
pub mod connect;
pub mod crm;
pub mod delivery;
pub mod documents;
pub mod governance;
pub mod house;
pub mod intelligence;
pub mod sales;
pub mod templates;

use kernel::{Class, ContactId, Ref, UserId};
use serde_json::Value;

/// One fact. `KIND` is what the journal, the automations and the change feed see.
pub trait Fact: std::fmt::Debug + Clone + Send + Sync + 'static {
    const KIND: &'static str;
    /// Raised when the body changes shape; old bodies stay readable for ever.
    const VERSION: u16 = 1;

    /// The fields in the order they were declared.
    fn fields(&self) -> Vec<(&'static str, Class, Value)>;

    /// The person it is about, a contact or one of the staff: personal fields are sealed under their key.
    fn about(&self) -> Option<Ref>;
}

/// Whoever a fact can be about.
pub trait Person {
    fn person(&self) -> Option<Ref>;
}

impl Person for ContactId {
    fn person(&self) -> Option<Ref> {
        Some((*self).into())
    }
}

impl Person for UserId {
    fn person(&self) -> Option<Ref> {
        Some((*self).into())
    }
}

impl Person for Ref {
    fn person(&self) -> Option<Ref> {
        Some(*self)
    }
}

impl Person for Option<ContactId> {
    fn person(&self) -> Option<Ref> {
        self.map(Ref::from)
    }
}

/// One field of a kind of fact, as an automation's author sees it.
#[derive(Debug, Clone, serde::Serialize)]
pub struct FieldInfo {
    pub name: &'static str,
    pub class: Class,
    pub schema: schemars::Schema,
}

/// A kind of fact: its name, what it means, its fields. The catalogue of triggers.
#[derive(Debug, Clone, serde::Serialize)]
pub struct KindInfo {
    pub kind: &'static str,
    pub meaning: String,
    pub fields: Vec<FieldInfo>,
}

/// Every kind of fact the house can tell.
pub fn catalogue() -> Vec<KindInfo> {
    [
        house::kinds(),
        capture::kinds(),
        crm::kinds(),
        sales::kinds(),
        delivery::kinds(),
        billing::kinds(),
        cash::kinds(),
        documents::kinds(),
        automation::kinds(),
        templates::kinds(),
        governance::kinds(),
        connect::kinds(),
        attention::kinds(),
        intelligence::kinds(),
    ]
    .concat()
}

/// Declares facts: `Name = "noun.happened" about contact { open field: Type, personal field: Type }`.
/// `about` names the field (a `ContactId` or an `Option` of it) that holds the person.
#[macro_export]
macro_rules! facts {
    ($(
        $(#[doc = $doc:literal])*
        $name:ident = $kind:literal $(about $person:ident)? {
            $($(#[$note:meta])* $class:ident $field:ident: $type:ty),* $(,)?
        }
    )*) => {
        $(
        $(#[doc = $doc])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        pub struct $name { $($(#[$note])* pub $field: $type),* }

        impl $crate::Fact for $name {
            const KIND: &'static str = $kind;

            fn fields(&self) -> Vec<(&'static str, kernel::Class, serde_json::Value)> {
                #[allow(dead_code)]
                let json = |v: serde_json::Result<serde_json::Value>| v.expect("facts are plain data");
                vec![$((stringify!($field), $crate::class!($class), json(serde_json::to_value(&self.$field)))),*]
            }

            fn about(&self) -> Option<kernel::Ref> {
                $crate::person!(self $($person)?)
            }
        }
        )*

        /// The kinds of this file, for the catalogue.
        pub fn kinds() -> Vec<$crate::KindInfo> {
            vec![$($crate::KindInfo {
                kind: $kind,
                meaning: <[&str]>::concat(&[$($doc),*]).trim().to_owned(),
                fields: vec![$($crate::FieldInfo {
                    name: stringify!($field),
                    class: $crate::class!($class),
                    schema: schemars::schema_for!($type),
                }),*],
            }),*]
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! class {
    (open) => {
        kernel::Class::Open
    };
    (personal) => {
        kernel::Class::Personal
    };
    (protected) => {
        kernel::Class::Protected
    };
    (secret) => {
        kernel::Class::Secret
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! person {
    ($this:ident) => {
        None
    };
    ($this:ident $person:ident) => {
        $crate::Person::person(&$this.$person)
    };
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_kind_has_one_name_and_a_meaning() {
        let all = super::catalogue();
        let names: std::collections::BTreeSet<_> = all.iter().map(|kind| kind.kind).collect();
        assert_eq!(names.len(), all.len());
        for kind in all {
            assert!(kind.kind.contains('.') && !kind.meaning.is_empty(), "{}", kind.kind);
        }
    }
}
