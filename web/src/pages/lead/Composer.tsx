// Writing to somebody: own words or an approved template, shown as it would leave before it leaves.
import {
  Button,
  Group,
  Modal,
  SegmentedControl,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useState } from 'react';
import { call } from '../../api/call';
import type { MessagePreview } from '../../api/crm';
import { send } from '../../api/http';
import { asProblem, type Problem } from '../../api/problem';
import { useMay } from '../../api/session';
import { RecordPicker, SPOKEN_OF } from '../../shell/RecordPicker';
import { ProblemNote } from '../../ui/ProblemNote';
import { NoteSaid } from './NoteSaid';
import { PaperChoice, type Attached } from './PaperChoice';
import { useApprovedTexts } from './approved';
import { sayAndWait } from './replied';

export interface Recipient {
  lead?: string;
  contact: string;
  /** Null: they have no address. */
  email: string | null;
}

type Way = 'own' | 'template' | 'said';

const WAYS: { value: Way; label: string }[] = [
  { value: 'own', label: 'Write' },
  { value: 'template', label: 'Template' },
  { value: 'said', label: 'Note a call or visit' },
];

interface Words {
  subject: string;
  text: string;
  template: string | null;
  /** The record it speaks of. */
  about: string | null;
  /** A paper that goes with it; then it speaks of the paper's record. */
  paper: Attached | null;
}

const NOTHING: Words = { subject: '', text: '', template: null, about: null, paper: null };

/** What is asked of `message.preview` and `message.send` alike. */
function bodyOf(to: Recipient, words: Words, own: boolean) {
  const whom = to.lead ? { lead: to.lead } : { contact: to.contact };
  const about = words.paper?.about ?? (own ? null : words.about);
  const more = { ...(about ? { about } : {}), ...(words.paper ? { attach: [words.paper.document] } : {}) };
  if (!own) return { ...whom, template: words.template, ...more };
  const subject = words.subject.trim() || words.paper?.name;
  return { ...whom, text: words.text, ...(subject ? { subject } : {}), ...more };
}

export function Composer({ to }: { to: Recipient }) {
  const [chosen, setWay] = useState<Way | null>(null);
  const way = chosen ?? (to.email ? 'own' : 'said');
  const own = way === 'own';
  const [words, setWords] = useState(NOTHING);
  const [shown, setShown] = useState<MessagePreview | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const may = useMay('message.send');
  if (!may) return null;
  const body = bodyOf(to, words, own);
  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    setProblem(null);
    await work().catch((cause: unknown) => setProblem(asProblem(cause)));
    setBusy(false);
  };
  const preview = () =>
    attempt(async () => setShown(await send<MessagePreview>('POST', '/call/message.preview', { body })));
  const leave = () =>
    attempt(async () => {
      await call('message.send', body);
      setShown(null);
      setWords(NOTHING);
      sayAndWait(`On its way to ${to.email}`, to);
    });
  const ready = own ? words.text.trim() !== '' : words.template !== null;
  return (
    <Stack gap="xs">
      <SegmentedControl
        size="xs"
        aria-label="How"
        value={way}
        onChange={(next) => setWay(next as Way)}
        data={WAYS}
        style={{ alignSelf: 'flex-start' }}
      />
      {way === 'said' ? <NoteSaid to={to} /> : null}
      {way !== 'said' && !to.email ? (
        <Text size="sm" c="dimmed">
          They have no email address. Add one on their page, or call them and note it.
        </Text>
      ) : null}
      {way !== 'said' && to.email ? (
        <>
          {own ? <OwnWords words={words} set={setWords} /> : <ApprovedWords words={words} set={setWords} />}
          <PaperChoice
            contact={to.contact}
            chosen={words.paper}
            choose={(paper) => setWords({ ...words, paper })}
          />
          {problem && !shown ? <ProblemNote problem={problem} /> : null}
          <Button
            variant="default"
            disabled={!ready}
            loading={busy && !shown}
            leftSection={<IconSend size={16} />}
            onClick={() => void preview()}
            style={{ alignSelf: 'flex-start' }}
          >
            Preview and send
          </Button>
        </>
      ) : null}
      <Modal opened={shown !== null} onClose={() => setShown(null)} title="As it will leave" size="lg">
        {shown ? <Letter letter={shown} problem={problem} busy={busy} leave={() => void leave()} /> : null}
      </Modal>
    </Stack>
  );
}

function OwnWords({ words, set }: { words: Words; set: (words: Words) => void }) {
  return (
    <>
      <TextInput
        label="Subject"
        description="Empty: an answer in the running conversation, or the name of the paper."
        autoComplete="off"
        value={words.subject}
        onChange={(event) => set({ ...words, subject: event.currentTarget.value })}
      />
      <Textarea
        label="Message"
        autosize
        minRows={4}
        value={words.text}
        onChange={(event) => set({ ...words, text: event.currentTarget.value })}
      />
    </>
  );
}

function ApprovedWords({ words, set }: { words: Words; set: (words: Words) => void }) {
  return (
    <>
      <TemplateChoice value={words.template} set={(template) => set({ ...words, template })} />
      {words.paper ? null : (
        <RecordPicker
          label="About"
          placeholder="Nothing in particular; type the number of an invoice or another record of theirs"
          nouns={SPOKEN_OF}
          chosen={words.about}
          choose={(about) => set({ ...words, about })}
        />
      )}
    </>
  );
}

/** Each text once, whatever languages it has: the recipient's own is taken. */
export function TemplateChoice({
  value,
  set,
  label = 'Template',
}: {
  value: string | null;
  set: (slug: string | null) => void;
  label?: string;
}) {
  return (
    <Select
      label={label}
      description="Approved texts; their own language is chosen where it exists."
      data={useApprovedTexts()}
      value={value}
      onChange={set}
      searchable
      clearable
      nothingFoundMessage="No approved text of that name."
    />
  );
}

interface Shown {
  letter: MessagePreview;
  problem: Problem | null;
  busy: boolean;
  leave: () => void;
}

function Letter({ letter, problem, busy, leave }: Shown) {
  const to = letter.to_name ? `${letter.to_name} <${letter.to_email}>` : letter.to_email;
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        To {to}
      </Text>
      <Text fw={600}>{letter.subject || 'No subject yet: write one.'}</Text>
      <Text size="sm" className="letter">
        {letter.plain}
      </Text>
      {letter.attach.length > 0 ? (
        <Text size="sm" c="dimmed">
          With its paper: {letter.attach.map((document) => document.replaceAll('_', ' ')).join(', ')} (PDF)
        </Text>
      ) : null}
      {problem ? <ProblemNote problem={problem} /> : null}
      <Group justify="space-between">
        <Text size="xs" c="dimmed">
          What was sent cannot be taken back.
        </Text>
        <Button loading={busy} onClick={leave} leftSection={<IconSend size={16} />} data-autofocus>
          Send to {letter.to_email}
        </Button>
      </Group>
    </Stack>
  );
}
