// The books: every account's balance, whether all is in balance, and the entries behind each sum.
import { Alert, Button, Grid, Group, Stack, Table, Text, TextInput } from '@mantine/core';
import { IconBook2, IconCheck, IconExclamationMark } from '@tabler/icons-react';
import {
  MONEY_NOUNS,
  type AccountBalance,
  type Check,
  type CheckView,
  type LedgerView,
} from '../../api/cash';
import { useView } from '../../api/query';
import { Block } from '../../ui/Block';
import { EmptyState } from '../../ui/EmptyState';
import { Money } from '../../ui/Money';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { WaitingRecord } from '../../ui/Waiting';
import { useFilters } from '../../ui/filters';
import { sayAccount } from '../payment/words';
import { Entries } from './Entries';

const FILTERS = ['account', 'from', 'until'] as const;

export function Page() {
  const [{ account, from, until }, set] = useFilters(FILTERS);
  const ledger = useView<LedgerView>('/ledger', { query: { until }, nouns: MONEY_NOUNS });
  return (
    <>
      <PageHead title="Ledger" sub="Double entry of all money: invoices, payments and what the bank says.">
        <Group gap="xs" wrap="nowrap">
          <TextInput
            aria-label="From"
            type="date"
            w={145}
            value={from ?? ''}
            onChange={(event) => set({ from: event.currentTarget.value })}
          />
          <Text size="sm" c="dimmed">
            until
          </Text>
          <TextInput
            aria-label="Until"
            type="date"
            w={145}
            value={until ?? ''}
            onChange={(event) => set({ until: event.currentTarget.value })}
          />
        </Group>
      </PageHead>
      {ledger.error ? <ProblemNote problem={ledger.error} again={() => void ledger.refetch()} /> : null}
      {!ledger.data && !ledger.error ? <WaitingRecord /> : null}
      {ledger.data && ledger.data.accounts.length === 0 && !account && !from && !until ? <Nothing /> : null}
      {ledger.data && (ledger.data.accounts.length > 0 || account || from || until) ? (
        <Grid gap="md">
          <Grid.Col span={{ base: 12, md: 5 }}>
            <Stack gap="md">
              <Balance />
              <Block title="Accounts">
                <Accounts
                  all={ledger.data.accounts}
                  chosen={account}
                  choose={(one) => set({ account: one })}
                />
              </Block>
            </Stack>
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 7 }}>
            <Block
              title={account ? `Entries of ${sayAccount(account)}` : 'Entries'}
              right={
                account ? (
                  <Button size="xs" variant="default" onClick={() => set({ account: null })}>
                    All accounts
                  </Button>
                ) : null
              }
            >
              <Entries account={account} from={from} to={until} />
            </Block>
          </Grid.Col>
        </Grid>
      ) : null}
    </>
  );
}

function Nothing() {
  return (
    <EmptyState
      icon={IconBook2}
      title="Nothing booked yet"
      hint="The first invoice you issue, payment you record or statement you import is booked here by itself."
    />
  );
}

/** The sign that all sums agree, or what does not. */
function Balance() {
  const { data } = useView<CheckView>('/ledger/check', { nouns: MONEY_NOUNS });
  if (!data) return null;
  const wrong = data.checks.filter(({ holds }) => !holds);
  if (data.in_balance) {
    return (
      <Alert color="teal" variant="light" radius="lg" icon={<IconCheck />} title="In balance">
        <Text size="sm">
          Every entry adds up to 0, and the accounts agree with open invoices, credit and bank lines.
        </Text>
      </Alert>
    );
  }
  return (
    <Alert
      role="alert"
      color="red"
      variant="light"
      radius="lg"
      icon={<IconExclamationMark />}
      title="Not in balance"
    >
      {wrong.map((check) => (
        <Differs key={check.name + check.detail} check={check} />
      ))}
    </Alert>
  );
}

function Differs({ check: { name, detail, ledger, records } }: { check: Check }) {
  return (
    <Text size="sm">
      {sayAccount(name)}: {detail}
      {ledger && records ? (
        <>
          {' '}
          (ledger <Money of={ledger} />, records <Money of={records} />)
        </>
      ) : null}
    </Text>
  );
}

interface Chart {
  all: AccountBalance[];
  chosen: string | undefined;
  choose: (account: string) => void;
}

function Accounts({ all, chosen, choose }: Chart) {
  return (
    <Table className="num" verticalSpacing={6}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Account</Table.Th>
          <Table.Th ta="end">Balance</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {all.map(({ account, balance }) => (
          <Table.Tr key={account + balance.currency}>
            <Table.Td>
              <Button
                variant={chosen === account ? 'light' : 'subtle'}
                size="compact-sm"
                aria-pressed={chosen === account}
                onClick={() => choose(account)}
              >
                {sayAccount(account)}
              </Button>
            </Table.Td>
            <Table.Td ta="end">
              <Group gap={6} justify="flex-end" wrap="nowrap">
                <Money of={{ ...balance, minor: Math.abs(balance.minor) }} />
                <Text span size="xs" c="dimmed" w={40} ta="start">
                  {sideOf(balance.minor)}
                </Text>
              </Group>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function sideOf(minor: number): string {
  if (minor === 0) return '';
  return minor > 0 ? 'debit' : 'credit';
}
