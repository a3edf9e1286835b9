// Records that were there before the automation: counted first, with why some are left out, then taken in at a pace.
import { Button, Group, List, NumberInput, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/call';
import { useMay } from '../../api/session';
import { nounLabel, recordPath } from '../../shell/records';
import { Block } from '../../ui/Block';
import { When } from '../../ui/When';
import { act } from '../../ui/act';
import { sayProblem } from '../../ui/toast';
import { sayReason } from './decisions';
import type { WholeAutomation } from './shapes';

interface Existing {
  looked_at: number;
  more: boolean;
  matching: number;
  left_out: { reason: string; records: number }[];
  sample: { record: string; contact: string | null; reason: string | null }[];
  per_hour: number;
  until: string | null;
  waiting: number;
}

export function TakeIn({ automation }: { automation: WholeAutomation }) {
  const may = useMay('automation.enrol_existing');
  const [counted, setCounted] = useState<Existing>();
  const [pace, setPace] = useState<number>();
  const [busy, setBusy] = useState(false);
  if (!may || !automation.on || automation.retired) return null;
  const count = async () => {
    setBusy(true);
    try {
      const body = { automation: automation.id, dry_run: true, per_hour: pace };
      setCounted((await call<Existing>('automation.enrol_existing', body)).answer);
    } catch (cause) {
      sayProblem(cause);
    }
    setBusy(false);
  };
  const take = async () => {
    const body = { automation: automation.id, per_hour: pace };
    const done = `${counted?.matching.toLocaleString()} are taken in one after the other`;
    const taken = await act<Existing>('automation.enrol_existing', body, { done });
    if (taken) await count();
  };
  const stop = async () => {
    const done = 'Nobody more of them is taken in';
    if (await act('automation.stop_taking_in', { automation: automation.id }, { done })) await count();
  };
  return (
    <Block title="Those who were there before">
      <Text size="sm" mb="xs">
        It begins for what happens from now on. What is open already and matches too can be taken in: it is
        counted first, and nobody is written to by counting.
      </Text>
      {counted ? <Counted of={counted} /> : null}
      <Group gap="xs" align="end">
        <Button variant="default" size="xs" loading={busy} onClick={() => void count()}>
          {counted ? 'Count again' : 'Count who matches already'}
        </Button>
        {counted?.matching ? (
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
              Take in {counted.matching.toLocaleString()}
            </Button>
          </>
        ) : null}
        {counted?.waiting ? (
          <Button size="xs" variant="subtle" color="red" onClick={() => void stop()}>
            Take in nobody more
          </Button>
        ) : null}
      </Group>
    </Block>
  );
}

function Counted({ of }: { of: Existing }) {
  const taken = of.sample.filter(({ reason }) => reason === null).slice(0, 5);
  return (
    <div role="status" style={{ marginBottom: 8 }}>
      <Text size="sm" className="num" component="div">
        <b>{of.matching.toLocaleString()}</b> of {of.looked_at.toLocaleString()} open{' '}
        {of.looked_at === 1 ? 'record matches' : 'records match'}
        {of.more ? ' so far; there are more, which are counted when these have been taken in' : ''}.
        {of.until ? (
          <>
            {' '}
            The last of them would begin <When at={of.until} />, at {of.per_hour.toLocaleString()} an hour.
          </>
        ) : null}
        {of.waiting ? ` ${of.waiting.toLocaleString()} wait to be taken in.` : ''}
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
