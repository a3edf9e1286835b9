// Records that were there before the automation: counted first, with why some are left out, then taken in at a pace.
import { Button, Checkbox, Group, List, NumberInput, Progress, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/call';
import { useView } from '../../api/query';
import { useMay } from '../../api/session';
import { nounLabel, recordPath } from '../../shell/records';
import { Block } from '../../ui/Block';
import { When } from '../../ui/When';
import { act } from '../../ui/act';
import { sayProblem } from '../../ui/toast';
import { sayReason } from './decisions';
import type { WholeAutomation } from './shapes';
import { sayTaking, sharesOf, type TakingIn } from './taking';

interface Existing {
  looked_at: number;
  more: boolean;
  open: number;
  had_run: number;
  matching: number;
  left_out: { reason: string; records: number }[];
  sample: { record: string; contact: string | null; reason: string | null }[];
  per_hour: number;
  until: string | null;
  waiting: number;
}

interface Shown {
  automation: WholeAutomation;
  /** It takes in every time, so that who had a run can be taken in again. */
  always: boolean;
}

export function TakeIn({ automation, always }: Shown) {
  const may = useMay('automation.enrol_existing');
  const shown = may && automation.on && !automation.retired;
  const path = `/automations/${automation.id}/existing`;
  const going = useView<TakingIn>(path, { nouns: ['automation', 'run'], enabled: shown });
  const [counted, setCounted] = useState<Existing>();
  const [pace, setPace] = useState<number>();
  const [again, setAgain] = useState(false);
  const [busy, setBusy] = useState(false);
  if (!shown) return null;
  const body = (too: boolean) => ({ automation: automation.id, per_hour: pace, again: too });
  const count = async (too: boolean) => {
    setBusy(true);
    try {
      const asked = { ...body(too), dry_run: true };
      setCounted((await call<Existing>('automation.enrol_existing', asked)).answer);
      setAgain(too);
    } catch (cause) {
      sayProblem(cause);
    }
    setBusy(false);
  };
  const take = async () => {
    const done = 'They are taken in one after the other';
    if (await act<Existing>('automation.enrol_existing', body(again), { done })) {
      setCounted(undefined);
      setAgain(false);
    }
  };
  const stop = () =>
    void act(
      'automation.stop_taking_in',
      { automation: automation.id },
      { done: 'Nobody more of them is taken in' },
    );
  const goes = going.data?.goes_on ?? false;
  return (
    <Block title="Those who were there before">
      <Text size="sm" mb="xs">
        It begins for what happens from now on. What is open already and matches too can be taken in: it is
        counted first, and nobody is written to by counting.
      </Text>
      {going.data?.asked_at ? <Going of={going.data} /> : null}
      {counted && !goes ? <Counted of={counted} /> : null}
      {counted && !goes && always && (again || counted.had_run) ? (
        <Checkbox
          size="sm"
          mb="xs"
          label={`Also take in again the ${counted.had_run.toLocaleString()} who had a run of it before`}
          checked={again}
          disabled={busy}
          onChange={({ currentTarget }) => void count(currentTarget.checked)}
        />
      ) : null}
      <Group gap="xs" align="end">
        {goes ? (
          <Button size="xs" variant="subtle" color="red" onClick={stop}>
            Take in nobody more
          </Button>
        ) : (
          <Button variant="default" size="xs" loading={busy} onClick={() => void count(again)}>
            {counted ? 'Count again' : 'Count who matches already'}
          </Button>
        )}
        {counted && !goes && (counted.matching || counted.more) ? (
          <>
            <NumberInput
              size="xs"
              w={130}
              label="At most an hour"
              min={1}
              max={3_600}
              allowDecimal={false}
              value={pace ?? counted.per_hour}
              onChange={(next) => setPace(typeof next === 'number' ? next : undefined)}
            />
            <Button size="xs" onClick={() => void take()}>
              {counted.more ? 'Take in all who match' : `Take in ${counted.matching.toLocaleString()}`}
            </Button>
          </>
        ) : null}
      </Group>
    </Block>
  );
}

/** How far it has come, and how it ended the last time. */
function Going({ of }: { of: TakingIn }) {
  const { taken, refused } = sharesOf(of);
  return (
    <div role="status" style={{ marginBottom: 8 }}>
      <Text size="sm" className="num" component="div">
        {sayTaking(of)}
        {of.until && !of.looking ? (
          <>
            {' '}
            The last of them begins <When at={of.until} />.
          </>
        ) : null}
      </Text>
      {of.goes_on ? (
        <Progress.Root size="sm" mt={4}>
          <Progress.Section value={taken} aria-label="Taken in" />
          <Progress.Section value={refused} color="gray" aria-label="Left out when their time came" />
        </Progress.Root>
      ) : null}
    </div>
  );
}

function Counted({ of }: { of: Existing }) {
  const taken = of.sample.filter(({ reason }) => reason === null).slice(0, 5);
  return (
    <div role="status" style={{ marginBottom: 8 }}>
      <Text size="sm" className="num" component="div">
        <b>{of.matching.toLocaleString()}</b> of {of.looked_at.toLocaleString()} open{' '}
        {of.looked_at === 1 ? 'record matches' : 'records match'}
        {of.more
          ? `. These are the newest of ${of.open.toLocaleString()}; the others are looked at as these have been taken in`
          : ''}
        .
        {of.until ? (
          <>
            {' '}
            The last of them would begin <When at={of.until} />, at {of.per_hour.toLocaleString()} an hour.
          </>
        ) : null}
      </Text>
      {of.left_out.length ? (
        <>
          <Text size="sm" mt={4}>
            Left out:
          </Text>
          <List size="sm">
            {of.left_out.map(({ reason, records }) => (
              <List.Item key={reason}>
                {records.toLocaleString()}: {sayReason(reason)}
              </List.Item>
            ))}
          </List>
        </>
      ) : null}
      {taken.length ? (
        <Text size="xs" c="dimmed" mt={4} component="div">
          For example{' '}
          {taken.map(({ record }, nth) => (
            <span key={record}>
              {nth ? ', ' : ''}
              <Record id={record} />
            </span>
          ))}
        </Text>
      ) : null}
    </div>
  );
}

function Record({ id }: { id: string }) {
  const path = recordPath(id);
  return path ? <Link to={path}>{nounLabel(id)}</Link> : <>{nounLabel(id)}</>;
}
