//! State × verb of a contact, printed, and what merging makes of two records.

use kernel::{ContactId, Id, Owned, Refusal};

use super::known::{Known, PersonName};
use super::{Contact, ContactRefusal};

fn person(n: u8, name: &str, email: Option<&str>) -> Contact {
    let known = Known {
        name: PersonName::of(name.into(), None, None),
        email: email.map(str::to_owned),
        ..Known::default()
    };
    Contact::meet(ContactId::from_bytes([n; 16]), Owned::default(), known).unwrap().0
}

fn told(end: Result<Contact, ContactRefusal>) -> &'static str {
    end.map_or_else(|refusal| refusal.code(), |one| if one.alias.is_some() { "alias" } else { "its own" })
}

#[test]
fn every_state_meets_every_verb() {
    let root = person(1, "Anna", None);
    let alias =
        Contact::merge(std::slice::from_ref(&root), &person(2, "Anna W", None)).unwrap().records[0].clone();
    let into = |one: &Contact| Contact::merge(std::slice::from_ref(&root), one);
    let mut table = String::new();
    for (name, one) in [("its own", person(3, "Ben", None)), ("alias", alias), ("root", root.clone())] {
        let nobody = one.clone().change(Owned::default(), Known::default()).map(|end| end.0);
        for (verb, end) in [
            ("change", one.clone().change(Owned::default(), one.known.clone()).map(|end| end.0)),
            ("change to nobody", nobody),
            ("merge into root", into(&one).map(|merged| merged.records[0].clone())),
            ("unmerge", one.clone().unmerge().map(|end| end.0)),
        ] {
            table.push_str(&format!("{name:<7} {verb:<16} {}\n", told(end)));
        }
    }
    assert_eq!(
        table,
        "its own change           its own\n\
         its own change to nobody contact.nobody\n\
         its own merge into root  alias\n\
         its own unmerge          contact.not_merged\n\
         alias   change           alias\n\
         alias   change to nobody contact.nobody\n\
         alias   merge into root  contact.already_merged\n\
         alias   unmerge          its own\n\
         root    change           its own\n\
         root    change to nobody contact.nobody\n\
         root    merge into root  contact.same\n\
         root    unmerge          contact.not_merged\n"
    );
}

#[test]
fn a_merged_person_has_what_either_record_knew() {
    let root = person(1, "Anna", None);
    let alias = person(2, "Anna W", Some("anna@x.test"));
    let merged = Contact::merge(std::slice::from_ref(&root), &alias).unwrap();
    let [link, completed] = merged.records.as_slice() else { panic!("two records") };
    assert_eq!(completed.known.email.as_deref(), Some("anna@x.test"));
    assert_eq!(completed.known.name.full, "Anna");
    assert_eq!(link.gave(), ["email"]);
    let (known, emptied) = completed.known.clone().without(&link.known, link.gave());
    assert_eq!((known, emptied), (root.known, vec!["email".to_owned()]));
}

#[test]
fn what_changed_since_the_merge_is_kept() {
    let alias = person(2, "Anna W", Some("anna@x.test")).known;
    let (mut completed, gave) = person(1, "Anna", None).known.filled(&alias, None);
    completed.email = Some("new@x.test".into());
    let (known, emptied) = completed.without(&alias, &gave);
    assert_eq!(known.email.as_deref(), Some("new@x.test"));
    assert!(emptied.is_empty());
}

#[test]
fn a_person_without_a_name_is_called_by_their_address() {
    assert_eq!(person(1, "", Some("a@x.test")).known.display(), "a@x.test");
}
