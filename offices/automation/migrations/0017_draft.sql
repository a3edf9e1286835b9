-- What somebody writes and has not published: of an automation at most one, of new ones as many as are begun.
create table automation_draft (
    id bytea not null primary key, rv bigint not null, owner bytea, team bytea, automation bytea, slug text not null,
    sha256 text not null, begun_from bigint not null, saved_at bigint not null, saved_by bytea,
    constraint automation_draft_one unique (automation));
-- Its words, which may make no sense yet: as they were written by hand, or as the steps they were put together from.
create table automation_draft_words (
    draft bytea not null, text text, document text, constraint automation_draft_words_pk primary key (draft));
