// The text of an automation: checked by the server while it is written, published as a new version.
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { call, post } from '../../api/call';
import { asProblem, type Problem } from '../../api/problem';
import { useMay } from '../../api/session';
import { CodeEditor } from '../../ui/CodeEditor';
import { ProblemNote } from '../../ui/ProblemNote';
import { say } from '../../ui/toast';
import type { AutomationView, Finding, Findings, WholeAutomation } from './shapes';

interface Publishing {
  /** The one that gets a new version; none where a new one is written. */
  automation?: WholeAutomation;
  start?: string;
}

/** What the server thinks of the text, a moment after the last key. */
function useCheck(text: string) {
  const [settled] = useDebouncedValue(text, 500);
  const [checked, setChecked] = useState<{ text: string; found: Findings } | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    let old = false;
    if (!settled.trim()) return;
    post<Findings>('/automations/check', { text: settled }).then(
      ({ answer }) => {
        if (!old) setChecked({ text: settled, found: answer });
        if (!old) setProblem(null);
      },
      (cause: unknown) => {
        if (!old) setProblem(asProblem(cause));
      },
    );
    return () => {
      old = true;
    };
  }, [settled]);
  return { found: checked?.found, current: checked?.text === text, problem };
}

export function Publish({ automation, start = '' }: Publishing) {
  const [text, setText] = useState(automation?.text ?? start);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Problem | null>(null);
  const { found, current, problem } = useCheck(text);
  const navigate = useNavigate();
  const may = useMay('automation.publish');
  const same = text === automation?.text;
  const findings = found?.findings ?? [];
  const markers = findings
    .filter(({ severity }) => severity === 'error')
    .map(({ line, why }) => ({ line, message: why }));
  const publish = async () => {
    setBusy(true);
    setRefused(null);
    try {
      const { answer } = await call<AutomationView>('automation.publish', {
        slug: automation?.slug ?? null,
        text,
      });
      say(`${answer.name}: version ${answer.version} is published; new runs follow it`);
      if (!automation) await navigate({ to: `/automations/${answer.id}` as '/' });
    } catch (cause) {
      setRefused(asProblem(cause));
    }
    setBusy(false);
  };
  return (
    <Stack gap="md">
      <CodeEditor
        label={automation ? `Text of version ${automation.version}` : 'Text of the new automation'}
        value={text}
        onChange={setText}
        markers={current ? markers : []}
        readOnly={!may}
        rows={28}
      />
      {current ? <Warnings findings={findings} /> : null}
      {problem ? <ProblemNote problem={problem} /> : null}
      {refused ? <ProblemNote problem={refused} /> : null}
      <div className="save-bar">
        <Group justify="space-between">
          <Text size="sm" c="dimmed" role="status">
            {verdict({ same, current, found })}
          </Text>
          {may ? (
            <Button
              loading={busy}
              disabled={same || !current || !found?.publishable}
              onClick={() => void publish()}
            >
              {automation ? `Publish version ${automation.version + 1}` : 'Publish, switched off'}
            </Button>
          ) : null}
        </Group>
      </div>
    </Stack>
  );
}

interface Stand {
  same: boolean;
  current: boolean;
  found: Findings | undefined;
}

function verdict({ same, current, found }: Stand): string {
  if (!current || !found) return 'Looking at it …';
  if (!found.publishable) return 'It cannot be published yet: see the lines above.';
  return same
    ? 'This is what runs follow now.'
    : 'It can be published. Runs under way keep the version they follow.';
}

function Warnings({ findings }: { findings: readonly Finding[] }) {
  const warnings = findings.filter(({ severity }) => severity === 'warning');
  if (warnings.length === 0) return null;
  return (
    <Alert color="orange" variant="light" title="It can be published; know this first">
      {warnings.map(({ line, column, why }) => (
        <Text size="sm" key={`${line} ${column} ${why}`}>
          Line {line}: {why}
        </Text>
      ))}
    </Alert>
  );
}
