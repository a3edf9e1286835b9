//! The list of invoices and its sums, as far as the permit reaches.

use kernel::{Currency, Date, InvoiceId, Money, Result};
use store::{Row, Tx, values};

use super::{SELECT, read};
use crate::invoice::queries::{InvoiceFilter, InvoiceSums, ListInvoices};
use crate::invoice::views::InvoiceLine;
use crate::reach;

/// `$4` is what is shown, `$5` today.
const SHOWN: &str = "
    and (case $4 when 'any' then i.state <> 'discarded'
        when 'open' then i.state = 'issued'
        when 'overdue' then i.state = 'issued' and i.due_on < $5
        when 'disputed' then i.state = 'issued' and i.disputed_at is not null
        else i.state = $4 end)";

const WANTED: &str = "
    and (i.project = $6 or $6 is null) and (i.id < $7 or $7 is null)
    and (i.contact = $8 or i.contact in (select alias from crm_alias where contact = $8) or $8 is null)
    order by i.id desc limit $9";

impl InvoiceFilter {
    fn word(self) -> &'static str {
        match self {
            InvoiceFilter::Draft => "draft",
            InvoiceFilter::Open => "open",
            InvoiceFilter::Overdue => "overdue",
            InvoiceFilter::Disputed => "disputed",
            InvoiceFilter::Paid => "paid",
            InvoiceFilter::Credited => "credited",
            InvoiceFilter::WrittenOff => "written_off",
            InvoiceFilter::Discarded => "discarded",
        }
    }
}

/// One more than the limit, newest first.
pub async fn of(
    tx: &mut Tx,
    wanted: &ListInvoices,
    (after, limit): (Option<InvoiceId>, usize),
    today: Date,
) -> Result<Vec<InvoiceLine>> {
    let sql = format!(
        "select q.*, c.name as contact_name from ({SELECT} where {}{SHOWN}{WANTED}) q
            left join crm_contact_window c on c.id = q.contact
        order by q.id desc",
        reach::condition("i")
    );
    let (reach, show) = (reach::of(tx.permit()), wanted.show.map_or("any", InvoiceFilter::word));
    let rest = i64::try_from(limit + 1).map_err(kernel::fault)?;
    let mut values = values![reach.scope, reach.user, reach.team, show, today].to_vec();
    values.extend(values![wanted.project, after, wanted.contact, rest].to_vec());
    let line = |row: &Row<'_>| Ok(InvoiceLine::of(&read(row)?, row.get("contact_name")?, today));
    tx.all(&sql, &values, line).await
}

/// Drafts, open and overdue ones by currency.
pub async fn sums(tx: &mut Tx, today: Date) -> Result<Vec<InvoiceSums>> {
    let sql = format!(
        "select i.currency, count(*) as all_of_it,
            sum(case when i.state = 'draft' then 1 else 0 end) as drafts,
            cast(sum(case when i.state = 'draft' then i.minor else 0 end) as bigint) as drafted,
            sum(case when i.state = 'issued' then 1 else 0 end) as open_count,
            cast(sum(case when i.state = 'issued' then i.open_minor else 0 end) as bigint) as open_minor,
            sum(case when i.state = 'issued' and i.due_on < $4 then 1 else 0 end) as overdue_count,
            cast(sum(case when i.state = 'issued' and i.due_on < $4 then i.open_minor else 0 end) as bigint)
                as overdue
        from billing_invoice i
        where {} and i.test is false and i.state <> 'discarded'
        group by i.currency order by all_of_it desc, i.currency",
        reach::condition("i")
    );
    let reach = reach::of(tx.permit());
    tx.all(&sql, values![reach.scope, reach.user, reach.team, today], sums_of).await
}

fn sums_of(row: &Row<'_>) -> Result<InvoiceSums> {
    let currency: Currency = row.get("currency")?;
    let money = |column| Ok::<_, kernel::Error>(Money { minor: row.get(column)?, currency });
    Ok(InvoiceSums {
        currency,
        drafts: row.get("drafts")?,
        drafted: money("drafted")?,
        open_count: row.get("open_count")?,
        open: money("open_minor")?,
        overdue_count: row.get("overdue_count")?,
        overdue: money("overdue")?,
    })
}
