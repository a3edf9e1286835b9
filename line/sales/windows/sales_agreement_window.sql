create view sales_agreement_window as
select id, proposal, deal, contact, service, number, title, state, minor, currency, gross_minor, signer_name,
    signer_email, content, buyer, plan, brief, signed_at, owner, team, test
from sales_agreement;
