create table automation_automation (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    slug text not null, name text not null, purpose text not null, answers text not null, stand_in text not null,
    mode text not null, active boolean not null, version bigint not null, load_bearing boolean not null,
    constraint automation_automation_pk primary key (id),
    constraint automation_automation_slug unique (slug),
    constraint automation_automation_mode check (mode in ('practice', 'approve_each', 'automatic')));
create table automation_version (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    automation bytea not null, number bigint not null, text text not null, sha256 text not null,
    published_at bigint not null, published_by bytea,
    constraint automation_version_pk primary key (id),
    constraint automation_version_number unique (automation, number),
    constraint automation_version_of foreign key (automation) references automation_automation (id));
-- A run is its machine (doc) and what the engine must know of it to find, claim and end it.
create table automation_run (
    id bytea not null, automation bytea not null, version bytea not null, mode text not null,
    priority bigint not null, subject_kind text not null, subject bytea not null, contact bytea,
    state text not null, step text, doc text not null, started_by text not null, cause bytea not null,
    chain_fact bytea, chain text not null, awaits text, wakes_at bigint, deadline_at bigint,
    epoch bigint not null, lease_until bigint, steps bigint not null,
    active_key bytea, once_key bytea, started_at bigint not null, ended_at bigint, outcome text, note text,
    constraint automation_run_pk primary key (id),
    constraint automation_run_mode check (mode in ('practice', 'approve_each', 'automatic')),
    constraint automation_run_end check ((ended_at is null) = (outcome is null)));
create unique index automation_run_active on automation_run (active_key) where active_key is not null;
create unique index automation_run_once on automation_run (once_key) where once_key is not null;
create index automation_run_due on automation_run (wakes_at) where wakes_at is not null;
create index automation_run_of on automation_run (automation, id);
create index automation_run_subject on automation_run (subject);
create index automation_run_contact on automation_run (contact) where contact is not null;
create table automation_step (
    run bytea not null, step text not null, visit bigint not null, seq bigint not null, state text not null,
    verb text, input text, output text, undo text, awaits text, why text,
    due_at bigint, expires_at bigint, late_at bigint, at bigint not null, ended_at bigint,
    constraint automation_step_pk primary key (run, step, visit),
    constraint automation_step_state check (state in
        ('ok', 'skipped', 'failed', 'practised', 'waiting', 'approval', 'parked', 'running')));
create index automation_step_late on automation_step (late_at) where late_at is not null;
-- By whom or what facts find the runs that listen: a hash, so that neighbours in time are none on disk.
create table automation_wait (
    about bytea not null, run bytea not null, constraint automation_wait_pk primary key (about, run));
create index automation_wait_run on automation_wait (run);
-- What a run heard since it began, in order; kept until it ends, for waits that count from before.
create table automation_heard (
    run bytea not null, fact bytea not null, kind text not null, at bigint not null, body text not null,
    taken boolean not null, hit text, constraint automation_heard_pk primary key (run, fact));
create table automation_enrolment (
    fact bytea not null, automation bytea not null, kind text not null, decision text not null, reason text,
    run bytea, subject_kind text, subject bytea, contact bytea, at bigint not null,
    constraint automation_enrolment_pk primary key (fact, automation),
    constraint automation_enrolment_decision check (decision in ('enrolled', 'refused')));
create index automation_enrolment_contact on automation_enrolment (contact) where contact is not null;
create index automation_enrolment_subject on automation_enrolment (subject) where subject is not null;
create table automation_approval (
    id bytea not null primary key, run bytea not null, automation bytea not null, step text not null,
    visit bigint not null, verb text not null, args text not null, shown text, title text not null,
    owner bytea, state text not null, asked_at bigint not null, due_at bigint not null,
    decided_at bigint, decided_by bytea, reason text,
    constraint automation_approval_state check (state in ('open', 'approved', 'returned', 'lapsed')));
create index automation_approval_open on automation_approval (due_at) where state = 'open';
create index automation_approval_run on automation_approval (run);
