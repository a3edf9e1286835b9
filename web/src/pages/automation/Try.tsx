// An automation tried with one record: what a run would live through from now on, with what somebody imagines.
import { Alert, Button, Group, List, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import {
  IconArrowsSplit2,
  IconCheck,
  IconClock,
  IconEar,
  IconFlag,
  IconHelp,
  IconMail,
  IconPlayerPlay,
  type Icon,
} from '@tabler/icons-react';
import { useState } from 'react';
import { call } from '../../api/call';
import { useBusiness } from '../../api/session';
import { asProblem, type Problem } from '../../api/problem';
import { RecordPicker } from '../../shell/RecordPicker';
import { Block } from '../../ui/Block';
import { ProblemNote } from '../../ui/ProblemNote';
import { Timeline } from '../../ui/Timeline';
import { When } from '../../ui/When';
import { Message } from './Message';
import { takesOf } from './editor/catalogue';
import { useRead } from './editor/useRead';
import { entered, GivenFields, type Given } from './GivenFields';
import { nounOf, outcomeWords, type Happening, type Tried } from './rehearsal';

interface Trying {
  automation: string;
  /** Its published text. */
  text: string;
}

interface WhatIf {
  fact: string;
  hours: number;
}

export function Try({ automation, text }: Trying) {
  const noun = nounOf(text);
  const asked = takesOf(useRead(text).data?.document?.trigger);
  const { currency } = useBusiness();
  const ofBusiness = noun === 'business';
  const [given, setGiven] = useState<Given>({});
  const [record, setRecord] = useState<string | null>(null);
  const [imagined, setImagined] = useState<readonly WhatIf[]>([]);
  const [tried, setTried] = useState<Tried | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const go = async () => {
    setBusy(true);
    setProblem(null);
    const now = Date.now();
    const facts = imagined
      .filter(({ fact }) => fact.trim())
      .map(({ fact, hours }) => ({ fact: fact.trim(), at: new Date(now + hours * 3_600_000).toISOString() }));
    try {
      const body = {
        automation,
        record: ofBusiness ? automation : record,
        facts,
        with: entered(asked, given, currency),
      };
      setTried((await call<Tried>('automation.try', body)).answer);
    } catch (cause) {
      setTried(null);
      setProblem(asProblem(cause));
    }
    setBusy(false);
  };
  return (
    <Stack gap="lg">
      <Block title={ofBusiness ? 'Try it' : 'Try it with one record'}>
        {ofBusiness ? null : (
          <RecordPicker
            label={`Which ${noun.replaceAll('_', ' ')}`}
            placeholder="Type a name or a number"
            nouns={[noun]}
            chosen={record}
            choose={setRecord}
          />
        )}
        <GivenFields asked={asked} given={given} change={setGiven} />
        <Imagined imagined={imagined} change={setImagined} />
        <Group mt="sm">
          <Button loading={busy} disabled={!record && !ofBusiness} onClick={() => void go()}>
            Show what would happen
          </Button>
          <Text size="sm" c="dimmed">
            Nothing leaves, nothing changes.
          </Text>
        </Group>
      </Block>
      {problem ? <ProblemNote problem={problem} /> : null}
      {tried ? <Result tried={tried} /> : null}
    </Stack>
  );
}

interface Imagining {
  imagined: readonly WhatIf[];
  change: (next: readonly WhatIf[]) => void;
}

function Imagined({ imagined, change }: Imagining) {
  const set = (index: number, next: Partial<WhatIf>) =>
    change(imagined.map((each, at) => (at === index ? { ...each, ...next } : each)));
  return (
    <Stack gap="xs" mt="sm">
      {imagined.map((each, index) => (
        // The rows have no other name than their place.
        // oxlint-disable-next-line no-array-index-key
        <Group key={index} align="end" gap="sm">
          <TextInput
            label="What if"
            placeholder="message.received"
            value={each.fact}
            onChange={(event) => set(index, { fact: event.currentTarget.value })}
          />
          <NumberInput
            label="Hours from now"
            min={0}
            value={each.hours}
            onChange={(hours) => set(index, { hours: Number(hours) || 0 })}
            w={140}
          />
          <Button variant="subtle" onClick={() => change(imagined.filter((_, at) => at !== index))}>
            Leave it out
          </Button>
        </Group>
      ))}
      <div>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => change([...imagined, { fact: 'message.received', hours: 24 }])}
        >
          And what if …
        </Button>
      </div>
    </Stack>
  );
}

function Result({ tried }: { tried: Tried }) {
  if (!tried.enrolled) {
    return (
      <Alert color="orange" variant="light" title="It would not begin">
        {tried.reason}
      </Alert>
    );
  }
  const entries = tried.happenings.map((happening, index) => ({
    id: String(index),
    at: happening.at,
    title: title(happening),
    icon: SIGNS[happening.what],
    color: happening.what === 'says' ? 'blue' : 'gray',
    by: happening.step ? `Step ${happening.step.replaceAll('_', ' ')}` : undefined,
    detail: detail(happening),
  }));
  return (
    <Block title="What would happen">
      <Timeline entries={entries} label="What would happen" />
      <List size="xs" c="dimmed" mt="md" spacing={2}>
        {tried.assumed.map((words) => (
          <List.Item key={words}>{words}</List.Item>
        ))}
      </List>
    </Block>
  );
}

const SIGNS: Record<Happening['what'], Icon> = {
  begins: IconPlayerPlay,
  says: IconMail,
  does: IconCheck,
  passes: IconArrowsSplit2,
  waits: IconClock,
  asks: IconHelp,
  hears: IconEar,
  ends: IconFlag,
};

function title({ what, words }: Happening): string {
  return what === 'ends' ? `Ends: ${outcomeWords(words.slice(6, -1)).toLowerCase()}` : words;
}

function detail({ until, message }: Happening) {
  if (!until && !message) return undefined;
  return (
    <>
      {until ? (
        <Text size="sm" c="dimmed" component="div">
          Until <When at={until} />
        </Text>
      ) : null}
      {message ? <Message read={message} /> : null}
    </>
  );
}
