// One agreement: who is bound to what, how it was signed, its evidence and its paper.
import { Anchor, Button, Group, Modal, Stack, Text, Title } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/call';
import { useView } from '../../api/query';
import type { AgreementView, CodeShown } from '../../api/sales';
import { useMay } from '../../api/session';
import { Block } from '../../ui/Block';
import { Money } from '../../ui/Money';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { ReasonDialog } from '../../ui/ReasonDialog';
import { StatusBadge } from '../../ui/StatusBadge';
import { WaitingRecord } from '../../ui/Waiting';
import { When } from '../../ui/When';
import { act } from '../../ui/act';
import { say } from '../../ui/toast';
import { Returned } from '../outbox/Returned';
import { Evidence } from './Evidence';

export function Page() {
  const { agreement: id } = useParams({ strict: false }) as { agreement: string };
  const { data, error, refetch } = useView<AgreementView>(`/agreements/${id}`, {
    nouns: ['proposal', 'paper'],
  });
  if (!data) {
    return (
      <>
        <PageHead title="Agreement" />
        {error ? <ProblemNote problem={error} again={() => void refetch()} /> : <WaitingRecord />}
      </>
    );
  }
  return (
    <>
      <PageHead
        title={data.title}
        record={data.id}
        above={
          <Group gap={6} mb={4}>
            <StatusBadge state={data.state} />
            {data.reason ? (
              <Text size="sm" c="dimmed">
                {data.reason}
              </Text>
            ) : null}
          </Group>
        }
        sub={
          <>
            Agreement {data.number} ·{' '}
            <Anchor component={Link} to={`/proposals/${data.proposal}`} size="sm" underline="always">
              Its proposal
            </Anchor>{' '}
            ·{' '}
            <Anchor component={Link} to={`/deals/${data.deal}`} size="sm" underline="always">
              Its deal
            </Anchor>
          </>
        }
      >
        <Actions agreement={data} />
      </PageHead>
      <Returned about={data.id} noun="agreement" contact={data.contact} />
      <div className="template-frame">
        <Stack gap="md" miw={0}>
          <Bound agreement={data} />
          <Plan agreement={data} />
        </Stack>
        <Evidence agreement={data} />
      </div>
    </>
  );
}

const WHY = ['Wrong amount', 'They changed their mind', 'Signed by the wrong person'];

function Actions({ agreement }: { agreement: AgreementView }) {
  const [voiding, setVoiding] = useState(false);
  const [shown, setShown] = useState<CodeShown | null>(null);
  const mayVoid = useMay('agreement.void');
  const mayShow = useMay('agreement.show_code');
  const body = { agreement: agreement.id };
  const show = async () => {
    const code = await act<CodeShown>('agreement.show_code', body, {
      done: 'A code is made; it is on record',
    });
    if (code) setShown(code);
  };
  const put = async (reason: string) => {
    await call('agreement.void', { ...body, reason });
    say('Voided; revise the proposal to offer again');
  };
  return (
    <>
      {mayShow && agreement.state === 'waiting' ? (
        <Button variant="default" onClick={() => void show()}>
          Show a code in person
        </Button>
      ) : null}
      {agreement.paper === 'made' ? (
        <Button
          variant="default"
          component="a"
          href={`/api/v1/papers/${agreement.id}/agreement`}
          leftSection={<IconDownload size={16} />}
        >
          PDF
        </Button>
      ) : null}
      {mayVoid && agreement.state !== 'voided' ? (
        <Button variant="default" onClick={() => setVoiding(true)}>
          Void
        </Button>
      ) : null}
      <ReasonDialog
        opened={voiding}
        title="Void the agreement"
        text={
          agreement.state === 'signed'
            ? 'Both sides are no longer bound: its project stops, and steps that still wait are cancelled. What was invoiced comes to you as an exception, to credit or to keep. What was signed stays to be read.'
            : 'It can no longer be signed.'
        }
        close={() => setVoiding(false)}
        verb="Void"
        destroys
        usual={WHY}
        send={put}
      />
      <Modal opened={shown !== null} onClose={() => setShown(null)} title="A code for the signer">
        {shown ? (
          <Stack gap="sm">
            <Text size="sm">
              Tell it to {agreement.buyer.contact_name ?? agreement.buyer.name} in person, once you know that
              it is them. The signature's evidence says that you showed it.
            </Text>
            <Title order={3} className="num" ta="center">
              {shown.code}
            </Title>
            <Text size="sm" c="dimmed">
              It ends <When at={shown.until} />.
            </Text>
          </Stack>
        ) : null}
      </Modal>
    </>
  );
}

function Bound({ agreement }: { agreement: AgreementView }) {
  const { buyer } = agreement;
  const town = [
    buyer.address.street,
    `${buyer.address.postal_code} ${buyer.address.city}`.trim(),
    buyer.address.country,
  ];
  return (
    <Block title="Who is bound">
      <Stack gap={2}>
        <Text fw={600}>{buyer.name}</Text>
        {buyer.contact_name ? <Text size="sm">{buyer.contact_name}</Text> : null}
        <Text size="sm">{town.filter(Boolean).join(', ')}</Text>
        {buyer.vat_id ? <Text size="sm">{buyer.vat_id}</Text> : null}
        <Group justify="space-between" mt="sm">
          <Text size="sm" c="dimmed">
            Net
          </Text>
          <Money of={agreement.value} fz="sm" />
        </Group>
        <Group justify="space-between">
          <Text size="sm" c="dimmed">
            With tax
          </Text>
          <Money of={agreement.gross} fw={650} />
        </Group>
      </Stack>
    </Block>
  );
}

function Plan({ agreement }: { agreement: AgreementView }) {
  return (
    <Block title="Payment">
      <Stack gap={6}>
        {agreement.plan.map((row, at) => (
          <Group key={`${row.title} ${at}`} justify="space-between" wrap="nowrap" gap="xs">
            <Text size="sm">
              {row.title}
              {row.due_days === null ? '' : `, ${row.due_days} days after signing`}
            </Text>
            <Money of={row.amount} fz="sm" />
          </Group>
        ))}
      </Stack>
    </Block>
  );
}
