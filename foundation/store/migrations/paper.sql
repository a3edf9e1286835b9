-- Papers: asked for in the transaction that makes their data final, made after the commit.
create table store_paper (
    id BYTEA not null primary key,
    rv BIGINT not null,
    owner BYTEA,
    team BYTEA,
    on_kind TEXT not null,
    on_id BYTEA not null,
    document TEXT not null,
    name TEXT not null,
    contact BYTEA,
    data BYTEA not null,
    state TEXT not null,
    pdf BYTEA,
    maker TEXT,
    reason TEXT,
    asked_at BIGINT not null,
    ended_at BIGINT
);
create index store_paper_on on store_paper (on_id, document);
create index store_paper_waiting on store_paper (state, asked_at);
