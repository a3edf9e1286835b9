-- A line somebody took from what it was matched with: no rule matches it again, a person does.
alter table cash_bank_words add column freed boolean not null default false;
