// A draft being written: who buys, what is charged, and the words on it. Issuing saves it first.
import {
  Anchor,
  Button,
  Grid,
  Group,
  Paper,
  Select,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  TextInput,
  Title,
} from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMemo, useRef } from 'react';
import type { InvoiceView } from '../../api/billing';
import { call } from '../../api/call';
import { useView } from '../../api/query';
import { useMay } from '../../api/session';
import { act } from '../../ui/act';
import { confirm } from '../../ui/confirm';
import { useCommandForm, type CommandForm } from '../../ui/form';
import { useMoney } from '../../ui/Money';
import { ProblemNote } from '../../ui/ProblemNote';
import { say } from '../../ui/toast';
import { countryChoices } from '../setup/countries';
import { bodyOf, typedOf, type Typed } from './draft';
import { LineRows } from './LineRows';

interface Rates {
  settings: { tax_rates: { name: string; rate: number }[] };
}

export function Editor({ invoice }: { invoice: InvoiceView }) {
  const { data, isPending } = useView<Rates>('/settings/business', { nouns: ['setting', 'business'] });
  if (isPending) return null;
  return <Form invoice={invoice} rate={data?.settings.tax_rates[0]?.rate ?? 0} />;
}

function Form({ invoice, rate }: { invoice: InvoiceView; rate: number }) {
  const money = useMoney();
  const may = useMay('invoice.change');
  const mayIssue = useMay('invoice.issue');
  const issuing = useRef(false);
  const rv = useRef(invoice.rv);
  rv.current = Math.max(rv.current, invoice.rv);
  const initial = useMemo(() => typedOf(invoice, rate), []); // eslint-disable-line react-hooks/exhaustive-deps
  const command = useCommandForm<Typed>({
    initial,
    send: async (typed) => {
      const issue = issuing.current;
      issuing.current = false;
      const saved = await call<InvoiceView>('invoice.change', bodyOf(invoice, typed), {
        ifMatch: rv.current,
      });
      rv.current = saved.answer.rv;
      command.form.resetDirty(typed);
      if (!issue) return say('Draft saved', saved.undo);
      const { gross, buyer_name: buyer } = saved.answer;
      const sure = await confirm({
        title: 'Issue this invoice?',
        text: `${money(gross)} to ${buyer}. It gets its number, is sent to the customer, and cannot be changed any more.`,
        verb: 'Issue and send',
      });
      if (!sure) return;
      const { answer } = await call<InvoiceView>('invoice.issue', { invoice: invoice.id });
      say(`${answer.number} is issued`);
    },
  });
  const { form, busy, problem, submit } = command;
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Buyer form={form} readOnly={!may} />
        <Paper p="md" component="section" aria-label="What is charged">
          <Title order={2} mb="md">
            What is charged
          </Title>
          <LineRows form={form} currency={invoice.currency} rate={rate} readOnly={!may} />
          <Saved invoice={invoice} />
        </Paper>
        <Words form={form} readOnly={!may} />
        {problem ? (
          <>
            <ProblemNote problem={problem} />
            {problem.errors.some(({ pointer }) => pointer.startsWith('/seller')) ? (
              <Text size="sm">
                <Anchor component={Link} to="/settings/business" size="sm">
                  Settings, Business
                </Anchor>
              </Text>
            ) : null}
          </>
        ) : null}
        {may ? (
          <Group>
            {mayIssue ? (
              <Button type="submit" loading={busy} onClick={() => (issuing.current = true)}>
                Issue and send
              </Button>
            ) : null}
            <Button type="submit" variant="default" disabled={busy} onClick={() => (issuing.current = false)}>
              Save draft
            </Button>
            <Button
              variant="subtle"
              color="gray"
              onClick={() =>
                void act('invoice.discard', { invoice: invoice.id }, { done: 'Draft thrown away' })
              }
            >
              Discard
            </Button>
          </Group>
        ) : null}
      </Stack>
    </form>
  );
}

interface Part {
  form: CommandForm<Typed>['form'];
  readOnly: boolean;
}

function fields({ form, readOnly }: Part) {
  return (path: string) => ({ key: form.key(path), ...form.getInputProps(path), readOnly });
}

function Buyer(part: Part) {
  const at = fields(part);
  const countries = useMemo(() => countryChoices(), []);
  return (
    <Paper p="md" component="section" aria-label="Who buys">
      <Title order={2} mb="md">
        Who buys
      </Title>
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
          <TextInput {...at('buyer.name')} label="Name of the buyer" autoComplete="off" />
          <TextInput {...at('buyer.contact_name')} label="For the attention of" autoComplete="off" />
          <TextInput {...at('buyer.vat_id')} label="VAT id" autoComplete="off" spellCheck={false} />
        </SimpleGrid>
        <TextInput {...at('buyer.address.street')} label="Street and number" autoComplete="off" />
        <Grid gap="sm">
          <Grid.Col span={{ base: 5, sm: 3 }}>
            <TextInput {...at('buyer.address.postal_code')} label="Postal code" autoComplete="off" />
          </Grid.Col>
          <Grid.Col span={{ base: 7, sm: 5 }}>
            <TextInput {...at('buyer.address.city')} label="Town" autoComplete="off" />
          </Grid.Col>
          <Grid.Col span={{ base: 12, sm: 4 }}>
            <Select
              {...at('buyer.address.country')}
              label="Country"
              data={countries}
              searchable
              nothingFoundMessage="No country of that name"
            />
          </Grid.Col>
        </Grid>
      </Stack>
    </Paper>
  );
}

function Words(part: Part) {
  const at = fields(part);
  return (
    <Paper p="md" component="section" aria-label="What stands on it">
      <Title order={2} mb="md">
        What stands on it
      </Title>
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
          <TextInput {...at('title')} label="About" placeholder="What it is for, in a few words" />
          <TextInput {...at('reference')} label="Their reference" placeholder="Order or agreement" />
          <TextInput {...at('delivered_on')} label="Delivered on" type="date" />
          <TextInput {...at('terms_days')} label="Due after days" inputMode="numeric" />
        </SimpleGrid>
        <Textarea {...at('note')} label="Note" autosize minRows={2} />
        <Textarea
          {...at('tax_note')}
          label="Why no tax is charged"
          description="Stands on the invoice where a line has no tax: reverse charge, or the exemption."
          autosize
          minRows={1}
        />
      </Stack>
    </Paper>
  );
}

/** The server's sums of what was saved last. */
function Saved({ invoice }: { invoice: InvoiceView }) {
  const money = useMoney();
  const { net, tax, gross } = invoice.priced.totals;
  return (
    <Text size="sm" c="dimmed" mt="md" ta="end" className="num" aria-live="polite">
      As saved: {money(net)} net, {money(tax)} tax,{' '}
      <Text span fw={650} c="var(--mantine-color-text)">
        {money(gross)} in all
      </Text>
    </Text>
  );
}
