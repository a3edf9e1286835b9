create table cash_statement (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    account text not null, name text not null, currency text not null, lines bigint not null,
    new_lines bigint not null, first_on text, last_on text, state text not null,
    imported_at bigint not null, removed_at bigint,
    constraint cash_statement_pk primary key (id),
    constraint cash_statement_state check (state in ('imported', 'removed')),
    constraint cash_statement_removed check ((state = 'removed') = (removed_at is not null)));
create index cash_statement_account on cash_statement (account, id);
create table cash_bank_line (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    statement bytea not null, account text not null, position bigint not null, booked_on text not null,
    minor bigint not null, currency text not null, fingerprint bytea not null, state text not null,
    payment bytea, matched_by text, reason text, imported_at bigint not null, due_at bigint,
    constraint cash_bank_line_pk primary key (id),
    constraint cash_bank_line_statement foreign key (statement) references cash_statement (id),
    constraint cash_bank_line_once unique (account, fingerprint),
    constraint cash_bank_line_state check (state in ('unmatched', 'matched', 'ignored', 'outgoing')),
    constraint cash_bank_line_matched check ((state = 'matched') = (payment is not null)),
    constraint cash_bank_line_by check ((state = 'matched') = (matched_by is not null)),
    constraint cash_bank_line_reason check ((state in ('matched', 'ignored')) = (reason is not null)),
    constraint cash_bank_line_next check ((state = 'unmatched') = (due_at is not null)),
    constraint cash_bank_line_way check ((state = 'outgoing') = (minor <= 0)));
create index cash_bank_line_of_statement on cash_bank_line (statement, id);
create index cash_bank_line_state_of on cash_bank_line (state, id);
create index cash_bank_line_day on cash_bank_line (account, booked_on);
create table cash_bank_words (
    bank_line bytea not null, statement bytea not null, payer text not null, iban text not null,
    text text not null, looked boolean not null,
    constraint cash_bank_words_pk primary key (bank_line));
create index cash_bank_words_of_statement on cash_bank_words (statement);
create index cash_bank_words_new on cash_bank_words (bank_line) where looked is false;
create table cash_payer (
    mark bytea not null, contact bytea not null, learned_at bigint not null,
    constraint cash_payer_pk primary key (mark, contact));
