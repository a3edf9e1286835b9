// Settings: how and when one is told, which devices take push, and how long an urgent word may stay unseen.
import { Alert, Button, Checkbox, Group, Paper, Select, Stack, Switch, Text, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import type { Kind, Rules, RulesView } from '../../api/notifications';
import { useView } from '../../api/query';
import { useMay, useSession } from '../../api/session';
import { ProblemNote } from '../../ui/ProblemNote';
import { WaitingLines } from '../../ui/Waiting';
import { act } from '../../ui/act';
import { Devices } from './fields/Devices';
import { HouseRules } from './fields/HouseRules';
import { SmsGateway } from './fields/SmsGateway';

export function NotificationsSection() {
  const seen = useView<RulesView>('/me/notifications', {
    nouns: ['notification', 'device', 'exception', 'sms_gateway'],
  });
  const house = useMay('attention.change');
  if (seen.error && !seen.data) return <ProblemNote problem={seen.error} again={() => void seen.refetch()} />;
  if (!seen.data) return <WaitingLines count={8} />;
  return (
    <>
      {seen.data.mail_works ? null : (
        <Alert
          color="orange"
          variant="light"
          icon={<IconAlertTriangle />}
          title="Mail does not leave at the moment"
        >
          What is urgent reaches you here, by push, and by SMS where you chose it. A device below takes push.
        </Alert>
      )}
      <Devices pushKey={seen.data.push_key} />
      <Own view={seen.data} key={JSON.stringify(seen.data.rules)} />
      {house ? <HouseRules /> : null}
      <SmsGateway />
    </>
  );
}

const OPTIONAL: [Kind, string][] = [
  ['lead', 'A lead came in for you'],
  ['reply', 'A customer wrote'],
  ['task', 'Somebody gave you a task'],
  ['late', 'A record waits too long at your joint of the line'],
  ['report', 'The report of the week was sent to you'],
  ['word', 'A word from an automation or a colleague'],
];

const CLOCK = Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, '0')}:00`);

function Own({ view }: { view: RulesView }) {
  const [rules, setRules] = useState<Rules>(view.rules);
  const [busy, setBusy] = useState(false);
  const set = (part: Partial<Rules>) => setRules((now) => ({ ...now, ...part }));
  const save = async () => {
    setBusy(true);
    await act('notification.change_rules', { rules }, { done: 'Saved' });
    setBusy(false);
  };
  return (
    <Paper p={{ base: 'md', sm: 'lg' }} component="section" aria-label="How you are told">
      <Title order={2} mb="md">
        How you are told
      </Title>
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          Everything stands under the bell. Here you choose what else reaches you.
        </Text>
        <Select
          label="Push"
          data={[
            { value: 'all', label: 'Everything' },
            { value: 'urgent', label: 'Only what is urgent' },
            { value: 'never', label: 'Nothing' },
          ]}
          value={rules.push}
          onChange={(push) => set({ push: (push ?? 'all') as Rules['push'] })}
          allowDeselect={false}
        />
        <Select
          label="Mail about what is not urgent"
          data={[
            { value: 'digest', label: 'Once a day, what you have not seen' },
            { value: 'each', label: 'Each at once' },
            { value: 'never', label: 'None' },
          ]}
          value={rules.mail}
          onChange={(mail) => set({ mail: (mail ?? 'digest') as Rules['mail'] })}
          allowDeselect={false}
        />
        {rules.mail === 'digest' ? (
          <Hour
            label="The daily mail comes at"
            at={rules.digest_at}
            onPick={(digest_at) => set({ digest_at })}
          />
        ) : null}
        <Switch
          label="What is urgent also comes by mail at once"
          checked={rules.urgent_mail}
          onChange={({ currentTarget }) => set({ urgent_mail: currentTarget.checked })}
        />
        <Sms carried={view.sms} rules={rules} set={set} />
        <Quiet rules={rules} set={set} />
        <Checkbox.Group
          label="Tell me of"
          description="Exceptions and approvals wait for you: they cannot be left out."
          value={OPTIONAL.map(([kind]) => kind).filter((kind) => !rules.without.includes(kind))}
          onChange={(wanted) =>
            set({ without: OPTIONAL.map(([kind]) => kind).filter((kind) => !wanted.includes(kind)) })
          }
        >
          <Stack gap="xs" mt="xs">
            {OPTIONAL.map(([kind, label]) => (
              <Checkbox key={kind} value={kind} label={label} />
            ))}
          </Stack>
        </Checkbox.Group>
        <Group justify="flex-end">
          <Button loading={busy} onClick={() => void save()}>
            Save
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}

/** Only where there is a way for it, and a number it reaches. */
function Sms({
  carried,
  rules,
  set,
}: {
  carried: boolean;
  rules: Rules;
  set: (part: Partial<Rules>) => void;
}) {
  const { phone } = useSession();
  if (!carried)
    return (
      <Text size="sm" c="dimmed">
        SMS: there is no SMS connection yet, so nothing is sent by SMS. An administrator can set one up.
      </Text>
    );
  return (
    <Switch
      label="What is urgent also comes by SMS at once"
      description={
        phone
          ? `To ${phone}. Several at a time are one SMS.`
          : 'Put in your mobile number under “Your account” first.'
      }
      disabled={!phone && !rules.urgent_sms}
      checked={rules.urgent_sms}
      onChange={({ currentTarget }) => set({ urgent_sms: currentTarget.checked })}
    />
  );
}

function Hour({ label, at, onPick }: { label: string; at: string; onPick: (at: string) => void }) {
  const data = CLOCK.includes(at) ? CLOCK : [...CLOCK, at].toSorted();
  return (
    <Select
      label={label}
      data={data}
      value={at}
      onChange={(picked) => onPick(picked ?? at)}
      allowDeselect={false}
      maw={200}
    />
  );
}

function Quiet({ rules, set }: { rules: Rules; set: (part: Partial<Rules>) => void }) {
  const { quiet } = rules;
  const usual = { from: '21:00', to: '07:00' };
  return (
    <Stack gap="xs" component="fieldset" style={{ border: 0, padding: 0, margin: 0 }}>
      <Switch
        label="Quiet hours: push, mail and SMS wait until they are over"
        checked={quiet !== null}
        onChange={({ currentTarget }) => set({ quiet: currentTarget.checked ? usual : null })}
      />
      {quiet ? (
        <>
          <Group gap="md">
            <Hour label="Quiet from" at={quiet.from} onPick={(from) => set({ quiet: { ...quiet, from } })} />
            <Hour label="Quiet until" at={quiet.to} onPick={(to) => set({ quiet: { ...quiet, to } })} />
          </Group>
          <Switch
            label="What is urgent comes in the quiet hours too"
            checked={rules.urgent_in_quiet}
            onChange={({ currentTarget }) => set({ urgent_in_quiet: currentTarget.checked })}
          />
        </>
      ) : null}
    </Stack>
  );
}
