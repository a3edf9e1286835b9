//! Every state of a form meets every verb; the table is the documentation.

use kernel::{FormId, FormVersionId, Id, Owned, Refusal, Timestamp};

use super::spec::{Field, FormSpec, Kind};
use super::{Form, State};

fn spec() -> FormSpec {
    let field = |id: &str, kind| Field {
        id: id.into(),
        kind,
        label: Default::default(),
        help: Default::default(),
        required: true,
        options: vec![],
    };
    FormSpec {
        title: "Contact".into(),
        fields: vec![field("name", Kind::Text), field("email", Kind::Email)],
        ..FormSpec::default()
    }
}

fn form(state: State) -> Form {
    let made = Form::create(
        FormId::from_bytes([1; 16]),
        "contact".into(),
        spec(),
        Owned::default(),
        Timestamp::UNIX_EPOCH,
    );
    let (form, _) = made.unwrap();
    Form { state, version: i64::from(state != State::Draft), ..form }
}

#[test]
fn every_state_meets_every_verb() {
    let mut table = String::new();
    for state in [State::Draft, State::Published, State::Closed] {
        let told = |end: Result<Form, super::FormRefusal>| match end {
            Ok(form) => format!("{} v{}", form.state.word(), form.version),
            Err(refusal) => refusal.code().to_owned(),
        };
        let publish = form(state).publish(FormVersionId::from_bytes([2; 16]), Timestamp::UNIX_EPOCH).0;
        let rows = [
            ("change", told(Ok(form(state).change(spec(), Owned::default()).0))),
            ("publish", told(Ok(publish))),
            ("close", told(form(state).close().map(|(form, _)| form))),
            ("reopen", told(form(state).reopen().map(|(form, _)| form))),
        ];
        for (verb, end) in rows {
            table += &format!("{:<9} {verb:<7} {end}\n", state.word());
        }
    }
    assert_eq!(
        table,
        "draft     change  draft v0\n\
         draft     publish published v1\n\
         draft     close   form.not_published\n\
         draft     reopen  form.not_published\n\
         published change  published v1\n\
         published publish published v2\n\
         published close   closed v1\n\
         published reopen  form.nothing_new\n\
         closed    change  closed v1\n\
         closed    publish published v2\n\
         closed    close   form.closed\n\
         closed    reopen  published v1\n"
    );
}

#[test]
fn a_form_nobody_can_be_answered_from_is_refused() {
    let mut silent = spec();
    silent.fields.truncate(1);
    assert!(silent.check().unwrap_err().to_string().contains("nobody can be answered"));
    assert!(spec().check().is_ok());
}

#[test]
fn answers_are_checked_by_the_kind_of_their_field() {
    let wrong = |name: &str, email: &str| {
        let answers = [("name".to_owned(), name.to_owned()), ("email".to_owned(), email.to_owned())].into();
        spec().check_answers(&answers, false).into_iter().map(|e| (e.pointer, e.code)).collect::<Vec<_>>()
    };
    assert_eq!(wrong("Ada", "ada@example.test"), []);
    assert_eq!(
        wrong(" ", "ada@localhost"),
        [("/fields/name".into(), "required"), ("/fields/email".into(), "email")]
    );
}
