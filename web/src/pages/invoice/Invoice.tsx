// One invoice: what it charges, what is still open and why, how the customer was asked, and what can be done.
import { Anchor, Button, Grid, Group, Stack, Text } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import type { InvoiceView } from '../../api/billing';
import { BASE } from '../../api/http';
import { useView } from '../../api/query';
import { useMay } from '../../api/session';
import { useStaff } from '../../api/staff';
import { Block } from '../../ui/Block';
import { CustomerLink } from '../../ui/CustomerLink';
import { EditChoice } from '../../ui/EditText';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { StatusBadge } from '../../ui/StatusBadge';
import { WaitingRecord } from '../../ui/Waiting';
import { When } from '../../ui/When';
import { act } from '../../ui/act';
import { change } from '../../ui/change';
import { SaidTimeline } from '../contact/SaidTimeline';
import { Returned } from '../outbox/Returned';
import { Actions } from './Actions';
import { Balance } from './Balance';
import { Editor } from './Editor';
import { Charges, Day, InvoiceBadge } from './parts';
import { Reminders } from './Reminders';
import { sentWords } from './words';

const NOUNS = ['contact', 'payment', 'credit_note', 'credit', 'paper'];

export function Page() {
  const { invoice: id } = useParams({ strict: false }) as { invoice: string };
  const { data: invoice, error, refetch } = useView<InvoiceView>(`/invoices/${id}`, { nouns: NOUNS });
  if (!invoice) {
    return (
      <>
        <PageHead title="Invoice" />
        {error ? <ProblemNote problem={error} again={() => void refetch()} /> : <WaitingRecord />}
      </>
    );
  }
  if (invoice.state === 'draft') return <Draft invoice={invoice} />;
  if (invoice.state === 'discarded') return <Discarded invoice={invoice} />;
  return <Issued invoice={invoice} />;
}

function Above({ invoice }: { invoice: InvoiceView }) {
  return (
    <Group gap={6} mb={4}>
      <InvoiceBadge invoice={invoice} />
      {invoice.test ? <StatusBadge state="practice" label="Test" /> : null}
      {invoice.title ? (
        <Text size="sm" c="dimmed">
          {invoice.title}
        </Text>
      ) : null}
    </Group>
  );
}

function Customer({ invoice }: { invoice: InvoiceView }) {
  return (
    <Anchor component={Link} to={`/contacts/${invoice.contact}`} size="sm" underline="always">
      {invoice.contact_name ?? invoice.buyer_name ?? 'The customer'}
    </Anchor>
  );
}

function Draft({ invoice }: { invoice: InvoiceView }) {
  return (
    <>
      <PageHead
        title="Draft invoice"
        above={<Above invoice={invoice} />}
        sub={
          <>
            for <Customer invoice={invoice} />. It gets its number when it is issued.
          </>
        }
      />
      <Editor key={invoice.id} invoice={invoice} />
    </>
  );
}

function Discarded({ invoice }: { invoice: InvoiceView }) {
  const may = useMay('invoice.restore');
  const back = () => act('invoice.restore', { invoice: invoice.id }, { done: 'The draft is back' });
  return (
    <PageHead
      title="Draft invoice"
      above={<Above invoice={invoice} />}
      sub="It was thrown away and never had a number."
    >
      {may ? <Button onClick={() => void back()}>Take it back</Button> : null}
    </PageHead>
  );
}

function Issued({ invoice }: { invoice: InvoiceView }) {
  return (
    <>
      <PageHead
        title={invoice.number ?? 'Invoice'}
        record={invoice.id}
        above={<Above invoice={invoice} />}
        sub={
          <>
            <Customer invoice={invoice} /> · issued <Day day={invoice.issued_on} /> · due{' '}
            <Day day={invoice.due_on} />
          </>
        }
      >
        <Actions invoice={invoice} />
      </PageHead>
      <Returned
        about={invoice.id}
        noun="invoice"
        contact={invoice.contact}
        again={{ verb: 'invoice.send', body: { invoice: invoice.id } }}
      />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 7 }} order={{ base: 2, md: 1 }}>
          <Stack gap="md">
            <Block title="What is charged">
              <Charges lines={invoice.lines} priced={invoice.priced} />
              <Notes invoice={invoice} />
            </Block>
            <Block title="What happened">
              <SaidTimeline contact={invoice.contact} about={invoice.id} />
            </Block>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }} order={{ base: 1, md: 2 }}>
          <Stack gap="md">
            <Balance invoice={invoice} />
            <Next invoice={invoice} />
            <Papers invoice={invoice} />
            <Reminders invoice={invoice} />
            <Buyer invoice={invoice} />
          </Stack>
        </Grid.Col>
      </Grid>
    </>
  );
}

function Notes({ invoice }: { invoice: InvoiceView }) {
  const notes = [invoice.tax_note, invoice.note].filter(Boolean);
  return notes.map((note) => (
    <Text key={note} size="sm" c="dimmed" mt="sm" style={{ whiteSpace: 'pre-line' }}>
      {note}
    </Text>
  ));
}

function Next({ invoice }: { invoice: InvoiceView }) {
  const { choices } = useStaff();
  const may = useMay('invoice.assign');
  const { next, dispute, promised_until: promised } = invoice;
  return (
    <Block title="Next step">
      <Stack gap="sm">
        {next ? (
          <Text size="sm">
            {next.what}, <When at={next.at} />
          </Text>
        ) : (
          <Text size="sm" c="dimmed">
            Nothing more is to be done.
          </Text>
        )}
        {dispute ? (
          <Text size="sm">
            They disagree since <When at={dispute.at} />: {dispute.reason}
          </Text>
        ) : null}
        {promised ? (
          <Text size="sm">
            They promised to pay by <Day day={promised} />. No reminder leaves until then.
          </Text>
        ) : null}
        <EditChoice
          label="Owner"
          data={choices}
          value={invoice.owner}
          readOnly={!may}
          save={(owner) => change('invoice.assign', { invoice: invoice.id, owner }, 'Owner changed')}
        />
      </Stack>
    </Block>
  );
}

function Papers({ invoice }: { invoice: InvoiceView }) {
  const { sent } = invoice;
  return (
    <Block title="Paper">
      <Stack gap="sm">
        <Text size="sm">
          {sent ? (
            <>
              Sent {sentWords(sent.how)} <When at={sent.at} />.
            </>
          ) : (
            'Nobody handed it over yet: the customer has no mail address.'
          )}
        </Text>
        <Group gap="xs">
          <Button
            component="a"
            href={`${BASE}/papers/${invoice.id}/invoice`}
            target="_blank"
            size="xs"
            variant="default"
          >
            Open the PDF
          </Button>
          {invoice.page ? (
            <CustomerLink
              link={invoice.page}
              label="Copy the customer's link"
              verb="invoice.replace_link"
              body={{ invoice: invoice.id }}
              size="xs"
            />
          ) : null}
        </Group>
      </Stack>
    </Block>
  );
}

function Buyer({ invoice }: { invoice: InvoiceView }) {
  const { name, contact_name: person, address, vat_id: vat } = invoice.buyer;
  const lines = [
    name,
    person,
    address.street,
    `${address.postal_code} ${address.city}`,
    address.country,
    vat,
  ];
  return (
    <Block title="Buyer">
      {lines
        .filter((line) => line?.trim())
        .map((line) => (
          <Text key={line} size="sm">
            {line}
          </Text>
        ))}
    </Block>
  );
}
