// One opportunity: what it is worth, where it stands, its next step, and how it ended.
import { Anchor, Button, Grid, Stack } from '@mantine/core';
import { IconTrophy } from '@tabler/icons-react';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { ContactPage, DealView, PipelineView } from '../../api/crm';
import { Problem } from '../../api/problem';
import { useView } from '../../api/query';
import { useBusiness, useMay } from '../../api/session';
import { useStaff } from '../../api/staff';
import { Block } from '../../ui/Block';
import { EditChoice, EditText } from '../../ui/EditText';
import { PageHead } from '../../ui/PageHead';
import { RecordPage, RecordState } from '../../ui/RecordHead';
import { ReasonDialog } from '../../ui/ReasonDialog';
import { When } from '../../ui/When';
import { act } from '../../ui/act';
import { readAmount, writeAmount } from '../../ui/amount';
import { change } from '../../ui/change';
import { NewNote } from '../contact/Notes';
import { SaidTimeline } from '../contact/SaidTimeline';
import { Composer } from '../lead/Composer';
import { Reach } from '../lead/Lead';
import { TheyReplied } from '../lead/replied';
import { Thread } from '../lead/Thread';
import { DealProject } from '../project/DealProject';
import { RecordTasks } from '../task/RecordTasks';
import { DealProposals } from './DealProposals';

export function Page() {
  const { deal: id } = useParams({ strict: false }) as { deal: string };
  const view = useView<DealView>(`/deals/${id}`, { nouns: ['deal', 'lead'] });
  return (
    <RecordPage noun="Deal" view={view}>
      {(deal) => <Shown deal={deal} />}
    </RecordPage>
  );
}

function Shown({ deal }: { deal: DealView }) {
  const { data: contact } = useView<ContactPage>(`/contacts/${deal.contact}`, { nouns: ['company'] });
  const whose = deal.lead ? { lead: deal.lead } : { contact: deal.contact };
  return (
    <>
      <PageHead
        title={deal.title}
        record={deal.id}
        above={<State deal={deal} />}
        sub={
          <>
            {contact ? (
              <Anchor component={Link} to={`/contacts/${contact.id}`} size="sm" underline="always">
                {contact.display}
              </Anchor>
            ) : null}{' '}
            · opened <When at={deal.opened_at} />
            {deal.due_at ? (
              <>
                {' '}
                · next step due <When at={deal.due_at} />
              </>
            ) : null}
          </>
        }
      >
        <TheyReplied whose={whose} channel="email" />
        <Endings deal={deal} />
      </PageHead>
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Stack gap="md">
            <Block title="Messages">
              <Stack gap="md">
                <Composer to={{ ...whose, contact: deal.contact, email: contact?.email ?? null }} />
                <Thread query={{ contact: deal.contact }} />
              </Stack>
            </Block>
            <Block title="What happened">
              <Stack gap="md">
                <NewNote contact={deal.contact} on={deal.id} />
                <SaidTimeline contact={deal.contact} about={deal.id} />
              </Stack>
            </Block>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Stack gap="md">
            <DealProposals deal={deal} />
            <Fields deal={deal} />
            <DealProject deal={deal} />
            <Block title="Who">
              <Reach email={contact?.email ?? null} phone={contact?.phone ?? null} />
            </Block>
            <Block title="Tasks">
              <RecordTasks on={deal.id} />
            </Block>
          </Stack>
        </Grid.Col>
      </Grid>
    </>
  );
}

function State({ deal }: { deal: DealView }) {
  return (
    <RecordState state={deal.state} reason={deal.reason}>
      {deal.lead ? (
        <Anchor component={Link} to={`/leads/${deal.lead}`} size="sm">
          Its lead
        </Anchor>
      ) : null}
    </RecordState>
  );
}

function Fields({ deal }: { deal: DealView }) {
  const business = useBusiness();
  const { choices } = useStaff();
  const { data: pipeline } = useView<PipelineView>('/pipeline', { nouns: ['setting'] });
  const may = useMay('deal.change');
  const readOnly = !may || deal.state !== 'open';
  const currency = deal.value?.currency ?? business.currency;
  const save = (body: object, what: string) =>
    change('deal.change', { deal: deal.id, ...body }, `${what} changed`);
  const stages = (pipeline?.stages ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <Block title="The deal">
      <Stack gap="sm">
        <EditText
          label="Title"
          value={deal.title}
          readOnly={readOnly}
          save={(title) => save({ title: title ?? '' }, 'Title')}
        />
        <EditText
          label={`Value in ${currency}`}
          inputMode="decimal"
          value={deal.value && writeAmount(deal.value)}
          readOnly={readOnly}
          save={async (typed) => save({ value: typed === null ? null : amountOf(typed, currency) }, 'Value')}
        />
        <EditChoice
          label="Stage"
          data={stages}
          value={deal.stage}
          readOnly={readOnly}
          save={(stage) => change('deal.move', { deal: deal.id, stage }, 'Deal moved')}
        />
        <EditText
          label="Expected to be won on"
          type="date"
          value={deal.expected_on}
          readOnly={readOnly}
          save={(day) => save({ expected_on: day }, 'Day')}
        />
        <EditChoice
          label="Owner"
          data={choices}
          value={deal.owner}
          readOnly={readOnly}
          save={(owner) => save({ owner }, 'Owner')}
        />
      </Stack>
    </Block>
  );
}

function amountOf(typed: string, currency: string) {
  const amount = readAmount(typed, currency);
  if (amount) return amount;
  throw new Problem({ status: 422, title: `Write an amount like 1250.00, in ${currency}.` });
}

const WHY_LOST = ['Too expensive', 'Chose somebody else', 'No longer needed', 'No answer from them'];

function Endings({ deal }: { deal: DealView }) {
  const [losing, setLosing] = useState(false);
  const may = useMay('deal.win');
  const body = { deal: deal.id };
  if (!may || deal.state === 'withdrawn') return null;
  if (deal.state !== 'open') {
    return (
      <Button
        variant="default"
        onClick={() => void act('deal.reopen', body, { done: 'The deal is open again' })}
      >
        Reopen
      </Button>
    );
  }
  return (
    <>
      <Button variant="default" onClick={() => setLosing(true)}>
        Lost
      </Button>
      <Button
        variant="default"
        leftSection={<IconTrophy size={16} />}
        onClick={() => void act('deal.win', body, { done: 'Won' })}
      >
        Won
      </Button>
      <ReasonDialog
        opened={losing}
        close={() => setLosing(false)}
        title="Why was it lost?"
        verb="Deal is lost"
        usual={WHY_LOST}
        send={(reason) => change('deal.lose', { ...body, reason }, 'Deal lost')}
      />
    </>
  );
}
