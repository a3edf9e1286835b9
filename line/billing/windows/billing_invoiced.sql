create view billing_invoiced as
select held as milestone, id as invoice, number, state from billing_invoice where held is not null;
