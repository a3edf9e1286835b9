// The buttons automations put on a record: a press starts a run, asks for what it needs first, and says if it began.
import { Button, Group, Menu, Stack, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconBolt, IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { call } from '../api/call';
import { asProblem, type Problem } from '../api/problem';
import { touched, useView } from '../api/query';
import { useBusiness, useMay } from '../api/session';
import { entered, GivenFields, type Given } from '../pages/automation/GivenFields';
import type { Takes } from '../pages/automation/editor/document';
import { ProblemNote } from '../ui/ProblemNote';
import { say, sayProblem } from '../ui/toast';

interface AutomationButton {
  automation: string;
  label: string;
  purpose: string;
  fields: Takes;
}

interface Started {
  run: string | null;
  /** Why it did not begin. */
  reason: string | null;
}

const FEW = 2;

export function RecordButtons({ record }: { record: string }) {
  const may = useMay('automation.start');
  const { data } = useView<{ items: AutomationButton[] }>('/automations/buttons', {
    query: { record },
    nouns: ['automation'],
    enabled: may,
  });
  const items = data?.items ?? [];
  if (!may || !items.length) return null;
  if (items.length <= FEW)
    return items.map((item) => (
      <Button
        key={item.automation}
        variant="default"
        leftSection={<IconBolt size={16} />}
        title={item.purpose}
        onClick={() => void press(item, record)}
      >
        {item.label}
      </Button>
    ));
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          leftSection={<IconBolt size={16} />}
          rightSection={<IconChevronDown size={16} />}
        >
          Start
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {items.map((item) => (
          <Menu.Item key={item.automation} onClick={() => void press(item, record)}>
            {item.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

async function press(item: AutomationButton, record: string) {
  if (Object.keys(item.fields).length) return askFirst(item, record);
  try {
    tell(item, await begin(item, record, {}));
  } catch (cause) {
    sayProblem(cause);
  }
}

async function begin({ automation }: AutomationButton, record: string, given: Record<string, unknown>) {
  const { answer } = await call<Started>('automation.start', { automation, record, with: given });
  touched('run');
  return answer;
}

const tell = ({ label }: AutomationButton, { reason }: Started) =>
  say(reason ? `“${label}” did not begin: ${reason}` : `“${label}” has begun`);

function askFirst(item: AutomationButton, record: string) {
  const id = modals.open({
    title: item.label,
    closeButtonProps: { 'aria-label': 'Close' },
    children: <AskFirst item={item} record={record} leave={() => modals.close(id)} />,
  });
}

interface Asking {
  item: AutomationButton;
  record: string;
  leave: () => void;
}

function AskFirst({ item, record, leave }: Asking) {
  const { currency } = useBusiness();
  const [given, setGiven] = useState<Given>({});
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const send = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const started = await begin(item, record, entered(item.fields, given, currency));
      leave();
      tell(item, started);
    } catch (cause) {
      setProblem(asProblem(cause));
      setBusy(false);
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {item.purpose}
        </Text>
        <GivenFields asked={item.fields} given={given} change={setGiven} />
        {problem ? <ProblemNote problem={problem} /> : null}
        <Group justify="flex-end">
          <Button variant="subtle" onClick={leave}>
            Not now
          </Button>
          <Button type="submit" loading={busy}>
            {item.label}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
