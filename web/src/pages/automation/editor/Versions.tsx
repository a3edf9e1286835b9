// Every version as it was published, side by side with another: what changed by what it means, and the text.
import { Button, FileButton, Group, Select, Stack, Text } from '@mantine/core';
import { IconDownload, IconFileUpload, IconHistory } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useView } from '../../../api/query';
import { useMay } from '../../../api/session';
import { useStaff } from '../../../api/staff';
import { CodeEditor } from '../../../ui/CodeEditor';
import { ProblemNote } from '../../../ui/ProblemNote';
import { WaitingRows } from '../../../ui/Waiting';
import { When } from '../../../ui/When';
import { saveFile } from '../../../ui/saveFile';
import type { VersionLine, WholeAutomation } from '../shapes';
import { useCatalogue } from './catalogue';
import { Changes } from './Changes';
import type { Differences } from './difference';
import { OlderRuns } from './MoveRuns';
import { Plan, type Elsewhere } from './Plan';
import { Review } from './Review';

const useVersion = (id: string, number: number) =>
  useView<WholeAutomation>(`/automations/${id}`, { query: { version: number } });

/** What the server finds different between two versions. */
const useDifferences = (automation: string, from: number, to: number) =>
  useView<Differences>('/automations/diff', { query: { automation, from, to }, nouns: ['run'] });

const STATES = { published: '', review: ', waits for a second person', returned: ', returned' } as const;

export function Versions({ automation }: { automation: WholeAutomation }) {
  const [newer, setNewer] = useState(automation.version);
  const [older, setOlder] = useState(Math.max(1, automation.version - 1));
  const [text, setText] = useState(false);
  const { catalogue } = useCatalogue();
  const left = useVersion(automation.id, older);
  const right = useVersion(automation.id, newer);
  const differ = useDifferences(automation.id, older, newer);
  const error = left.error ?? right.error ?? differ.error;
  const list =
    useView<{ items: VersionLine[] }>(`/automations/${automation.id}/versions`, { nouns: ['run'] }).data
      ?.items ?? [];
  const choices = list.map(({ number, state, current }) => ({
    value: String(number),
    label: `Version ${number}${current ? ', in use' : STATES[state]}`,
  }));
  const may = useMay('automation.publish') && !automation.retired;
  const [planned, setPlanned] = useState<Elsewhere | null>(null);
  const again = useRef<() => void>(null);
  const take = async (file: File | null) => {
    if (file) setPlanned({ text: await file.text(), of: file.name });
    again.current?.();
  };
  const earlier = [...new Set([older, newer])].filter((number) => number < automation.version);
  const goBackTo = (number: number) => {
    const version = number === older ? left.data : right.data;
    if (version) setPlanned({ text: version.text, of: `version ${number}` });
  };
  const waits = list.find(({ state }) => state === 'review');
  return (
    <Stack gap="md">
      <Group gap="sm" align="flex-end">
        <Select
          label="From"
          allowDeselect={false}
          data={choices}
          value={String(older)}
          onChange={(next) => setOlder(Number(next))}
        />
        <Select
          label="To"
          allowDeselect={false}
          data={choices}
          value={String(newer)}
          onChange={(next) => setNewer(Number(next))}
        />
        <Button variant="default" aria-pressed={text} onClick={() => setText(!text)}>
          {text ? 'Show what changed' : 'Show the texts'}
        </Button>
      </Group>
      <Group gap="sm">
        <Download of={right.data} number={newer} />
        {may ? (
          <>
            {/* picked once more, the same file may say something else by now */}
            <FileButton
              accept=".yaml,.yml,application/yaml,text/yaml"
              resetRef={again}
              onChange={(file) => void take(file)}
            >
              {(props) => (
                <Button {...props} variant="default" leftSection={<IconFileUpload size={16} aria-hidden />}>
                  Apply a file …
                </Button>
              )}
            </FileButton>
            {earlier.map((number) => (
              <Button
                key={number}
                variant="default"
                leftSection={<IconHistory size={16} aria-hidden />}
                onClick={() => goBackTo(number)}
              >
                Go back to version {number} …
              </Button>
            ))}
          </>
        ) : null}
      </Group>
      {error ? <ProblemNote problem={error} /> : null}
      {waits ? <Review automation={automation} version={waits} show={() => setNewer(waits.number)} /> : null}
      <OlderRuns automation={automation} list={list} />
      <div className="diff-side">
        <Published of={left.data} number={older} />
        <Published of={right.data} number={newer} />
      </div>
      {text ? (
        <div className="diff-side">
          <Written of={left.data} number={older} />
          <Written of={right.data} number={newer} />
        </div>
      ) : differ.data && catalogue ? (
        <Changes found={differ.data} catalogue={catalogue} same={older === newer} />
      ) : (
        <WaitingRows count={4} />
      )}
      {planned ? <Plan automation={automation} {...planned} close={() => setPlanned(null)} /> : null}
    </Stack>
  );
}

/** The very bytes that were published. */
function Download({ of, number }: { of: WholeAutomation | undefined; number: number }) {
  const save = () => of && saveFile(`${of.slug}.yaml`, of.text, 'application/yaml');
  return (
    <Button
      variant="default"
      disabled={!of}
      onClick={save}
      leftSection={<IconDownload size={16} aria-hidden />}
    >
      Download version {number}
    </Button>
  );
}

function Published({ of, number }: { of: WholeAutomation | undefined; number: number }) {
  const staff = useStaff();
  if (!of) return <Text size="sm">Version {number}</Text>;
  return (
    <Text size="sm" c="dimmed" component="div">
      Version {number}, published <When at={of.published_at} />
      {of.published_by ? ` by ${staff.nameOf(of.published_by) ?? 'somebody'}` : ' with the program'}, SHA-256{' '}
      {of.sha256.slice(0, 12)}…
    </Text>
  );
}

function Written({ of, number }: { of: WholeAutomation | undefined; number: number }) {
  return (
    <div style={{ minWidth: 0 }}>
      <CodeEditor
        label={`Text of version ${number}`}
        description="As it was published. It never changes again."
        value={of?.text ?? ''}
        onChange={() => undefined}
        readOnly
        rows={26}
      />
    </div>
  );
}
