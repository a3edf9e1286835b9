alter table sales_proposal add column with_deal boolean not null default false;
