-- What ended a passage, so that only its own undo opens it again; the history is told anew from the journal.
drop table intelligence_joint_passage;
create table intelligence_joint_passage (
    joint text not null, kind text not null, id bytea not null,
    service text, contact text, owner text, since bigint not null, until bigint, outcome text,
    ended_by text, through text, minor bigint, currency text, test boolean not null,
    constraint intelligence_joint_passage_pk primary key (joint, id),
    constraint intelligence_joint_passage_outcome check (outcome in ('passed', 'lost', 'nurtured', 'undone')),
    constraint intelligence_joint_passage_end check ((until is null) = (outcome is null)));
create index intelligence_joint_passage_since on intelligence_joint_passage (joint, since);
create index intelligence_joint_passage_until on intelligence_joint_passage (joint, until);
create index intelligence_joint_passage_id on intelligence_joint_passage (id);
create index intelligence_joint_passage_through on intelligence_joint_passage (through) where through is not null;
