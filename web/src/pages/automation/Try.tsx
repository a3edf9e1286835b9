// An automation tried with one record: what a run would live through from now on, with what somebody imagines.
import { Alert, Button, Group, List, NumberInput, Select, Stack, Text } from '@mantine/core';
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
import { plain, takesOf, triggerFacts, useCatalogue, type Catalogue } from './editor/catalogue';
import { everyStep, type Automation } from './editor/document';
import { useRead } from './editor/useRead';
import { entered, GivenFields, type Given } from './GivenFields';
import { hoursFrom, told, type Imagined, type WhatIf } from './imagined';
import { FactChoice, FactValues } from './ImaginedFact';
import { nounOf, outcomeWords, type Happening, type Tried } from './rehearsal';

interface Trying {
  /** Null where it was never published. */
  automation: string | null;
  text: string;
  /** The text is a draft; else the published one. */
  draft?: boolean;
}

const NONE: Imagined = { fact: '', given: {} };

export function Try({ automation, text, draft = false }: Trying) {
  const noun = nounOf(text);
  const written = useRead(text).data?.document;
  const asked = takesOf(written?.trigger);
  const { catalogue } = useCatalogue();
  const { currency } = useBusiness();
  const ofBusiness = noun === 'business';
  const [given, setGiven] = useState<Given>({});
  const [record, setRecord] = useState<string | null>(null);
  const [start, setStart] = useState(NONE);
  const [imagined, setImagined] = useState<readonly WhatIf[]>([]);
  const [answers, setAnswers] = useState<Record<string, string>>({});
  const [tried, setTried] = useState<Tried | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const fieldsOf = ({ fact, given: values }: Imagined) =>
    told(catalogue?.fact(fact)?.fields ?? [], values, currency);
  const go = async () => {
    setBusy(true);
    setProblem(null);
    const now = Date.now();
    try {
      const body = {
        automation,
        ...(draft ? { text } : {}),
        record: ofBusiness ? null : record,
        start: start.fact ? { fact: start.fact, fields: fieldsOf(start) } : null,
        facts: imagined
          .filter(({ fact }) => fact)
          .map((each) => ({ fact: each.fact, at: hoursFrom(now, each.hours), fields: fieldsOf(each) })),
        answers,
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
        {written && catalogue ? (
          <Beginning doc={written} catalogue={catalogue} start={start} change={setStart} />
        ) : null}
        <GivenFields asked={asked} given={given} change={setGiven} />
        {written ? <Answers doc={written} answers={answers} change={setAnswers} /> : null}
        {catalogue ? (
          <WhatIfs catalogue={catalogue} subject={noun} imagined={imagined} change={setImagined} />
        ) : null}
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

interface Begins {
  doc: Automation;
  catalogue: Catalogue;
  start: Imagined;
  change: (start: Imagined) => void;
}

/** What starts it: as it happened to the record last, or as somebody imagines it. */
function Beginning({ doc, catalogue, start, change }: Begins) {
  const kinds = triggerFacts(doc);
  if (!kinds.length) return null;
  return (
    <Stack gap="xs">
      <FactChoice
        label="What starts it"
        catalogue={catalogue}
        kinds={kinds}
        usual="As it happened last"
        fact={start.fact}
        change={(fact) => change({ fact, given: {} })}
      />
      <FactValues
        catalogue={catalogue}
        subject={doc.subject}
        imagined={start}
        change={(given) => change({ ...start, given })}
        empty="What is left empty is as it was when it happened to the record last."
      />
    </Stack>
  );
}

interface Answering {
  doc: Automation;
  answers: Record<string, string>;
  change: (answers: Record<string, string>) => void;
}

/** What people would say to its questions. */
function Answers({ doc, answers, change }: Answering) {
  return everyStep(doc.steps).map(({ id, ask }) =>
    ask ? (
      <Select
        key={id}
        mt="sm"
        label={`What is answered to “${ask.question}”`}
        placeholder="Nobody answers in time"
        data={ask.answers.map(({ answer }) => ({ value: answer, label: plain(answer) }))}
        value={answers[id] ?? null}
        onChange={(answer) => {
          const { [id]: _, ...others } = answers;
          change(answer ? { ...others, [id]: answer } : others);
        }}
        clearable
      />
    ) : null,
  );
}

interface Imagining {
  catalogue: Catalogue;
  subject: string;
  imagined: readonly WhatIf[];
  change: (next: readonly WhatIf[]) => void;
}

function WhatIfs({ catalogue, subject, imagined, change }: Imagining) {
  const set = (index: number, next: Partial<WhatIf>) =>
    change(imagined.map((each, at) => (at === index ? { ...each, ...next } : each)));
  return (
    <Stack gap="xs" mt="sm">
      {imagined.map((each, index) => (
        // The rows have no other name than their place.
        // oxlint-disable-next-line no-array-index-key
        <div key={index}>
          <Group align="end" gap="sm">
            <div style={{ flex: '1 1 240px' }}>
              <FactChoice
                label="What if"
                catalogue={catalogue}
                fact={each.fact}
                change={(fact) => set(index, { fact, given: {} })}
              />
            </div>
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
          <FactValues
            catalogue={catalogue}
            subject={subject}
            imagined={each}
            change={(given) => set(index, { given })}
            empty="What is left empty is not known."
          />
        </div>
      ))}
      <div>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => change([...imagined, { fact: 'message.received', hours: 24, given: {} }])}
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
