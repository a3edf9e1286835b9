create table crm_conversation (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    contact bytea not null, lead bytea, channel text not null, subject text, started_at bigint not null,
    constraint crm_conversation_pk primary key (id),
    constraint crm_conversation_lead foreign key (lead) references crm_lead (id));
create index crm_conversation_of on crm_conversation (contact, channel, id);
create table crm_message (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    conversation bytea not null, contact bytea not null, lead bytea,
    direction text not null, channel text not null, class text not null, useful boolean not null,
    template text, template_version bigint, language text,
    to_name text, to_email text, subject text, text text, state text not null,
    message_id text, in_reply_to text, refs text not null, queued_at bigint not null, by_user bytea,
    constraint crm_message_pk primary key (id),
    constraint crm_message_conversation foreign key (conversation) references crm_conversation (id),
    constraint crm_message_direction check (direction in ('in', 'out')),
    constraint crm_message_class check (class in ('transactional', 'inquiry', 'marketing')),
    constraint crm_message_state check (state in ('queued', 'composed', 'accepted', 'received')),
    constraint crm_message_received check ((direction = 'in') = (state = 'received')));
create index crm_message_in on crm_message (conversation, id);
create index crm_message_contact on crm_message (contact, id);
create index crm_message_lead on crm_message (lead, id) where lead is not null;
create unique index crm_message_name on crm_message (message_id) where message_id is not null;
-- How a message fared outside, as the facts said; the message itself never changes.
create table crm_message_outcome (
    message bytea not null primary key, state text not null, at bigint not null, reason text,
    constraint crm_message_outcome_state check (state in ('accepted', 'bounced', 'skipped')));
