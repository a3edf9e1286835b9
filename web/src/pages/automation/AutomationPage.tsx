// One automation: what it does in plain words, how far it may go, its text, versions and runs.
import { Alert, Group, Radio, SimpleGrid, Stack, Switch, Tabs, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { keyOf, useView } from '../../api/query';
import { useMay } from '../../api/session';
import { Block } from '../../ui/Block';
import { PageHead } from '../../ui/PageHead';
import { ProblemNote } from '../../ui/ProblemNote';
import { StatusBadge } from '../../ui/StatusBadge';
import { WaitingRecord, WaitingRows } from '../../ui/Waiting';
import { edit } from '../../ui/act';
import { confirm } from '../../ui/confirm';
import { useStaff } from '../../api/staff';
import { MasterStopped } from './MasterStop';
import { DraftNote } from './DraftList';
import { useCatalogue } from './editor/catalogue';
import { Edit } from './editor/Edit';
import { Summary } from './editor/Summary';
import { useRead } from './editor/useRead';
import { Versions } from './editor/Versions';
import { useFunnel } from './funnel';
import { FunnelTable, FunnelTotals, StepNumbers } from './FunnelPanel';
import { HookPanel } from './HookPanel';
import { LiftPanel } from './LiftPanel';
import { NotTaken } from './NotTaken';
import { Paused } from './Paused';
import { Rehearsals } from './Rehearsals';
import { Retire } from './Retire';
import { Runs } from './Runs';
import { MODES, tallies, type Mode, type WholeAutomation } from './shapes';
import { TakeIn } from './TakeIn';
import { Try } from './Try';

const NOUNS = ['run', 'approval'] as const;

/** The view on this screen, to show a change before the server has answered. */
function viewOf({ id }: WholeAutomation) {
  return keyOf(`/automations/${id}`, { nouns: NOUNS });
}

export function Page() {
  const { automation: id } = useParams({ strict: false }) as { automation: string };
  const { tab = 'overview' } = useSearch({ strict: false }) as { tab?: string };
  const navigate = useNavigate();
  const mayAsk = useMay('enrolment.list');
  const seen = useView<WholeAutomation>(`/automations/${id}`, { nouns: NOUNS });
  if (!seen.data) {
    return (
      <>
        <PageHead title="Automation" />
        {seen.error ? (
          <ProblemNote problem={seen.error} again={() => void seen.refetch()} />
        ) : (
          <WaitingRecord />
        )}
      </>
    );
  }
  const automation = seen.data;
  const show = (next: string | null) =>
    void navigate({
      to: '.',
      search: (next === 'overview' ? {} : { tab: next }) as never,
      replace: true,
      resetScroll: false,
    });
  return (
    <>
      <PageHead
        title={automation.name}
        sub={<Purpose automation={automation} />}
        above={
          <Text size="sm" mb={2}>
            <Link to="/automations" className="quiet-link">
              Automations
            </Link>
          </Text>
        }
      >
        <Retire automation={automation} />
        <OnOff automation={automation} />
      </PageHead>
      <MasterStopped />
      <Bearing automation={automation} />
      <Paused automation={automation} />
      {tab === 'edit' ? null : <DraftNote automation={automation.id} />}
      <Tabs value={tab} onChange={show} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="overview">What it does</Tabs.Tab>
          <Tabs.Tab value="runs">Runs</Tabs.Tab>
          {mayAsk ? <Tabs.Tab value="not_taken">Not taken in</Tabs.Tab> : null}
          <Tabs.Tab value="edit">Edit</Tabs.Tab>
          <Tabs.Tab value="rehearsals">Rehearse</Tabs.Tab>
          <Tabs.Tab value="try">Try</Tabs.Tab>
          <Tabs.Tab value="versions">Versions</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="overview">
          <Overview automation={automation} />
        </Tabs.Panel>
        <Tabs.Panel value="runs">
          <Runs automation={automation.id} runs={automation.runs} />
        </Tabs.Panel>
        {mayAsk ? (
          <Tabs.Panel value="not_taken">
            <NotTaken automation={automation.id} />
          </Tabs.Panel>
        ) : null}
        <Tabs.Panel value="edit">
          <Edit key={automation.id} automation={automation} />
        </Tabs.Panel>
        <Tabs.Panel value="rehearsals">
          <Rehearsals automation={automation.id} />
        </Tabs.Panel>
        <Tabs.Panel value="try">
          <Try automation={automation.id} text={automation.text} />
        </Tabs.Panel>
        <Tabs.Panel value="versions">
          <Versions automation={automation} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

function Purpose({ automation: { purpose, retired } }: { automation: WholeAutomation }) {
  if (!retired) return <>{purpose}</>;
  return (
    <Group gap={8}>
      <StatusBadge state="retired" />
      <span>{purpose} Nobody new begins; runs under way go on to their end.</span>
    </Group>
  );
}

function Bearing({ automation }: { automation: WholeAutomation }) {
  if (!automation.load_bearing || automation.on) return null;
  return (
    <Alert
      color="red"
      variant="light"
      icon={<IconAlertTriangle />}
      title="The line depends on this automation, and it is off"
      mb="lg"
    >
      {automation.purpose} Until it is on again, somebody has to do this by hand; its owner has been told.
    </Alert>
  );
}

function OnOff({ automation }: { automation: WholeAutomation }) {
  const may = useMay('automation.switch');
  const turn = async (on: boolean) => {
    if (!on && automation.load_bearing) {
      const text = `${automation.purpose} The line depends on it: while it is off, somebody has to do this by hand, every time. Runs under way stand still.`;
      const title = `Switch off “${automation.name}”? The line depends on it.`;
      if (!(await confirm({ title, text, verb: 'Switch it off', destroys: true }))) return;
    }
    const done = on ? `${automation.name} is on` : `${automation.name} is off; its runs stand still`;
    await edit<WholeAutomation>(
      'automation.switch',
      { automation: automation.id, on },
      { done, view: viewOf(automation), change: (shown) => ({ ...shown, on }) },
    );
  };
  return (
    <Switch
      size="lg"
      checked={automation.on}
      disabled={!may}
      onChange={(event) => void turn(event.currentTarget.checked)}
      label={automation.on ? 'On' : 'Off'}
      aria-label={`${automation.name} is ${automation.on ? 'on' : 'off'}`}
    />
  );
}

function Overview({ automation }: { automation: WholeAutomation }) {
  const staff = useStaff();
  const { waiting, parked } = tallies(automation.runs);
  const written = useRead(automation.text).data?.document;
  const trigger = written?.trigger;
  const hooked = trigger?.webhook !== undefined;
  const before = trigger?.fact !== undefined || trigger?.date !== undefined;
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
      <Block title="In plain words">
        <InWords automation={automation} />
      </Block>
      <Stack gap="lg" miw={0}>
        <ModeChoice automation={automation} />
        {hooked ? <HookPanel automation={automation.id} /> : null}
        {before ? <TakeIn automation={automation} always={written?.enrol.policy === 'always'} /> : null}
        <LiftPanel automation={automation.id} />
        <Block title="Who answers for it">
          <Text size="sm">
            {staff.nameOf(automation.owner) ?? automation.owner_word}, by the words of its text the{' '}
            {automation.owner_word}; stand-in: {automation.stand_in}.
          </Text>
          <Text size="sm" mt="xs">
            {waiting} under way, {parked} stuck.
          </Text>
        </Block>
      </Stack>
    </SimpleGrid>
  );
}

/** Its text as the server reads it, told in sentences. */
function InWords({ automation }: { automation: WholeAutomation }) {
  const { catalogue } = useCatalogue();
  const read = useRead(automation.text);
  const funnel = useFunnel(automation.id).data;
  const doc = read.data?.document;
  if (read.error) return <ProblemNote problem={read.error} again={() => void read.refetch()} />;
  if (read.data && !doc) return <Text size="sm">Its text cannot be read any more: see it under Edit.</Text>;
  if (!doc || !catalogue) return <WaitingRows count={4} />;
  const entered = funnel?.entered ?? 0;
  const numbers = (step: string) => (
    <StepNumbers step={funnel?.steps.find((one) => one.step === step)} entered={entered} />
  );
  return (
    <>
      {funnel && entered ? <FunnelTotals funnel={funnel} /> : null}
      <Summary doc={doc} catalogue={catalogue} beside={entered ? numbers : undefined} />
      {funnel && entered ? <FunnelTable funnel={funnel} /> : null}
    </>
  );
}

function ModeChoice({ automation }: { automation: WholeAutomation }) {
  const may = useMay('automation.set_mode');
  const choose = async (mode: string) => {
    if (mode === automation.mode) return;
    const text = 'From now on its new runs write to customers by themselves. Runs under way keep their mode.';
    if (
      mode === 'automatic' &&
      !(await confirm({ title: 'Let it work by itself?', text, verb: 'Make it automatic' }))
    )
      return;
    await edit<WholeAutomation>(
      'automation.set_mode',
      { automation: automation.id, mode },
      {
        done: `${automation.name}: ${MODES[mode as Mode].label.toLowerCase()}`,
        view: viewOf(automation),
        change: (shown) => ({ ...shown, mode: mode as Mode }),
      },
    );
  };
  return (
    <Block title="How far it may go">
      <Radio.Group value={automation.mode} onChange={(mode) => void choose(mode)} aria-label="Mode">
        <Stack gap="sm">
          {(Object.keys(MODES) as Mode[]).map((mode) => (
            <Radio
              key={mode}
              value={mode}
              label={MODES[mode].label}
              description={MODES[mode].hint}
              disabled={!may}
            />
          ))}
        </Stack>
      </Radio.Group>
    </Block>
  );
}
