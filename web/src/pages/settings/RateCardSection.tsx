// Settings: the rate card. Items change freely; publishing freezes a version, and proposals name that version.
import {
  Alert,
  Button,
  Group,
  Modal,
  SimpleGrid,
  Stack,
  Switch,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { call } from '../../api/call';
import { Problem } from '../../api/problem';
import { useList, useView } from '../../api/query';
import { useBusinessRates } from '../../api/rates';
import type { ItemView, RateCardView } from '../../api/sales';
import { useBusiness, useMay } from '../../api/session';
import { EmptyState } from '../../ui/EmptyState';
import { Money } from '../../ui/Money';
import { ProblemNote } from '../../ui/ProblemNote';
import { StatusBadge } from '../../ui/StatusBadge';
import { WaitingRows } from '../../ui/Waiting';
import { act } from '../../ui/act';
import { readAmount, writeAmount } from '../../ui/amount';
import { useCommandForm } from '../../ui/form';
import { say } from '../../ui/toast';
import { readPercent, writePercent } from '../proposal/draft';

export function RateCardSection() {
  const [retired, setRetired] = useState(false);
  const [editing, setEditing] = useState<ItemView | 'new' | null>(null);
  const may = useMay('item.add');
  // asked for here, so that it is known when the form opens
  const usual = useBusinessRates()[0];
  const list = useList<ItemView>('/items', {
    query: { retired: retired ? 'true' : undefined, limit: undefined },
  });
  const { data: card } = useView<RateCardView>('/rate-card', { nouns: ['rate_card', 'item'] });
  const add = may ? (
    <Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => setEditing('new')}>
      Add an item
    </Button>
  ) : null;
  return (
    <>
      {card ? <Standing card={card} may={may} /> : null}
      <Group justify="space-between">
        {add}
        <Switch
          label="Also what is not offered any more"
          checked={retired}
          onChange={(event) => setRetired(event.currentTarget.checked)}
        />
      </Group>
      {list.problem ? <ProblemNote problem={list.problem} again={list.again} /> : null}
      {list.pending ? <WaitingRows count={4} /> : null}
      {!list.pending && list.rows.length === 0 ? (
        <EmptyState
          title="The rate card is empty"
          hint="What you offer again and again, with its price. A proposal takes its lines from here."
        />
      ) : null}
      <Stack gap={4} component="ul" className="plain-list" aria-label="Items">
        {list.rows.map((item) => (
          <Row key={item.id} item={item} may={may} edit={() => setEditing(item)} />
        ))}
      </Stack>
      <Modal
        opened={editing !== null}
        onClose={() => setEditing(null)}
        title={editing === 'new' ? 'Add an item' : 'Change the item'}
      >
        {editing ? (
          <ItemForm item={editing === 'new' ? null : editing} usual={usual} close={() => setEditing(null)} />
        ) : null}
      </Modal>
    </>
  );
}

function Standing({ card, may }: { card: RateCardView; may: boolean }) {
  if (!card.changed) {
    return card.version ? (
      <Text size="sm" c="dimmed">
        Version {card.version} is published, as it stands here.
      </Text>
    ) : null;
  }
  return (
    <Alert
      color="orange"
      variant="light"
      title={card.version ? `It differs from version ${card.version}` : 'It is not published yet'}
    >
      <Group justify="space-between" gap="sm">
        <Text size="sm">Proposals take their prices from the published card.</Text>
        {may ? (
          <Button size="xs" onClick={() => void act('rate_card.publish', {}, { done: 'Published' })}>
            Publish version {card.version + 1}
          </Button>
        ) : null}
      </Group>
    </Alert>
  );
}

function Row({ item, may, edit }: { item: ItemView; may: boolean; edit: () => void }) {
  const body = { item: item.id };
  const turn = item.active
    ? () => act('item.retire', body, { done: 'Not offered any more' })
    : () => act('item.restore', body, { done: 'Offered again' });
  return (
    <li>
      <Group justify="space-between" gap="sm" py={8} wrap="nowrap">
        <div style={{ minWidth: 0 }}>
          <Group gap={8}>
            <Text fw={600}>{item.name}</Text>
            {item.active ? null : <StatusBadge state="retired" />}
          </Group>
          <Text size="sm" c="dimmed" component="div">
            <Money of={item.unit_price} />
            {item.unit ? ` per ${item.unit}` : ''} · {writePercent(item.rate)} % tax
          </Text>
        </div>
        {may ? (
          <Group gap="xs" wrap="nowrap">
            {item.active ? (
              <Button size="xs" variant="default" onClick={edit} aria-label={`Change ${item.name}`}>
                Change
              </Button>
            ) : null}
            <Button size="xs" variant="subtle" color="gray" onClick={() => void turn()}>
              {item.active ? 'Retire' : 'Restore'}
            </Button>
          </Group>
        ) : null}
      </Group>
    </li>
  );
}

function ItemForm({
  item,
  usual,
  close,
}: {
  item: ItemView | null;
  usual: number | undefined;
  close: () => void;
}) {
  const business = useBusiness();
  const currency = item?.unit_price.currency ?? business.currency;
  const { form, busy, problem, submit } = useCommandForm({
    initial: {
      name: item?.name ?? '',
      text: item?.text ?? '',
      unit: item?.unit ?? '',
      unit_price: item ? writeAmount(item.unit_price) : '',
      rate: item ? writePercent(item.rate) : usual === undefined ? '' : writePercent(usual),
    },
    needed: { name: 'Give it a name.', rate: 'Say the tax rate; 0 where there is none.' },
    check: ({ unit_price, rate }) => ({
      unit_price: readAmount(unit_price, currency) ? null : `Write an amount like 1250.00, in ${currency}.`,
      rate: readPercent(rate) === null ? 'Write a percentage between 0 and 100.' : null,
    }),
    send: async ({ name, text, unit, unit_price, rate }) => {
      const price = readAmount(unit_price, currency);
      if (!price) throw new Problem({ status: 422, title: `Write an amount in ${currency}.` });
      const body = {
        name,
        text: text.trim() || null,
        unit: unit.trim(),
        unit_price: price,
        rate: readPercent(rate),
      };
      const { undo } = item
        ? await call('item.change', { item: item.id, ...body })
        : await call('item.add', body);
      close();
      say(item ? 'Changed' : 'Added', undo);
    },
  });
  const field = (name: 'name' | 'text' | 'unit' | 'unit_price' | 'rate') => ({
    key: form.key(name),
    ...form.getInputProps(name),
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput {...field('name')} label="Name" data-autofocus />
        <SimpleGrid cols={3}>
          <TextInput {...field('unit_price')} label={`Price in ${currency}`} inputMode="decimal" />
          <TextInput {...field('unit')} label="Per" placeholder="hour" />
          <TextInput {...field('rate')} label="Tax, %" inputMode="decimal" />
        </SimpleGrid>
        <Textarea {...field('text')} label="More words" autosize minRows={2} />
        {problem ? <ProblemNote problem={problem} /> : null}
        <Group justify="flex-end">
          <Button type="submit" loading={busy}>
            {item ? 'Save' : 'Add item'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
