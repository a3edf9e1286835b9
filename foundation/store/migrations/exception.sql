-- One cause, many records: each stands here, and the exception they share is over when the last of them is.
create table store_exception_case (
    exception bytea not null, key text not null, detail text not null, subject text, contact bytea, run bytea,
    effect bytea, fix text, at bigint not null, settled_at bigint, outcome text,
    constraint store_exception_case_pk primary key (exception, key),
    constraint store_exception_case_end check ((settled_at is null) = (outcome is null)));
create index store_exception_case_key on store_exception_case (key) where settled_at is null;
create index store_exception_case_run on store_exception_case (run) where run is not null and settled_at is null
