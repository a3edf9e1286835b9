create table journal (
    id bytea not null primary key, kind text not null, contact bytea, line text not null);
create index journal_contact on journal (contact, id) where contact is not null;
create table journal_private (id bytea not null primary key, key bytea not null, sealed bytea not null);
create table journal_leaf (n bigint not null primary key, id bytea not null, leaf bytea not null);
create table journal_checkpoint (size bigint not null primary key, note text not null, frontier bytea not null);
create table person_key (person bytea not null primary key, key bytea not null);
create unique index person_key_once on person_key (key);
create table secret (name text not null primary key, sealed bytea not null);
create table idem (
    principal bytea not null, key text not null, request bytea not null,
    sealing_key bytea, answer bytea not null, kept_at bigint not null,
    constraint idem_once primary key (principal, key));
create table series (name text not null primary key, last bigint not null);
create table cursor (name text not null primary key, n bigint not null);
create table lease (
    name text not null primary key, holder bytea not null, epoch bigint not null, until bigint not null);
create table beat (name text not null primary key, at bigint not null, note text not null);
create table effect (
    id bytea not null primary key, kind text not null, key text not null, fact bytea,
    person bytea, subject text, run bytea, payload text not null, resend boolean not null,
    state text not null, attempt bigint not null, epoch bigint not null,
    made_at bigint not null, due_at bigint not null, lease_until bigint, done_at bigint, note text,
    constraint effect_once unique (key),
    constraint effect_state check (state in
        ('queued', 'sending', 'done', 'failed', 'uncertain', 'skipped', 'composed', 'cancelled')));
create index effect_due on effect (due_at) where state = 'queued';
create index effect_lease on effect (lease_until) where state = 'sending';
create index effect_run on effect (run) where run is not null;
create index effect_kind on effect (kind, id);
create table store_exception (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    key text not null, code text not null, title text not null, detail text not null,
    subject text, contact bytea, run bytea, effect bytea, fix text, state text not null,
    raised_at bigint not null, due_at bigint not null, closed_at bigint, outcome text,
    constraint store_exception_pk primary key (id),
    constraint store_exception_state check (state in ('open', 'closed')),
    constraint store_exception_end check ((state = 'closed') = (closed_at is not null and outcome is not null)));
create unique index store_exception_once on store_exception (key) where state = 'open';
create index store_exception_open on store_exception (due_at) where state = 'open';
create table store_setting (
    id bytea not null, rv bigint not null, owner bytea, team bytea, topic text not null, doc text not null,
    constraint store_setting_pk primary key (id), constraint store_setting_topic unique (topic));
create table store_file (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    name text not null, media_type text not null, size bigint not null, sha256 bytea not null,
    key bytea, person bytea, made_at bigint not null,
    constraint store_file_pk primary key (id));
create table file_chunk (
    file bytea not null, part bigint not null, sealed bytea not null,
    constraint file_chunk_pk primary key (file, part));
create table search_entry (
    kind text not null, id bytea not null, title text not null, detail text not null,
    constraint search_entry_pk primary key (kind, id));
create table search_word (
    word text not null, kind text not null, id bytea not null,
    constraint search_word_pk primary key (word, kind, id));
create index search_word_of on search_word (kind, id);
create table link (
    hash bytea not null primary key, kind text not null, object_kind text not null, object bytea not null,
    person_kind text, person bytea, made_at bigint not null, until bigint, revoked boolean not null);
create index link_object on link (object, kind);
