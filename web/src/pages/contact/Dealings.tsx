// What a person has with us, with figures: deals, proposals, projects, invoices, payments, refunds, each a
// link; and their credit.
import { Anchor, Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { InvoiceLine } from '../../api/billing';
import type { PaymentView, RefundView } from '../../api/cash';
import type { DealLine, LeadLine } from '../../api/crm';
import type { ProjectLine } from '../../api/delivery';
import { useList } from '../../api/query';
import type { ProposalLine } from '../../api/sales';
import { useMay } from '../../api/session';
import type { Money as Amount } from '../../api/views';
import { Block } from '../../ui/Block';
import { Money, useMoney } from '../../ui/Money';
import { StatusBadge } from '../../ui/StatusBadge';
import { WaitingLines } from '../../ui/Waiting';
import { When } from '../../ui/When';
import { Day } from '../invoice/parts';
import { sourceOf } from '../lead/source';
import { CreditLine } from '../payment/CreditLine';
import { figures } from './figures';

/** One line of it, whatever it is. */
interface Row {
  id: string;
  to: string;
  title: string;
  state: string;
  at: string | null;
  /** A business-local day stands where no moment is known. */
  day?: string | null;
  amount: Amount | null;
  more?: string;
}

interface Section {
  title: string;
  rows: Row[];
  pending: boolean;
  sums?: string;
}

/** On a person's own page. */
export function Dealings({ contact }: { contact: string }) {
  const sections = useDealings(contact);
  const pending = sections.some((section) => section.pending);
  const shown = sections.filter(({ rows }) => rows.length > 0);
  return (
    <Block title="Business with them">
      <Stack gap="md">
        {shown.map((section) => (
          <Part key={section.title} section={section} />
        ))}
        {pending ? <WaitingLines count={2} /> : null}
        {!pending && shown.length === 0 ? (
          <Text size="sm" c="dimmed">
            No inquiry and no deal.
          </Text>
        ) : null}
        <CreditLine contact={contact} />
      </Stack>
    </Block>
  );
}

/** On the page of their company: only what there is. */
export function DealingsOf({ contact }: { contact: string }) {
  const sections = useDealings(contact).filter(({ rows }) => rows.length > 0);
  return sections.map((section) => <Part key={section.title} section={section} />);
}

function useDealings(contact: string): Section[] {
  return [
    useDeals(contact),
    useProposals(contact),
    useProjects(contact),
    useInvoices(contact),
    usePayments(contact),
    useRefunds(contact),
  ];
}

function useDeals(contact: string): Section {
  const may = { leads: useMay('lead.list'), deals: useMay('deal.list') };
  const leads = useList<LeadLine>('/leads', { query: { contact }, enabled: may.leads });
  const deals = useList<DealLine>('/deals', { query: { contact }, enabled: may.deals });
  const rows: Row[] = [
    ...deals.rows.map((deal) => ({
      id: deal.id,
      to: `/deals/${deal.id}`,
      title: deal.title,
      state: deal.state,
      at: deal.opened_at,
      amount: deal.value,
    })),
    ...leads.rows.map((lead) => ({
      id: lead.id,
      to: `/leads/${lead.id}`,
      title: lead.service_name ?? 'Inquiry',
      state: lead.state,
      at: lead.captured_at,
      amount: null,
      more: sourceOf(lead.channel, lead.source),
    })),
  ];
  const pending = (may.leads && leads.pending) || (may.deals && deals.pending);
  return { title: 'Leads and deals', rows, pending };
}

function useProposals(contact: string): Section {
  const may = useMay('proposal.list');
  const list = useList<ProposalLine>('/proposals', { query: { contact }, enabled: may });
  const rows = list.rows.map((line) => ({
    id: line.id,
    to: `/proposals/${line.id}`,
    title: [line.number, line.title].filter(Boolean).join(' · '),
    state: line.signed_at ? 'signed' : line.state,
    at: line.signed_at ?? line.sent_at,
    amount: line.value,
  }));
  return { title: 'Proposals', rows, pending: may && list.pending };
}

function useProjects(contact: string): Section {
  const may = useMay('project.list');
  const list = useList<ProjectLine>('/projects', { query: { contact }, enabled: may });
  const rows = list.rows.map((project) => ({
    id: project.id,
    to: `/projects/${project.id}`,
    title: `${project.number} · ${project.title}`,
    state: project.state,
    at: project.opened_at,
    amount: project.sums.value,
    more: project.milestones ? `${project.accepted} of ${project.milestones} accepted` : undefined,
  }));
  return { title: 'Projects', rows, pending: may && list.pending };
}

function useInvoices(contact: string): Section {
  const may = useMay('invoice.list');
  const list = useList<InvoiceLine>('/invoices', { query: { contact }, enabled: may });
  const rows = list.rows.map((invoice) => ({
    id: invoice.id,
    to: `/invoices/${invoice.id}`,
    title: invoice.number ?? invoice.title ?? 'Draft invoice',
    state: invoice.days_late > 0 ? 'overdue' : invoice.state,
    at: null,
    day: invoice.due_on,
    amount: invoice.gross,
  }));
  const money = useMoney();
  const sums = figures(list.rows)
    .map(({ invoiced, open }) => `${money(invoiced)} invoiced, ${money(open)} open`)
    .join(' · ');
  return { title: 'Invoices', rows, pending: may && list.pending, sums };
}

function usePayments(contact: string): Section {
  const may = useMay('payment.list');
  const list = useList<PaymentView>('/payments', { query: { contact }, enabled: may });
  const rows = list.rows.map((payment) => ({
    id: payment.id,
    to: `/payments/${payment.id}`,
    title: payment.method.replaceAll('_', ' '),
    state: payment.state === 'recorded' && payment.reconciled ? 'reconciled' : payment.state,
    at: null,
    day: payment.paid_on,
    amount: payment.amount,
  }));
  return { title: 'Payments', rows, pending: may && list.pending };
}

function useRefunds(contact: string): Section {
  const may = useMay('refund.list');
  const list = useList<RefundView>('/refunds', { query: { contact }, enabled: may });
  const rows = list.rows.map((refund) => ({
    id: refund.id,
    to: `/refunds/${refund.id}`,
    title: refund.method.replaceAll('_', ' '),
    state: refund.state === 'recorded' && refund.reconciled ? 'reconciled' : refund.state,
    at: null,
    day: refund.paid_on,
    amount: refund.amount,
  }));
  return { title: 'Paid back', rows, pending: may && list.pending };
}

function Part({ section: { title, rows, sums } }: { section: Section }) {
  return (
    <div>
      <Group justify="space-between" mb={6} gap="sm">
        <Text size="xs" fw={600} c="dimmed" component="h3">
          {title}
        </Text>
        {sums ? (
          <Text size="xs" c="dimmed">
            {sums}
          </Text>
        ) : null}
      </Group>
      <Stack gap="xs">
        {rows.map((row) => (
          <Line key={row.id} row={row} />
        ))}
      </Stack>
    </div>
  );
}

function Line({ row }: { row: Row }) {
  return (
    <Group gap="sm" justify="space-between">
      <Group gap="sm" miw={0}>
        <StatusBadge state={row.state} />
        <Anchor component={Link} to={row.to} size="sm" fw={550} style={{ overflowWrap: 'anywhere' }}>
          {row.title}
        </Anchor>
      </Group>
      <Group gap="sm">
        {row.more ? (
          <Text span size="sm" c="dimmed">
            {row.more}
          </Text>
        ) : null}
        {row.amount ? <Money of={row.amount} fz="sm" /> : null}
        <Text span size="sm" c="dimmed">
          {row.at ? <When at={row.at} /> : row.day ? <Day day={row.day} /> : null}
        </Text>
      </Group>
    </Group>
  );
}
