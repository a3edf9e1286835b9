//! How the client's page looks: one column, what is asked of them first, phone first, no script needed.

use kernel::BriefSource;
use kernel::calendar::Zone;
use kernel::print;
use maud::{Markup, html};

use super::form::{Form, Trouble};
use super::views::{ClientFile, ClientMilestone, ClientProject};
use crate::brief::Point;
use crate::say;

/// What is on the page besides the project.
pub struct Drawn<'d> {
    pub language: &'d str,
    pub zone: &'d Zone,
    pub token: &'d str,
    /// What was done just now.
    pub done: Option<Form>,
    pub trouble: Option<&'d Trouble>,
}

impl Drawn<'_> {
    fn say(&self, id: &str) -> String {
        say(self.language, id, &[])
    }

    fn action(&self, form: Form) -> String {
        format!("/d/{}/{}", self.token, form.word())
    }

    /// What is wrong with this form, if something is.
    fn trouble(&self, form: Form, milestone: Option<&str>) -> Option<&Trouble> {
        self.trouble.filter(|trouble| trouble.is_of(form, milestone))
    }
}

pub fn project(shown: &ClientProject, drawn: &Drawn<'_>) -> Markup {
    let open = shown.state == "open";
    html! {
        p.soft { (say(drawn.language, "project-number", &[("number", &shown.number)])) }
        h1 { (shown.title) }
        @if let Some(done) = drawn.done {
            p.done role="status" { (drawn.say(&format!("done-{}", done.word()))) }
        }
        @if let Some(trouble) = drawn.trouble {
            div.summary role="alert" { p { (drawn.say(trouble.summary())) } }
        }
        @if !open { p { (drawn.say(&over(shown))) } }
        @if open { p { (asked_of_you(shown, drawn)) } }
        h2 { (drawn.say("milestones")) }
        @if shown.milestones.is_empty() { p.soft { (drawn.say("no-milestones")) } }
        @for step in &shown.milestones { (milestone(step, shown, drawn)) }
        @if !shown.brief.is_empty() { (brief(shown, drawn)) }
        (files(shown, drawn))
    }
}

/// How it ended.
fn over(shown: &ClientProject) -> String {
    let how = if shown.voided && shown.state == "cancelled" { "voided" } else { &shown.state };
    format!("state-project-{how}")
}

/// One sentence: what we wait for from them, or that there is nothing to do.
fn asked_of_you(shown: &ClientProject, drawn: &Drawn<'_>) -> String {
    let delivered = shown.milestones.iter().filter(|step| step.state == "delivered").count();
    match (delivered, shown.missing.len()) {
        (0, 0) => drawn.say("asked-nothing"),
        (0, _) => drawn.say("asked-brief"),
        (_, 0) => drawn.say("asked-accept"),
        _ => drawn.say("asked-both"),
    }
}

fn milestone(step: &ClientMilestone, shown: &ClientProject, drawn: &Drawn<'_>) -> Markup {
    let language = drawn.language;
    let day = |day| print::day(day, language);
    let asked = shown.state == "open" && matches!(step.state.as_str(), "delivered" | "disputed");
    html! {
        section.milestone id=(step.id) {
            h3 { (step.title) }
            p.soft {
                @if step.amount.minor != 0 {
                    (say(language, "net", &[("amount", &print::amount(step.amount, language))])) " · "
                }
                @match (step.state.as_str(), step.accepted_on) {
                    ("accepted", Some(on)) => {
                        (say(language, "state-accepted", &[("day", &day(on))]))
                        @if let Some(name) = &step.accepted_name { " · " (name) }
                    }
                    ("open", _) => { (say(language, "state-open", &[("day", &day(step.due_on))])) }
                    (other, _) => { (drawn.say(&format!("state-{other}"))) }
                }
            }
            @if let Some(reason) = &step.reason {
                p { strong { (drawn.say("you-said")) } " " (reason) }
            }
            @if asked { (judge(step, &shown.name, drawn)) }
        }
    }
}

fn judge(step: &ClientMilestone, name: &str, drawn: &Drawn<'_>) -> Markup {
    let id = step.id.to_string();
    let yes = drawn.trouble(Form::Accept, Some(&id));
    let no = drawn.trouble(Form::Dispute, Some(&id));
    let typed = |trouble: Option<&Trouble>, field: &str, otherwise: &str| {
        let typed = trouble.map(|trouble| trouble.typed.get(field).cloned().unwrap_or_default());
        typed.unwrap_or_else(|| otherwise.to_owned())
    };
    html! {
        details open[yes.is_some() || (step.state == "delivered" && no.is_none())] {
            summary { (drawn.say("accept")) }
            form method="post" action=(drawn.action(Form::Accept)) enctype="multipart/form-data" {
                input type="hidden" name="milestone" value=(id);
                div.field {
                    label for={ "name-" (id) } { (drawn.say("your-name")) }
                    input id={ "name-" (id) } name="name" type="text" autocomplete="name" required
                        value=(typed(yes, "name", name)) aria-invalid=[wrong(yes, "/name").then_some("true")];
                    (problem(yes, "/name", "wrong-name", drawn))
                }
                div.field {
                    label for={ "note-" (id) } {
                        (drawn.say("note")) span.optional { " (" (drawn.say("optional")) ")" }
                    }
                    textarea.short id={ "note-" (id) } name="note" rows="2" { (typed(yes, "note", "")) }
                    (problem(yes, "/note", "wrong-long", drawn))
                }
                div.field {
                    label for={ "file-" (id) } {
                        (drawn.say("accept-file")) span.optional { " (" (drawn.say("optional")) ")" }
                    }
                    input id={ "file-" (id) } name="file" type="file"
                        aria-invalid=[wrong(yes, "/content").then_some("true")];
                    (problem(yes, "/content", "wrong-large", drawn))
                }
                button type="submit" { (drawn.say("accept-button")) }
            }
        }
        @if step.state == "delivered" {
            details open[no.is_some()] {
                summary { (drawn.say("not-yet")) }
                form method="post" action=(drawn.action(Form::Dispute)) accept-charset="utf-8" {
                    input type="hidden" name="milestone" value=(id);
                    div.field {
                        label for={ "reason-" (id) } { (drawn.say("missing-what")) }
                        textarea id={ "reason-" (id) } name="reason" rows="4" required
                            aria-invalid=[wrong(no, "/reason").then_some("true")] {
                            (typed(no, "reason", ""))
                        }
                        (problem(no, "/reason", "wrong-reason", drawn))
                    }
                    button.quiet type="submit" { (drawn.say("not-yet-button")) }
                }
            }
        }
    }
}

fn brief(shown: &ClientProject, drawn: &Drawn<'_>) -> Markup {
    let trouble = drawn.trouble(Form::Brief, None);
    let open = shown.state == "open";
    let left = shown.missing.len().to_string();
    html! {
        h2 id="brief" { (drawn.say("brief")) }
        @if open {
            @if shown.missing.is_empty() { p { (drawn.say("brief-complete")) } }
            @else { p { (say(drawn.language, "brief-missing", &[("count", &left)])) } }
            form method="post" action=(drawn.action(Form::Brief)) accept-charset="utf-8" {
                @for point in &shown.brief { (question(point, trouble, drawn)) }
                button type="submit" { (drawn.say("brief-button")) }
            }
        } @else {
            dl { @for point in &shown.brief {
                dt { (point.question) } dd { (point.answer.as_deref().unwrap_or("–")) }
            } }
        }
    }
}

/// Where an answer nobody gave here is from.
fn source(from: BriefSource) -> &'static str {
    match from {
        BriefSource::Inquiry => "from-inquiry",
        BriefSource::Signer => "from-signer",
        BriefSource::WishedDay => "from-wished-day",
    }
}

fn question(point: &Point, trouble: Option<&Trouble>, drawn: &Drawn<'_>) -> Markup {
    let name = format!("brief.{}", point.id);
    let typed = trouble.and_then(|trouble| trouble.typed.get(&name).cloned());
    let value = typed.unwrap_or_else(|| point.answer.clone().unwrap_or_default());
    let pointer = format!("/answers/{}", point.id);
    html! {
        div.field {
            label for=(name) {
                (point.question)
                @if !point.required { span.optional { " (" (drawn.say("optional")) ")" } }
            }
            @if let Some(from) = point.from {
                p.help id=(format!("{name}.from")) { (drawn.say(source(from))) }
            }
            textarea.short id=(name) name=(name) rows="2"
                aria-describedby=[point.from.map(|_| format!("{name}.from"))]
                aria-invalid=[wrong(trouble, &pointer).then_some("true")] { (value) }
            (problem(trouble, &pointer, "wrong-long", drawn))
        }
    }
}

fn files(shown: &ClientProject, drawn: &Drawn<'_>) -> Markup {
    let trouble = drawn.trouble(Form::Files, None);
    let large = trouble.is_some_and(|t| t.wrong.iter().any(|error| error.code == "file.large"));
    html! {
        h2 id="files" { (drawn.say("files")) }
        @if shown.files.is_empty() { p.soft { (drawn.say("no-files")) } }
        @else { ul.files { @for file in &shown.files { (one_file(file, drawn)) } } }
        @if shown.state == "open" {
            form method="post" action=(drawn.action(Form::Files)) enctype="multipart/form-data" {
                div.field {
                    label for="file" { (drawn.say("file")) }
                    input id="file" name="file" type="file" multiple required
                        aria-invalid=[wrong(trouble, "/content").then_some("true")]
                        aria-describedby="file-help";
                    p.help id="file-help" { (drawn.say("file-help")) }
                    (problem(trouble, "/content", if large { "wrong-large" } else { "wrong-file" }, drawn))
                }
                button.quiet type="submit" { (drawn.say("file-button")) }
            }
        }
    }
}

fn one_file(file: &ClientFile, drawn: &Drawn<'_>) -> Markup {
    let day = print::day(drawn.zone.shows(file.at).date(), drawn.language);
    html! {
        li {
            a href={ "/d/" (drawn.token) "/files/" (file.file) } { (file.name) }
            " " span.soft {
                (size(file.size)) " · " (day) @if file.yours { " · " (drawn.say("from-you")) }
            }
        }
    }
}

/// `12 kB`, `3 MB`: whole units are enough to know what to expect.
fn size(bytes: i64) -> String {
    match bytes {
        0..=999 => format!("{bytes}\u{a0}B"),
        1_000..=999_999 => format!("{}\u{a0}kB", bytes / 1_000),
        _ => format!("{}\u{a0}MB", bytes / 1_000_000),
    }
}

fn wrong(trouble: Option<&Trouble>, pointer: &str) -> bool {
    trouble.is_some_and(|trouble| trouble.wrong.iter().any(|error| error.pointer == pointer))
}

fn problem(trouble: Option<&Trouble>, pointer: &str, text: &str, drawn: &Drawn<'_>) -> Markup {
    html! { @if wrong(trouble, pointer) { p.wrong { (drawn.say(text)) } } }
}
