// One message a run will ask for: to whom, by which automation, when and how sure, with what keeps it from leaving.
import { Button, Group, Menu, Text, Tooltip } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useBusiness, useMay, useSession } from '../../api/session';
import { nounLabel, recordPath } from '../../shell/records';
import { inWords, StatusBadge } from '../../ui/StatusBadge';
import { act } from '../../ui/act';
import { confirm } from '../../ui/confirm';
import { sayDayAndTime, sayExactly } from '../../ui/instant';
import { sayReason } from '../automation/decisions';
import { sayBegins, sayProvisos, saySure, type Coming } from './coming';

const titleOf = ({ template, title, step }: Coming) =>
  title ?? inWords((template ?? step).replaceAll('-', '_'));

export function ComingRow({ coming }: { coming: Coming }) {
  const { depends, left_out: out, likely } = coming;
  const tone = out || (depends.length && !likely) ? 'quiet' : depends.length ? 'waiting' : 'going';
  return (
    <li className="list-row">
      <div style={{ minWidth: 0, flex: '1 1 260px' }}>
        <Group gap={8} mb={2}>
          <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
            {titleOf(coming)}
          </Text>
          <StatusBadge state="coming" label={saySure(coming)} tone={tone} />
        </Group>
        <Text size="sm" style={{ overflowWrap: 'anywhere' }} component="div">
          <Why coming={coming} />
        </Text>
        <Text size="xs" c="dimmed" mt={2} component="div">
          <Reader coming={coming} /> · by{' '}
          <Link to={`/automations/${coming.automation}` as '/'}>{coming.automation_name}</Link>,{' '}
          {coming.run ? <Link to={`/runs/${coming.run}` as '/'}>this run</Link> : 'a run to come'} about{' '}
          <About id={coming.subject} />
        </Text>
      </div>
      <Veto coming={coming} />
    </li>
  );
}

/** When it is written at the earliest, and what decides whether it is. */
function Why({ coming }: { coming: Coming }) {
  const { at, stands_at: stands, asks, left_out: out, begins } = coming;
  const { user } = useSession();
  const business = useBusiness();
  const zone = user.zone ?? business.zone;
  const due = new Date(at);
  if (out && begins) return <>Somebody has left it out: nobody is taken in then.</>;
  if (out) return <>Somebody has left it out: the automation goes on without it.</>;
  const provisos = sayProvisos(coming);
  return (
    <>
      {begins ? `${sayBegins(begins)}, ` : stands ? `After “${inWords(stands)}”, ` : ''}
      <Tooltip label={sayExactly(due, business.locale, zone)}>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the exact time, by key */}
        <time dateTime={at} tabIndex={0}>
          {sayDayAndTime(due, new Date(), business.locale, zone)}
        </time>
      </Tooltip>{' '}
      at the earliest
      {provisos ? `, if ${provisos}` : ''}
      {asks ? '. It is shown to somebody for a yes before it leaves' : ''}.
      {begins?.not ? ` As it stands nobody is taken in. ${sayReason(begins.not)}` : ''}
    </>
  );
}

function Reader({ coming: { contact, name } }: { coming: Coming }) {
  const path = contact ? recordPath(contact) : undefined;
  if (!path) return <>to {name ?? 'its recipient'}</>;
  return (
    <>
      to <Link to={path}>{name ?? 'somebody without a name'}</Link>
    </>
  );
}

function About({ id }: { id: string }) {
  const path = recordPath(id);
  return path ? <Link to={path}>{nounLabel(id).toLowerCase()}</Link> : <>{nounLabel(id).toLowerCase()}</>;
}

function Veto({ coming }: { coming: Coming }) {
  return coming.run ? <RunVeto coming={coming} run={coming.run} /> : <StartVeto coming={coming} />;
}

/** Of a run that has not begun the beginning is left out, with all it would write. */
function StartVeto({ coming: { automation, subject, left_out: out } }: { coming: Coming }) {
  if (!useMay('automation.leave_out')) return null;
  const done = out ? 'It begins after all' : 'Nobody is taken in then; nothing of it is written';
  const leave = () => void act('automation.leave_out', { automation, subject, out: !out }, { done });
  return out ? (
    <Button size="xs" variant="default" onClick={leave}>
      Let it begin
    </Button>
  ) : (
    <Button size="xs" variant="subtle" color="red" onClick={leave}>
      Leave them out
    </Button>
  );
}

function RunVeto({ coming, run }: { coming: Coming; run: string }) {
  const { step, left_out: out, stands_at: stands } = coming;
  const mayLeave = useMay('run.leave_out');
  const mayStop = useMay('run.stop');
  if (!mayLeave && !mayStop) return null;
  const leave = async (yes: boolean) => {
    const done = yes ? 'It is not written; the automation goes on without it' : 'It is written after all';
    await act('run.leave_out', { run, step, out: yes }, { done });
  };
  const stop = async () => {
    const text = `${coming.automation_name} ends here for ${coming.name ?? 'them'}: this message and all that would follow. What it did stays done.`;
    if (await confirm({ title: 'Stop this run?', text, verb: 'Stop 1 run', destroys: true }))
      await act('run.stop', { run }, { done: 'The run is stopped' });
  };
  if (out) {
    return mayLeave ? (
      <Button size="xs" variant="default" onClick={() => void leave(false)}>
        Let it be written
      </Button>
    ) : null;
  }
  const look = { size: 'xs', variant: 'subtle', color: 'red' } as const;
  // a step that is being tried already is past leaving out
  const mayVeto = mayLeave && stands !== step;
  return (
    <Group gap={0} wrap="nowrap">
      {mayVeto ? (
        <Button {...look} onClick={() => void leave(true)}>
          Leave it out
        </Button>
      ) : null}
      {mayStop ? (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button
              {...look}
              px={6}
              aria-label={`More about: ${titleOf(coming)}, to ${coming.name ?? 'its recipient'}`}
            >
              <IconChevronDown size={15} aria-hidden />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item color="red" onClick={() => void stop()}>
              Stop the whole run…
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      ) : null}
    </Group>
  );
}
