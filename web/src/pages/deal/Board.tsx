// Open deals by stage: dragged, moved by a menu, or by Shift and an arrow; shown moved at once.
import { ActionIcon, Button, Group, Menu, Paper, Stack, Text, Title } from '@mantine/core';
import { IconArrowsRightLeft } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { InfiniteData } from '@tanstack/react-query';
import { useEffect, useRef, useState, type DragEvent, type KeyboardEvent, type RefObject } from 'react';
import type { DealLine, NamedRef } from '../../api/crm';
import type { Page } from '../../api/cursor';
import { keyOf, useUpTo, type List, type Sight } from '../../api/query';
import { useMay } from '../../api/session';
import { Money, useMoney } from '../../ui/Money';
import { When } from '../../ui/When';
import { edit } from '../../ui/act';
import { beside, lanesOf, type Lane } from './board';

/** The lanes are counted and summed here, so that many deals are loaded. */
const COUNTED = 2_000;
const CARRIED = 'application/x-throughline-deal';

interface Moves {
  stages: readonly NamedRef[];
  /** Nothing where the person may not move deals. */
  move: ((deal: string, stage: NamedRef) => void) | null;
  /** The deal somebody moved last: its card is drawn anew in each lane, and keeps the focus there. */
  followed: RefObject<string | null>;
}

export function Board({
  stages,
  list,
  sight,
}: {
  stages: readonly NamedRef[];
  list: List<DealLine>;
  sight: Sight;
}) {
  const may = useMay('deal.move');
  useUpTo(COUNTED, list);
  const followed = useRef<string | null>(null);
  const move = (deal: string, stage: NamedRef) => {
    followed.current = deal;
    void edit<InfiniteData<Page<DealLine>>>(
      'deal.move',
      { deal, stage: stage.id },
      {
        view: [...keyOf('/deals', sight), 'list'],
        change: (shown) => ({ ...shown, pages: shown.pages.map((page) => moved(page, deal, stage.id)) }),
        done: `Moved to ${stage.name}`,
      },
    );
  };
  return (
    <>
      <div className="board" role="group" aria-label="Deals by stage">
        {lanesOf(stages, list.rows).map((lane) => (
          <OneLane
            key={lane.stage.id}
            lane={lane}
            stages={stages}
            move={may ? move : null}
            followed={followed}
          />
        ))}
      </div>
      {list.more && list.rows.length >= COUNTED ? (
        <Group mt="md">
          <Text size="sm" c="dimmed">
            Counts and sums are those of the {list.rows.length.toLocaleString()} deals loaded so far.
          </Text>
          <Button variant="default" loading={list.loading} onClick={list.loadMore}>
            Load more
          </Button>
        </Group>
      ) : null}
    </>
  );
}

function moved(page: Page<DealLine>, deal: string, stage: string): Page<DealLine> {
  return { ...page, items: page.items.map((one) => (one.id === deal ? { ...one, stage } : one)) };
}

function OneLane({ lane, ...moves }: { lane: Lane } & Moves) {
  const { move } = moves;
  const money = useMoney();
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    setOver(false);
    const deal = event.dataTransfer.getData(CARRIED);
    if (!deal || !move) return;
    event.preventDefault();
    if (!lane.deals.some(({ id }) => id === deal)) move(deal, lane.stage);
  };
  return (
    // Dragging is one of three ways; the menu and the keys on each card do the same.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <section
      className="lane"
      aria-label={lane.stage.name}
      data-over={over || undefined}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes(CARRIED)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Group justify="space-between" mb="xs" px={4}>
        <Title order={2} fz="sm">
          {lane.stage.name}{' '}
          <Text span c="dimmed" size="sm" className="num">
            {lane.deals.length}
          </Text>
        </Title>
        <Text size="sm" c="dimmed" className="num">
          {lane.sums.map(money).join(' + ')}
        </Text>
      </Group>
      <Stack gap={8}>
        {lane.deals.map((deal) => (
          <Card key={deal.id} deal={deal} {...moves} />
        ))}
      </Stack>
    </section>
  );
}

function Card({ deal, stages, move, followed }: { deal: DealLine } & Moves) {
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    // Nothing is taken from whoever went on to something else.
    const nowhere = document.activeElement === null || document.activeElement === document.body;
    if (followed.current === deal.id && nowhere) link.current?.focus();
  }, [followed, deal.id]);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : null;
    const to = event.shiftKey && step ? beside(stages, deal.stage, step) : undefined;
    if (!to || !move) return;
    event.preventDefault();
    move(deal.id, to);
  };
  const late = deal.due_at !== null && Date.parse(deal.due_at) < Date.now();
  return (
    <Paper
      p="sm"
      radius="md"
      draggable={move !== null}
      onDragStart={(event) => {
        event.dataTransfer.setData(CARRIED, deal.id);
        event.dataTransfer.effectAllowed = 'move';
      }}
    >
      <Group justify="space-between" wrap="nowrap" align="flex-start" gap="xs">
        <Link
          to="/deals/$deal"
          params={{ deal: deal.id }}
          ref={link}
          className="card-link"
          onKeyDown={onKeyDown}
          draggable={false}
        >
          {deal.title}
        </Link>
        {move ? <MoveMenu deal={deal} stages={stages} move={move} /> : null}
      </Group>
      <Text size="sm" c="dimmed" truncate>
        {deal.contact_name ?? 'Somebody'}
      </Text>
      <Group justify="space-between" mt={4} gap="xs">
        <Money of={deal.value} fz="sm" fw={550} />
        <Text size="xs" c={late ? 'var(--mantine-color-error)' : 'dimmed'} component="div">
          {late ? 'Late, ' : ''}
          <When at={deal.due_at} />
        </Text>
      </Group>
    </Paper>
  );
}

function MoveMenu({
  deal,
  stages,
  move,
}: {
  deal: DealLine;
  stages: readonly NamedRef[];
  move: (deal: string, stage: NamedRef) => void;
}) {
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={28}
          aria-label={`Move ${deal.title} to another stage`}
        >
          <IconArrowsRightLeft size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Move to</Menu.Label>
        {stages
          .filter(({ id }) => id !== deal.stage)
          .map((stage) => (
            <Menu.Item key={stage.id} onClick={() => move(deal.id, stage)}>
              {stage.name}
            </Menu.Item>
          ))}
      </Menu.Dropdown>
    </Menu>
  );
}
